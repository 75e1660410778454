/* What a hand on the pages around an hour means. */
#include <SDL2/SDL_keycode.h>

#include "ui/hands.h"
#include "ui/pages_screen.h"

#define MORE_AT_THE_DOOR 5 /* minutes */

/* Spaces count: they may be what it is. */
static bool unlock(const struct screen_hand *hand)
{
    if (text_edit_bytes(&hand->desk->fields[FIELD_PASSPHRASE])[0] == '\0' ||
        hand->model->unlocking == CALL_UNLOCK_TRYING)
        return true;
    (void)hand_take_field(hand, FIELD_PASSPHRASE);
    (void)tree_focus(hand->tree, ACT_FIELD(FIELD_PASSPHRASE), false);
    return hand_acts(hand, WINDOW_UNLOCK);
}

static bool copy(const struct screen_hand *hand)
{
    if (hand->model->invite == NULL)
        return true;
    hand->desk->pages.invite_copied = true;
    (void)hand_text(hand, hand->model->invite);
    return hand_acts(hand, WINDOW_COPY_INVITE);
}

/* Before the two are linked there is nobody to tell: it stays marked as edited. */
static bool tell_place(const struct screen_hand *hand)
{
    hand->desk->edited[FIELD_PLACE] = true;
    if (!hand->model->hour.seated)
        return true;
    hand->desk->edited[FIELD_PLACE] = false;
    (void)hand_text(hand, text_edit_bytes(&hand->desk->fields[FIELD_PLACE]));
    return hand_wish(hand, WISH_PLACE);
}

static bool same_place(const struct screen_hand *hand)
{
    const char *before = hand->model->hour.place_before;
    if (before == NULL)
        return true;
    desk_write(hand->desk, FIELD_PLACE, before);
    return tell_place(hand);
}

/* ---- getting ready ---- */

/* Before the hour got that far, it opened by itself: to leave it then needs no word to the session,
 * which counts it as left out, and to end it takes the hour there. */
static bool leave_ready(const struct screen_hand *hand, bool skip)
{
    bool by_itself = hand->model->hour.stage == STAGE_ARRIVING;
    hand->desk->pages.ready_left = true;
    if (by_itself && skip)
        return true;
    return hand_wish(hand, skip ? WISH_SKIP : WISH_GO_ON);
}

static bool ready_again(const struct screen_hand *hand)
{
    enum session_stage stage = hand->model->hour.stage;
    hand->desk->pages.ready_left = false;
    if (stage == STAGE_READY)
        return true;
    return hand_wish(hand, stage == STAGE_THRESHOLD ? WISH_GO_BACK : WISH_GO_ON);
}

static bool ready_take(const struct screen_hand *hand, enum pages_act act)
{
    struct pages_desk *desk = &hand->desk->pages;
    switch (act) {
    case PAGES_READY:
        return ready_again(hand);
    case PAGES_READY_GO:
    case PAGES_READY_SKIP:
        return leave_ready(hand, act == PAGES_READY_SKIP);
    case PAGES_READY_GUIDE:
        desk->guide_hidden = !desk->guide_hidden;
        return true;
    case PAGES_READY_ALONE:
        desk->privacy = PRIVACY_ALONE;
        return true;
    case PAGES_READY_NEAR:
        desk->privacy = PRIVACY_SOMEONE_NEAR;
        return true;
    case PAGES_READY_PHONE:
        desk->phone_is_silent = !desk->phone_is_silent;
        return true;
    case PAGES_READY_WRITE:
        return hand_switch(hand, WISH_MICROPHONE, !hand->model->microphone_on);
    case PAGES_READY_PLACE:
        return same_place(hand);
    default:
        return false;
    }
}

/* ---- the rest ---- */

/* What is for this window alone. */
static bool desk_take(const struct screen_hand *hand, enum pages_act act)
{
    struct pages_desk *desk = &hand->desk->pages;
    switch (act) {
    case PAGES_CODE:
        desk->code_shown = !desk->code_shown;
        return true;
    case PAGES_DETAILS:
        desk->details_shown = !desk->details_shown;
        return true;
    case PAGES_SETTLE:
        desk->settling_since_us = tree_frame_of(hand->tree)->now_us;
        return true;
    case PAGES_SETTLE_END:
        desk->settling_since_us = 0;
        return true;
    case PAGES_WORDS:
    case PAGES_WORDS_LATER:
        desk->words_open = act == PAGES_WORDS;
        return true;
    default:
        return ready_take(hand, act);
    }
}

