#include "ui/session_screen.h"

#include "ui/check_in_screen.h"
#include "ui/panel_screen.h"
#include "ui/session_parts.h"

#define WIDE_WIDTH     880 /* units: from here on the words stand beside the picture */
#define WIDE_HEIGHT    480
#define SMALL_HEIGHT   560 /* narrow and lower than this: all but the bar is scrolled */
#define CARDS_HEIGHT   760 /* the same while something asks */
#define LANE_SHARE     28  /* percent of the width */
#define LANE_WIDTH_MIN 272
#define LANE_WIDTH_MAX 400
#define READING_WIDTH  720
#define CARDS_WIDTH    640
#define STAGE_SHARE    36 /* percent of the height that their picture keeps */
#define STAGE_LEAST    96 /* units, while something asks */
#define OFF_MIDDLE     8  /* percent of the width that it may stand beside the middle */
#define MARGIN         16
#define THUMB          8 /* beside what scrolls, where it is shown how far */
#define OWN_WIDTH_MIN  96
#define STRIP_MARGIN   8
#define STRIP_RING     28

static int between(int low, int value, int high)
{
    value = value > high ? high : value;
    return value < low ? low : value;
}

static int lane_width(const struct session_space *space)
{
    return between(LANE_WIDTH_MIN, space->width * LANE_SHARE / 100, LANE_WIDTH_MAX);
}

static bool side_is_open(const struct screen_input *in)
{
    return panel_is_shown(in);
}

static bool asks_how_one_arrives(const struct screen_input *in)
{
    return in->model->check_in_open && in->model->phase == CALL_IN_CALL && !side_is_open(in);
}

/* Neither is wanted, or neither is possible. */
static bool is_of_words(const struct call_model *m)
{
    bool none =
        !m->microphone_on && !m->camera_on && !m->their_microphone_on && !m->their_camera_on;
    return m->phase == CALL_IN_CALL && (none || m->status == CALL_STATUS_WORDS_ONLY);
}

static struct session_space space_of(const struct tree *tree, const struct screen_input *in)
{
    const struct tree_frame *frame = tree_frame_of(tree);
    struct session_space space = {
        .width = frame->width * 100 / frame->scale_percent,
        .height = frame->height * 100 / frame->scale_percent,
        .words = is_of_words(in->model),
    };
    bool asks = session_has_cards(in) || asks_how_one_arrives(in);
    int least = space.words ? SMALL_HEIGHT : WIDE_HEIGHT;
    space.wide = space.width >= WIDE_WIDTH && space.height >= least;
    space.small = !space.wide && space.height < (asks ? CARDS_HEIGHT : SMALL_HEIGHT);
    return space;
}

/* ---- what stands below the picture ---- */

static void line(struct tree *tree, const char *words, enum type_role role, enum tone tone)
{
    tree_label(
        tree,
        &(struct label){
            .words = words, .role = role, .tone = tone, .align = TEXT_CENTRE, .lines_max = 2});
}

static void status(struct tree *tree, const struct screen_input *in)
{
    char sentence[WORDS_SENTENCE_MAX];
    const struct hour_model *hour = &in->model->hour;
    bool warns;
    bool lost = in->model->phase == CALL_RECONNECTING;
    enum deck_key below = !lost || !hour->began ? DECK_PRIVACY_ONLY_TWO
                          : hour->gives_back    ? DECK_TIME_GIVE_BACK_ON
                                                : DECK_TIME_GIVE_BACK_OFF;
    tree_open_column(tree, &(struct box){.key = "status",
                                         .gap = 4,
                                         .cross = ALIGN_CENTRE,
                                         .role = ACCESS_STATUS_BAR,
                                         .name = "",
                                         .fit = screen_fills});
    line(tree, session_feeling(sentence, in), TYPE_BODY, TONE_TEXT);
    const char *advice = session_advice(sentence, in);
    if (advice != NULL)
        tree_change_at(tree, hour->both_started_until_us > in->now_us ? hour->both_started_until_us
                                                                      : hour->beat.until_us);
    line(tree, lost ? words_deck(DECK_PRESENCE_LOST) : advice, TYPE_BODY, TONE_TEXT);
    line(tree, session_cue(sentence, in), TYPE_BODY, TONE_TEXT);
    const char *words = session_status(sentence, in, &warns);
    line(tree, words, TYPE_BODY, warns ? TONE_WARN : TONE_MUTED);
    if (hour->shown)
        line(tree, words_deck(below), TYPE_SMALL, TONE_MUTED);
    tree_close(tree);
}

static const struct box cards_box = {
    .key = "cards",
    .gap = 12,
    .pad_x = THUMB,
    .role = ACCESS_PANEL,
    .pane = true,
    .fit = {.own_align = true, .align = ALIGN_FILL, .width_max = CARDS_WIDTH},
};

