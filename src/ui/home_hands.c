#include <SDL2/SDL_keycode.h>
#include <string.h>

#include "records/schema.h"
#include "ui/goals_screen.h"
#include "ui/hands.h"
#include "ui/home_parts.h"
#include "ui/home_screen.h"

#define LINK_START "alcove:"
#define LINK_LEAST 32 /* letters behind that */

/* ---- people ---- */

static const struct home_person *person_at(const struct screen_hand *hand, uint32_t place)
{
    return place < hand->home->person_count ? &hand->home->people[place] : NULL;
}

static const struct home_person *open_person(const struct screen_hand *hand)
{
    return home_person_of(hand->home, hand->desk->home.person);
}

/* What was begun on one page does not go on at the next. */
static void leave_page(struct desk *desk)
{
    desk->home.question = HOME_ASKS_NOTHING;
    desk->home.renaming = false;
    desk->home.planning = false;
    desk->home.card_field = 0;
}

/* What was begun for one is not shown to, and not told of, another: objects of two people may have
 * the same number. */
static void choose_person(struct desk *desk, uint32_t id)
{
    static const enum desk_field fields[] = {
        FIELD_RENAME,   FIELD_SLOT,          FIELD_CARD,      FIELD_GOAL_TITLE, FIELD_GOAL_NOTE,
        FIELD_PRACTICE, FIELD_PRACTICE_NOTE, FIELD_MOOD_NOTE, FIELD_RECAP,
    };
    if (desk->home.person == id)
        return;
    leave_page(desk);
    desk_change_letter(desk, desk->home.person, id);
    desk->home.person = id;
    desk->home.read = 0;
    memset(&desk->goals, 0, sizeof desk->goals);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        desk_clear(desk, fields[i]);
        desk->edited[fields[i]] = false;
    }
}

/* True as well when they are there no more: the next refresh shows so. */
static bool open_page(const struct screen_hand *hand, uint32_t place, enum desk_page page)
{
    const struct home_person *person = person_at(hand, place);
    if (person == NULL)
        return true;
    choose_person(hand->desk, person->id);
    leave_page(hand->desk);
    hand->desk->page = page;
    return true;
}

static bool about_person(const struct screen_hand *hand, uint32_t place, enum home_wish_kind kind)
{
    const struct home_person *person = person_at(hand, place);
    if (person == NULL)
        return true;
    choose_person(hand->desk, person->id);
    return hand_home(hand, kind);
}

/* Whose page lies open stays so. */
static bool looked(const struct screen_hand *hand, uint32_t place)
{
    const struct home_person *person = person_at(hand, place);
    if (person == NULL)
        return true;
    (void)hand_home(hand, HOME_LOOKED);
    hand->out->home.person = person->id;
    return true;
}

static bool with_object(const struct screen_hand *hand, enum home_wish_kind kind,
                        struct object_id object)
{
    hand->out->home.object = object;
    return hand_home(hand, kind);
}

static bool tick(const struct screen_hand *hand, uint32_t number)
{
    struct home_due due;
    if (!home_due_practice(hand->home, number, &due))
        return true;
    hand->out->home.on = due.practice->ticks[HOME_ME][HOME_TICK_DAYS - 1] != HOME_TICK_DONE;
    (void)with_object(hand, HOME_TICK, due.practice->thing.id);
    hand->out->home.person = due.person->id;
    return true;
}

/* ---- links ---- */

static bool is_sign(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7');
}

/* Where the link begins in what was pasted; NULL: there is none, or not all is of it. Spaces and
 * hyphens within it are what mail makes of it. Whether it is whole the app finds out. */
static const char *find_link(const char *pasted)
{
    const char *link = strcasestr(pasted, LINK_START);
    size_t signs = 0;
    if (link == NULL)
        return NULL;
    for (const char *at = link + strlen(LINK_START); *at != '\0'; at++) {
        if (is_sign(*at))
            signs++;
        else if (strchr(" \t\n-", *at) == NULL)
            return NULL;
    }
    return signs >= LINK_LEAST ? link : NULL;
}

/* The same signs, in capitals or not, with or without what mail makes of a link. */
static bool is_same_link(const char *one, const char *other)
{
    while (*one != '\0' || *other != '\0') {
        if (*one != '\0' && !is_sign(*one))
            one++;
        else if (*other != '\0' && !is_sign(*other))
            other++;
        else if (*one == '\0' || *other == '\0' || (*one++ | 32) != (*other++ | 32))
            return false;
    }
    return true;
}

static bool is_own_link(const struct home_model *home, const char *link)
{
    for (size_t i = 0; i < home->invite_count; i++) {
        if (home->invites[i].link != NULL && is_same_link(home->invites[i].link, link))
            return true;
    }
    return false;
}

