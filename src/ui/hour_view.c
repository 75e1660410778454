/* What the hour lays between the other's picture and the line of status, as rows. */
#include <stdio.h>

#include "session/hour_words.h"
#include "ui/call_parts.h"

#define ROOM_SHARE       46 /* percent of the window that rows may take */
#define ROOM_SHARE_SMALL 34
#define CARD_LINES       3
#define PHRASE_MOST      2 /* lines */

/* In the order of the page. */
enum row_kind {
    ROW_PHRASE,
    ROW_REFLECTION,
    ROW_SETTLING,
    ROW_MORE,
    ROW_EXPRESSIONS,
    ROW_AWAY,
    ROW_FEELING,
    ROW_ADVICE,
    ROW_CUE,
    ROW_STAGE,
    ROWS,
};

/* What goes first where the window is too low for all of them. */
static const enum row_kind least_needed[] = {ROW_CUE,    ROW_ADVICE,      ROW_FEELING,
                                             ROW_PHRASE, ROW_EXPRESSIONS, ROW_STAGE,
                                             ROW_MORE,   ROW_SETTLING};

struct rows {
    int heights[ROWS]; /* 0: it is not there */
};

const char *hour_say(char out[WORDS_SENTENCE_MAX], const struct call_view_input *in,
                     enum deck_key key)
{
    const struct hour_model *hour = &in->model->hour;
    const struct word_facts facts = {
        .name = in->model->their_name,
        .minutes = (uint16_t)hour->more[1],
        .minute_of_day = hour->begins_min,
        .end_min = hour->ends_min,
    };
    return words_fill(out, key, &facts);
}

static int row_gap(const struct call_pen *p)
{
    return pen_pixels(&p->pen, 8);
}

static int card_padding(const struct call_pen *p)
{
    return pen_pixels(&p->pen, 10);
}

static int button_height(const struct call_pen *p)
{
    return pen_target(&p->pen, 36);
}

bool hour_is_answered(const struct hour_reflection *reflection)
{
    return reflection->answer != CARD_ANSWER_OPEN || reflection->edited != NULL;
}

static const struct hour_reflection *reflection_due(const struct call_view_input *in)
{
    const struct hour_model *hour = &in->model->hour;
    const struct hour_reflection *answered = NULL;
    for (size_t i = hour->reflection_count; i > 0; i--) {
        const struct hour_reflection *r = &hour->reflections[i - 1];
        bool asks = !r->mine && (!hour_is_answered(r) || in->hand.answering == r->card);
        if (asks)
            return r;
        if (r->mine && hour_is_answered(r) && answered == NULL)
            answered = r;
    }
    return answered != NULL && answered->card != in->hand.read ? answered : NULL;
}

enum deck_key hour_answer_key(const struct hour_reflection *reflection)
{
    if (reflection->edited != NULL)
        return DECK_REFLECTION_EDITED;
    return reflection->answer == CARD_ANSWER_YES ? DECK_REFLECTION_CONFIRMED
                                                 : DECK_REFLECTION_REFUSED;
}

static const char *reflection_words(const struct hour_reflection *reflection)
{
    return reflection->mine && reflection->edited != NULL ? reflection->edited : reflection->text;
}

/* ---- how high each is ---- */

static int lines_height(const struct call_pen *p, enum type_role role, const char *words, int width,
                        int lines_max)
{
    int line = pen_line(&p->pen, role);
    int height = pen_extent(&p->pen, role, words, width).height;
    return height < lines_max * line ? height : lines_max * line;
}

int hour_reflection_height(const struct call_pen *p, int width)
{
    const struct hour_reflection *r = reflection_due(p->in);
    if (r == NULL)
        return 0;
    int padding = card_padding(p);
    int words = lines_height(p, TYPE_BODY, reflection_words(r), width - 2 * padding, CARD_LINES);
    return 3 * padding + pen_line(&p->pen, TYPE_SMALL) + words + button_height(p);
}

static struct breath breath_now(const struct call_view_input *in)
{
    return breath_at(in->model->hour.settling_since_us / 1000, in->now_us / 1000);
}

static bool both_started(const struct call_view_input *in)
{
    return in->model->hour.both_started_until_us > in->now_us;
}

static bool is_a_beat(const struct call_view_input *in)
{
    return pacing_beat_left(&in->model->hour.beat, in->now_us) > 0;
}

