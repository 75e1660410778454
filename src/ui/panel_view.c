/* The side panel: one page at a time, each short enough to be read at a glance. */
#include "ui/call_parts.h"

#define POINT_LINES 2
#define HEARD_LINES 3
#define RECAP_ROWS  3 /* lines of text in a field of the recap */

bool panel_is_open(const struct call_view_input *in)
{
    enum call_phase phase = in->model->phase;
    bool over = phase == CALL_ENDED || phase == CALL_FAILED;
    bool together = phase == CALL_IN_CALL || phase == CALL_RECONNECTING;
    if (!in->model->hour.seated || in->hidden)
        return false;
    return (together && in->hand.panel != PANEL_CLOSED) || (over && in->hand.panel == PANEL_SAFETY);
}

static int gap_of(const struct call_pen *p)
{
    return pen_pixels(&p->pen, 8);
}

static int side_of(const struct call_pen *p)
{
    return pen_target(&p->pen, 36);
}

static void tabs_draw(struct call_pen *p, struct rectangle *at)
{
    static const enum deck_key labels[] = {DECK_PANEL_AGENDA, DECK_PANEL_REFLECTIONS,
                                           DECK_PANEL_RECAP, DECK_PANEL_SAFETY, DECK_PANEL_COMFORT};
    struct button buttons[NODES_TABS + 1];
    for (unsigned i = 0; i < NODES_TABS; i++) {
        bool on = p->in->hand.panel == PANEL_AGENDA + i;
        buttons[i] = deck_button((enum node_id)(NODE_TABS + i), labels[i], NULL);
        buttons[i].role = ROLE_TOGGLE;
        buttons[i].on = on;
        buttons[i].look = on ? LOOK_CHOSEN : LOOK_QUIET;
        buttons[i].about = PANEL_AGENDA + i;
        buttons[i].small = true;
    }
    buttons[PANEL_SAFETY - PANEL_AGENDA].shortcut = "F8";
    buttons[NODES_TABS] = deck_button(NODE_PANEL_CLOSE, DECK_PANEL_CLOSE, "F6");
    buttons[NODES_TABS].label = NULL;
    buttons[NODES_TABS].small = true;
    buttons[NODES_TABS].icon = ICON_CROSS;
    bool over = p->in->model->phase != CALL_IN_CALL && p->in->model->phase != CALL_RECONNECTING;
    if (over) { /* then it is the safety card alone */
        buttons[0] = buttons[PANEL_SAFETY - PANEL_AGENDA];
        buttons[1] = buttons[NODES_TABS];
    }
    column_flow(p, at, buttons, over ? 2 : NODES_TABS + 1);
    column_space(p, at, 12);
}

/* ---- agenda ---- */

static int point_height(const struct call_pen *p, const struct hour_point *point, int width)
{
    int line = pen_line(&p->pen, TYPE_BODY);
    int height = pen_extent(&p->pen, TYPE_BODY, point->text, width).height;
    height = height > POINT_LINES * line ? POINT_LINES * line : height;
    return height > side_of(p) ? height : side_of(p);
}

static void point_draw(struct call_pen *p, const struct hour_point *point, unsigned slot,
                       struct rectangle at)
{
    struct pen *pen = &p->pen;
    int side = side_of(p);
    int top = at.y + (at.height - side) / 2;
    struct button done = {
        .id = (enum node_id)(NODE_POINTS_DONE + slot),
        .role = ROLE_TOGGLE,
        .look = point->done ? LOOK_CHOSEN : LOOK_QUIET,
        .at = {at.x, top, side, side},
        .icon = point->done ? ICON_CHECK : VIEW_NO_ICON,
        .name = words_deck(DECK_AGENDA_DONE),
        .on = point->done,
        .about = point->card,
    };
    struct button remove = {
        .id = (enum node_id)(NODE_POINTS_REMOVE + slot),
        .role = ROLE_BUTTON,
        .at = {at.x + at.width - side, top, side, side},
        .icon = ICON_CROSS,
        .name = words_deck(DECK_AGENDA_REMOVE),
        .about = point->card,
    };
    struct rectangle words = {at.x + side + gap_of(p), at.y, at.width - 2 * (side + gap_of(p)),
                              at.height};
    int height = pen_extent(pen, TYPE_BODY, point->text, words.width).height;
    if (height < words.height)
        words.y += (words.height - height) / 2;
    pen_button(pen, &done);
    pen_say(pen, words,
            (struct say){TYPE_BODY, TEXT_LEFT, point->done ? pen->theme->muted : pen->theme->text,
                         POINT_LINES},
            point->text);
    pen_button(pen, &remove);
}

