#include "ui/home_parts.h"

#include <string.h>

#include "base/assert.h"
#include "widgets/grapheme.h"

#define READING_WIDTH 600
#define WEEK          7
#define EARLY_MIN     15 /* before an hour that begins it is as good as now */
#define DEVICE_BITS   5

const struct fit home_fills = {.own_align = true, .align = ALIGN_FILL};

/* ---- pages ---- */

void home_head(struct tree *tree, const struct home_page *page)
{
    tree_open_row(tree, &(struct box){.key = "head", .gap = 8, .cross = ALIGN_CENTRE});
    if (page->back.kind != 0)
        tree_press(tree, &(struct press){.key = "back",
                                         .tone = BUTTON_PLAIN,
                                         .icon = ICON_ARROW_LEFT,
                                         .name = words_deck(DECK_HOME_BACK),
                                         .shortcut = "Esc",
                                         .act = page->back});
    tree_label(tree, &(struct label){.words = page->title,
                                     .role = TYPE_TITLE,
                                     .heading = true,
                                     .lines_max = 3,
                                     .fit = {.grow = 1}});
    tree_close(tree);
}

void home_page_open(struct tree *tree, const struct home_page *page)
{
    ALCOVE_ASSERT(page->key != NULL && page->title != NULL);
    tree_open_column(tree, &(struct box){.key = "page", .cross = ALIGN_FILL, .fit = home_fills});
    tree_open_scroll(tree, &(struct box){.key = page->key,
                                         .pad_x = 24,
                                         .pad_y = 20,
                                         .cross = ALIGN_FILL,
                                         .role = ACCESS_PANEL,
                                         .name = page->title,
                                         .pane = true,
                                         .fit = {.grow = 1}});
    tree_open_column(tree, &(struct box){.key = "column",
                                         .gap = 16,
                                         .cross = ALIGN_FILL,
                                         .fit = {.width_max = READING_WIDTH}});
    home_head(tree, page);
}

void home_page_close(struct tree *tree)
{
    tree_close(tree);
    tree_close(tree);
    tree_close(tree);
}

void home_part_open(struct tree *tree, const char *key, const char *heading)
{
    tree_open_column(tree, &(struct box){.key = key,
                                         .gap = 12,
                                         .pad = 20,
                                         .cross = ALIGN_FILL,
                                         .ground = GROUND_CARD,
                                         .radius = 16,
                                         .role = ACCESS_PANEL,
                                         .name = heading,
                                         .pane = true});
    tree_label(tree, &(struct label){.words = heading, .role = TYPE_HEADING, .heading = true});
}

void home_buttons_open(struct tree *tree, const char *key)
{
    tree_open_flow(tree, &(struct box){.key = key, .gap = 8, .cross = ALIGN_CENTRE});
}

void home_plain(struct tree *tree, enum deck_key words, struct act act, enum icon icon)
{
    tree_press(tree, &(struct press){.tone = BUTTON_PLAIN,
                                     .icon = icon,
                                     .small = true,
                                     .words = words_deck(words),
                                     .act = act});
}

void home_danger(struct tree *tree, enum deck_key words, struct act act)
{
    tree_press(tree, &(struct press){.tone = BUTTON_DANGER,
                                     .icon = ICON_TRASH,
                                     .small = true,
                                     .words = words_deck(words),
                                     .act = act});
}

void home_named_field(struct tree *tree, const struct screen_input *in, enum desk_field field,
                      enum deck_key name)
{
    union { /* the tree alone writes in it, when a hand does */
        const struct text_edit *shown;
        struct text_edit *written;
    } edit = {.shown = &in->desk->fields[field]};
    tree_open_column(
        tree,
        &(struct box){.key = "named", .number = (uint32_t)field, .gap = 4, .fit = home_fills});
    screen_hint(tree, words_deck(name));
    tree_entry(tree, &(struct entry){.key = "field",
                                     .edit = edit.written,
                                     .name = words_deck(name),
                                     .hint = "",
                                     .act = ACT_FIELD(field),
                                     .fit = home_fills});
    tree_close(tree);
}

/* ---- people ---- */

const struct home_person *home_person_of(const struct home_model *home, uint32_t id)
{
    for (size_t i = 0; i < home->person_count; i++) {
        if (home->people[i].id == id)
            return &home->people[i];
    }
    return NULL;
}