/* Scrolled where there is little room, unless all of the page is. */
static void cards(struct tree *tree, const struct screen_input *in, bool scrolls)
{
    struct box box = cards_box;
    box.name = words_deck(DECK_WINDOW_CARDS);
    if (!session_has_cards(in))
        return;
    if (scrolls)
        tree_open_scroll(tree, &box);
    else
        tree_open_column(tree, &box);
    session_cards_say(tree, in);
    tree_close(tree);
}

static void open_words(struct tree *tree, const struct screen_input *in, struct box box)
{
    char title[WORDS_SENTENCE_MAX];
    box.key = "words";
    box.gap = 12;
    box.cross = ALIGN_FILL;
    box.role = ACCESS_PANEL;
    box.pane = true;
    box.name = screen_say(title, in, DECK_WINDOW_LANE_TITLE);
    tree_open_column(tree, &box);
}

/* What was written and the line to write in, or the questions of arriving. */
static void lane(struct tree *tree, const struct screen_input *in, int width, bool scrolls)
{
    bool asks = asks_how_one_arrives(in);
    if (scrolls)
        tree_open_scroll(tree, &(struct box){.key = asks ? "arriving" : "log",
                                             .pad_x = THUMB,
                                             .cross = ALIGN_FILL,
                                             .stick_end = !asks,
                                             .fit = {.grow = 1}});
    if (asks)
        check_in_say(tree, in);
    else
        session_log_say(tree, in, width);
    if (scrolls)
        tree_close(tree);
    if (!asks)
        session_write_say(tree, in);
}

static void side(struct tree *tree, const struct screen_input *in, struct fit fit)
{
    tree_open_column(
        tree,
        &(struct box){
            .key = "side", .cross = ALIGN_FILL, .ground = GROUND_PANEL, .radius = 16, .fit = fit});
    panel_screen(tree, in);
    tree_close(tree);
}

/* ---- wide windows ---- */

/* All that belongs to the picture stands below it, as near to the middle of the window as the words
 * allow; what is left at the beginning is for oneself. */
static void beside(struct tree *tree, const struct screen_input *in,
                   const struct session_space *space)
{
    int right = space->width - lane_width(space) - 2 * MARGIN;
    int middle = space->width / 2 - space->width * OFF_MIDDLE / 100;
    int left = between(MARGIN, 2 * middle - right, space->width);
    int own = left - 2 * MARGIN;
    int height = space->height * STAGE_SHARE / 100 - (session_has_cards(in) ? STAGE_LEAST : 0);
    height = height < STAGE_LEAST ? STAGE_LEAST : height;
    bool room = own >= OWN_WIDTH_MIN;
    if (room) {
        tree_open_column(tree,
                         &(struct box){.key = "self", .main = ALIGN_END, .fit = {.width = own}});
        session_own_say(tree, in, own, false);
        tree_close(tree);
    }
    tree_open_column(
        tree, &(struct box){.key = "page", .gap = 12, .cross = ALIGN_FILL, .fit = {.grow = 1}});
    session_stage_say(tree, in, (struct fit){.grow = 1, .height = height},
                      room ? STAGE_ALONE : STAGE_WITH_OWN);
    cards(tree, in, true);
    session_stage_row_say(tree, in);
    status(tree, in);
    session_bar_say(tree, in, right - left);
    tree_close(tree);
}

static void wide_words(struct tree *tree, const struct screen_input *in,
                       const struct session_space *space)
{
    char title[WORDS_SENTENCE_MAX];
    int width = lane_width(space);
    if (side_is_open(in)) {
        side(tree, in, (struct fit){.width = width});
        return;
    }
    open_words(tree, in,
               (struct box){.pad_x = MARGIN - THUMB,
                            .pad_y = MARGIN,
                            .ground = GROUND_PANEL,
                            .radius = 16,
                            .fit = {.width = width}});
    tree_open_column(tree, &(struct box){.key = "title", .pad_x = THUMB});
    tree_label(tree, &(struct label){.words = screen_say(title, in, DECK_WINDOW_LANE_TITLE),
                                     .role = TYPE_STRONG,
                                     .heading = true,
                                     .lines_max = 2});
    tree_close(tree);
    lane(tree, in, width - 2 * MARGIN, true);
    tree_close(tree);
}

/* ---- with words alone ---- */