static bool take_link(const struct screen_hand *hand, enum home_wish_kind kind)
{
    struct desk *desk = hand->desk;
    const char *link = find_link(text_edit_bytes(&desk->fields[FIELD_LINK]));
    bool own = link != NULL && kind == HOME_JOIN && is_own_link(hand->home, link);
    desk->home.pasted = link == NULL ? HOME_PASTED_OTHER : own ? HOME_PASTED_OWN : HOME_PASTED_LINK;
    if (desk->home.pasted != HOME_PASTED_LINK)
        return true;
    (void)hand_text(hand, link);
    desk_clear(desk, FIELD_LINK);
    desk->page = kind == HOME_JOIN ? PAGE_HOME : desk->page;
    return hand_home(hand, kind);
}

static bool invite(const struct screen_hand *hand)
{
    struct home_desk *desk = &hand->desk->home;
    const struct home_model *home = hand->home;
    desk->copies_next = true;
    desk->newest = 0;
    for (size_t i = 0; i < home->invite_count; i++)
        desk->newest = home->invites[i].id > desk->newest ? home->invites[i].id : desk->newest;
    hand->desk->page = PAGE_INVITE;
    (void)hand_take_field(hand, FIELD_FOR_NAME);
    return hand_home(hand, HOME_INVITE);
}

static bool copy(const struct screen_hand *hand, const struct home_invite *of)
{
    if (of->link == NULL)
        return true;
    hand->desk->home.copied = of->id;
    (void)hand_text(hand, of->link);
    return hand_acts(hand, WINDOW_COPY_INVITE);
}

static bool invite_act(const struct screen_hand *hand, const struct act *act)
{
    struct home_desk *desk = &hand->desk->home;
    if (act->about >= hand->home->invite_count)
        return true;
    const struct home_invite *of = &hand->home->invites[act->about];
    switch (act->kind) {
    case HOME_ACT_COPY:
        return copy(hand, of);
    case HOME_ACT_CODE:
        desk->code_shown = desk->code_shown == of->id ? 0 : of->id;
        return true;
    case HOME_ACT_CANCEL:
        (void)hand_home(hand, HOME_INVITE_CANCEL);
        hand->out->home.number = of->id;
        return true;
    default:
        return take_link(hand, HOME_REPLY);
    }
}

/* ---- the person of whom a page lies open ---- */

static bool rename_person(const struct screen_hand *hand)
{
    hand->desk->home.renaming = false;
    if (desk_is_blank(hand->desk, FIELD_RENAME))
        return true;
    (void)hand_take_field(hand, FIELD_RENAME);
    return hand_home(hand, HOME_RENAME);
}

static bool plan(const struct screen_hand *hand)
{
    struct home_desk *desk = &hand->desk->home;
    desk->planning = false;
    if (desk_is_blank(hand->desk, FIELD_SLOT))
        return true;
    (void)hand_take_field(hand, FIELD_SLOT);
    (void)hand_home(hand, HOME_NEXT);
    hand->out->home.number = desk->weekly ? 1 : 0;
    return true;
}

static bool plan_act(const struct screen_hand *hand, uint16_t kind)
{
    struct home_desk *desk = &hand->desk->home;
    const struct home_person *person = open_person(hand);
    if (kind == HOME_ACT_PLANNED)
        return plan(hand);
    if (kind == HOME_ACT_WEEKLY)
        desk->weekly = !desk->weekly;
    else
        desk->weekly = !person->next.is_known || person->next.every_weeks > 0;
    desk->planning = true;
    return true;
}

static bool answer(const struct screen_hand *hand)
{
    struct home_desk *desk = &hand->desk->home;
    enum home_question question = desk->question;
    desk->question = question == HOME_ASKS_FORGET ? HOME_ASKS_FORGET_AGAIN : HOME_ASKS_NOTHING;
    if (question == HOME_ASKS_BLOCK)
        return hand_home(hand, HOME_BLOCK);
    if (question != HOME_ASKS_FORGET_AGAIN)
        return true;
    hand->desk->page = PAGE_HOME;
    return hand_home(hand, HOME_FORGET);
}

/* Opens a line of one's safety card; what was written in the one before is told first. */
static bool card(const struct screen_hand *hand, uint32_t about)
{
    struct home_desk *desk = &hand->desk->home;
    const struct home_person *person = open_person(hand);
    desk->card_field = 0;
    if (person == NULL || about == 0)
        return true;
    const struct home_thing *own = person->safety[HOME_ME];
    desk_write(hand->desk, FIELD_CARD, own != NULL ? home_text(own, about - 1) : "");
    hand->desk->edited[FIELD_CARD] = false;
    desk->card_field = (uint8_t)about;
    (void)tree_focus(hand->tree, ACT_FIELD(FIELD_CARD), false);
    return true;
}

