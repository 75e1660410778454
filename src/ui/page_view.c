#include <string.h>

#include "base/assert.h"
#include "ui/call_parts.h"

#define ITEMS_MAX   12
#define PAGE_WIDTH  520 /* units */
#define OWN_WIDTH   288
#define BUTTONS_MAX 3

enum item_kind {
    ITEM_OWN_PICTURE,
    ITEM_TITLE,
    ITEM_HINT,
    ITEM_INVITE,
    ITEM_WORDS,
    ITEM_CHECK_IN,
    ITEM_PASSPHRASE,
    ITEM_SETTLING, /* one's own breath */
    ITEM_BUTTONS,
};

/* One thing on a page; pages are short columns, centred, with one thing to do. */
struct item {
    enum item_kind kind;
    char words[WORDS_SENTENCE_MAX];
    struct button buttons[BUTTONS_MAX];
    int button_count;
    int gap; /* units, above it */
    int height;
};

struct page {
    struct item items[ITEMS_MAX];
    int count;
    enum type_role title_role;
    int width;
};

static bool words_are_due(const struct call_view_input *in)
{
    enum call_phase phase = in->model->phase;
    bool over = phase == CALL_AT_DOOR || phase == CALL_ENDED || phase == CALL_FAILED;
    return in->words_open && in->model->question == CALL_ASKS_WORDS && !over;
}

/* It does not come between two who are together, nor before an open door. */
static bool key_is_due(const struct call_view_input *in)
{
    enum call_phase phase = in->model->phase;
    return in->model->question == CALL_ASKS_KEY &&
           (phase == CALL_WAITING || phase == CALL_CONNECTING);
}

bool page_is_due(const struct call_view_input *in)
{
    enum call_phase phase = in->model->phase;
    return (phase != CALL_IN_CALL && phase != CALL_RECONNECTING) || words_are_due(in);
}

static struct item *item_add(struct page *page, enum item_kind kind, int gap)
{
    ALCOVE_ASSERT(page->count < ITEMS_MAX);
    struct item *item = &page->items[page->count++];
    item->kind = kind;
    item->gap = gap;
    item->words[0] = '\0';
    item->button_count = 0;
    return item;
}

static void words_add(struct page *page, struct call_pen *p, enum item_kind kind, enum deck_key key)
{
    call_say(item_add(page, kind, kind == ITEM_TITLE ? 24 : 8)->words, p->in, key);
}

static void button_add(struct item *item, enum node_id id, enum deck_key label)
{
    ALCOVE_ASSERT(item->button_count < BUTTONS_MAX);
    item->buttons[item->button_count++] = (struct button){
        .id = id,
        .role = ROLE_BUTTON,
        .icon = VIEW_NO_ICON,
        .label = words_deck(label),
        .name = words_deck(label),
    };
}

static void invite_compose(struct page *page, struct call_pen *p)
{
    const struct call_model *m = p->in->model;
    words_add(page, p, ITEM_TITLE, DECK_INVITE_TITLE);
    words_add(page, p, ITEM_HINT, DECK_INVITE_HINT);
    item_add(page, ITEM_INVITE, 20);
    struct item *row = item_add(page, ITEM_BUTTONS, 16);
    bool copied = p->in->invite_copied;
    button_add(row, NODE_COPY_INVITE, copied ? DECK_INVITE_COPIED : DECK_INVITE_COPY);
    row->buttons[0].name = words_deck(DECK_INVITE_COPY);
    row->buttons[0].icon = copied ? ICON_CHECK : ICON_COPY;
    row->buttons[0].look = LOOK_PRIMARY;
    row->buttons[0].shortcut = "Ctrl+C";
    if (m->invite_ends != NULL)
        words_fill(item_add(page, ITEM_HINT, 12)->words, DECK_INVITE_ENDS,
                   &(struct word_facts){.words = m->invite_ends});
}

static void waiting_compose(struct page *page, struct call_pen *p)
{
    if (p->in->model->invite != NULL) {
        invite_compose(page, p);
        return;
    }
    words_add(page, p, ITEM_TITLE, DECK_WINDOW_WAITING);
    words_add(page, p, ITEM_HINT, DECK_WINDOW_WAITING_HINT);
}