static void voice(struct tree *tree, const struct screen_input *in)
{
    char sentence[WORDS_SENTENCE_MAX], number[WORDS_SENTENCE_MAX];
    const char *phone = in->model->hour.phone[1];
    bool calls = in->model->status == CALL_STATUS_WORDS_ONLY && phone != NULL && phone[0] != '\0';
    if (in->model->microphone_on && !calls)
        return;
    tree_open_flow(tree, &(struct box){.key = "voice",
                                       .gap = 12,
                                       .cross = ALIGN_CENTRE,
                                       .main = ALIGN_CENTRE,
                                       .fit = screen_fills});
    if (!in->model->microphone_on)
        tree_press(tree, &(struct press){.icon = ICON_MICROPHONE,
                                         .has_icon = true,
                                         .small = true,
                                         .words = words_deck(DECK_LINE_TRY_VOICE),
                                         .act = {SESSION_MICROPHONE, 1}});
    if (calls) {
        tree_open_row(tree, &(struct box){.key = "number", .gap = 8, .cross = ALIGN_CENTRE});
        tree_icon(tree, ICON_PHONE, TONE_TEXT, 18);
        tree_label(tree,
                   &(struct label){.words = words_fill(
                                       sentence, DECK_LINE_CALL_NUMBER,
                                       &(struct word_facts){.words = words_number(number, phone)}),
                                   .role = TYPE_BODY,
                                   .lines_max = 2});
        tree_close(tree);
    }
    tree_close(tree);
}

/* How they are here, above what is written. */
static void presence(struct tree *tree, const struct screen_input *in)
{
    char sentence[WORDS_SENTENCE_MAX];
    bool thin = in->model->status == CALL_STATUS_WORDS_ONLY;
    tree_open_row(tree, &(struct box){.key = "presence",
                                      .gap = 12,
                                      .cross = ALIGN_CENTRE,
                                      .main = ALIGN_CENTRE,
                                      .fit = screen_fills});
    tree_icon(tree, ICON_PERSON, TONE_ACCENT, 20);
    tree_label(tree, &(struct label){.words = session_presence_line(sentence, in),
                                     .role = TYPE_STRONG,
                                     .lines_max = 2,
                                     .heading = true});
    tree_close(tree);
    if (thin)
        line(tree, screen_say(sentence, in, DECK_WINDOW_WORDS_ONLY), TYPE_BODY, TONE_WARN);
    uint64_t at_us = in->model->hour.expressed_at_us;
    bool fresh = at_us != 0 && in->now_us >= at_us && in->now_us - at_us < SESSION_NOD_SHOWN_US;
    uint64_t nod_us = in->model->nod_received_at_us;
    bool nods = nod_us != 0 && in->now_us >= nod_us && in->now_us - nod_us < SESSION_NOD_SHOWN_US;
    if (fresh)
        tree_change_at(tree, at_us + SESSION_NOD_SHOWN_US);
    if (nods)
        tree_change_at(tree, nod_us + SESSION_NOD_SHOWN_US);
    if (fresh && at_us > nod_us)
        line(tree, session_expression(sentence, in), TYPE_BODY, TONE_ACCENT);
    else if (nods)
        line(tree, screen_say(sentence, in, DECK_SIGNALS_NODDED), TYPE_BODY, TONE_ACCENT);
}

static void words_alone(struct tree *tree, const struct screen_input *in,
                        const struct session_space *space)
{
    int width = between(0, space->width - 2 * MARGIN, READING_WIDTH);
    open_words(tree, in, (struct box){.fit = {.grow = 1, .width_max = READING_WIDTH}});
    presence(tree, in);
    voice(tree, in);
    cards(tree, in, true);
    lane(tree, in, width, true);
    session_stage_row_say(tree, in);
    session_bar_say(tree, in, width);
    tree_close(tree);
}

/* ---- narrow windows ---- */

static void narrow_page(struct tree *tree, const struct screen_input *in,
                        const struct session_space *space)
{
    int width = space->width - 2 * (MARGIN + THUMB);
    int height = between(96, width * 9 / 16, space->height * STAGE_SHARE / 100);
    bool scrolls = !space->small;
    if (space->words) {
        presence(tree, in);
        voice(tree, in);
    } else {
        session_stage_say(tree, in, (struct fit){.height = height}, STAGE_WITH_OWN);
    }
    cards(tree, in, scrolls);
    if (!space->words)
        status(tree, in);
    open_words(tree, in, (struct box){.fit = {.grow = 1}});
    lane(tree, in, width, scrolls);
    tree_close(tree);
    session_stage_row_say(tree, in);
}

static void narrow(struct tree *tree, const struct screen_input *in,
                   const struct session_space *space)
{
    struct box page = {.key = "page", .gap = 12, .cross = ALIGN_FILL, .fit = {.grow = 1}};
    if (side_is_open(in)) {
        side(tree, in, (struct fit){.grow = 1});
    } else {
        page.pad_x = space->small ? THUMB : 0;
        if (space->small)
            tree_open_scroll(tree, &page);
        else
            tree_open_column(tree, &page);
        narrow_page(tree, in, space);
        tree_close(tree);
    }
    session_bar_say(tree, in, space->width - 2 * MARGIN);
}

