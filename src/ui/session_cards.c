/* What asks this side for an answer, and what was unfolded. */
#include "session/hour_words.h"
#include "ui/session_parts.h"

#define EXPRESSIONS 5
#define CIRCLE      64
#define BREATH_US   100000

static bool is_answered(const struct hour_reflection *r)
{
    return r->answer != CARD_ANSWER_OPEN || r->edited != NULL;
}

const struct hour_reflection *session_reflection(const struct call_model *model,
                                                 const struct desk *desk)
{
    const struct hour_model *hour = &model->hour;
    const struct hour_reflection *answered = NULL;
    for (size_t i = hour->reflection_count; i > 0; i--) {
        const struct hour_reflection *r = &hour->reflections[i - 1];
        if (!r->mine && (!is_answered(r) || desk->session.answering == r->card))
            return r;
        if (r->mine && is_answered(r) && answered == NULL)
            answered = r;
    }
    return answered != NULL && answered->card != desk->session.read ? answered : NULL;
}

static struct breath breath_now(const struct screen_input *in)
{
    return breath_at(in->model->hour.settling_since_us / 1000, in->now_us / 1000);
}

static bool more_is_asked(const struct hour_model *hour)
{
    return hour->more[1] > hour->more[0];
}

bool session_waits(const struct screen_input *in)
{
    const struct hour_model *hour = &in->model->hour;
    return hour->shown &&
           (hour->phrase != NULL || session_reflection(in->model, in->desk) != NULL ||
            breath_now(in).on || more_is_asked(hour) || hour->away != SIGNAL_HERE);
}

bool session_has_cards(const struct screen_input *in)
{
    bool open = in->desk->session.expressions_open && in->model->phase == CALL_IN_CALL;
    return in->model->hour.shown && !in->model->check_in_open && (session_waits(in) || open);
}

static void open_card(struct tree *tree, const char *key)
{
    tree_open_column(tree, &(struct box){.key = key,
                                         .gap = 12,
                                         .pad = 16,
                                         .ground = GROUND_PANEL,
                                         .radius = 16,
                                         .cross = ALIGN_CENTRE,
                                         .fit = screen_fills});
}

static void centred(struct tree *tree, const char *words, enum type_role role, enum tone tone)
{
    tree_label(tree,
               &(struct label){.words = words, .role = role, .tone = tone, .align = TEXT_CENTRE});
}

static void open_answers(struct tree *tree)
{
    tree_open_flow(
        tree,
        &(struct box){
            .key = "answers", .gap = 8, .grid = true, .main = ALIGN_CENTRE, .fit = screen_fills});
}

/* ---- what they hear ---- */

static enum deck_key answer_key(const struct hour_reflection *r)
{
    if (r->edited != NULL)
        return DECK_REFLECTION_EDITED;
    return r->answer == CARD_ANSWER_YES ? DECK_REFLECTION_CONFIRMED : DECK_REFLECTION_REFUSED;
}

static void answering(struct tree *tree, const struct screen_input *in, uint32_t card)
{
    screen_entry(tree, in, FIELD_ANSWER,
                 &(struct entry){.name = words_deck(DECK_REFLECTION_EDIT),
                                 .hint = words_deck(DECK_REFLECTION_EDIT),
                                 .wants_focus = true,
                                 .fit = screen_fills});
    open_answers(tree);
    screen_primary(tree, DECK_REFLECTION_SEND, (struct act){SESSION_ANSWER, card}, "Enter");
    screen_button(tree, DECK_DIALOGS_BACK, (struct act){SESSION_ANSWER_NOT, card}, "Esc");
    tree_close(tree);
}

static void reflection(struct tree *tree, const struct screen_input *in)
{
    char sentence[WORDS_SENTENCE_MAX];
    const struct hour_reflection *r = session_reflection(in->model, in->desk);
    if (r == NULL)
        return;
    open_card(tree, "reflection");
    tree_label(tree,
               &(struct label){.words = session_fill(
                                   sentence, in, r->mine ? answer_key(r) : DECK_REFLECTION_ASKED),
                               .role = TYPE_SMALL,
                               .tone = TONE_MUTED,
                               .heading = true,
                               .align = TEXT_CENTRE});
    centred(tree, r->mine && r->edited != NULL ? r->edited : r->text, TYPE_BODY, TONE_TEXT);
    if (in->desk->session.answering == r->card) {
        answering(tree, in, r->card);
        tree_close(tree);
        return;
    }
    open_answers(tree);
    if (r->mine) {
        screen_button(tree, DECK_REFLECTION_READ, (struct act){SESSION_READ, r->card},
                      screen_key(in, 'y'));
    } else {
        screen_button(tree, DECK_REFLECTION_YES, (struct act){SESSION_YES, r->card},
                      screen_key(in, 'y'));
        screen_button(tree, DECK_REFLECTION_NOT_QUITE, (struct act){SESSION_NOT_QUITE, r->card},
                      screen_key(in, 'q'));
        screen_button(tree, DECK_REFLECTION_EDIT, (struct act){SESSION_EDIT, r->card},
                      screen_key(in, 'e'));
    }
    tree_close(tree);
    tree_close(tree);
}