static void door_compose(struct page *page, struct call_pen *p)
{
    const struct hour_model *hour = &p->in->model->hour;
    words_add(page, p, ITEM_TITLE, DECK_DOOR_AT_DOOR);
    if (hour->place[1] != NULL && hour->place[1][0] != '\0')
        words_fill(item_add(page, ITEM_HINT, 8)->words, DECK_SAYS,
                   &(struct word_facts){.name = words_deck(DECK_SAFETY_PLACE_THEIRS),
                                        .words = hour->place[1]});
    words_add(page, p, ITEM_HINT, DECK_WINDOW_DOOR_HINT);
    struct item *row = item_add(page, ITEM_BUTTONS, 24);
    button_add(row, NODE_OPEN_DOOR, DECK_DOOR_OPEN);
    row->buttons[0].icon = ICON_DOOR;
    row->buttons[0].look = LOOK_PRIMARY;
    row->buttons[0].shortcut = "Enter";
    button_add(row, NODE_WAIT, DECK_DOOR_WAIT);
    row->buttons[1].look = hour->wait_minutes > 0 ? LOOK_CHOSEN : LOOK_QUIET;
    button_add(row, NODE_DECLINE, DECK_WINDOW_DOOR_LATER);
}

static void asked_add(struct page *page, struct call_pen *p, enum item_kind kind, enum deck_key key)
{
    asked_say(item_add(page, kind, kind == ITEM_TITLE ? 0 : 8)->words, p->in, key);
}

static void words_compose(struct page *page, struct call_pen *p)
{
    static const char between[] = "   ·   ";
    char together[WORDS_SENTENCE_MAX] = "";
    size_t size = 0;
    for (int i = 0; i < CALL_WORDS; i++) {
        const char *word = p->in->model->check_words[i];
        size_t length = word != NULL ? strlen(word) : 0;
        size_t gap = i > 0 ? sizeof between - 1 : 0;
        if (size + gap + length >= sizeof together)
            break;
        memcpy(together + size, between, gap);
        memcpy(together + size + gap, word != NULL ? word : "", length + 1);
        size += gap + length;
    }
    asked_add(page, p, ITEM_TITLE, DECK_FOUR_WORDS_TITLE);
    words_copy(item_add(page, ITEM_WORDS, 24)->words, together);
    asked_add(page, p, ITEM_HINT, DECK_FOUR_WORDS_HINT);
    struct item *row = item_add(page, ITEM_BUTTONS, 44);
    button_add(row, NODE_WORDS_SAME, DECK_FOUR_WORDS_SAME);
    button_add(row, NODE_WORDS_DIFFER, DECK_FOUR_WORDS_DIFFER);
    button_add(row, NODE_WORDS_LATER, DECK_FOUR_WORDS_LATER);
    row->buttons[2].shortcut = "W";
}

/* Neither answer is made to look like the better one. */
static void key_compose(struct page *page, struct call_pen *p)
{
    asked_add(page, p, ITEM_TITLE, DECK_WHO_IS_IT_TITLE);
    asked_add(page, p, ITEM_HINT, DECK_WHO_IS_IT_HINT);
    if (p->in->model->key_since != NULL)
        asked_add(page, p, ITEM_HINT, DECK_WHO_IS_IT_SINCE);
    asked_add(page, p, ITEM_HINT, DECK_WHO_IS_IT_NEXT);
    struct item *row = item_add(page, ITEM_BUTTONS, 28);
    button_add(row, NODE_KEY_ACCEPT, DECK_WHO_IS_IT_ACCEPT);
    button_add(row, NODE_KEY_REFUSE, DECK_WHO_IS_IT_REFUSE);
}

static void connecting_compose(struct page *page, struct call_pen *p)
{
    enum call_hindrance hindrance = p->in->model->hindrance;
    if (hindrance == CALL_HINDRANCE_NONE) {
        words_add(page, p, ITEM_TITLE, DECK_WINDOW_CONNECTING);
        words_add(page, p, ITEM_HINT, DECK_WINDOW_CONNECTING_HINT);
        return;
    }
    words_add(page, p, ITEM_TITLE, DECK_HINDRANCE_LOOKING);
    words_add(page, p, ITEM_HINT, words_why(hindrance));
    words_add(page, p, ITEM_HINT, words_to_do(hindrance));
}

