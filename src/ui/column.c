/* Pages that are read from top to bottom: what does not fit any more is left out. */
#include "ui/call_parts.h"

void column_say(struct call_pen *p, struct rectangle *at, struct say how, const char *words)
{
    int line = pen_line(&p->pen, how.role);
    int height = pen_extent(&p->pen, how.role, words, at->width).height;
    int most = how.lines_max > 0 ? how.lines_max * line : height;
    height = height < most ? height : most;
    if (height > at->height)
        return;
    pen_say(&p->pen, (struct rectangle){at->x, at->y, at->width, height}, how, words);
    at->y += height;
    at->height -= height;
}

void column_hint(struct call_pen *p, struct rectangle *at, const char *words)
{
    column_say(p, at, (struct say){TYPE_SMALL, TEXT_LEFT, p->pen.theme->muted, 2}, words);
}

void column_body(struct call_pen *p, struct rectangle *at, const char *words, int lines_max)
{
    column_say(p, at, (struct say){TYPE_BODY, TEXT_LEFT, p->pen.theme->text, lines_max}, words);
}

void column_space(const struct call_pen *p, struct rectangle *at, int units)
{
    int pixels = pen_pixels(&p->pen, units);
    at->y += pixels;
    at->height -= pixels;
}

struct rectangle column_take_below(struct rectangle *at, int height, int gap)
{
    struct rectangle below = {at->x, at->y + at->height - height, at->width, height};
    at->height -= height + gap;
    return below;
}

void column_flow(struct call_pen *p, struct rectangle *at, struct button *buttons, int count)
{
    struct rectangle used = *at;
    int placed = pen_flow(&p->pen, buttons, count, &used);
    for (int i = 0; i < placed; i++)
        pen_button(&p->pen, &buttons[i]);
    at->y += used.height;
    at->height -= used.height;
}

void column_own_line(struct call_pen *p, struct rectangle *at, enum node_id id, enum deck_key label)
{
    int height = pen_target(&p->pen, 40);
    enum desk_field field = id == NODE_PLACE_FIELD ? FIELD_PLACE : FIELD_PHONE;
    if (at->height < height + 2 * pen_line(&p->pen, TYPE_SMALL))
        return;
    column_hint(p, at, words_deck(label));
    column_space(p, at, 3);
    pen_field(&p->pen, &(struct field){.id = id,
                                       .at = {at->x, at->y, at->width, height},
                                       .content = &p->in->fields[field],
                                       .hint = words_deck(DECK_SAFETY_PLACE_ASKED),
                                       .name = words_deck(label)});
    at->y += height;
    at->height -= height;
    column_space(p, at, 8);
}

struct button toggle_button(enum node_id id, enum deck_key label, bool on)
{
    struct button button = deck_button(id, label, NULL);
    button.role = ROLE_TOGGLE;
    button.on = on;
    button.look = on ? LOOK_CHOSEN : LOOK_QUIET;
    button.icon = on ? ICON_CHECK : VIEW_NO_ICON;
    return button;
}