/* ---- what else may ask ---- */

static void phrase(struct tree *tree, const struct screen_input *in)
{
    const struct hour_model *hour = &in->model->hour;
    if (hour->phrase == NULL)
        return;
    tree_open_row(tree, &(struct box){.key = "phrase",
                                      .gap = 12,
                                      .pad_x = 16,
                                      .pad_y = 8,
                                      .cross = ALIGN_CENTRE,
                                      .ground = GROUND_PANEL,
                                      .radius = 16,
                                      .fit = screen_fills});
    tree_label(tree, &(struct label){.words = hour->phrase, .role = TYPE_BODY, .fit = {.grow = 1}});
    tree_press(tree, &(struct press){.icon = ICON_CHECK,
                                     .tone = BUTTON_PLAIN,
                                     .name = words_deck(DECK_REFLECTION_READ),
                                     .shortcut = screen_key(in, 'p'),
                                     .act = {SESSION_PHRASE, hour->phrase_card}});
    tree_close(tree);
}

static void draw_breath(void *context, struct draw_list *list, struct rectangle at,
                        const struct tree_frame *frame)
{
    const struct screen_input *in = context;
    int side = at.height * (int)(50 + 50 * breath_now(in).fullness) / 100 / 4 * 4;
    draw_rectangle(
        list,
        (struct rectangle){at.x + (at.width - side) / 2, at.y + (at.height - side) / 2, side, side},
        (struct draw_rectangle){.fill = theme_of(frame->theme)->own_words, .radius = side});
}

static void settling(struct tree *tree, const struct screen_input *in)
{
    struct breath breath = breath_now(in);
    bool still = tree_frame_of(tree)->reduced_motion;
    if (!breath.on)
        return;
    tree_open_row(tree, &(struct box){.key = "settling",
                                      .gap = 16,
                                      .pad = 16,
                                      .cross = ALIGN_CENTRE,
                                      .ground = GROUND_PANEL,
                                      .radius = 16,
                                      .fit = screen_fills});
    if (!still) /* else the words alone change */
        tree_canvas(tree, &(struct canvas){.key = "circle",
                                           .name = "",
                                           .draw = draw_breath,
                                           .context = screen_lent(in),
                                           .fit = {.width = CIRCLE, .height = CIRCLE}});
    tree_open_column(tree, &(struct box){.key = "words", .gap = 4, .fit = {.grow = 1}});
    tree_label(
        tree, &(struct label){.words = words_deck(breath.in ? DECK_SETTLING_IN : DECK_SETTLING_OUT),
                              .role = TYPE_STRONG});
    screen_hint(tree, words_deck(DECK_SETTLING_TOGETHER));
    tree_close(tree);
    screen_button(tree, DECK_SETTLING_SKIP, (struct act){SESSION_SETTLE_END, 0}, NULL);
    tree_close(tree);
    tree_change_at(tree, in->now_us + (still ? 10 : 1) * BREATH_US);
}

static void more_time(struct tree *tree, const struct screen_input *in)
{
    char sentence[WORDS_SENTENCE_MAX];
    const struct hour_model *hour = &in->model->hour;
    if (!more_is_asked(hour))
        return;
    open_card(tree, "more-time");
    centred(tree, session_fill(sentence, in, DECK_TIME_MORE_ASK), TYPE_BODY, TONE_TEXT);
    open_answers(tree);
    screen_button(tree, DECK_TIME_MORE_YES, (struct act){SESSION_MORE_YES, hour->more[1]}, NULL);
    screen_button(tree, DECK_TIME_MORE_NO, (struct act){SESSION_MORE_NO, 0}, NULL);
    tree_close(tree);
    tree_close(tree);
}

static void away(struct tree *tree, const struct screen_input *in)
{
    enum signal_away how = in->model->hour.away;
    if (how == SIGNAL_HERE)
        return;
    open_card(tree, "away");
    centred(tree,
            words_deck(how == SIGNAL_BACK_SOON ? DECK_COMFORT_BREAKING
                                               : DECK_SIGNALS_SOMEONE_CAME_IN_HINT),
            TYPE_BODY, TONE_TEXT);
    screen_primary(tree, DECK_SIGNALS_BACK, (struct act){SESSION_BACK, 0}, screen_key(in, 'a'));
    tree_close(tree);
}

/* ---- what comes seldom ---- */