static void end_compose(struct page *page, struct call_pen *p)
{
    const struct call_model *m = p->in->model;
    bool failed = m->phase == CALL_FAILED;
    words_add(page, p, ITEM_TITLE, failed ? DECK_HINDRANCE_NOT_YET : DECK_WINDOW_ENDED);
    if (failed && m->error != NULL)
        words_copy(item_add(page, ITEM_HINT, 12)->words, m->error);
    else if (failed)
        words_add(page, p, ITEM_HINT, DECK_HINDRANCE_NOT_YET_DO);
    if (!failed && m->together_for_min > 0)
        words_add(page, p, ITEM_HINT, DECK_WINDOW_ENDED_MINUTES);
    if (!failed)
        words_add(page, p, ITEM_HINT, DECK_CLOSING_BYE);
    struct item *row = item_add(page, ITEM_BUTTONS, 28);
    button_add(row, NODE_LEAVE, DECK_WINDOW_CLOSE);
    row->buttons[0].shortcut = "Ctrl+Q";
}

static void locked_compose(struct page *page, struct call_pen *p)
{
    static const enum deck_key hints[] = {
        [CALL_UNLOCK_ASKED] = DECK_LOCKED_HINT,
        [CALL_UNLOCK_TRYING] = DECK_LOCKED_TRYING,
        [CALL_UNLOCK_WRONG] = DECK_LOCKED_WRONG,
    };
    words_add(page, p, ITEM_TITLE, DECK_LOCKED_TITLE);
    words_add(page, p, ITEM_HINT, hints[p->in->model->unlocking]);
    item_add(page, ITEM_PASSPHRASE, 24);
    struct item *row = item_add(page, ITEM_BUTTONS, 16);
    button_add(row, NODE_UNLOCK, DECK_LOCKED_OPEN);
    row->buttons[0].look = LOOK_PRIMARY;
    row->buttons[0].shortcut = "Enter";
}

static bool question_compose(struct page *page, struct call_pen *p)
{
    if (p->in->model->phase == CALL_LOCKED)
        locked_compose(page, p);
    else if (key_is_due(p->in))
        key_compose(page, p);
    else if (words_are_due(p->in))
        words_compose(page, p);
    else
        return false;
    return true;
}

static struct breath own_breath(const struct call_view_input *in)
{
    return breath_at(in->hand.settling_since_us / 1000, in->now_us / 1000);
}

/* While one waits: the ready check, until it was done or left out, and a minute of breath. */
static void meanwhile_compose(struct page *page, struct call_pen *p)
{
    const struct hour_model *hour = &p->in->model->hour;
    if (!hour->shown || p->layout.small)
        return;
    if (own_breath(p->in).on) {
        item_add(page, ITEM_SETTLING, 24);
        return;
    }
    struct item *row = item_add(page, ITEM_BUTTONS, 24);
    if (hour->stage == STAGE_ARRIVING)
        row->buttons[row->button_count++] = deck_button(NODE_READY, DECK_STAGES_READY, "R");
    row->buttons[row->button_count++] = deck_button(NODE_SETTLE, DECK_SETTLING_OFFER, NULL);
}

static void knocking_compose(struct page *page, struct call_pen *p, bool asked)
{
    words_add(page, p, ITEM_TITLE, DECK_WINDOW_KNOCKING);
    if (p->in->model->hour.wait_minutes > 0)
        hour_say(item_add(page, ITEM_HINT, 8)->words, p->in, DECK_DOOR_MORE_TIME);
    else
        words_add(page, p, ITEM_HINT, DECK_WINDOW_KNOCKING_HINT);
    if (asked)
        item_add(page, ITEM_CHECK_IN, 24);
    else
        meanwhile_compose(page, p);
}