static void field_with_button(struct call_pen *p, struct rectangle at, const struct field *field,
                              const struct button *button)
{
    struct field placed = *field;
    struct button send = *button;
    int side = pen_target(&p->pen, 44);
    placed.at = (struct rectangle){at.x, at.y, at.width - side - gap_of(p), at.height};
    send.at = (struct rectangle){at.x + at.width - side, at.y + at.height - side, side, side};
    pen_field(&p->pen, &placed);
    pen_button(&p->pen, &send);
}

static void agenda_draw(struct call_pen *p, struct rectangle at)
{
    const struct hour_model *hour = &p->in->model->hour;
    const struct text_field *typed = &p->in->fields[FIELD_POINT];
    int side = pen_target(&p->pen, 44);
    int high = pen_field_height(&p->pen, typed, at.width - side - gap_of(p), 3);
    struct rectangle below = column_take_below(&at, high > side ? high : side, gap_of(p));
    column_body(p, &at, words_deck(DECK_AGENDA_ASK), 2);
    column_space(p, &at, 10);
    if (hour->point_count == 0)
        column_hint(p, &at, words_deck(DECK_AGENDA_EMPTY));
    unsigned slot = 0;
    int words_width = at.width - 2 * (side_of(p) + gap_of(p));
    for (size_t i = p->in->hand.panel_first; i < hour->point_count && slot < NODES_POINTS; i++) {
        int height = point_height(p, &hour->points[i], words_width);
        if (height > at.height)
            break;
        point_draw(p, &hour->points[i], slot++, (struct rectangle){at.x, at.y, at.width, height});
        at.y += height + gap_of(p);
        at.height -= height + gap_of(p);
    }
    field_with_button(p, below,
                      &(struct field){.id = NODE_POINT_FIELD,
                                      .content = typed,
                                      .hint = words_deck(DECK_AGENDA_ADD),
                                      .name = words_deck(DECK_AGENDA_ADD)},
                      &(struct button){.id = NODE_POINT_ADD,
                                       .role = ROLE_BUTTON,
                                       .look = typed->size > 0 ? LOOK_PRIMARY : LOOK_QUIET,
                                       .icon = ICON_SEND,
                                       .name = words_deck(DECK_AGENDA_ADD),
                                       .shortcut = "Enter"});
}

/* ---- reflections ---- */

static void heard_draw(struct call_pen *p, struct rectangle *at, const struct hour_reflection *r)
{
    char who[WORDS_SENTENCE_MAX];
    int needs = pen_line(&p->pen, TYPE_SMALL) + pen_line(&p->pen, TYPE_BODY);
    if (at->height < needs)
        return;
    if (r->mine && hour_is_answered(r))
        hour_say(who, p->in, hour_answer_key(r));
    else if (r->mine)
        hour_say(who, p->in, DECK_REFLECTION_MINE);
    else
        hour_say(who, p->in, DECK_REFLECTION_THEIRS);
    column_hint(p, at, who);
    column_body(p, at, r->text, HEARD_LINES);
    if (r->edited != NULL)
        column_body(p, at, r->edited, HEARD_LINES);
    column_space(p, at, 10);
}