const char *advice_say(char out[WORDS_SENTENCE_MAX], const struct call_view_input *in)
{
    if (both_started(in))
        return hour_say(out, in,
                        in->model->hour.opener ? DECK_PACING_BOTH_STARTED : DECK_PACING_YOUR_TURN);
    return is_a_beat(in) ? hour_say(out, in, DECK_PACING_BEAT) : NULL;
}

const char *cue_say(char out[WORDS_SENTENCE_MAX], const struct call_view_input *in)
{
    const struct hour_model *hour = &in->model->hour;
    enum deck_key cue = hour_words_of_cue(hour->cue);
    if (cue != DECK_KEYS)
        return hour_say(out, in, cue);
    return in->hand.clock_shown && hour->began ? hour_say(out, in, DECK_TIME_AGREED) : NULL;
}

/* "Ben: 7 · intense": who opened the door sees what the other wants to show. */
static const char *feeling_say(char out[WORDS_SENTENCE_MAX], const struct call_view_input *in)
{
    char words[WORDS_SENTENCE_MAX];
    unsigned feeling = in->model->hour.feeling;
    snprintf(words, sizeof words, "%u · %.400s", feeling,
             words_deck(feeling < 5 ? DECK_DIAL_LOW : DECK_DIAL_HIGH));
    return words_fill(out, DECK_SAYS,
                      &(struct word_facts){.name = in->model->their_name, .words = words});
}

static bool more_is_asked(const struct hour_model *hour)
{
    return hour->more[1] > hour->more[0];
}

bool hour_waits(const struct call_view_input *in)
{
    const struct hour_model *hour = &in->model->hour;
    return hour->shown && (hour->phrase != NULL || reflection_due(in) != NULL ||
                           breath_now(in).on || more_is_asked(hour) || hour->away != SIGNAL_HERE);
}

static bool rows_are_due(const struct call_view_input *in)
{
    const struct call_model *m = in->model;
    bool together = m->phase == CALL_IN_CALL || m->phase == CALL_RECONNECTING;
    return m->hour.shown && together && !m->check_in_open;
}

static int expressions_place(const struct call_pen *p, struct button *buttons,
                             struct rectangle *at);

static void rows_measure(const struct call_pen *p, int width, struct rows *rows)
{
    char sentence[WORDS_SENTENCE_MAX];
    const struct hour_model *hour = &p->in->model->hour;
    struct button buttons[NODES_EXPRESS];
    struct rectangle chips = {0, 0, width, INT16_MAX};
    int line = pen_line(&p->pen, TYPE_BODY);
    int button = button_height(p);
    *rows = (struct rows){0};
    if (!rows_are_due(p->in))
        return;
    if (hour->phrase != NULL)
        rows->heights[ROW_PHRASE] = button;
    rows->heights[ROW_REFLECTION] = hour_reflection_height(p, width);
    if (breath_now(p->in).on)
        rows->heights[ROW_SETTLING] = pen_pixels(&p->pen, 64);
    if (more_is_asked(hour))
        rows->heights[ROW_MORE] = line + button + row_gap(p);
    if (p->in->hand.expressions_open && expressions_place(p, buttons, &chips) > 0)
        rows->heights[ROW_EXPRESSIONS] = chips.height;
    if (hour->away != SIGNAL_HERE)
        rows->heights[ROW_AWAY] = line + button + row_gap(p);
    if (hour->opener && hour->feeling_on)
        rows->heights[ROW_FEELING] = line;
    if (advice_say(sentence, p->in) != NULL)
        rows->heights[ROW_ADVICE] = line;
    if (cue_say(sentence, p->in) != NULL)
        rows->heights[ROW_CUE] = line;
    if (hour->stage >= STAGE_WARM_UP && hour->stage <= STAGE_RECAP)
        rows->heights[ROW_STAGE] = button;
}

static int rows_height(const struct call_pen *p, const struct rows *rows)
{
    int height = 0;
    for (int row = 0; row < ROWS; row++)
        height += rows->heights[row] > 0 ? rows->heights[row] + row_gap(p) : 0;
    return height;
}

static int rows_fit(const struct call_pen *p, int width, int room, struct rows *rows)
{
    rows_measure(p, width, rows);
    int height = rows_height(p, rows);
    for (size_t i = 0; height > room && i < sizeof least_needed / sizeof least_needed[0]; i++) {
        rows->heights[least_needed[i]] = 0;
        height = rows_height(p, rows);
    }
    return height;
}

int hour_height(const struct call_pen *p, int width)
{
    struct rows rows;
    int share = p->layout.small ? ROOM_SHARE_SMALL : ROOM_SHARE;
    return rows_fit(p, width, p->in->height * share / 100, &rows);
}

