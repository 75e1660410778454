/* What a hand on the session means (ui/session_screen.h). */
#include "ui/check_in_screen.h"
#include "ui/hands.h"
#include "ui/session_parts.h"

static bool send(const struct screen_hand *hand)
{
    if (desk_is_blank(hand->desk, FIELD_LANE))
        return true;
    (void)hand_send_field(hand, FIELD_LANE, WISH_SAY);
    hand->desk->edited[FIELD_LANE] = true; /* nothing is being typed any more */
    (void)tree_focus(hand->tree, ACT_FIELD(FIELD_LANE), false);
    return true;
}

static bool answer_in_words(const struct screen_hand *hand)
{
    struct session_desk *desk = &hand->desk->session;
    uint32_t card = desk->answering;
    if (card == 0 || desk_is_blank(hand->desk, FIELD_ANSWER))
        return true;
    (void)hand_send_field(hand, FIELD_ANSWER, WISH_ANSWER);
    desk->answering = 0;
    tree_unfocus(hand->tree);
    hand->out->wish.card = card;
    return hand_number(hand, WISH_ANSWER, CARD_ANSWER_NOT_QUITE);
}

bool session_begin_answer(const struct screen_hand *hand, uint32_t card)
{
    const struct hour_model *hour = &hand->model->hour;
    struct session_desk *desk = &hand->desk->session;
    bool begun = desk->answer_of == card && !desk_is_blank(hand->desk, FIELD_ANSWER);
    for (size_t i = 0; !begun && i < hour->reflection_count; i++) {
        if (hour->reflections[i].card == card)
            desk_write(hand->desk, FIELD_ANSWER, hour->reflections[i].text);
    }
    desk->answering = card;
    desk->answer_of = card;
    return true;
}

static bool answer(const struct screen_hand *hand, uint32_t card, enum card_answer is)
{
    hand->out->wish.card = card;
    return hand_number(hand, WISH_ANSWER, is);
}

/* What is for this side alone. */
static bool press_here(const struct screen_hand *hand, struct act act)
{
    struct session_desk *desk = &hand->desk->session;
    struct panel_desk *panel = &hand->desk->panel;
    switch (act.kind) {
    case SESSION_WRITE:
        (void)tree_focus(hand->tree, ACT_FIELD(FIELD_LANE), true);
        return true;
    case SESSION_MORE:
        desk->expressions_open = !desk->expressions_open;
        return true;
    case SESSION_PANEL:
        panel->tab = panel->tab == PANEL_CLOSED ? PANEL_AGENDA : PANEL_CLOSED;
        return true;
    case SESSION_WORDS:
        hand->desk->pages.words_open = true;
        return true;
    case SESSION_OWN_PICTURE:
        desk->own_picture_hidden = !desk->own_picture_hidden;
        return true;
    case SESSION_COVER:
        desk->picture_covered = !desk->picture_covered;
        return true;
    case SESSION_EDIT:
        return session_begin_answer(hand, act.about);
    case SESSION_ANSWER_NOT:
        desk->answering = 0;
        return true;
    case SESSION_READ:
        desk->read = act.about;
        return true;
    default:
        return false;
    }
}

/* What changes the hour for both. */
static bool press_hour(const struct screen_hand *hand, struct act act)
{
    switch (act.kind) {
    case SESSION_GO_ON:
        return hand_wish(hand, WISH_GO_ON);
    case SESSION_GO_BACK:
        return hand_wish(hand, WISH_GO_BACK);
    case SESSION_SKIP:
        return hand_wish(hand, WISH_SKIP);
    case SESSION_YES:
        return answer(hand, act.about, CARD_ANSWER_YES);
    case SESSION_NOT_QUITE:
        return answer(hand, act.about, CARD_ANSWER_NOT_QUITE);
    case SESSION_ANSWER:
        return answer_in_words(hand);
    case SESSION_PHRASE:
        return hand_card(hand, WISH_DISMISS, act.about);
    case SESSION_MORE_YES:
        return hand_number(hand, WISH_MORE, act.about);
    case SESSION_MORE_NO:
        return hand_number(hand, WISH_MORE, 0);
    case SESSION_SETTLE:
    case SESSION_SETTLE_END:
        return hand_switch(hand, WISH_SETTLE, act.kind == SESSION_SETTLE);
    default:
        return false;
    }
}

