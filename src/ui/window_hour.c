/* The hands on the hour: what its buttons, keys and fields mean. */
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "records/body.h"
#include "ui/window_state.h"
#include "ui/words.h"

static const enum desk_field kept_fields[] = {FIELD_DID, FIELD_MATTERED, FIELD_THEN, FIELD_PLACE,
                                              FIELD_PHONE};
#define MORE_AT_THE_DOOR 5 /* minutes */
#define KEPT_FIELDS      (sizeof kept_fields / sizeof kept_fields[0])

bool window_keeps(enum node_id id)
{
    bool recap = id >= NODE_RECAP_FIELDS && id < NODE_RECAP_FIELDS + RECAP_LINES;
    return recap || id == NODE_PLACE_FIELD || id == NODE_PHONE_FIELD;
}

static void field_fill(struct text_field *field, const char *words)
{
    text_field_clear(field);
    (void)text_field_insert(field, words, strlen(words));
}

/* What a card can hold, so that nothing written is refused later. */
static size_t bytes_most(enum node_id id)
{
    switch (id) {
    case NODE_POINT_FIELD:
    case NODE_PLACE_FIELD:
    case NODE_PHONE_FIELD:
        return CARD_LINE_BYTES_MAX;
    case NODE_CHECK_IN_FEELING:
    case NODE_CHECK_IN_AROUND:
    case NODE_WEIGHT:
        return BODY_FEELING_BYTES_MAX;
    case NODE_LANE_FIELD:
    case NODE_PASSPHRASE:
        return TEXT_FIELD_BYTES_MAX;
    default:
        return CARD_STRING_BYTES_MAX;
    }
}

void window_was_edited(struct window *window)
{
    struct text_field *field = window_field_of(window, window->focus);
    window->refresh_due = true;
    if (field == NULL)
        return;
    while (field->size > bytes_most(window->focus) && text_field_delete_before(field))
        ;
    if (window_keeps(window->focus))
        window->edited[field - window->fields] = true;
    if (window->focus == NODE_LANE_FIELD)
        window->edited[FIELD_LANE] = true;
}

/* ---- the panel ---- */

static void panel_open(struct window *window, enum panel_tab tab, enum node_id focus)
{
    window->hand.panel = tab;
    window->hand.panel_first = 0;
    window_focus(window, focus, window->focus_shown);
}

void window_close_panel(struct window *window)
{
    window->hand.panel = PANEL_CLOSED;
    window->hand.answering = 0;
    window->refresh_due = true;
}

void window_panel_key(struct window *window, bool safety)
{
    bool over = window->phase == CALL_ENDED || window->phase == CALL_FAILED;
    enum panel_tab wanted = safety || over ? PANEL_SAFETY : PANEL_AGENDA;
    bool closes = window->hand.panel != PANEL_CLOSED && (!safety || window->hand.panel == wanted);
    if (!window->seated)
        return;
    if (closes) {
        window_close_panel(window);
        window_focus(window, NODE_NONE, window->focus_shown);
        return;
    }
    panel_open(window, wanted, (enum node_id)(NODE_TABS + (wanted - PANEL_AGENDA)));
    window->focus_shown = true;
}

bool window_scroll_panel(struct window *window, int pixels)
{
    bool lists = window->hand.panel == PANEL_AGENDA || window->hand.panel == PANEL_REFLECTIONS;
    unsigned most = window->hand.panel == PANEL_AGENDA ? window->points : window->reflections;
    if (!lists)
        return window->hand.panel != PANEL_CLOSED;
    if (pixels < 0 && window->hand.panel_first + 1 < most)
        window->hand.panel_first++;
    else if (pixels > 0 && window->hand.panel_first > 0)
        window->hand.panel_first--;
    window->refresh_due = true;
    return true;
}

/* The beginning in the field is one of the deck's, or the field is empty: another may stand there.
 */
static bool only_a_starter(const struct text_field *field)
{
    size_t count;
    const struct deck_item *starters = words_list(DECK_LIST_STARTERS, &count);
    bool is_one = window_is_blank(field);
    for (size_t i = 0; i < count && !is_one; i++) {
        size_t size = strlen(starters[i].text);
        is_one = field->size >= size && memcmp(field->bytes, starters[i].text, size) == 0 &&
                 strspn(field->bytes + size, " ") == field->size - size;
    }
    return is_one;
}