static void page_compose(struct page *page, struct call_pen *p)
{
    const struct call_model *m = p->in->model;
    bool over = m->phase == CALL_ENDED || m->phase == CALL_FAILED;
    bool asked = m->check_in_open && m->phase == CALL_KNOCKING;
    if (!over && !asked)
        item_add(page, ITEM_OWN_PICTURE, 0);
    switch (m->phase) {
    case CALL_WAITING:
        waiting_compose(page, p);
        meanwhile_compose(page, p);
        return;
    case CALL_KNOCKING:
        knocking_compose(page, p, asked);
        return;
    case CALL_AT_DOOR:
        door_compose(page, p);
        return;
    case CALL_CONNECTING:
        connecting_compose(page, p);
        meanwhile_compose(page, p);
        return;
    case CALL_ENDED:
    case CALL_FAILED:
        end_compose(page, p);
        return;
    case CALL_LOCKED:
    case CALL_IN_CALL:
    case CALL_RECONNECTING:
        break;
    }
    ALCOVE_ASSERT(false);
}

/* Beside the title and the buttons of a page. */
static int check_in_room(const struct call_pen *p)
{
    return p->in->height - pen_pixels(&p->pen, 220);
}

static int item_height(const struct call_pen *p, const struct page *page, const struct item *item)
{
    const struct pen *pen = &p->pen;
    switch (item->kind) {
    case ITEM_OWN_PICTURE:
        return pen_pixels(pen, OWN_WIDTH) * 9 / 16;
    case ITEM_TITLE:
        return pen_extent(pen, page->title_role, item->words, page->width).height;
    case ITEM_HINT:
        return pen_extent(pen, TYPE_BODY, item->words, page->width).height;
    case ITEM_INVITE:
        return 2 * pen_line(pen, TYPE_SMALL) + pen_pixels(pen, 24);
    case ITEM_WORDS:
        return pen_extent(pen, TYPE_TITLE, item->words, page->width - 2 * pen_pixels(pen, 12))
                   .height +
               2 * pen_pixels(pen, 16);
    case ITEM_CHECK_IN:
        return p->layout.small ? check_in_height_least(p)
                               : check_in_height(p, page->width, check_in_room(p));
    case ITEM_SETTLING:
        return pen_pixels(pen, 64);
    case ITEM_PASSPHRASE:
    case ITEM_BUTTONS:
        break;
    }
    return pen_target(pen, 44);
}

static int page_measure(const struct call_pen *p, struct page *page)
{
    int height = 0;
    for (int i = 0; i < page->count; i++) {
        struct item *item = &page->items[i];
        item->height = item_height(p, page, item);
        height += item->height + (i > 0 ? pen_pixels(&p->pen, item->gap) : 0);
    }
    return height;
}

static bool page_drop(struct page *page, enum item_kind kind)
{
    for (int i = 0; i < page->count; i++) {
        if (page->items[i].kind != kind)
            continue;
        memmove(&page->items[i], &page->items[i + 1],
                (size_t)(page->count - i - 1) * sizeof page->items[0]);
        page->count--;
        return true;
    }
    return false;
}

/* What a small window goes without, least needed first. */
static int page_fit(const struct call_pen *p, struct page *page, int room)
{
    int height = page_measure(p, page);
    if (height > room && page_drop(page, ITEM_OWN_PICTURE))
        height = page_measure(p, page);
    if (height > room) {
        page->title_role = TYPE_TITLE;
        height = page_measure(p, page);
    }
    while (height > room && page_drop(page, ITEM_HINT))
        height = page_measure(p, page);
    if (height > room && page_drop(page, ITEM_TITLE))
        height = page_measure(p, page);
    return height;
}

static void check_words_draw(struct call_pen *p, struct rectangle at, const char *words)
{
    struct pen *pen = &p->pen;
    int across = pen_pixels(pen, 12);
    int down = pen_pixels(pen, 16);
    pen_fill(pen, at, pen->theme->panel, 12);
    pen_say(
        pen,
        (struct rectangle){at.x + across, at.y + down, at.width - 2 * across, at.height - 2 * down},
        (struct say){TYPE_TITLE, TEXT_CENTRE, pen->theme->text, 0}, words);
}

static void invite_draw(struct call_pen *p, struct rectangle at)
{
    struct pen *pen = &p->pen;
    int padding = pen_pixels(pen, 12);
    pen_fill(pen, at, pen->theme->panel, 12);
    pen_say(pen,
            (struct rectangle){at.x + padding, at.y + padding, at.width - 2 * padding,
                               at.height - 2 * padding},
            (struct say){TYPE_SMALL, TEXT_CENTRE, pen->theme->muted, 2}, p->in->model->invite);
}

