#include "ui/call_view.h"

#include "base/assert.h"
#include "ui/call_parts.h"

const char *call_say(char out[WORDS_SENTENCE_MAX], const struct call_view_input *in,
                     enum deck_key key)
{
    const struct word_facts facts = {
        .name = in->model->their_name,
        .delay_ms = in->model->delay_ms,
        .minute_of_day = in->model->together_since_min,
        .minutes = in->model->together_for_min,
    };
    return words_fill(out, key, &facts);
}

const char *asked_say(char out[WORDS_SENTENCE_MAX], const struct call_view_input *in,
                      enum deck_key key)
{
    const struct word_facts facts = {
        .name = in->model->asked_name,
        .words = in->model->key_since,
    };
    return words_fill(out, key, &facts);
}

static struct call_pen pen_take(struct view *view, const struct call_view_input *in)
{
    return (struct call_pen){
        .pen =
            {
                .view = view,
                .text = in->text,
                .theme = theme_of(in->theme),
                .scale_percent = call_scale(in->width, in->height, in->scale_percent),
                .mirrored = in->right_to_left,
                .focus = in->focus,
                .focus_shown = in->focus_shown,
                .hover = in->hover,
                .tip_due = in->tip_due,
            },
        .in = in,
    };
}

static int send_width(const struct call_pen *p)
{
    return pen_target(&p->pen, 44);
}

static int field_gap(const struct call_pen *p)
{
    return pen_pixels(&p->pen, 8);
}

static bool says_privacy(const struct call_pen *p)
{
    return p->in->model->hour.shown && !p->layout.small;
}

static int status_height(const struct call_pen *p)
{
    return pen_line(&p->pen, TYPE_BODY) + (says_privacy(p) ? pen_line(&p->pen, TYPE_SMALL) : 0);
}

/* What the hour lays above the status takes room from the picture, which may make it wider again:
 * it comes to rest soon, and what is not drawn exactly as measured gives way (hour_draw). */
static struct call_layout hour_find(struct call_pen *p, struct call_space *space)
{
    struct call_layout layout = call_layout(space);
    for (int i = 0; i < 3 && p->in->model->hour.shown; i++) {
        p->layout = layout;
        space->status_height = status_height(p) + hour_height(p, layout.status.width);
        layout = call_layout(space);
    }
    return layout;
}

/* The field grows with what is typed, which moves everything above it: so twice, since how wide it
 * is does not depend on how high it is. */
static struct call_layout layout_find(struct call_pen *p)
{
    const struct call_view_input *in = p->in;
    const struct picture *picture = in->model->their_picture;
    struct call_space space = {
        .width = in->width,
        .height = in->height,
        .scale_percent = p->pen.scale_percent,
        .picture_width = picture != NULL ? picture->width : 0,
        .picture_height = picture != NULL ? picture->height : 0,
        .bar_height = bar_height(p),
        .field_height = pen_target(&p->pen, 44),
        .status_height = pen_line(&p->pen, TYPE_BODY),
    };
    struct call_layout first = hour_find(p, &space);
    int lines = first.small ? 1 : 4;
    int height = pen_field_height(&p->pen, &in->fields[FIELD_LANE],
                                  first.field.width - send_width(p) - field_gap(p), lines);
    if (height <= space.field_height)
        return first;
    space.field_height = height;
    return hour_find(p, &space);
}

static enum deck_key status_key(const struct call_model *m)
{
    if (m->phase == CALL_RECONNECTING)
        return DECK_WINDOW_FINDING;
    switch (m->status) {
    case CALL_STATUS_TOGETHER:
        return DECK_WINDOW_TOGETHER;
    case CALL_STATUS_DELAY:
        return DECK_LINE_DELAY;
    case CALL_STATUS_LINE_WEAK:
        return DECK_LINE_WEAK;
    case CALL_STATUS_PICTURE_PAUSED:
        return DECK_WINDOW_PICTURE_PAUSED;
    case CALL_STATUS_WORDS_ONLY:
        return DECK_WINDOW_WORDS_ONLY;
    case CALL_STATUS_QUIET_LINE:
        return DECK_WINDOW_QUIET_LINE;
    }
    ALCOVE_ASSERT(false);
    return DECK_WINDOW_TOGETHER;
}

const char *status_say(char out[WORDS_SENTENCE_MAX], const struct call_view_input *in, bool *warns)
{
    enum deck_key key = status_key(in->model);
    *warns = key != DECK_WINDOW_TOGETHER;
    return !*warns && in->model->hour.shown ? presence_say(out, in) : call_say(out, in, key);
}

static void status_draw(struct call_pen *p)
{
    char sentence[WORDS_SENTENCE_MAX];
    bool warns;
    const struct theme *theme = p->pen.theme;
    struct rectangle at = p->layout.status;
    int height = status_height(p);
    hour_draw(p, (struct rectangle){at.x, at.y, at.width, at.height - height});
    at.y += at.height - height;
    at.height = pen_line(&p->pen, TYPE_BODY);
    (void)status_say(sentence, p->in, &warns);
    pen_say(&p->pen, at,
            (struct say){TYPE_BODY, TEXT_CENTRE, warns ? theme->warn : theme->muted, 1}, sentence);
    at.y += at.height;
    at.height = pen_line(&p->pen, TYPE_SMALL);
    if (says_privacy(p))
        pen_say(&p->pen, at, (struct say){TYPE_SMALL, TEXT_CENTRE, theme->muted, 1},
                words_deck(DECK_PRIVACY_ONLY_TWO));
}

