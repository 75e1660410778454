/* What a hand on the questions of ui/check_in_screen.h means. */
#include <string.h>

#include "base/assert.h"
#include "ui/check_in_screen.h"
#include "ui/hands.h"

static const enum desk_field fields[] = {FIELD_FEELING, FIELD_AROUND, FIELD_WEIGHT};
#define FIELDS (sizeof fields / sizeof fields[0])

/* Nothing at all that is sent is the same as leaving it out. */
static bool leave(const struct screen_hand *hand, bool send)
{
    struct session_desk *desk = &hand->desk->session;
    int rating = desk->rating;
    bool empty = rating == RATING_NONE;
    for (size_t i = 0; i < FIELDS; i++)
        empty = empty && desk_is_blank(hand->desk, fields[i]);
    tree_unfocus(hand->tree);
    desk->rating = RATING_NONE;
    if (empty || !send) {
        for (size_t i = 0; i < FIELDS; i++)
            desk_clear(hand->desk, fields[i]);
        return hand_wish(hand, WISH_NOT_ARRIVE);
    }
    for (size_t i = 0; i < FIELDS; i++)
        (void)hand_take_field(hand, fields[i]);
    (void)hand_switch(hand, WISH_ARRIVE, desk->show_now);
    if (rating != RATING_NONE)
        hand->out->wish.numbers[0] = (uint64_t)rating;
    return true;
}

/* A word of the deck goes behind what is written, once. */
static void word_take(const struct screen_hand *hand, enum desk_field field, enum deck_list list,
                      uint32_t at)
{
    size_t count;
    const struct deck_item *items = words_list(list, &count);
    struct text_edit *edit = &hand->desk->fields[field];
    if (at >= count || strstr(text_edit_bytes(edit), items[at].text) != NULL)
        return;
    text_edit_move(edit, TEXT_EDIT_END, false);
    if (edit->size > 0)
        (void)text_edit_paste(edit, ", ", 2);
    (void)text_edit_paste(edit, items[at].text, strlen(items[at].text));
}

static bool press(const struct screen_hand *hand, struct act act)
{
    struct session_desk *desk = &hand->desk->session;
    int rating = (int)act.about;
    switch (act.kind) {
    case CHECK_IN_SEND:
        return leave(hand, true);
    case CHECK_IN_SKIP:
        return leave(hand, false);
    case CHECK_IN_FEELING:
        word_take(hand, FIELD_FEELING, DECK_LIST_FEELINGS, act.about);
        return true;
    case CHECK_IN_AROUND:
        word_take(hand, FIELD_AROUND, DECK_LIST_DISTRACTIONS, act.about);
        return true;
    case CHECK_IN_MORE:
        desk->words_first = act.about;
        return true;
    case CHECK_IN_RATING:
        desk->rating = desk->rating == rating ? RATING_NONE : rating;
        return true;
    case CHECK_IN_SHOW_NOW:
        desk->show_now = !desk->show_now;
        return true;
    default:
        return false;
    }
}

bool check_in_take(const struct screen_hand *hand, const struct tree_event *event)
{
    for (size_t i = 0; i < FIELDS; i++) {
        if (event->act.kind != ACT_FIELD(fields[i]).kind)
            continue;
        if (event->kind == TREE_ENTER && fields[i] != FIELD_FEELING)
            return leave(hand, true);
        if (event->kind == TREE_ENTER)
            (void)tree_focus(hand->tree, ACT_FIELD(FIELD_AROUND), false);
        return true;
    }
    return event->kind == TREE_ACT && press(hand, event->act);
}