uint32_t home_place_of(const struct home_model *home, const struct home_person *person)
{
    ALCOVE_ASSERT(person >= home->people && person < home->people + home->person_count);
    return (uint32_t)(person - home->people);
}

const struct home_person *home_open_person(const struct screen_input *in)
{
    return home_person_of(in->home, in->desk->home.person);
}

static void draw_avatar(void *context, struct draw_list *list, struct rectangle at,
                        const struct tree_frame *frame)
{
    const struct home_person *person = context;
    const struct theme *theme = theme_of(frame->theme);
    const char *name = words_name(person->name);
    size_t size = grapheme_after(name, strlen(name), 0);
    draw_rectangle(list, at,
                   (struct draw_rectangle){.fill = theme->avatars[person->id % THEME_AVATARS],
                                           .border = theme->edge,
                                           .border_width = theme->edge.alpha > 0 ? 1 : 0,
                                           .radius = at.width / 2});
    int line = at.height * 3 / 5;
    draw_text(list, (struct rectangle){at.x, at.y + (at.height - line) / 2, at.width, line},
              (struct draw_text){.colour = theme->on_avatar,
                                 .weight = TEXT_SEMIBOLD,
                                 .align = TEXT_CENTRE,
                                 .pixels = at.height * 2 / 5,
                                 .line_pixels = line,
                                 .lines_max = 1},
              name, size);
}

void home_avatar(struct tree *tree, const struct home_person *person, int units)
{
    /* It only reads. */
    union {
        const struct home_person *shown;
        void *context;
    } of = {.shown = person};
    tree_canvas(tree, &(struct canvas){.key = "avatar",
                                       .name = "",
                                       .draw = draw_avatar,
                                       .context = of.context,
                                       .fit = {.width = units, .height = units}});
}

const char *home_name_of(const struct home_person *person, enum home_side side)
{
    return side == HOME_ME ? words_deck(DECK_YOU) : words_name(person->name);
}

bool home_can_meet(const struct home_person *person)
{
    return !person->is_blocked && !person->key_changed;
}

/* ---- days ---- */

struct date {
    unsigned month, day; /* both from 0 */
};

/* Of the proleptic Gregorian calendar; years begin in March, so that the odd day is the last. */
static struct date date_of(uint32_t days)
{
    uint32_t day = (days + 719468) % 146097;
    uint32_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    day -= 365 * year + year / 4 - year / 100;
    uint32_t month = (5 * day + 2) / 153;
    return (struct date){(month + 2) % 12, day - (153 * month + 2) / 5};
}

const char *home_day(char out[WORDS_SENTENCE_MAX], uint32_t day, uint32_t today)
{
    if (day == today)
        return words_copy(out, words_deck(DECK_DAYS_TODAY));
    if (day == today + 1)
        return words_copy(out, words_deck(DECK_DAYS_TOMORROW));
    if (day + 1 == today)
        return words_copy(out, words_deck(DECK_DAYS_YESTERDAY));
    if (day + WEEK > today && day < today + WEEK)
        return words_copy(out, words_deck(DECK_DAYS_MONDAY + (enum deck_key)((day + 3) % WEEK)));
    struct date date = date_of(day);
    return words_fill(
        out, DECK_DAYS_DATE,
        &(struct word_facts){.count = (uint16_t)(date.day + 1),
                             .words = words_deck(DECK_DAYS_JANUARY + (enum deck_key)date.month)});
}

uint32_t home_next_day(const struct home_next *next)
{
    uint32_t day = next->minute / (24 * 60);
    for (uint32_t near = day > 0 ? day - 1 : 0; near <= day + 1; near++) {
        if ((near + 3) % WEEK == next->weekday)
            return near;
    }
    return day;
}

bool home_is_now(const struct home_model *home, const struct home_person *person)
{
    const struct home_next *next = &person->next;
    uint32_t length = next->length_min > 0 ? next->length_min : 50;
    return next->is_known && home->now > 0 && home->now + EARLY_MIN >= next->minute &&
           home->now <= next->minute + length;
}

/* ---- things ---- */

const char *home_text(const struct home_thing *thing, unsigned field)
{
    return field < thing->field_count ? thing->fields[field].text : "";
}

uint32_t home_code(struct object_id id)
{
    return id.counter << DEVICE_BITS | id.device;
}