static bool door_take(const struct screen_hand *hand, enum pages_act act)
{
    switch (act) {
    case PAGES_DOOR_OPEN:
        return hand_wish(hand, WISH_OPEN_DOOR);
    case PAGES_DOOR_WAIT:
        return hand_number(hand, WISH_WAIT, MORE_AT_THE_DOOR);
    case PAGES_DOOR_LATER:
        return hand_wish(hand, WISH_DECLINE);
    default:
        return desk_take(hand, act);
    }
}

/* Those that only have to be told. */
static bool tell(const struct screen_hand *hand, enum pages_act act)
{
    static const struct {
        enum pages_act act;
        enum window_action_kind kind;
    } rows[] = {
        {PAGES_LEAVE, WINDOW_LEAVE},           {PAGES_MICROPHONE, WINDOW_TOGGLE_MICROPHONE},
        {PAGES_CAMERA, WINDOW_TOGGLE_CAMERA},  {PAGES_REVEAL, WINDOW_SHOW},
        {PAGES_WORDS_SAME, WINDOW_WORDS_SAME}, {PAGES_WORDS_DIFFER, WINDOW_WORDS_DIFFER},
        {PAGES_KEY_ACCEPT, WINDOW_KEY_ACCEPT}, {PAGES_KEY_REFUSE, WINDOW_KEY_REFUSE},
        {PAGES_AGAIN, WINDOW_TRY_AGAIN},       {PAGES_WRITE, WINDOW_LEAVE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].act == act)
            return hand_acts(hand, rows[i].kind);
    }
    return door_take(hand, act);
}

static bool act_take(const struct screen_hand *hand, enum pages_act act)
{
    if (act == PAGES_UNLOCK)
        return unlock(hand);
    if (act == PAGES_COPY)
        return copy(hand);
    if (act == PAGES_WORDS_SAME || act == PAGES_WORDS_DIFFER)
        hand->desk->pages.words_open = false;
    if (act == PAGES_WRITE)
        hand->desk->page = PAGE_LETTERS;
    return tell(hand, act);
}

static bool field_take(const struct screen_hand *hand, const struct tree_event *event)
{
    enum desk_field field = hand_field_of(event);
    if (field == FIELD_PASSPHRASE)
        return event->kind != TREE_ENTER || unlock(hand);
    if (field != FIELD_PLACE)
        return false;
    if (event->kind == TREE_EDITED)
        hand->desk->edited[FIELD_PLACE] = true;
    else if (hand->desk->edited[FIELD_PLACE])
        return tell_place(hand);
    return true;
}

bool pages_take(const struct screen_hand *hand, const struct tree_event *event)
{
    if (hand_field_of(event) != DESK_FIELDS)
        return field_take(hand, event);
    return event->kind == TREE_ACT && act_take(hand, (enum pages_act)event->act.kind);
}

bool pages_due(const struct screen_hand *hand)
{
    const struct desk *desk = hand->desk;
    return desk->edited[FIELD_PLACE] && hand->model->hour.seated &&
           tree_focused_edit(hand->tree) != &desk->fields[FIELD_PLACE] && tell_place(hand);
}

struct act pages_act_of(const struct screen_hand *hand, int32_t key, unsigned modifiers)
{
    static const struct {
        int32_t key;
        bool control;
        enum pages_act act;
    } rows[] = {
        {SDLK_RETURN, false, PAGES_DOOR_OPEN},
        {SDLK_RETURN, false, PAGES_READY_GO},
        {SDLK_KP_ENTER, false, PAGES_DOOR_OPEN},
        {SDLK_KP_ENTER, false, PAGES_READY_GO},
        {SDLK_c, true, PAGES_COPY},
        {SDLK_w, false, PAGES_WORDS_LATER},
        {SDLK_w, false, PAGES_WORDS},
        {SDLK_r, false, PAGES_READY},
        {SDLK_g, false, PAGES_READY_GUIDE},
        {SDLK_k, false, PAGES_READY_SKIP},
        {SDLK_m, false, PAGES_MICROPHONE},
        {SDLK_v, false, PAGES_CAMERA},
        {SDLK_d, true, PAGES_MICROPHONE},
        {SDLK_e, true, PAGES_CAMERA},
        {SDLK_F9, false, PAGES_REVEAL},
    };
    bool control = (modifiers & KMOD_CTRL) != 0;
    if ((modifiers & (KMOD_ALT | KMOD_GUI)) != 0)
        return (struct act){0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct act act = {(uint16_t)rows[i].act, 0};
        if (rows[i].key == key && rows[i].control == control &&
            !rectangle_is_empty(tree_place_of(hand->tree, act)))
            return act;
    }
    return (struct act){0};
}