static bool set_card(const struct screen_hand *hand)
{
    struct desk *desk = hand->desk;
    if (desk->home.card_field == 0 || !desk->edited[FIELD_CARD])
        return true;
    hand->out->home.field = (uint8_t)(desk->home.card_field - 1);
    (void)hand_text(hand, text_edit_bytes(&desk->fields[FIELD_CARD]));
    desk->edited[FIELD_CARD] = false;
    return hand_home(hand, HOME_SAFETY);
}

static bool may_call(const struct screen_hand *hand, const struct home_person *person)
{
    const struct home_thing *own = person->safety[HOME_ME];
    bool may = own != NULL && strcmp(home_text(own, SAFETY_MAY_CALL), HOME_YES) == 0;
    hand->out->home.field = SAFETY_MAY_CALL;
    (void)hand_text(hand, may ? HOME_NO : HOME_YES);
    return hand_home(hand, HOME_SAFETY);
}

static bool set_recap(const struct screen_hand *hand)
{
    struct desk *desk = hand->desk;
    const struct home_person *person = open_person(hand);
    if (person == NULL || !desk->edited[FIELD_RECAP] || desk_is_blank(desk, FIELD_RECAP))
        return true;
    (void)hand_text(hand, text_edit_bytes(&desk->fields[FIELD_RECAP]));
    desk->edited[FIELD_RECAP] = false;
    return with_object(hand, HOME_RECAP, person->recap.session);
}

static bool sign(const struct screen_hand *hand, uint32_t place, enum home_wish_kind kind)
{
    const struct home_person *person = open_person(hand);
    if (person == NULL || place >= person->consent_count)
        return true;
    return with_object(hand, kind, person->consents[place].thing.id);
}

static bool show_trend(const struct screen_hand *hand, bool on)
{
    hand->out->home.on = on;
    return hand_home(hand, HOME_TREND);
}

static bool send_letter(const struct screen_hand *hand)
{
    if (desk_is_blank(hand->desk, FIELD_LETTER))
        return true;
    (void)hand_take_field(hand, FIELD_LETTER);
    return hand_home(hand, HOME_WRITE);
}

static bool paper_act(const struct screen_hand *hand, const struct act *act,
                      const struct home_person *person)
{
    switch (act->kind) {
    case HOME_ACT_TREND_SHOW:
    case HOME_ACT_TREND_HIDE:
        return show_trend(hand, act->kind == HOME_ACT_TREND_SHOW);
    case HOME_ACT_RECAP:
        return set_recap(hand);
    case HOME_ACT_SIGN_RECAP:
        return with_object(hand, HOME_SIGN, person->recap.session);
    case HOME_ACT_SIGN:
        return sign(hand, act->about, HOME_SIGN);
    case HOME_ACT_REVOKE:
        return sign(hand, act->about, HOME_REVOKE);
    case HOME_ACT_MAY_CALL:
        return may_call(hand, person);
    default:
        return card(hand, act->about);
    }
}

static bool person_act(const struct screen_hand *hand, const struct act *act)
{
    const struct home_person *person = open_person(hand);
    struct home_desk *desk = &hand->desk->home;
    if (person == NULL)
        return true;
    switch (act->kind) {
    case HOME_ACT_SEND:
        return send_letter(hand);
    case HOME_ACT_RENAME:
        desk->renaming = true;
        desk_write(hand->desk, FIELD_RENAME, person->name);
        return true;
    case HOME_ACT_RENAMED:
        return rename_person(hand);
    case HOME_ACT_PLAN:
    case HOME_ACT_WEEKLY:
    case HOME_ACT_PLANNED:
        return plan_act(hand, act->kind);
    case HOME_ACT_UNBLOCK:
        return hand_home(hand, HOME_UNBLOCK);
    case HOME_ACT_ASK:
        desk->question = (enum home_question)act->about;
        return true;
    case HOME_ACT_YES:
        return answer(hand);
    default:
        return paper_act(hand, act, person);
    }
}

/* ---- what is written ---- */

static bool entered(const struct screen_hand *hand, enum desk_field field)
{
    switch (field) {
    case FIELD_LINK:
        return take_link(hand, hand->desk->page == PAGE_INVITE ? HOME_REPLY : HOME_JOIN);
    case FIELD_FOR_NAME:
        return invite(hand);
    case FIELD_RENAME:
        return rename_person(hand);
    case FIELD_SLOT:
        return plan(hand);
    case FIELD_LETTER:
        return send_letter(hand);
    case FIELD_RECAP:
        return set_recap(hand);
    default:
        return set_card(hand);
    }
}

