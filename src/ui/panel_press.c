#include "ui/panel_press.h"

#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "ui/hands.h"
#include "ui/session_screen.h"

#define WEEK 7

/* The beginning in the field is one of the deck's, or the field is empty. */
static bool only_a_starter(const char *written)
{
    size_t count;
    const struct deck_item *starters = words_list(DECK_LIST_STARTERS, &count);
    for (size_t i = 0; i < count; i++) {
        size_t size = strlen(starters[i].text);
        if (strncmp(written, starters[i].text, size) == 0 &&
            written[size + strspn(written + size, " ")] == '\0')
            return true;
    }
    return written[strspn(written, " \n")] == '\0';
}

void panel_take_starter(const struct screen_hand *hand)
{
    size_t count;
    struct text_edit *edit = &hand->desk->fields[FIELD_HEAR];
    const struct deck_item *starters = words_list(DECK_LIST_STARTERS, &count);
    ALCOVE_ASSERT(count > 0);
    if (!only_a_starter(text_edit_bytes(edit)))
        return;
    desk_write(hand->desk, FIELD_HEAR, starters[hand->desk->panel.starter++ % count].text);
    text_edit_move(edit, TEXT_EDIT_END, false);
    (void)text_edit_paste(edit, " ", 1);
}

/* ---- what is for this side alone ---- */

/* The usual is there already: a week from now, at the same time. */
static void offer_next(const struct screen_hand *hand)
{
    char time[8];
    const struct hour_model *hour = &hand->model->hour;
    struct panel_desk *desk = &hand->desk->panel;
    if (desk->next_day == 0)
        desk->next_day = hour->today + WEEK;
    if (!hour->began || !desk_is_blank(hand->desk, FIELD_NEXT))
        return;
    snprintf(time, sizeof time, "%u:%02u", hour->begins_min / 60u % 24, hour->begins_min % 60u);
    desk_write(hand->desk, FIELD_NEXT, time);
}

static bool fold(const struct screen_hand *hand, uint32_t part)
{
    bool *open = &hand->desk->panel.open[part];
    ALCOVE_ASSERT(part < PANEL_PARTS);
    *open = !*open;
    if (part == PART_NEXT && *open)
        offer_next(hand);
    return true;
}

static bool edit(const struct screen_hand *hand, uint32_t card)
{
    hand->desk->panel.tab = PANEL_CLOSED; /* it is written on the card, on the stage */
    return session_begin_answer(hand, card);
}

static bool close_panel(const struct screen_hand *hand)
{
    hand->desk->panel.tab = PANEL_CLOSED;
    tree_unfocus(hand->tree);
    return true;
}

static bool open_tab(const struct screen_hand *hand, uint32_t tab)
{
    hand->desk->panel.tab = (enum panel_tab)tab;
    hand->desk->panel.first = 0;
    return true;
}

/* True: it was one of these. */
static bool here(const struct screen_hand *hand, struct act act)
{
    struct panel_desk *panel = &hand->desk->panel;
    struct session_desk *session = &hand->desk->session;
    bool *turned = act.kind == PANEL_HIDE_SELF ? &session->own_picture_hidden
                   : act.kind == PANEL_CLOCK   ? &session->clock_shown
                   : act.kind == PANEL_COVER   ? &session->picture_covered
                   : act.kind == PANEL_WEEKLY  ? &panel->next_weekly
                                               : NULL;
    if (turned != NULL)
        *turned = !*turned;
    else if (act.kind == PANEL_ROWS)
        panel->first = act.about;
    else if (act.kind == PANEL_PHRASES_MORE)
        panel->phrases_first += act.about;
    else if (act.kind == PANEL_DAYS_LATER)
        panel->days_first += act.about;
    else if (act.kind == PANEL_DAY)
        panel->next_day = act.about;
    else if (act.kind == PANEL_BLOCK || act.kind == PANEL_BLOCK_NOT)
        panel->blocking = act.kind == PANEL_BLOCK;
    else
        return false;
    return true;
}

static bool take_starter(const struct screen_hand *hand)
{
    panel_take_starter(hand);
    (void)tree_focus(hand->tree, ACT_FIELD(FIELD_HEAR), false);
    return true;
}

/* ---- wishes ---- */

static bool point_done(const struct screen_hand *hand, uint32_t card)
{
    const struct hour_model *hour = &hand->model->hour;
    for (size_t i = 0; i < hour->point_count; i++) {
        if (hour->points[i].card != card)
            continue;
        (void)hand_card(hand, WISH_AGENDA_DONE, card);
        hand->out->wish.on = !hour->points[i].done;
    }
    return true;
}

