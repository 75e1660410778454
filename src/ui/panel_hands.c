/* What a hand on the panel means, and what waits to be told. */
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "ui/hands.h"
#include "ui/panel_press.h"

/* What is written there stays, and is told once the hand goes elsewhere. */
static const enum desk_field kept[] = {FIELD_DID, FIELD_MATTERED, FIELD_THEN, FIELD_PLACE,
                                       FIELD_PHONE};
#define KEPT (sizeof kept / sizeof kept[0])

static bool is_kept(enum desk_field field)
{
    for (size_t i = 0; i < KEPT; i++) {
        if (kept[i] == field)
            return true;
    }
    return false;
}

static bool has_focus(const struct screen_hand *hand, enum desk_field field)
{
    return tree_focused_edit(hand->tree) == &hand->desk->fields[field];
}

/* ---- keys ---- */

static void open_tab(const struct screen_hand *hand, enum panel_tab tab)
{
    hand->desk->panel.tab = tab;
    (void)tree_focus(hand->tree, (struct act){PANEL_TAB, tab}, true);
}

void panel_key(const struct screen_hand *hand, bool safety)
{
    struct panel_desk *desk = &hand->desk->panel;
    bool over = hand->model->phase == CALL_ENDED || hand->model->phase == CALL_FAILED;
    enum panel_tab wanted = safety || over ? PANEL_SAFETY : PANEL_AGENDA;
    bool closes = desk->tab != PANEL_CLOSED && (!safety || desk->tab == wanted);
    if (!hand->model->hour.seated)
        return;
    if (!closes) {
        open_tab(hand, wanted);
        return;
    }
    desk->tab = PANEL_CLOSED;
    tree_unfocus(hand->tree);
}

void panel_begin_reflection(const struct screen_hand *hand)
{
    if (!hand->model->hour.seated || !call_is_together(hand->model->phase))
        return;
    bool there = hand->desk->panel.tab == PANEL_REFLECTIONS;
    hand->desk->panel.tab = PANEL_REFLECTIONS;
    if (there)
        panel_take_starter(hand);
    (void)tree_focus(hand->tree, ACT_FIELD(FIELD_HEAR), false);
}

/* ---- fields ---- */

static bool enter(const struct screen_hand *hand, enum desk_field field)
{
    static const struct {
        enum desk_field field;
        enum panel_act act;
    } rows[] = {
        {FIELD_POINT, PANEL_POINT_ADD}, {FIELD_HEAR, PANEL_HEAR},      {FIELD_PHRASE, PANEL_PHRASE},
        {FIELD_NEXT, PANEL_MEET},       {FIELD_FELT, PANEL_FELT_SEND}, {FIELD_ONLINE, PANEL_FORMAT},
        {FIELD_ELSE, PANEL_FORMAT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].field == field)
            return panel_press(hand, (struct act){(uint16_t)rows[i].act, 0});
    }
    if (!is_kept(field))
        return false;
    tree_unfocus(hand->tree);
    return true;
}

static bool is_own_field(enum desk_field field)
{
    return is_kept(field) || field == FIELD_POINT || field == FIELD_HEAR || field == FIELD_PHRASE ||
           field == FIELD_NEXT || field == FIELD_FELT || field == FIELD_ONLINE ||
           field == FIELD_ELSE;
}

bool panel_take(const struct screen_hand *hand, const struct tree_event *event)
{
    enum desk_field field = hand_field_of(event);
    if (field != DESK_FIELDS && !is_own_field(field))
        return false;
    if (field != DESK_FIELDS && event->kind == TREE_ENTER)
        return enter(hand, field);
    if (field != DESK_FIELDS) {
        if (event->kind == TREE_EDITED && is_kept(field))
            hand->desk->edited[field] = true;
        return true;
    }
    if (event->kind == TREE_VALUE && event->act.kind == PANEL_FELT_AT) {
        ALCOVE_ASSERT(event->act.about < PANEL_FELT);
        /* From -1, which is no answer. */
        hand->desk->panel.felt[event->act.about] = (uint8_t)(event->value + 1.5);
        return true;
    }
    bool used = event->kind == TREE_ACT || event->kind == TREE_CLOSE;
    return used && panel_press(hand, event->act);
}

/* ---- what the model says ---- */

static const char *kept_words(const struct hour_model *hour, enum desk_field field)
{
    const char *words = field == FIELD_PLACE   ? hour->place[0]
                        : field == FIELD_PHONE ? hour->phone[0]
                                               : hour->recap[field - FIELD_DID];
    return words != NULL ? words : "";
}

static void begin_anew(struct desk *desk)
{
    bool hides = desk->session.own_picture_hidden;
    for (int field = FIELD_LANE; field <= FIELD_NEXT; field++) {
        if (field != FIELD_PASSPHRASE)
            desk_clear(desk, (enum desk_field)field);
        desk->edited[field] = false;
    }
    desk->session = (struct session_desk){.rating = RATING_NONE, .own_picture_hidden = hides};
    desk->pages = (struct pages_desk){0};
    desk->panel = (struct panel_desk){0};
}

/* The recap is there as the hour closes, for whom no other page is open; the focus stays. */
static void follow_closing(const struct screen_hand *hand)
{
    struct panel_desk *desk = &hand->desk->panel;
    enum session_stage stage = hand->model->hour.stage;
    bool closing = stage == STAGE_CLOSING || stage == STAGE_RECAP;
    if (closing && !desk->recap_came && desk->tab == PANEL_CLOSED &&
        call_is_together(hand->model->phase))
        desk->tab = PANEL_RECAP;
    desk->recap_came = closing;
}

void panel_follow(const struct screen_hand *hand)
{
    struct desk *desk = hand->desk;
    const struct hour_model *hour = &hand->model->hour;
    if (desk->panel.seated && !hour->seated)
        begin_anew(desk);
    desk->panel.seated = hour->seated;
    if (!hour->seated)
        return;
    follow_closing(hand);
    for (size_t i = 0; i < KEPT; i++) {
        const char *words = kept_words(hour, kept[i]);
        if (!desk->edited[kept[i]] && !has_focus(hand, kept[i]) &&
            strcmp(text_edit_bytes(&desk->fields[kept[i]]), words) != 0)
            desk_write(desk, kept[i], words);
    }
}

/* ---- what waits to be told ---- */

static bool tell(const struct screen_hand *hand, enum desk_field field)
{
    hand->desk->edited[field] = false;
    if (field == FIELD_PHONE)
        (void)hand_text(hand, ""); /* the place stays */
    (void)hand_text(hand, text_edit_bytes(&hand->desk->fields[field]));
    if (field == FIELD_PLACE || field == FIELD_PHONE)
        return hand_wish(hand, WISH_PLACE);
    return hand_number(hand, WISH_RECAP, (uint64_t)(field - FIELD_DID));
}

bool panel_due(const struct screen_hand *hand)
{
    bool *agrees = &hand->desk->panel.agrees;
    for (size_t i = 0; i < KEPT && hand->model->hour.seated; i++) {
        if (hand->desk->edited[kept[i]] && (*agrees || !has_focus(hand, kept[i])))
            return tell(hand, kept[i]);
    }
    if (!*agrees)
        return false;
    *agrees = false;
    return hand_wish(hand, WISH_AGREE);
}