static void reflections_draw(struct call_pen *p, struct rectangle at)
{
    const struct hour_model *hour = &p->in->model->hour;
    const struct text_field *typed = &p->in->fields[FIELD_HEAR];
    size_t count;
    const struct deck_item *starters = words_list(DECK_LIST_STARTERS, &count);
    struct rectangle row = column_take_below(&at, side_of(p), gap_of(p));
    int high = pen_field_height(&p->pen, typed, at.width, 4);
    struct rectangle field = column_take_below(&at, high, gap_of(p));
    int card = p->layout.wide ? 0 : hour_reflection_height(p, at.width);
    if (card > 0 && card <= at.height) {
        hour_reflection_draw(p, (struct rectangle){at.x, at.y, at.width, card});
        column_space(p, &at, 8);
        at.y += card;
        at.height -= card;
    }
    if (hour->reflection_count == 0)
        column_hint(p, &at, words_deck(DECK_REFLECTION_NONE));
    for (size_t i = p->in->hand.panel_first; i < hour->reflection_count; i++)
        heard_draw(p, &at, &hour->reflections[hour->reflection_count - 1 - i]);
    pen_field(&p->pen, &(struct field){.id = NODE_HEAR_FIELD,
                                       .at = field,
                                       .content = typed,
                                       .hint = starters[p->in->hand.starter % count].text,
                                       .name = words_deck(DECK_REFLECTION_WRITE),
                                       .shortcut = "Ctrl+R"});
    struct button buttons[] = {deck_button(NODE_STARTER, DECK_REFLECTION_STARTER, "Ctrl+R"),
                               deck_button(NODE_HEAR_SEND, DECK_REFLECTION_SEND, "Enter")};
    buttons[1].look = typed->size > 0 ? LOOK_PRIMARY : LOOK_QUIET;
    pen_row(&p->pen, buttons, 2, row);
}

/* ---- recap ---- */

static void recap_state_say(char out[WORDS_SENTENCE_MAX], const struct call_view_input *in)
{
    const bool *agreed = in->model->hour.agreed;
    enum deck_key key = agreed[0] && agreed[1] ? DECK_RECAP_BOTH_AGREE
                        : agreed[1]            ? DECK_RECAP_THEY_AGREE
                        : agreed[0]            ? DECK_RECAP_I_AGREE
                                               : DECK_RECAP_HINT;
    hour_say(out, in, key);
}

static void recap_draw(struct call_pen *p, struct rectangle at)
{
    static const enum deck_key questions[RECAP_LINES] = {DECK_RECAP_DID, DECK_RECAP_STAYED,
                                                         DECK_RECAP_STEP};
    char state[WORDS_SENTENCE_MAX];
    struct rectangle row = column_take_below(&at, side_of(p), gap_of(p));
    recap_state_say(state, p->in);
    for (int i = 0; i < RECAP_LINES; i++) {
        const struct text_field *line = &p->in->fields[FIELD_DID + i];
        int height = pen_field_height(&p->pen, line, at.width, RECAP_ROWS);
        if (at.height < height)
            break;
        if (at.height >= height + pen_line(&p->pen, TYPE_SMALL) * 2)
            column_hint(p, &at, words_deck(questions[i]));
        column_space(p, &at, 3);
        pen_field(&p->pen, &(struct field){.id = (enum node_id)(NODE_RECAP_FIELDS + i),
                                           .at = {at.x, at.y, at.width, height},
                                           .content = line,
                                           .hint = words_deck(DECK_WARM_UP_FEELING_HINT),
                                           .name = words_deck(questions[i])});
        at.y += height;
        at.height -= height;
        column_space(p, &at, p->layout.small ? 4 : 10);
    }
    column_hint(p, &at, state);
    bool agreed = p->in->model->hour.agreed[0];
    struct button buttons[] = {deck_button(NODE_RECAP_FILL, DECK_RECAP_FILL, NULL),
                               deck_button(NODE_AGREE, DECK_RECAP_AGREE, NULL)};
    buttons[1].look = agreed ? LOOK_CHOSEN : LOOK_QUIET;
    buttons[1].icon = agreed ? ICON_CHECK : VIEW_NO_ICON;
    pen_row(&p->pen, buttons, 2, row);
}