static void writing_draw(struct call_pen *p)
{
    char hint[WORDS_SENTENCE_MAX];
    char name[WORDS_SENTENCE_MAX];
    struct rectangle at = p->layout.field;
    int side = send_width(p);
    struct rectangle field_at = {at.x, at.y, at.width - side - field_gap(p), at.height};
    const struct field field = {
        .id = NODE_LANE_FIELD,
        .at = field_at,
        .content = &p->in->fields[FIELD_LANE],
        .hint = call_say(hint, p->in, DECK_WINDOW_LANE_WRITE),
        .name = call_say(name, p->in, DECK_WINDOW_LANE_WRITE_TO),
        .shortcut = "T",
    };
    const struct button send = {
        .id = NODE_LANE_SEND,
        .role = ROLE_BUTTON,
        .look = p->in->fields[FIELD_LANE].size > 0 ? LOOK_PRIMARY : LOOK_QUIET,
        .at = {at.x + at.width - side, at.y + at.height - side, side, side},
        .icon = ICON_SEND,
        .name = words_deck(DECK_WARM_UP_SEND),
        .shortcut = "Enter",
    };
    pen_field(&p->pen, &field);
    pen_button(&p->pen, &send);
}

static struct rectangle rectangle_around(struct rectangle a, struct rectangle b)
{
    int right = a.x + a.width > b.x + b.width ? a.x + a.width : b.x + b.width;
    int bottom = a.y + a.height > b.y + b.height ? a.y + a.height : b.y + b.height;
    int x = a.x < b.x ? a.x : b.x;
    int y = a.y < b.y ? a.y : b.y;
    return (struct rectangle){x, y, right - x, bottom - y};
}

/* The opening question stands at the end of the lane. Where the lane is too low for it, it takes
 * the place of the lane and the field, then of the picture too: it is soon answered or skipped. */
static void question_draw(struct call_pen *p)
{
    struct rectangle at = p->layout.log;
    int height = check_in_height(p, at.width, at.height);
    int gap = pen_pixels(&p->pen, 16);
    if (height <= at.height) {
        struct rectangle log = {at.x, at.y, at.width, at.height - height - gap};
        stage_draw(p);
        status_draw(p);
        if (p->in->model->lane_count > 0)
            lane_draw(p, log);
        check_in_draw(p, (struct rectangle){at.x, at.y + at.height - height, at.width, height});
        writing_draw(p);
        return;
    }
    struct rectangle with_field = rectangle_around(at, p->layout.field);
    height = check_in_height(p, with_field.width, with_field.height);
    if (!p->layout.small && height <= with_field.height) {
        stage_draw(p);
        status_draw(p);
        with_field.y += (with_field.height - height) / 2;
        with_field.height = height;
        check_in_draw(p, with_field);
        return;
    }
    struct rectangle all = rectangle_around(with_field, p->layout.picture);
    all = rectangle_around(all, p->layout.status);
    all.x = p->layout.bar.x;
    all.width = p->layout.bar.width;
    int most = pen_pixels(&p->pen, 520);
    if (all.width > most) {
        all.x += (all.width - most) / 2;
        all.width = most;
    }
    height = check_in_height(p, all.width, all.height);
    if (all.height > height) {
        all.y += (all.height - height) / 2;
        all.height = height;
    }
    check_in_draw(p, all);
}

static void words_draw(struct call_pen *p)
{
    if (panel_is_open(p->in)) {
        panel_draw(p);
        return;
    }
    lane_draw(p, p->layout.log);
    writing_draw(p);
}

static void call_draw(struct call_pen *p)
{
    const struct call_model *m = p->in->model;
    bool panel = panel_is_open(p->in);
    if (p->layout.wide && !panel) {
        char title[WORDS_SENTENCE_MAX];
        pen_fill(&p->pen, p->layout.lane, p->pen.theme->panel, 16);
        pen_say(&p->pen, p->layout.title,
                (struct say){TYPE_STRONG, TEXT_LEFT, p->pen.theme->text, 1},
                call_say(title, p->in, DECK_WINDOW_LANE_TITLE));
    }
    if (panel && !p->layout.wide) {
        panel_draw(p);
    } else if (m->check_in_open && m->phase == CALL_IN_CALL && !panel) {
        question_draw(p);
    } else {
        stage_draw(p);
        status_draw(p);
        words_draw(p);
    }
    bar_draw(p, p->layout.bar);
    calm_draw(p);
}

void call_view(struct view *out, const struct call_view_input *in)
{
    ALCOVE_ASSERT(in->width > 0 && in->height > 0);
    view_clear(out);
    struct call_pen p = pen_take(out, in);
    draw_rectangle(&out->list, (struct rectangle){0, 0, in->width, in->height},
                   (struct draw_rectangle){.fill = p.pen.theme->ground});
    p.layout = layout_find(&p);
    if (in->hidden)
        hidden_page_draw(&p);
    else if (page_is_due(in) && panel_is_open(in))
        panel_draw(&p);
    else if (page_is_due(in))
        page_draw(&p);
    else
        call_draw(&p);
    if (in->right_to_left)
        view_mirror(out, in->width);
    p.pen.mirrored = false;
    if (!out->resting)
        pen_tip(&p.pen, in->width, in->height);
}