/* ---- what they look like ---- */

struct button deck_button(enum node_id id, enum deck_key label, const char *shortcut)
{
    return (struct button){
        .id = id,
        .role = ROLE_BUTTON,
        .icon = VIEW_NO_ICON,
        .label = words_deck(label),
        .name = words_deck(label),
        .shortcut = shortcut,
    };
}

static void answers_draw(struct call_pen *p, const struct hour_reflection *r, struct rectangle at)
{
    struct button buttons[3];
    int count = 0;
    if (r->mine) {
        buttons[count++] = deck_button(NODE_REFLECTION_READ, DECK_REFLECTION_READ, "Y");
    } else {
        buttons[count++] = deck_button(NODE_REFLECTION_YES, DECK_REFLECTION_YES, "Y");
        buttons[count++] = deck_button(NODE_REFLECTION_NOT_QUITE, DECK_REFLECTION_NOT_QUITE, "Q");
        buttons[count++] = deck_button(NODE_REFLECTION_EDIT, DECK_REFLECTION_EDIT, "E");
    }
    for (int i = 0; i < count; i++)
        buttons[i].about = r->card;
    pen_row(&p->pen, buttons, count, at);
}

/* The field stands where the words were, which it began with. */
static void answering_draw(struct call_pen *p, const struct hour_reflection *r, struct rectangle at,
                           struct rectangle below)
{
    struct button buttons[] = {
        deck_button(NODE_ANSWER_SEND, DECK_REFLECTION_SEND, "Enter"),
        deck_button(NODE_ANSWER_CANCEL, DECK_HIDE_BACK, "Esc"),
    };
    buttons[0].about = buttons[1].about = r->card;
    pen_field(&p->pen, &(struct field){.id = NODE_ANSWER_FIELD,
                                       .at = at,
                                       .content = &p->in->fields[FIELD_ANSWER],
                                       .hint = words_deck(DECK_REFLECTION_EDIT),
                                       .name = words_deck(DECK_REFLECTION_EDIT)});
    pen_row(&p->pen, buttons, 2, below);
}

void hour_reflection_draw(struct call_pen *p, struct rectangle at)
{
    char sentence[WORDS_SENTENCE_MAX];
    const struct hour_reflection *r = reflection_due(p->in);
    struct pen *pen = &p->pen;
    pen_fill(pen, at, pen->theme->panel, 12);
    struct rectangle inner = rectangle_inset(at, card_padding(p));
    int line = pen_line(pen, TYPE_SMALL);
    int button = button_height(p);
    struct rectangle below = {inner.x, inner.y + inner.height - button, inner.width, button};
    struct rectangle words = {inner.x, inner.y + line, inner.width,
                              below.y - card_padding(p) - inner.y - line};
    pen_say(pen, (struct rectangle){inner.x, inner.y, inner.width, line},
            (struct say){TYPE_SMALL, TEXT_CENTRE, pen->theme->muted, 1},
            hour_say(sentence, p->in, r->mine ? hour_answer_key(r) : DECK_REFLECTION_ASKED));
    if (p->in->hand.answering == r->card) {
        words.y -= line;
        words.height += line + card_padding(p) / 2;
        answering_draw(p, r, words, below);
        return;
    }
    pen_say(pen, words, (struct say){TYPE_BODY, TEXT_CENTRE, pen->theme->text, CARD_LINES},
            reflection_words(r));
    answers_draw(p, r, below);
}

static void phrase_draw(struct call_pen *p, struct rectangle at)
{
    struct pen *pen = &p->pen;
    struct button read = deck_button(NODE_PHRASE, DECK_REFLECTION_READ, "P");
    read.label = NULL;
    read.icon = ICON_CHECK;
    read.about = p->in->model->hour.phrase_card;
    read.at = (struct rectangle){at.x + at.width - at.height, at.y, at.height, at.height};
    int room = at.width - 2 * (at.height + row_gap(p));
    int height = lines_height(p, TYPE_SMALL, p->in->model->hour.phrase, room, PHRASE_MOST);
    struct rectangle words = {at.x + at.height + row_gap(p), at.y + (at.height - height) / 2, room,
                              height};
    pen_say(pen, words, (struct say){TYPE_SMALL, TEXT_CENTRE, pen->theme->text, PHRASE_MOST},
            p->in->model->hour.phrase);
    pen_button(pen, &read);
}