static bool written(const struct screen_hand *hand, enum desk_field field,
                    const struct tree_event *event)
{
    struct desk *desk = hand->desk;
    bool ours = field == FIELD_LINK || field == FIELD_FOR_NAME || field == FIELD_RENAME ||
                field == FIELD_SLOT || field == FIELD_LETTER || field == FIELD_CARD ||
                field == FIELD_RECAP;
    if (!ours)
        return field == FIELD_FIND;
    if (event->kind == TREE_EDITED) {
        desk->edited[field] = true;
        if (field == FIELD_LINK)
            desk->home.pasted = HOME_PASTED_LINK;
        return true;
    }
    if (event->kind == TREE_LEFT && field != FIELD_CARD && field != FIELD_RECAP)
        return true;
    return entered(hand, field);
}

static bool place_act(const struct screen_hand *hand, const struct act *act)
{
    switch (act->kind) {
    case HOME_ACT_PERSON:
        return open_page(hand, act->about, PAGE_PERSON);
    case HOME_ACT_GOALS:
        return open_page(hand, act->about, PAGE_GOALS);
    case HOME_ACT_LETTERS:
        return open_page(hand, act->about, PAGE_LETTERS);
    case HOME_ACT_SEEN:
        return looked(hand, act->about);
    default:
        hand->desk->page = PAGE_HOME;
        return about_person(hand, act->about, HOME_CALL);
    }
}

static bool copy_reply(const struct screen_hand *hand)
{
    if (hand->home->reply == NULL)
        return true;
    (void)hand_text(hand, hand->home->reply);
    return hand_acts(hand, WINDOW_COPY_INVITE);
}

static bool home_act(const struct screen_hand *hand, const struct act *act)
{
    if (act->kind <= HOME_ACT_SEEN)
        return place_act(hand, act);
    if (act->kind >= HOME_ACT_COPY && act->kind <= HOME_ACT_REPLY)
        return invite_act(hand, act);
    switch (act->kind) {
    case HOME_ACT_GIVE_UP:
        return hand_home(hand, HOME_GO_HOME);
    case HOME_ACT_COPY_REPLY:
        return copy_reply(hand);
    case HOME_ACT_LOCK:
        return hand_acts(hand, WINDOW_LOCK);
    case HOME_ACT_TICK:
        return tick(hand, act->about);
    case HOME_ACT_INVITE:
        return invite(hand);
    case HOME_ACT_JOIN:
        return take_link(hand, HOME_JOIN);
    default:
        return person_act(hand, act);
    }
}

bool home_take(const struct screen_hand *hand, const struct tree_event *event)
{
    enum desk_field field = hand_field_of(event);
    if (hand->home == NULL)
        return false;
    if (field != DESK_FIELDS)
        return written(hand, field, event);
    if (event->act.kind < HOME_ACT_PERSON || event->act.kind > HOME_ACT_CARD)
        return false;
    return home_act(hand, &event->act);
}

struct act home_act_of(const struct screen_hand *hand, int32_t key, unsigned modifiers)
{
    size_t invites = hand->home != NULL ? hand->home->invite_count : 0;
    const struct {
        int32_t key;
        struct act act;
    } rows[] = {
        {SDLK_c, {HOME_ACT_COPY_REPLY, 0}},
        {SDLK_c, {HOME_ACT_COPY, (uint32_t)invites - 1}},
        {SDLK_z, {GOALS_ACT_UNDO, 0}},
    };
    if ((modifiers & (KMOD_ALT | KMOD_GUI)) != 0 || (modifiers & KMOD_CTRL) == 0)
        return (struct act){0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].key == key && !rectangle_is_empty(tree_place_of(hand->tree, rows[i].act)))
            return rows[i].act;
    }
    return (struct act){0};
}

/* ---- what waits ---- */

static bool copy_due(const struct screen_hand *hand)
{
    struct home_desk *desk = &hand->desk->home;
    for (size_t i = 0; desk->copies_next && i < hand->home->invite_count; i++) {
        const struct home_invite *of = &hand->home->invites[i];
        if (of->id <= desk->newest || of->link == NULL)
            continue;
        desk->copies_next = false;
        desk->code_shown = of->id;
        return copy(hand, of);
    }
    return false;
}

bool home_due(const struct screen_hand *hand)
{
    const struct home_person *person = hand->home != NULL ? open_person(hand) : NULL;
    struct desk *desk = hand->desk;
    if (hand->home == NULL)
        return false;
    if (person != NULL && person->recap.line_count > 0 && !desk->edited[FIELD_RECAP])
        desk_clear(desk, FIELD_RECAP); /* it is kept */
    if (copy_due(hand))
        return true;
    if (desk->page != PAGE_LETTERS || person == NULL || person->word_count == 0)
        return false;
    uint64_t newest = person->words[person->word_count - 1].written_at_s;
    if (person->new_words == 0 || newest == desk->home.read)
        return false;
    desk->home.read = newest;
    return hand_home(hand, HOME_READ);
}