static void starter_take(struct window *window)
{
    struct text_field *field = &window->fields[FIELD_HEAR];
    size_t count;
    const struct deck_item *starters = words_list(DECK_LIST_STARTERS, &count);
    if (only_a_starter(field)) {
        field_fill(field, starters[window->hand.starter++ % count].text);
        (void)text_field_insert(field, " ", 1);
    }
    window_focus(window, NODE_HEAR_FIELD, window->focus_shown);
}

void window_begin_reflection(struct window *window)
{
    bool together = window->phase == CALL_IN_CALL || window->phase == CALL_RECONNECTING;
    if (!window->seated || !together)
        return;
    bool there = window->hand.panel == PANEL_REFLECTIONS;
    panel_open(window, PANEL_REFLECTIONS, NODE_HEAR_FIELD);
    if (there)
        starter_take(window);
}

/* ---- wishes ---- */

static bool wish_number(struct window_action *out, enum wish_kind kind, uint64_t number)
{
    (void)window_wish(out, kind);
    out->wish.numbers[0] = number;
    return true;
}

static bool wish_switch(struct window_action *out, enum wish_kind kind, bool on)
{
    (void)window_wish(out, kind);
    out->wish.on = on;
    return true;
}

static bool wish_card(struct window_action *out, enum wish_kind kind, uint32_t card)
{
    (void)window_wish(out, kind);
    out->wish.card = card;
    return true;
}

static bool send_field(struct window *window, struct window_action *out, enum desk_field field,
                       enum wish_kind kind)
{
    if (window_is_blank(&window->fields[field]))
        return false;
    window_hand_over(&window->fields[field], out);
    window->refresh_due = true;
    return window_wish(out, kind);
}

static bool answer_in_words(struct window *window, struct window_action *out)
{
    uint32_t card = window->hand.answering;
    if (card == 0 || !send_field(window, out, FIELD_ANSWER, WISH_ANSWER))
        return false;
    window->hand.answering = 0;
    window_focus(window, NODE_NONE, window->focus_shown);
    out->wish.card = card;
    return wish_number(out, WISH_ANSWER, CARD_ANSWER_NOT_QUITE);
}

bool window_express(struct window *window, unsigned expression, struct window_action *out)
{
    if (window->phase != CALL_IN_CALL || !window->seated)
        return false;
    return wish_number(out, WISH_EXPRESS, expression);
}

bool window_check_in(struct window *window, struct window_action *out, bool send)
{
    static const enum desk_field fields[] = {FIELD_FEELING, FIELD_AROUND, FIELD_WEIGHT};
    bool empty = window->hand.rating == RATING_NONE;
    for (size_t i = 0; i < 3; i++)
        empty = empty && window_is_blank(&window->fields[fields[i]]);
    window_focus(window, NODE_NONE, false);
    if (empty || !send) {
        for (size_t i = 0; i < 3; i++)
            text_field_clear(&window->fields[fields[i]]);
        window->hand.rating = RATING_NONE;
        return window_wish(out, WISH_NOT_ARRIVE);
    }
    for (size_t i = 0; i < 3; i++)
        window_hand_over(&window->fields[fields[i]], out);
    (void)wish_switch(out, WISH_ARRIVE, window->hand.show_now);
    if (window->hand.rating != RATING_NONE)
        out->wish.numbers[0] = (uint64_t)window->hand.rating;
    window->hand.rating = RATING_NONE;
    return true;
}

/* A word from a row: the feeling becomes it; what is around is gathered. */
static void word_take(struct window *window, enum deck_list list, uint32_t at)
{
    size_t count;
    const struct deck_item *items = words_list(list, &count);
    bool around = list == DECK_LIST_DISTRACTIONS;
    struct text_field *field = &window->fields[around ? FIELD_AROUND : FIELD_FEELING];
    if (at >= count || strstr(field->bytes, items[at].text) != NULL)
        return;
    text_field_end(field);
    if (field->size > 0)
        (void)text_field_insert(field, ", ", 2);
    (void)text_field_insert(field, items[at].text, strlen(items[at].text));
    window->refresh_due = true;
}