void settling_draw(struct call_pen *p, struct rectangle at, struct breath breath, bool both)
{
    struct pen *pen = &p->pen;
    struct button end = deck_button(NODE_SETTLE_END, DECK_SETTLING_SKIP, NULL);
    int button = button_height(p);
    int width = pen_button_width(pen, &end);
    end.at =
        (struct rectangle){at.x + at.width - width, at.y + (at.height - button) / 2, width, button};
    int line = pen_line(pen, TYPE_BODY);
    struct rectangle words = {at.x + at.height + row_gap(p), at.y + at.height / 2 - line,
                              end.at.x - at.x - at.height - 2 * row_gap(p), line};
    pen_say(pen, words, (struct say){TYPE_STRONG, TEXT_LEFT, pen->theme->text, 1},
            words_deck(breath.in ? DECK_SETTLING_IN : DECK_SETTLING_OUT));
    words.y += line;
    pen_say(pen, words, (struct say){TYPE_SMALL, TEXT_LEFT, pen->theme->muted, 1},
            words_deck(both ? DECK_SETTLING_TOGETHER : DECK_SETTLING_START));
    pen_button(pen, &end);
    if (p->in->reduced_motion) { /* the words alone change */
        view_change_at(pen->view, p->in->now_us + 1000000);
        return;
    }
    int side = at.height * (int)(50 + 50 * breath.fullness) / 100 / 4 * 4;
    pen_fill(pen,
             (struct rectangle){at.x + (at.height - side) / 2, at.y + (at.height - side) / 2, side,
                                side},
             pen->theme->own_words, side);
    view_change_at(pen->view, p->in->now_us + 100000);
}

static void asked_draw(struct call_pen *p, struct rectangle at, const char *sentence,
                       struct button *buttons, int count)
{
    struct pen *pen = &p->pen;
    int line = pen_line(pen, TYPE_BODY);
    pen_say(pen, (struct rectangle){at.x, at.y, at.width, line},
            (struct say){TYPE_BODY, TEXT_CENTRE, pen->theme->text, 1}, sentence);
    at.y += line + row_gap(p);
    at.height -= line + row_gap(p);
    pen_row(pen, buttons, count, at);
}

static void more_draw(struct call_pen *p, struct rectangle at)
{
    char sentence[WORDS_SENTENCE_MAX];
    struct button buttons[] = {deck_button(NODE_MORE_YES, DECK_TIME_MORE_YES, NULL),
                               deck_button(NODE_MORE_NO, DECK_TIME_MORE_NO, NULL)};
    buttons[0].about = p->in->model->hour.more[1];
    asked_draw(p, at, hour_say(sentence, p->in, DECK_TIME_MORE_ASK), buttons, 2);
}

static void away_draw(struct call_pen *p, struct rectangle at)
{
    bool rests = p->in->model->hour.away == SIGNAL_BACK_SOON;
    struct button back = deck_button(NODE_I_AM_BACK, DECK_SIGNALS_BACK, "A");
    back.look = LOOK_PRIMARY;
    asked_draw(p, at, words_deck(rests ? DECK_COMFORT_BREAKING : DECK_SIGNALS_SOMEONE_CAME_IN_HINT),
               &back, 1);
}

static const char *expression_label(unsigned expression)
{
    return words_deck(hour_words_of_expression((enum signal_expression)expression));
}

/* The mark stays on the one that just went out, for a moment. */
static int expressions_place(const struct call_pen *p, struct button *buttons, struct rectangle *at)
{
    static const char *const keys[NODES_EXPRESS] = {"1", "2", "3", "4", "5"};
    const struct hour_model *hour = &p->in->model->hour;
    uint64_t until = hour->i_expressed_at_us + CALL_NOD_SHOWN_US / 2;
    bool just_sent = hour->i_expressed_at_us != 0 && p->in->now_us < until;
    for (unsigned i = 0; i < NODES_EXPRESS; i++) {
        bool sent = just_sent && hour->my_expression == i + 1;
        buttons[i] = (struct button){
            .id = (enum node_id)(NODE_EXPRESS + i),
            .role = ROLE_BUTTON,
            .look = sent ? LOOK_CHOSEN : LOOK_QUIET,
            .icon = sent ? ICON_CHECK : VIEW_NO_ICON,
            .label = expression_label(i + 1),
            .name = expression_label(i + 1),
            .shortcut = keys[i],
            .about = i + 1,
        };
    }
    if (just_sent)
        view_change_at(p->pen.view, until);
    return pen_flow(&p->pen, buttons, NODES_EXPRESS, at);
}