static void body(struct tree *tree, const struct screen_input *in)
{
    const struct session_space space = space_of(tree, in);
    struct box box = {.key = "body", .gap = 16, .pad = MARGIN, .cross = ALIGN_FILL};
    if (!space.wide) {
        box.gap = 12;
        tree_open_column(tree, &box);
        narrow(tree, in, &space);
        tree_close(tree);
        return;
    }
    box.main = ALIGN_CENTRE;
    tree_open_row(tree, &box);
    if (space.words)
        words_alone(tree, in, &space);
    else
        beside(tree, in, &space);
    if (!space.words || side_is_open(in))
        wide_words(tree, in, &space);
    tree_close(tree);
}

/* ---- the calm ---- */

/* Somebody writes, or something is open that wants an answer: it stays where it is. */
static bool something_waits(const struct screen_input *in)
{
    const struct call_model *m = in->model;
    return m->question != CALL_ASKS_NOTHING || m->check_in_open || side_is_open(in) ||
           in->desk->fields[FIELD_LANE].size > 0 || m->hour.their_typing != NULL ||
           session_has_cards(in) || session_waits(in);
}

static bool may_rest(const struct screen_input *in)
{
    return in->untouched_us > 0 && in->model->phase == CALL_IN_CALL && !is_of_words(in->model) &&
           session_shows_picture(in) && !in->model->their_picture_is_old && !something_waits(in);
}

bool session_rests(const struct screen_input *in)
{
    return may_rest(in) && in->untouched_us >= SESSION_CALM_US;
}

static const char *calm_line(char out[WORDS_SENTENCE_MAX], const struct screen_input *in,
                             bool *warns)
{
    enum presence presence_is = in->model->hour.presence;
    (void)session_status(out, in, warns);
    if (*warns || (presence_is != PRESENCE_HERE && presence_is != PRESENCE_LISTENING))
        return out;
    return session_advice(out, in);
}

/* What must be seen all the same: the microphone, a line, the time. */
static void strip(struct tree *tree, const struct screen_input *in)
{
    char sentence[WORDS_SENTENCE_MAX];
    bool on = in->model->microphone_on;
    bool warns;
    tree_open_row(
        tree,
        &(struct box){
            .key = "strip", .gap = 12, .pad_x = 12, .pad_y = STRIP_MARGIN, .cross = ALIGN_CENTRE});
    tree_open_stack(
        tree, &(struct box){.key = "microphone", .main = ALIGN_CENTRE, .cross = ALIGN_CENTRE});
    tree_icon(tree, on ? ICON_MICROPHONE : ICON_MICROPHONE_OFF, on ? TONE_TEXT : TONE_WARN, 18);
    session_beat_say(tree, in, STRIP_RING);
    tree_close(tree);
    tree_label(tree,
               &(struct label){.words = words_deck(on ? DECK_WINDOW_MIC_ON : DECK_WINDOW_MIC_OFF),
                               .role = TYPE_SMALL});
    tree_open_column(tree, &(struct box){.key = "line", .cross = ALIGN_CENTRE, .fit = {.grow = 1}});
    const char *words = calm_line(sentence, in, &warns);
    line(tree, words, TYPE_BODY, words != NULL && warns ? TONE_WARN : TONE_TEXT);
    tree_close(tree);
    line(tree, session_cue(sentence, in), TYPE_SMALL, TONE_TEXT);
    tree_close(tree);
}

static void calm(struct tree *tree, const struct screen_input *in)
{
    tree_open_column(tree, &(struct box){.key = "calm", .cross = ALIGN_FILL});
    session_stage_say(tree, in, (struct fit){.grow = 1}, STAGE_IS_CALM);
    strip(tree, in);
    tree_close(tree);
}

/* In the calm the nodes lie below the window, unseen: every key acts, and none loses the focus. */
void session_screen(struct tree *tree, const struct screen_input *in)
{
    const struct tree_frame *frame = tree_frame_of(tree);
    const struct rectangle window = {0, 0, frame->width, frame->height};
    bool rests = session_rests(in);
    uint64_t faded_us = rests ? in->untouched_us - SESSION_CALM_US : 0;
    bool is_calm = rests && (faded_us >= SESSION_FADE_US || frame->reduced_motion);
    struct rectangle place = window;
    place.y = is_calm ? window.height : 0;
    tree_open_free(tree, &(struct box){.key = "session"});
    tree_place(tree, place);
    body(tree, in);
    tree_place(tree, window);
    if (is_calm)
        calm(tree, in);
    else if (rests)
        session_veil_say(tree, in);
    tree_close(tree);
    if (may_rest(in) && !rests)
        tree_change_at(tree, in->now_us + SESSION_CALM_US - in->untouched_us);
}