static bool answer(const struct screen_hand *hand, struct act act)
{
    (void)hand_number(hand, WISH_ANSWER,
                      act.kind == PANEL_YES ? CARD_ANSWER_YES : CARD_ANSWER_NOT_QUITE);
    hand->out->wish.card = act.about;
    return true;
}

/* Words of the deck that are said as a quiet line beneath one's picture. */
static bool say_quietly(const struct screen_hand *hand, const char *words)
{
    (void)hand_text(hand, words);
    return hand_wish(hand, WISH_PHRASE);
}

static bool phrase(const struct screen_hand *hand, uint32_t at)
{
    size_t count;
    const struct deck_item *all = words_list(DECK_LIST_VALIDATION, &count);
    ALCOVE_ASSERT(at < count);
    return say_quietly(hand, all[at].text);
}

static bool easier(const struct screen_hand *hand, uint32_t at)
{
    size_t count;
    const struct deck_item *wishes = words_list(DECK_LIST_WISHES, &count);
    ALCOVE_ASSERT(at < count);
    (void)hand_text(hand, wishes[at].name);
    hand->out->wish.on = (hand->model->hour.wished >> at & 1) == 0;
    return hand_acts(hand, WINDOW_EASIER);
}

static bool meet(const struct screen_hand *hand)
{
    uint16_t minute;
    const char *time = text_edit_bytes(&hand->desk->fields[FIELD_NEXT]);
    if (hand->desk->panel.next_day == 0 || !panel_time_read(time, &minute))
        return true;
    hand->out->wish.numbers[0] = hand->desk->panel.next_day;
    hand->out->wish.numbers[1] = minute;
    const struct home_person *person = panel_person(hand->home, hand->model->their_name);
    hand->out->wish.on = person != NULL && hand->desk->panel.next_weekly;
    hand->out->wish.card = person != NULL ? person->id : 0;
    return hand_acts(hand, WINDOW_MEET);
}

/* What was not touched stays as it was told; nothing at all is the same as leaving it out. */
static bool tell_felt(const struct screen_hand *hand)
{
    struct panel_desk *desk = &hand->desk->panel;
    bool empty = desk_is_blank(hand->desk, FIELD_FELT);
    for (unsigned i = 0; i < PANEL_FELT; i++)
        empty = empty && desk->felt[i] == 0;
    desk->open[PART_FEEL] = false;
    if (empty)
        return true;
    if (!desk_is_blank(hand->desk, FIELD_FELT))
        (void)hand_take_field(hand, FIELD_FELT);
    (void)hand_wish(hand, WISH_FELT);
    for (unsigned i = 0; i < PANEL_FELT; i++) {
        hand->out->wish.numbers[i] = desk->felt[i] == 0 ? WISH_NOTHING : desk->felt[i] - 1u;
        desk->felt[i] = 0;
    }
    return true;
}

static bool skip_felt(const struct screen_hand *hand)
{
    struct panel_desk *desk = &hand->desk->panel;
    memset(desk->felt, 0, sizeof desk->felt);
    desk_clear(hand->desk, FIELD_FELT);
    desk->open[PART_FEEL] = false;
    return true;
}

/* What should be easier is told by itself, at each touch. */
static bool tell_format(const struct screen_hand *hand)
{
    hand->desk->panel.open[PART_FORMAT] = false;
    if (desk_is_blank(hand->desk, FIELD_ONLINE) && desk_is_blank(hand->desk, FIELD_ELSE))
        return true;
    (void)hand_take_field(hand, FIELD_ONLINE);
    (void)hand_text(hand, "");
    (void)hand_take_field(hand, FIELD_ELSE);
    return hand_wish(hand, WISH_FORMAT);
}

static bool dial(const struct screen_hand *hand, uint32_t number)
{
    const struct hour_model *hour = &hand->model->hour;
    bool shown = hour->feeling_on && hour->feeling == number;
    return hand_number(hand, WISH_FEELING, shown ? WISH_NOTHING : number);
}

static bool block(const struct screen_hand *hand)
{
    hand->desk->panel.blocking = false;
    hand->desk->panel.blocked = true;
    return hand_acts(hand, WINDOW_BLOCK);
}

static bool choose(const struct screen_hand *hand, enum window_action_kind kind, uint32_t which)
{
    hand->out->wish.numbers[0] = which;
    return hand_acts(hand, kind);
}

/* ---- which is which ---- */