bool window_hour_enter(struct window *window, bool control, struct window_action *out)
{
    switch (window->focus) {
    case NODE_POINT_FIELD:
        return send_field(window, out, FIELD_POINT, WISH_AGENDA_ADD);
    case NODE_HEAR_FIELD:
        return send_field(window, out, FIELD_HEAR, WISH_REFLECT);
    case NODE_ANSWER_FIELD:
        return answer_in_words(window, out);
    case NODE_CHECK_IN_FEELING:
        if (control)
            return window_check_in(window, out, true);
        window_focus(window, NODE_CHECK_IN_AROUND, window->focus_shown);
        return false;
    case NODE_CHECK_IN_AROUND:
    case NODE_WEIGHT:
        return window_check_in(window, out, true);
    default: /* what is kept leaves when the hand does */
        window_focus(window, NODE_NONE, window->focus_shown);
        return false;
    }
}

/* ---- buttons ---- */

/* Before the door; true when it was one of these. */
static bool ready_activate(struct window *window, enum node_id id)
{
    struct hour_hand *hand = &window->hand;
    if (id == NODE_READY_ALONE)
        hand->privacy = PRIVACY_ALONE;
    else if (id == NODE_READY_NEAR)
        hand->privacy = PRIVACY_SOMEONE_NEAR;
    else if (id == NODE_READY_GUIDE)
        hand->guide_hidden = !hand->guide_hidden;
    else if (id == NODE_READY_PHONE)
        hand->phone_is_silent = !hand->phone_is_silent;
    else
        return false;
    return true;
}

static bool switch_of(struct window *window, enum node_id id)
{
    struct hour_hand *hand = &window->hand;
    bool *what = id == NODE_HIDE_SELF     ? &window->own_picture_hidden
                 : id == NODE_COVER       ? &hand->picture_covered
                 : id == NODE_CLOCK       ? &hand->clock_shown
                 : id == NODE_SHOW_NOW    ? &hand->show_now
                 : id == NODE_EXPRESSIONS ? &hand->expressions_open
                                          : NULL;
    if (what != NULL)
        *what = !*what;
    return what != NULL;
}

/* What is for this side alone; true when it was one of these. */
static bool hand_activate(struct window *window, enum node_id id, uint32_t about)
{
    struct hour_hand *hand = &window->hand;
    window->refresh_due = true;
    switch (id) {
    case NODE_PANEL:
        window_panel_key(window, false);
        return true;
    case NODE_PANEL_CLOSE:
        window_close_panel(window);
        window_focus(window, NODE_NONE, window->focus_shown);
        return true;
    case NODE_REFLECTION_EDIT:
        hand->answering = about;
        field_fill(&window->fields[FIELD_ANSWER], window->asked_field.bytes);
        window_focus(window, NODE_ANSWER_FIELD, window->focus_shown);
        return true;
    case NODE_ANSWER_CANCEL:
        hand->answering = 0;
        return true;
    case NODE_REFLECTION_READ:
        hand->read = about;
        return true;
    case NODE_STARTER:
        starter_take(window);
        return true;
    case NODE_FEELINGS_MORE:
        hand->words_first = about;
        return true;
    default:
        return switch_of(window, id) || ready_activate(window, id);
    }
}

static bool is_of_row(const struct view_node *node, enum node_id first, int count)
{
    return node->id >= first && (int)node->id < (int)first + count;
}

/* One of a row of alike nodes. */
static bool wish_easier(const struct view_node *node, struct window_action *out)
{
    size_t count;
    const struct deck_item *wishes = words_list(DECK_LIST_WISHES, &count);
    ALCOVE_ASSERT(node->about < count);
    out->kind = WINDOW_EASIER;
    out->wish = (struct wish){.on = !node->on};
    out->text_count = 1;
    snprintf(out->texts[0], sizeof out->texts[0], "%s", wishes[node->about].name);
    return true;
}