/* The mark stays on the one that just went out, for a moment. */
static void expressions(struct tree *tree, const struct screen_input *in)
{
    const struct hour_model *hour = &in->model->hour;
    uint64_t until_us = hour->i_expressed_at_us + SESSION_NOD_SHOWN_US / 2;
    bool just_sent = hour->i_expressed_at_us != 0 && in->now_us < until_us;
    tree_label(tree, &(struct label){.words = words_deck(DECK_EXPRESSIONS_TITLE),
                                     .role = TYPE_SMALL,
                                     .tone = TONE_MUTED,
                                     .heading = true});
    tree_open_flow(tree, &(struct box){.key = "expressions",
                                       .gap = 8,
                                       .main = ALIGN_CENTRE,
                                       .arrows = true,
                                       .fit = screen_fills});
    for (unsigned i = 1; i <= EXPRESSIONS; i++) {
        bool sent = just_sent && hour->my_expression == (enum signal_expression)i;
        tree_press(tree, &(struct press){.icon = sent ? ICON_CHECK : TREE_NO_ICON,
                                         .words = words_deck(
                                             hour_words_of_expression((enum signal_expression)i)),
                                         .small = true,
                                         .shortcut = screen_key(in, (char)('0' + i)),
                                         .act = {SESSION_EXPRESS, i}});
    }
    tree_close(tree);
    if (just_sent)
        tree_change_at(tree, until_us);
}

static void choice(struct tree *tree, enum icon icon, enum deck_key key, struct press press)
{
    press.icon = icon;
    press.words = words_deck(key);
    press.small = true;
    tree_press(tree, &press);
}

static void toggle(struct tree *tree, enum deck_key key, bool on, struct act act)
{
    choice(tree, TREE_NO_ICON, key, (struct press){.kind = BUTTON_CHIP, .on = on, .act = act});
}

static void drawer(struct tree *tree, const struct screen_input *in)
{
    const struct session_desk *desk = &in->desk->session;
    if (!desk->expressions_open || in->model->phase != CALL_IN_CALL)
        return;
    open_card(tree, "drawer");
    expressions(tree, in);
    tree_rule(tree);
    tree_open_flow(
        tree, &(struct box){.key = "others", .gap = 8, .main = ALIGN_CENTRE, .fit = screen_fills});
    choice(tree, ICON_PEOPLE, DECK_SIGNALS_SOMEONE_CAME_IN,
           (struct press){.shortcut = screen_key(in, 'a'), .act = {SESSION_SOMEONE, 0}});
    choice(tree, ICON_EYE_OFF, DECK_KEYS_HIDE,
           (struct press){.shortcut = "F9", .act = {ACT_HIDE, 0}});
    choice(tree, ICON_BREATH, DECK_SETTLING_OFFER, (struct press){.act = {SESSION_SETTLE, 0}});
    toggle(tree, DECK_COMFORT_LIVE, in->model->hour.live, (struct act){SESSION_LIVE, 0});
    toggle(tree, DECK_WINDOW_PICTURE_SHOW, !desk->own_picture_hidden,
           (struct act){SESSION_OWN_PICTURE, 0});
    toggle(tree, DECK_PRIVACY_COVER, desk->picture_covered, (struct act){SESSION_COVER, 0});
    tree_close(tree);
    tree_close(tree);
}

void session_cards_say(struct tree *tree, const struct screen_input *in)
{
    phrase(tree, in);
    reflection(tree, in);
    settling(tree, in);
    more_time(tree, in);
    away(tree, in);
    drawer(tree, in);
}

/* Going on and skipping are equally large. Out of the recap one only leaves. */
void session_stage_row_say(struct tree *tree, const struct screen_input *in)
{
    enum session_stage stage = in->model->hour.stage;
    bool due = in->model->hour.shown && !in->model->check_in_open && stage >= STAGE_WARM_UP &&
               stage <= STAGE_RECAP;
    if (!due)
        return;
    tree_open_row(tree, &(struct box){.key = "stage-row",
                                      .gap = 12,
                                      .cross = ALIGN_CENTRE,
                                      .main = ALIGN_BETWEEN,
                                      .fit = screen_fills});
    tree_open_row(tree, &(struct box){.key = "where", .gap = 4, .cross = ALIGN_CENTRE});
    if (stage > STAGE_WARM_UP)
        tree_press(tree, &(struct press){.icon = ICON_CHEVRON_LEFT,
                                         .tone = BUTTON_PLAIN,
                                         .small = true,
                                         .name = words_deck(DECK_STAGES_BACK),
                                         .act = {SESSION_GO_BACK, 0}});
    tree_label(tree, &(struct label){.words = words_deck(hour_words_of_stage(stage)),
                                     .role = TYPE_STRONG,
                                     .heading = true});
    tree_close(tree);
    tree_open_flow(tree, &(struct box){.key = "ways", .gap = 8, .grid = true});
    if (stage == STAGE_RECAP) {
        tree_press(tree, &(struct press){.words = words_deck(DECK_CLOSING_CLOSE),
                                         .small = true,
                                         .act = {ACT_LEAVE, 0}});
    } else {
        tree_press(tree, &(struct press){.words = words_deck(DECK_STAGES_GO_ON),
                                         .small = true,
                                         .shortcut = screen_key(in, 'c'),
                                         .act = {SESSION_GO_ON, 0}});
        tree_press(tree, &(struct press){.words = words_deck(DECK_STAGES_SKIP),
                                         .small = true,
                                         .shortcut = screen_key(in, 'k'),
                                         .act = {SESSION_SKIP, 0}});
    }
    tree_close(tree);
    tree_close(tree);
}