/* ---- safety ---- */

static void their_line(struct call_pen *p, struct rectangle *at, enum deck_key label,
                       const char *words)
{
    column_hint(p, at, words_deck(label));
    column_body(p, at,
                words != NULL && words[0] != '\0' ? words : words_deck(DECK_SAFETY_PLACE_ASKED), 2);
    column_space(p, at, 6);
}

/* Theirs comes first: it is what is looked for when the line dropped. */
static void safety_draw(struct call_pen *p, struct rectangle at)
{
    char sentence[WORDS_SENTENCE_MAX];
    const struct hour_model *hour = &p->in->model->hour;
    bool over = p->in->model->phase == CALL_ENDED || p->in->model->phase == CALL_FAILED;
    words_copy(sentence, words_name(p->in->model->their_name));
    column_say(p, &at, (struct say){TYPE_TITLE, TEXT_LEFT, p->pen.theme->text, 1}, sentence);
    column_space(p, &at, 4);
    their_line(p, &at, DECK_SAFETY_PLACE_THEIRS, hour->place[1]);
    their_line(p, &at, DECK_SAFETY_PHONE, hour->phone[1]);
    if (over)
        return;
    column_space(p, &at, p->layout.small ? 2 : 16);
    column_say(p, &at, (struct say){TYPE_TITLE, TEXT_LEFT, p->pen.theme->text, 1},
               words_deck(DECK_YOU));
    column_space(p, &at, 4);
    column_own_line(p, &at, NODE_PLACE_FIELD, DECK_SAFETY_PLACE);
    column_own_line(p, &at, NODE_PHONE_FIELD, DECK_SAFETY_PHONE);
    column_hint(p, &at, words_deck(DECK_SAFETY_WHO_SEES));
}

/* ---- comfort ---- */

static bool dial_is_due(const struct call_model *m)
{
    return !m->hour.opener && m->phase == CALL_IN_CALL;
}

/* Nobody can ask for it, and only the client has it; the number that is shown takes it back. */
static void dial_draw(struct call_pen *p, struct rectangle *at)
{
    const struct hour_model *hour = &p->in->model->hour;
    const char *ask = words_deck(DECK_DIAL_ASK);
    struct button buttons[NODES_RATING];
    int count = rating_chips(buttons, NODE_DIAL, hour->feeling_on ? hour->feeling : RATING_NONE);
    struct rectangle needed = {0, 0, at->width, INT16_MAX};
    (void)pen_flow(&p->pen, buttons, count, &needed);
    int height = pen_extent(&p->pen, TYPE_SMALL, ask, at->width).height + needed.height;
    if (height + pen_pixels(&p->pen, 4) > at->height)
        return;
    for (int i = 0; i < count; i++)
        buttons[i].name = buttons[i].on ? words_deck(DECK_DIAL_OFF) : buttons[i].name;
    column_hint(p, at, ask);
    column_space(p, at, 4);
    column_flow(p, at, buttons, count);
    column_space(p, at, 6);
}

/* Asked as the hour ends; what was wished can be taken back there. */
static void wishes_draw(struct call_pen *p, struct rectangle *at)
{
    size_t count;
    const struct hour_model *hour = &p->in->model->hour;
    const struct deck_item *wishes = words_list(DECK_LIST_WISHES, &count);
    struct button buttons[NODES_WISHES] = {0};
    if (hour->stage < STAGE_CLOSING)
        return;
    count = count > NODES_WISHES ? NODES_WISHES : count;
    for (size_t i = 0; i < count; i++) {
        bool on = (hour->wished >> i & 1) != 0;
        buttons[i] = (struct button){.id = (enum node_id)(NODE_WISHES + i),
                                     .role = ROLE_TOGGLE,
                                     .look = on ? LOOK_CHOSEN : LOOK_QUIET,
                                     .icon = on ? ICON_CHECK : VIEW_NO_ICON,
                                     .label = wishes[i].text,
                                     .name = wishes[i].text,
                                     .on = on,
                                     .about = (uint32_t)i,
                                     .small = true};
    }
    column_hint(p, at, words_deck(DECK_FORMAT_EASIER));
    column_space(p, at, 4);
    column_flow(p, at, buttons, (int)count);
    column_space(p, at, 6);
}