static bool press(const struct screen_hand *hand, struct act act)
{
    switch (act.kind) {
    case SESSION_MICROPHONE:
        return hand_acts(hand, WINDOW_TOGGLE_MICROPHONE);
    case SESSION_CAMERA:
        return hand_acts(hand, WINDOW_TOGGLE_CAMERA);
    case SESSION_NOD:
        return hand_wish(hand, WISH_NOD);
    case SESSION_EXPRESS:
        return hand_number(hand, WISH_EXPRESS, act.about);
    case SESSION_SOMEONE:
        return hand_number(hand, WISH_AWAY, SIGNAL_SOMEONE_CAME_IN);
    case SESSION_BACK:
        return hand_number(hand, WISH_AWAY, SIGNAL_HERE);
    case SESSION_LIVE:
        return hand_switch(hand, WISH_LIVE, !hand->model->hour.live);
    case SESSION_SEND:
        return send(hand);
    case ACT_LEAVE:
        return hand_acts(hand, WINDOW_LEAVE);
    default:
        return press_here(hand, act) || press_hour(hand, act);
    }
}

bool session_take(const struct screen_hand *hand, const struct tree_event *event)
{
    enum desk_field field = hand_field_of(event);
    if (field == FIELD_ANSWER)
        return event->kind != TREE_ENTER || answer_in_words(hand);
    if (field == FIELD_LANE) {
        if (event->kind == TREE_EDITED)
            hand->desk->edited[FIELD_LANE] = true;
        return event->kind != TREE_ENTER || send(hand);
    }
    if (check_in_take(hand, event))
        return true;
    return event->kind == TREE_ACT && press(hand, event->act);
}

bool session_due(const struct screen_hand *hand)
{
    struct desk *desk = hand->desk;
    if (!desk->edited[FIELD_LANE] || !hand->model->hour.seated ||
        !call_is_together(hand->model->phase))
        return false;
    desk->edited[FIELD_LANE] = false;
    (void)hand_text(hand, text_edit_bytes(&desk->fields[FIELD_LANE]));
    return hand_wish(hand, WISH_TYPE);
}

/* ---- single keys ---- */

/* A card that is answered by a letter. */
static struct act card_key(const struct screen_hand *hand, char key)
{
    const struct hour_reflection *r = session_reflection(hand->model, hand->desk);
    if (r == NULL)
        return (struct act){0};
    if (key == 'y')
        return (struct act){r->mine ? SESSION_READ : SESSION_YES, r->card};
    if (r->mine)
        return (struct act){0};
    return (struct act){key == 'q' ? SESSION_NOT_QUITE : SESSION_EDIT, r->card};
}

static struct act key_of(const struct screen_hand *hand, char key)
{
    static const struct {
        char key;
        struct act act;
    } rows[] = {
        {'m', {SESSION_MICROPHONE, 0}},  {'v', {SESSION_CAMERA, 0}},
        {'n', {SESSION_NOD, 0}},         {'h', {SESSION_EXPRESS, SIGNAL_PAUSE_PLEASE}},
        {'t', {SESSION_WRITE, 0}},       {'x', {SESSION_MORE, 0}},
        {'s', {SESSION_OWN_PICTURE, 0}}, {'w', {SESSION_WORDS, 0}},
        {'c', {SESSION_GO_ON, 0}},       {'k', {SESSION_SKIP, 0}},
    };
    const struct hour_model *hour = &hand->model->hour;
    if (key >= '1' && key <= '5')
        return (struct act){SESSION_EXPRESS, (uint32_t)(key - '0')};
    if (key == 'a')
        return (struct act){hour->away == SIGNAL_HERE ? SESSION_SOMEONE : SESSION_BACK, 0};
    if (key == 'p' && hour->phrase != NULL)
        return (struct act){SESSION_PHRASE, hour->phrase_card};
    if (key == 'y' || key == 'q' || key == 'e')
        return card_key(hand, key);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].key == key)
            return rows[i].act;
    }
    return (struct act){0};
}

/* A key acts only on what is so: nobody nods while the line is gone. */
static bool is_there(const struct screen_hand *hand, struct act act)
{
    const struct call_model *m = hand->model;
    bool in_call = m->phase == CALL_IN_CALL;
    enum session_stage stage = m->hour.stage;
    switch (act.kind) {
    case 0:
        return false;
    case SESSION_NOD:
        return in_call;
    case SESSION_EXPRESS:
    case SESSION_SOMEONE:
        return in_call && m->hour.seated;
    case SESSION_MORE:
        return in_call && m->hour.shown;
    case SESSION_WORDS:
        return m->question == CALL_ASKS_WORDS && !hand->desk->pages.words_open;
    case SESSION_GO_ON:
    case SESSION_SKIP:
        return m->hour.shown && !m->check_in_open && stage >= STAGE_WARM_UP && stage < STAGE_RECAP;
    default:
        return true;
    }
}

bool session_key(const struct screen_hand *hand, char key)
{
    struct act act = key_of(hand, key);
    return call_is_together(hand->model->phase) && is_there(hand, act) && press(hand, act);
}