static bool row_activate(struct window *window, const struct view_node *node,
                         struct window_action *out)
{
    int rating = (int)node->about;
    window->refresh_due = true;
    if (is_of_row(node, NODE_EXPRESS, NODES_EXPRESS))
        return window_express(window, node->about, out);
    if (is_of_row(node, NODE_DIAL, NODES_RATING))
        return wish_number(out, WISH_FEELING, node->on ? WISH_NOTHING : node->about);
    if (is_of_row(node, NODE_WISHES, NODES_WISHES))
        return wish_easier(node, out);
    if (is_of_row(node, NODE_POINTS_REMOVE, NODES_POINTS))
        return wish_card(out, WISH_AGENDA_REMOVE, node->about);
    if (is_of_row(node, NODE_POINTS_DONE, NODES_POINTS)) {
        (void)wish_card(out, WISH_AGENDA_DONE, node->about);
        out->wish.on = !node->on;
        return true;
    }
    if (is_of_row(node, NODE_TABS, NODES_TABS))
        panel_open(window, (enum panel_tab)node->about, node->id);
    else if (is_of_row(node, NODE_FEELINGS, NODES_FEELINGS))
        word_take(window, DECK_LIST_FEELINGS, node->about);
    else if (is_of_row(node, NODE_AROUND, NODES_AROUND))
        word_take(window, DECK_LIST_DISTRACTIONS, node->about);
    else if (is_of_row(node, NODE_RATING, NODES_RATING))
        window->hand.rating = window->hand.rating == rating ? RATING_NONE : rating;
    return false;
}

/* Alone it is one's own breath; together it begins for both. */
static bool settle(struct window *window, struct window_action *out, bool on)
{
    bool together = window->phase == CALL_IN_CALL || window->phase == CALL_RECONNECTING;
    window->refresh_due = true;
    if (together)
        return wish_switch(out, WISH_SETTLE, on);
    window->hand.settling_since_us = on ? window->now_us : 0;
    return false;
}

/* Words of the deck that are said as a quiet line beneath one's picture. */
static bool say_quietly(struct window_action *out, enum deck_key key)
{
    size_t size = strlen(words_deck(key));
    if (size > WINDOW_TEXT_BYTES_MAX)
        return false;
    memcpy(out->texts[out->text_count++], words_deck(key), size + 1);
    return window_wish(out, WISH_PHRASE);
}

/* Those that mean one wish, about the card of the node if there is one. */
static bool plain_activate(const struct view_node *node, struct window_action *out)
{
    static const struct {
        enum node_id id;
        enum wish_kind kind;
        uint64_t number;
    } rows[] = {
        {NODE_NOD, WISH_NOD, WISH_NOTHING},
        {NODE_OPEN_DOOR, WISH_OPEN_DOOR, WISH_NOTHING},
        {NODE_WAIT, WISH_WAIT, MORE_AT_THE_DOOR},
        {NODE_DECLINE, WISH_DECLINE, WISH_NOTHING},
        {NODE_READY, WISH_GO_ON, WISH_NOTHING},
        {NODE_READY_GO, WISH_GO_ON, WISH_NOTHING},
        {NODE_READY_SKIP, WISH_SKIP, WISH_NOTHING},
        {NODE_GO_ON, WISH_GO_ON, WISH_NOTHING},
        {NODE_SKIP_STAGE, WISH_SKIP, WISH_NOTHING},
        {NODE_SOMEONE, WISH_AWAY, SIGNAL_SOMEONE_CAME_IN},
        {NODE_I_AM_BACK, WISH_AWAY, SIGNAL_HERE},
        {NODE_REFLECTION_YES, WISH_ANSWER, CARD_ANSWER_YES},
        {NODE_REFLECTION_NOT_QUITE, WISH_ANSWER, CARD_ANSWER_NOT_QUITE},
        {NODE_PHRASE, WISH_DISMISS, WISH_NOTHING},
        {NODE_MORE_NO, WISH_MORE, 0},
        {NODE_RECAP_FILL, WISH_RECAP_FILL, WISH_NOTHING},
        {NODE_AGREE, WISH_AGREE, WISH_NOTHING},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].id != node->id)
            continue;
        out->wish.card = node->about;
        return wish_number(out, rows[i].kind, rows[i].number);
    }
    return false;
}