static void comfort_draw(struct call_pen *p, struct rectangle at)
{
    char covered[WORDS_SENTENCE_MAX];
    const struct call_model *m = p->in->model;
    const struct hour_hand *hand = &p->in->hand;
    bool rests = m->hour.away == SIGNAL_BACK_SOON;
    struct button buttons[] = {
        toggle_button(NODE_HIDE_SELF, DECK_COMFORT_HIDE_SELF, p->in->own_picture_hidden),
        toggle_button(NODE_CLOCK, DECK_TIME_SHOW, hand->clock_shown),
        toggle_button(NODE_STILL_HERE, DECK_COMFORT_CAMERA_OFF, !m->camera_on),
        toggle_button(NODE_COVER, DECK_PRIVACY_COVER, hand->picture_covered),
        deck_button(NODE_SLOWER, DECK_COMFORT_SLOWER, NULL),
        toggle_button(NODE_LIVE, DECK_COMFORT_LIVE, m->hour.live),
        toggle_button(NODE_BREAK, DECK_COMFORT_BREAK, rests),
        deck_button(NODE_SETTLE, DECK_SETTLING_OFFER, NULL),
    };
    int count = (int)(sizeof buttons / sizeof buttons[0]);
    for (int i = 0; i < count; i++)
        buttons[i].small = true;
    column_flow(p, &at, buttons, count);
    column_space(p, &at, 12);
    wishes_draw(p, &at);
    if (dial_is_due(m))
        dial_draw(p, &at);
    if (hand->picture_covered)
        column_hint(p, &at, hour_say(covered, p->in, DECK_PRIVACY_COVERED));
    column_hint(p, &at, words_deck(DECK_PRIVACY_OTHERS));
}

/* Beside the picture where the words are; in a narrow window over all but the buttons. */
static struct rectangle panel_place(const struct call_pen *p)
{
    int margin = pen_pixels(&p->pen, p->layout.small ? 8 : 16);
    bool over = p->in->model->phase == CALL_ENDED || p->in->model->phase == CALL_FAILED;
    if (p->layout.wide && !over)
        return p->layout.lane;
    struct rectangle at = {margin, margin, p->in->width - 2 * margin, p->in->height - 2 * margin};
    if (!over)
        at.height = p->layout.bar.y - 2 * margin;
    int most = pen_pixels(&p->pen, 560);
    if (at.width > most) {
        at.x += (at.width - most) / 2;
        at.width = most;
    }
    return at;
}

void panel_draw(struct call_pen *p)
{
    struct rectangle at = panel_place(p);
    pen_fill(&p->pen, at, p->pen.theme->panel, 16);
    at = rectangle_inset(at, pen_pixels(&p->pen, p->layout.small ? 8 : 16));
    tabs_draw(p, &at);
    switch (p->in->hand.panel) {
    case PANEL_AGENDA:
        agenda_draw(p, at);
        break;
    case PANEL_REFLECTIONS:
        reflections_draw(p, at);
        break;
    case PANEL_RECAP:
        recap_draw(p, at);
        break;
    case PANEL_SAFETY:
        safety_draw(p, at);
        break;
    case PANEL_COMFORT:
        comfort_draw(p, at);
        break;
    case PANEL_CLOSED:
    case PANEL_TABS:
        break;
    }
}