static void expressions_draw(struct call_pen *p, struct rectangle at)
{
    struct button buttons[NODES_EXPRESS];
    int count = expressions_place(p, buttons, &at);
    for (int i = 0; i < count; i++)
        pen_button(&p->pen, &buttons[i]);
}

static void line_draw(struct call_pen *p, struct rectangle at, const char *sentence)
{
    pen_say(&p->pen, at, (struct say){TYPE_BODY, TEXT_CENTRE, p->pen.theme->text, 1}, sentence);
}

/* Going on and skipping are equally large. Out of the recap one only leaves. */
static void stage_row_draw(struct call_pen *p, struct rectangle at)
{
    struct pen *pen = &p->pen;
    enum session_stage stage = p->in->model->hour.stage;
    bool last = stage == STAGE_RECAP;
    struct button buttons[] = {deck_button(last ? NODE_CLOSE_GENTLY : NODE_GO_ON,
                                           last ? DECK_CLOSING_CLOSE : DECK_STAGES_GO_ON,
                                           last ? NULL : "C"),
                               deck_button(NODE_SKIP_STAGE, DECK_STAGES_SKIP, "K")};
    int count = last ? 1 : 2;
    int each = 0;
    for (int i = 0; i < count; i++) {
        int width = pen_button_width(pen, &buttons[i]);
        each = width > each ? width : each;
    }
    int line = pen_line(pen, TYPE_STRONG);
    int x = at.x + at.width;
    for (int i = count - 1; i >= 0; i--) {
        x -= each;
        buttons[i].at = (struct rectangle){x, at.y, each, at.height};
        x -= row_gap(p);
    }
    for (int i = 0; i < count; i++)
        pen_button(pen, &buttons[i]);
    pen_say(pen, (struct rectangle){at.x, at.y + (at.height - line) / 2, x - at.x, line},
            (struct say){TYPE_STRONG, TEXT_LEFT, pen->theme->text, 1},
            words_deck(hour_words_of_stage(stage)));
}

static void row_draw(struct call_pen *p, enum row_kind row, struct rectangle at)
{
    char sentence[WORDS_SENTENCE_MAX];
    switch (row) {
    case ROW_PHRASE:
        phrase_draw(p, at);
        break;
    case ROW_REFLECTION:
        hour_reflection_draw(p, at);
        break;
    case ROW_SETTLING:
        settling_draw(p, at, breath_now(p->in), true);
        break;
    case ROW_MORE:
        more_draw(p, at);
        break;
    case ROW_EXPRESSIONS:
        expressions_draw(p, at);
        break;
    case ROW_AWAY:
        away_draw(p, at);
        break;
    case ROW_FEELING:
        line_draw(p, at, feeling_say(sentence, p->in));
        break;
    case ROW_ADVICE:
        line_draw(p, at, advice_say(sentence, p->in));
        view_change_at(p->pen.view, both_started(p->in) ? p->in->model->hour.both_started_until_us
                                                        : p->in->model->hour.beat.until_us);
        break;
    case ROW_CUE:
        line_draw(p, at, cue_say(sentence, p->in));
        break;
    case ROW_STAGE:
        stage_row_draw(p, at);
        break;
    case ROWS:
        break;
    }
}

void hour_draw(struct call_pen *p, struct rectangle at)
{
    struct rows rows;
    int height = rows_fit(p, at.width, at.height + row_gap(p), &rows);
    int y = at.y + at.height - height;
    for (int row = 0; row < ROWS; row++) {
        if (rows.heights[row] == 0)
            continue;
        row_draw(p, (enum row_kind)row, (struct rectangle){at.x, y, at.width, rows.heights[row]});
        y += rows.heights[row] + row_gap(p);
    }
}

/* ---- the line of status ---- */

static enum deck_key presence_key(const struct call_model *m)
{
    bool camera_off = m->hour.presence == PRESENCE_HERE && !m->their_camera_on;
    return camera_off ? DECK_PRESENCE_CAMERA_OFF : hour_words_of_presence(m->hour.presence);
}

const char *presence_say(char out[WORDS_SENTENCE_MAX], const struct call_view_input *in)
{
    return hour_say(out, in, presence_key(in->model));
}

/* "Ben: take your time" */
const char *expression_say(char out[WORDS_SENTENCE_MAX], const struct call_view_input *in)
{
    words_fill(out, DECK_SAYS,
               &(struct word_facts){.name = in->model->their_name,
                                    .words = expression_label(in->model->hour.expression)});
    return out;
}