static void item_draw(struct call_pen *p, const struct page *page, struct item *item,
                      struct rectangle at)
{
    struct pen *pen = &p->pen;
    switch (item->kind) {
    case ITEM_OWN_PICTURE: {
        int width = at.height * 16 / 9;
        at.x += (at.width - width) / 2;
        at.width = width;
        own_picture_draw(p, at, pen->theme->ground);
        return;
    }
    case ITEM_TITLE:
        pen_say(pen, at, (struct say){page->title_role, TEXT_CENTRE, pen->theme->text, 0},
                item->words);
        return;
    case ITEM_HINT:
        pen_say(pen, at, (struct say){TYPE_BODY, TEXT_CENTRE, pen->theme->muted, 0}, item->words);
        return;
    case ITEM_INVITE:
        invite_draw(p, at);
        return;
    case ITEM_WORDS:
        check_words_draw(p, at, item->words);
        return;
    case ITEM_CHECK_IN:
        check_in_draw(p, at);
        return;
    case ITEM_PASSPHRASE:
        pen_field(pen, &(struct field){.id = NODE_PASSPHRASE,
                                       .at = at,
                                       .content = &p->in->fields[FIELD_PASSPHRASE],
                                       .hint = words_deck(DECK_LOCKED_FIELD),
                                       .name = words_deck(DECK_LOCKED_FIELD)});
        return;
    case ITEM_SETTLING:
        settling_draw(p, at, own_breath(p->in), false);
        return;
    case ITEM_BUTTONS:
        pen_row(pen, item->buttons, item->button_count, at);
        return;
    }
}

void page_draw(struct call_pen *p)
{
    const struct call_model *m = p->in->model;
    struct pen *pen = &p->pen;
    int margin = pen_pixels(pen, p->layout.small ? 8 : 16);
    int bottom = p->in->height - margin;
    struct page page = {.title_role = TYPE_HERO, .width = pen_pixels(pen, PAGE_WIDTH)};
    if (page.width > p->in->width - 2 * margin)
        page.width = p->in->width - 2 * margin;
    if (m->phase != CALL_ENDED && m->phase != CALL_FAILED && m->phase != CALL_LOCKED) {
        int height = bar_height(p);
        bottom -= height;
        bar_draw(p, (struct rectangle){margin, bottom, p->in->width - 2 * margin, height});
        bottom -= margin;
    }
    bool asked = question_compose(&page, p);
    if (!asked && ready_is_due(p->in)) {
        ready_draw(p,
                   (struct rectangle){margin, margin, p->in->width - 2 * margin, bottom - margin});
        return;
    }
    if (!asked)
        page_compose(&page, p);
    int height = page_fit(p, &page, bottom - margin);
    int y = margin + (bottom - margin - height) / 2;
    int x = (p->in->width - page.width) / 2;
    for (int i = 0; i < page.count; i++) {
        y += i > 0 ? pen_pixels(pen, page.items[i].gap) : 0;
        item_draw(p, &page, &page.items[i],
                  (struct rectangle){x, y, page.width, page.items[i].height});
        y += page.items[i].height;
    }
}

/* Nothing of the session, and nothing that looks like a cover: an empty page of notes. */
void hidden_page_draw(struct call_pen *p)
{
    struct pen *pen = &p->pen;
    int margin = pen_pixels(pen, 24);
    int height = pen_target(pen, 44);
    int line = pen_line(pen, TYPE_TITLE);
    struct button back = {
        .id = NODE_BACK,
        .role = ROLE_BUTTON,
        .icon = VIEW_NO_ICON,
        .label = words_deck(DECK_HIDE_BACK),
        .name = words_deck(DECK_HIDE_BACK),
        .shortcut = "F9",
    };
    int width = pen_button_width(pen, &back);
    back.at = (struct rectangle){p->in->width - margin - width, margin, width, height};
    pen_say(pen,
            (struct rectangle){margin, margin + (height - line) / 2, back.at.x - 2 * margin, line},
            (struct say){TYPE_TITLE, TEXT_LEFT, pen->theme->text, 1}, words_deck(DECK_HIDE_TITLE));
    pen_button(pen, &back);
}