bool window_hour_activate(struct window *window, enum node_id id, struct window_action *out)
{
    const struct view_node *node = view_node_of(&window->view, id);
    if (node == NULL || hand_activate(window, id, node->about))
        return false;
    switch (id) {
    case NODE_BREAK:
        return wish_number(out, WISH_AWAY, node->on ? SIGNAL_HERE : SIGNAL_BACK_SOON);
    case NODE_MORE_YES:
        return wish_number(out, WISH_MORE, node->about);
    case NODE_READY_WRITE:
        return wish_switch(out, WISH_MICROPHONE, false);
    case NODE_LIVE:
        return wish_switch(out, WISH_LIVE, !node->on);
    case NODE_SLOWER:
        return say_quietly(out, DECK_SIGNALS_SLOWER);
    case NODE_SETTLE:
    case NODE_SETTLE_END:
        return settle(window, out, id == NODE_SETTLE);
    case NODE_ANSWER_SEND:
        return answer_in_words(window, out);
    case NODE_POINT_ADD:
        return send_field(window, out, FIELD_POINT, WISH_AGENDA_ADD);
    case NODE_HEAR_SEND:
        return send_field(window, out, FIELD_HEAR, WISH_REFLECT);
    default:
        return plain_activate(node, out) || row_activate(window, node, out);
    }
}

/* ---- what the model says, and what waits to be told ---- */

static const char *kept_words(const struct hour_model *hour, enum desk_field field)
{
    if (field == FIELD_PLACE)
        return hour->place[0];
    if (field == FIELD_PHONE)
        return hour->phone[0];
    return hour->recap[field - FIELD_DID];
}

static bool has_focus(struct window *window, enum desk_field field)
{
    return window_field_of(window, window->focus) == &window->fields[field];
}

/* Somebody else may come now: nothing that was begun for the last one is for them. */
static void begin_anew(struct window *window)
{
    for (int field = 0; field < CALL_FIELDS; field++)
        memset(&window->fields[field], 0, sizeof window->fields[field]);
    memset(&window->asked_field, 0, sizeof window->asked_field);
    memset(window->edited, 0, sizeof window->edited);
    window->hand = (struct hour_hand){.rating = RATING_NONE};
}

void window_hour_refresh(struct window *window, const struct call_model *model)
{
    const struct hour_model *hour = &model->hour;
    if (window->seated && !hour->seated)
        begin_anew(window);
    window->away = hour->away;
    window->seated = hour->seated;
    window->points = (unsigned)hour->point_count;
    window->reflections = (unsigned)hour->reflection_count;
    for (size_t i = hour->reflection_count; i > 0; i--) {
        const struct hour_reflection *r = &hour->reflections[i - 1];
        if (r->mine || r->answer != CARD_ANSWER_OPEN || r->edited != NULL)
            continue;
        field_fill(&window->asked_field, r->text);
        break;
    }
    for (size_t i = 0; i < KEPT_FIELDS && hour->seated; i++) {
        enum desk_field field = kept_fields[i];
        const char *words = kept_words(hour, field) != NULL ? kept_words(hour, field) : "";
        if (!window->edited[field] && !has_focus(window, field) &&
            strcmp(window->fields[field].bytes, words) != 0)
            field_fill(&window->fields[field], words);
    }
}

static void copy_field(const struct text_field *field, struct window_action *out)
{
    memcpy(out->texts[out->text_count++], field->bytes, field->size + 1);
}

static bool tell_kept(struct window *window, enum desk_field field, struct window_action *out)
{
    window->edited[field] = false;
    if (field == FIELD_PHONE)
        out->texts[out->text_count++][0] = '\0'; /* the place stays */
    copy_field(&window->fields[field], out);
    if (field == FIELD_PLACE || field == FIELD_PHONE)
        return window_wish(out, WISH_PLACE);
    return wish_number(out, WISH_RECAP, (uint64_t)(field - FIELD_DID));
}

bool window_hour_due(struct window *window, struct window_action *out)
{
    bool together = window->phase == CALL_IN_CALL || window->phase == CALL_RECONNECTING;
    for (size_t i = 0; i < KEPT_FIELDS && window->seated; i++) {
        if (window->edited[kept_fields[i]] && !has_focus(window, kept_fields[i]))
            return tell_kept(window, kept_fields[i], out);
    }
    if (!window->edited[FIELD_LANE] || !window->seated || !together)
        return false;
    window->edited[FIELD_LANE] = false;
    copy_field(&window->fields[FIELD_LANE], out);
    return window_wish(out, WISH_TYPE);
}
