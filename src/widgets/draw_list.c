#include "widgets/draw_list.h"

#include <string.h>

#include "base/assert.h"
#include "widgets/mask.h"

void draw_list_clear(struct draw_list *list)
{
    list->count = 0;
    list->text_size = 0;
    list->point_count = 0;
    list->full = false;
}

static void append(struct draw_list *list, struct draw_command command)
{
    if (list->count == DRAW_COMMANDS_MAX) {
        list->full = true;
        return;
    }
    list->commands[list->count++] = command;
}

void draw_rectangle(struct draw_list *list, struct rectangle at, struct draw_rectangle what)
{
    append(list, (struct draw_command){.kind = DRAW_RECTANGLE, .at = at, .as.rectangle = what});
}

void draw_text(struct draw_list *list, struct rectangle box, struct draw_text what,
               const char *bytes, size_t size)
{
    if (size > DRAW_TEXT_BYTES_MAX - list->text_size) {
        list->full = true;
        return;
    }
    what.offset = (uint32_t)list->text_size;
    what.size = (uint32_t)size;
    if (size > 0)
        memcpy(list->text + list->text_size, bytes, size);
    list->text_size += size;
    append(list, (struct draw_command){.kind = DRAW_TEXT, .at = box, .as.text = what});
}

void draw_icon(struct draw_list *list, struct rectangle at, struct draw_icon what)
{
    append(list, (struct draw_command){.kind = DRAW_ICON, .at = at, .as.icon = what});
}

void draw_picture(struct draw_list *list, struct rectangle at, struct draw_picture what)
{
    ALCOVE_ASSERT(what.picture != NULL);
    ALCOVE_ASSERT(what.slot >= 0 && what.slot < DRAW_PICTURES_MAX);
    append(list, (struct draw_command){.kind = DRAW_PICTURE, .at = at, .as.picture = what});
}

/* What a line as wide as this can touch. */
static struct rectangle points_box(const struct point *points, size_t count, int width)
{
    int left = points[0].x;
    int top = points[0].y;
    int right = left;
    int bottom = top;
    for (size_t i = 1; i < count; i++) {
        left = points[i].x < left ? points[i].x : left;
        top = points[i].y < top ? points[i].y : top;
        right = points[i].x > right ? points[i].x : right;
        bottom = points[i].y > bottom ? points[i].y : bottom;
    }
    return rectangle_inset((struct rectangle){left, top, right - left, bottom - top},
                           -(width + 1) / 2);
}

void draw_line(struct draw_list *list, const struct point *points, size_t count,
               struct draw_line what)
{
    ALCOVE_ASSERT(count > 0 && what.width > 0);
    if (count > DRAW_POINTS_MAX - list->point_count) {
        list->full = true;
        return;
    }
    what.first = (uint32_t)list->point_count;
    what.count = (uint32_t)count;
    memcpy(list->points + list->point_count, points, count * sizeof *points);
    list->point_count += count;
    append(list, (struct draw_command){.kind = DRAW_LINE,
                                       .at = points_box(points, count, what.width),
                                       .as.line = what});
}

void draw_arc(struct draw_list *list, struct rectangle at, struct draw_arc what)
{
    ALCOVE_ASSERT(what.from >= 0 && what.from <= 3600);
    ALCOVE_ASSERT(what.to >= what.from && what.to <= what.from + 3600);
    ALCOVE_ASSERT(what.width > 0);
    append(list, (struct draw_command){.kind = DRAW_ARC, .at = at, .as.arc = what});
}

void draw_shadow(struct draw_list *list, struct rectangle card, struct draw_shadow what)
{
    ALCOVE_ASSERT(what.radius >= 0 && what.reach > 0);
    ALCOVE_ASSERT(what.drop >= 0 && what.drop <= what.reach);
    int least = 2 * (what.radius + what.reach);
    if (card.width < least || card.height < least)
        return;
    struct rectangle at = rectangle_inset(card, -what.reach);
    at.y += what.drop;
    append(list, (struct draw_command){.kind = DRAW_SHADOW, .at = at, .as.shadow = what});
}

void draw_gradient(struct draw_list *list, struct rectangle at, struct draw_gradient what)
{
    append(list, (struct draw_command){.kind = DRAW_GRADIENT, .at = at, .as.gradient = what});
}

void draw_clip_push(struct draw_list *list, struct rectangle at)
{
    append(list, (struct draw_command){.kind = DRAW_CLIP_PUSH, .at = at});
}

void draw_clip_pop(struct draw_list *list)
{
    append(list, (struct draw_command){.kind = DRAW_CLIP_POP});
}

static void command_mirror(struct draw_command *command, int width)
{
    command->at.x = width - command->at.x - command->at.width;
    if (command->kind == DRAW_TEXT && command->as.text.align != TEXT_CENTRE)
        command->as.text.align = command->as.text.align == TEXT_LEFT ? TEXT_RIGHT : TEXT_LEFT;
    if (command->kind == DRAW_ICON && icon_is_mirrored(command->as.icon.icon))
        command->as.icon.mirrored = !command->as.icon.mirrored;
}

void draw_list_mirror(struct draw_list *list, int width)
{
    for (size_t i = 0; i < list->count; i++)
        command_mirror(&list->commands[i], width);
    for (size_t i = 0; i < list->point_count; i++)
        list->points[i].x = width - list->points[i].x;
}

const char *draw_list_text(const struct draw_list *list, const struct draw_text *text)
{
    ALCOVE_ASSERT(text->offset + text->size <= list->text_size);
    return list->text + text->offset;
}

struct rectangle rectangle_inset(struct rectangle r, int by)
{
    return (struct rectangle){r.x + by, r.y + by, r.width - 2 * by, r.height - 2 * by};
}

struct rectangle rectangle_intersection(struct rectangle a, struct rectangle b)
{
    int left = a.x > b.x ? a.x : b.x;
    int top = a.y > b.y ? a.y : b.y;
    int right = a.x + a.width < b.x + b.width ? a.x + a.width : b.x + b.width;
    int bottom = a.y + a.height < b.y + b.height ? a.y + a.height : b.y + b.height;
    if (right <= left || bottom <= top)
        return (struct rectangle){left, top, 0, 0};
    return (struct rectangle){left, top, right - left, bottom - top};
}

bool rectangle_is_empty(struct rectangle r)
{
    return r.width <= 0 || r.height <= 0;
}

bool rectangle_contains(struct rectangle r, int x, int y)
{
    return x >= r.x && y >= r.y && x < r.x + r.width && y < r.y + r.height;
}