/* Those that are sent from a field. */
static bool send(const struct screen_hand *hand, struct act act)
{
    static const struct {
        enum panel_act act;
        enum desk_field field;
        enum wish_kind kind;
    } rows[] = {
        {PANEL_POINT_ADD, FIELD_POINT, WISH_AGENDA_ADD},
        {PANEL_HEAR, FIELD_HEAR, WISH_REFLECT},
        {PANEL_PHRASE, FIELD_PHRASE, WISH_PHRASE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (act.kind == rows[i].act)
            return hand_send_field(hand, rows[i].field, rows[i].kind);
    }
    return false;
}

/* Those that mean one wish, about a card or with a number. */
static bool wish(const struct screen_hand *hand, struct act act)
{
    const struct hour_model *hour = &hand->model->hour;
    switch (act.kind) {
    case PANEL_POINT_REMOVE:
        return hand_card(hand, WISH_AGENDA_REMOVE, act.about);
    case PANEL_HEAR_REMOVE:
        return hand_card(hand, WISH_REFLECT_REMOVE, act.about);
    case PANEL_GO_BACK:
        return hand_wish(hand, WISH_GO_BACK);
    case PANEL_LENGTH:
        return hand_number(hand, WISH_MINUTES, act.about);
    case PANEL_MORE:
        return hand_number(hand, WISH_MORE, hour->more[0] == act.about ? 0 : act.about);
    case PANEL_NUDGE:
        return hand_number(hand, WISH_NUDGE, act.about == 0 ? WISH_NOTHING : act.about);
    case PANEL_MEET_NOT:
        return hand_number(hand, WISH_MEET, 0);
    case PANEL_FILL:
        return hand_wish(hand, WISH_RECAP_FILL);
    case PANEL_AGREE:
        hand->desk->panel.agrees = true; /* panel_due: to what is written, not to what was */
        return true;
    case PANEL_DIAL:
        return dial(hand, act.about);
    default:
        return false;
    }
}

/* Those that are on or off. */
static bool turn(const struct screen_hand *hand, struct act act)
{
    const struct hour_model *hour = &hand->model->hour;
    bool rests = hour->away == SIGNAL_BACK_SOON;
    switch (act.kind) {
    case PANEL_GIVE_BACK:
        return hand_switch(hand, WISH_GIVE_BACK, !hour->gives_back);
    case PANEL_SUM:
        return hand_switch(hand, WISH_SUM, act.about == 1);
    case PANEL_LIVE:
        return hand_switch(hand, WISH_LIVE, !hour->live);
    case PANEL_SETTLE:
        return hand_switch(hand, WISH_SETTLE, true);
    case PANEL_BREAK:
        return hand_number(hand, WISH_AWAY, rests ? SIGNAL_HERE : SIGNAL_BACK_SOON);
    case PANEL_CAMERA:
        return hand_acts(hand, WINDOW_TOGGLE_CAMERA);
    case PANEL_SLOWER:
        return say_quietly(hand, words_deck(DECK_SIGNALS_SLOWER));
    default:
        return false;
    }
}

/* Those that are made of several things. */
static bool several(const struct screen_hand *hand, struct act act)
{
    switch (act.kind) {
    case PANEL_POINT_DONE:
        return point_done(hand, act.about);
    case PANEL_YES:
    case PANEL_NOT_QUITE:
        return answer(hand, act);
    case PANEL_PHRASE_DECK:
        return phrase(hand, act.about);
    case PANEL_EASIER:
        return easier(hand, act.about);
    case PANEL_MEET:
        return meet(hand);
    case PANEL_FELT_SEND:
        return tell_felt(hand);
    case PANEL_FELT_SKIP:
        return skip_felt(hand);
    case PANEL_FORMAT:
        return tell_format(hand);
    case PANEL_BLOCK_YES:
        return block(hand);
    case PANEL_CROP:
        return choose(hand, WINDOW_CROP, act.about);
    case PANEL_NOISE:
        return choose(hand, WINDOW_NOISE, act.about);
    default:
        return false;
    }
}

bool panel_press(const struct screen_hand *hand, struct act act)
{
    switch (act.kind) {
    case PANEL_CLOSE:
        return close_panel(hand);
    case PANEL_TAB:
        return open_tab(hand, act.about);
    case PANEL_FOLD:
        return fold(hand, act.about);
    case PANEL_EDIT:
        return edit(hand, act.about);
    case PANEL_STARTER:
        return take_starter(hand);
    default:
        return here(hand, act) || send(hand, act) || wish(hand, act) || turn(hand, act) ||
               several(hand, act);
    }
}
