#include "widgets/text_edit.h"

#include <string.h>

#include "base/assert.h"
#include "widgets/grapheme.h"
#include "widgets/utf8.h"

#define DOT       "\u2022"
#define DOT_SIZE  (sizeof DOT - 1)
#define LOG_LEAST 1024 /* bytes of undo that even the smallest field has */

struct span {
    size_t from;
    size_t to;
};

struct text_part {
    const char *bytes;
    size_t size;
};

/* ---- memory ---- */

/* Moves by hand, so that what is left behind can be wiped. `kept` bytes come along. */
static bool reserve(struct text_edit *edit, char **bytes, size_t *room, size_t kept, size_t wanted)
{
    const struct alcove_memory *memory = edit->memory;
    if (*room >= wanted)
        return true;
    size_t larger = wanted + wanted / 2 + 32;
    char *moved = memory->resize(memory->context, NULL, 0, larger);
    if (moved == NULL)
        return false;
    memset(moved, 0, larger);
    if (*bytes != NULL) {
        memcpy(moved, *bytes, kept);
        explicit_bzero(*bytes, *room);
        memory->resize(memory->context, *bytes, *room, 0);
    }
    *bytes = moved;
    *room = larger;
    return true;
}

static void give_back(struct text_edit *edit, char *bytes, size_t room)
{
    if (bytes == NULL)
        return;
    explicit_bzero(bytes, room);
    edit->memory->resize(edit->memory->context, bytes, room, 0);
}

void text_edit_begin(struct text_edit *edit, const struct alcove_memory *memory,
                     struct text_edit_kind kind)
{
    ALCOVE_ASSERT(kind.bytes_max >= 1 && kind.bytes_max <= TEXT_EDIT_BYTES_MAX);
    *edit = (struct text_edit){.memory = memory, .kind = kind, .column = TEXT_EDIT_NO_COLUMN};
    edit_log_begin(&edit->log, 2 * kind.bytes_max + LOG_LEAST);
}

void text_edit_end(struct text_edit *edit)
{
    edit_log_clear(&edit->log, edit->memory);
    give_back(edit, edit->bytes, edit->room);
    give_back(edit, edit->composed, edit->composed_room);
    explicit_bzero(edit, sizeof *edit);
}

const char *text_edit_bytes(const struct text_edit *edit)
{
    return edit->bytes == NULL ? "" : edit->bytes;
}

/* ---- places ---- */

static struct span selection(const struct text_edit *edit)
{
    bool ahead = edit->anchor <= edit->caret;
    return ahead ? (struct span){edit->anchor, edit->caret}
                 : (struct span){edit->caret, edit->anchor};
}

/* After every change and move. */
static void settle(struct text_edit *edit, size_t anchor, size_t caret)
{
    edit->anchor = anchor;
    edit->caret = caret;
    edit->column = TEXT_EDIT_NO_COLUMN;
    explicit_bzero(edit->preedit, edit->preedit_size);
    edit->preedit_size = edit->preedit_caret = edit->preedit_selected = 0;
    ALCOVE_ASSERT(anchor <= edit->size && caret <= edit->size);
}

static size_t snapped(const struct text_edit *edit, size_t at)
{
    return grapheme_start(text_edit_bytes(edit), edit->size, at);
}

/* The border at or behind `at`. */
static size_t snapped_on(const struct text_edit *edit, size_t at)
{
    size_t start = snapped(edit, at);
    return start == at ? at : grapheme_after(text_edit_bytes(edit), edit->size, start);
}

static size_t line_start(const struct text_edit *edit, size_t at)
{
    while (at > 0 && edit->bytes[at - 1] != '\n')
        at--;
    return at;
}

static size_t line_end(const struct text_edit *edit, size_t at)
{
    while (at < edit->size && edit->bytes[at] != '\n')
        at++;
    return at;
}

static size_t place_of(const struct text_edit *edit, enum text_edit_way way)
{
    const char *bytes = text_edit_bytes(edit);
    bool secret = edit->kind.secret;
    switch (way) {
    case TEXT_EDIT_BACK:
        return grapheme_before(bytes, edit->size, edit->caret);
    case TEXT_EDIT_ON:
        return grapheme_after(bytes, edit->size, edit->caret);
    case TEXT_EDIT_WORD_BACK:
        return secret ? 0 : word_before(bytes, edit->size, edit->caret);
    case TEXT_EDIT_WORD_ON:
        return secret ? edit->size : word_after(bytes, edit->size, edit->caret);
    case TEXT_EDIT_LINE_START:
        return line_start(edit, edit->caret);
    case TEXT_EDIT_LINE_END:
        return line_end(edit, edit->caret);
    case TEXT_EDIT_START:
        return 0;
    case TEXT_EDIT_END:
        return edit->size;
    }
    return edit->caret;
}

/* ---- changes ---- */

/* The code point as it may stand in a text; 0 for what is left out. */
static uint32_t made_safe(const struct text_edit *edit, uint32_t point)
{
    if (point == '\n' || point == '\r' || point == '\v' || point == '\f' || point == 0x85 ||
        point == 0x2028 || point == 0x2029)
        return edit->kind.area ? '\n' : ' ';
    if (point == '\t')
        return ' ';
    if (point < 0x20 || (point >= 0x7f && point <= 0x9f) || point == 0xfeff ||
        utf8_is_bidi_control(point))
        return 0;
    return point;
}

/* Reads until `room` bytes are passed, into `composed` if that is wished for. Returns the size. */
static size_t safe_bytes(struct text_edit *edit, struct text_part part, size_t room, bool put)
{
    size_t size = 0;
    size_t at = 0;
    while (at < part.size && size <= room) {
        uint32_t point = utf8_next(part.bytes, part.size, &at);
        if (point == '\r' && at < part.size && part.bytes[at] == '\n')
            at++;
        char coded[4];
        point = made_safe(edit, point);
        size_t coded_size = point == 0 ? 0 : utf8_put(point, coded);
        if (put)
            memcpy(edit->composed + size, coded, coded_size);
        size += coded_size;
    }
    return size;
}

/* Replaces bytes; there is room. */
static void splice(struct text_edit *edit, struct span span, struct text_part with)
{
    ALCOVE_ASSERT(edit->bytes != NULL && span.from <= span.to && span.to <= edit->size);
    size_t rest = edit->size - span.to;
    size_t size = span.from + with.size + rest;
    memmove(edit->bytes + span.from + with.size, edit->bytes + span.to, rest);
    if (with.size > 0)
        memcpy(edit->bytes + span.from, with.bytes, with.size);
    if (size < edit->size)
        explicit_bzero(edit->bytes + size, edit->size - size);
    edit->size = size;
    edit->bytes[size] = '\0';
    size_t caret = snapped_on(edit, span.from + with.size);
    settle(edit, caret, caret);
}

static void log_change(struct text_edit *edit, struct edit_change change, struct span span)
{
    change.at = span.from;
    change.removed = text_edit_bytes(edit) + span.from;
    change.removed_size = span.to - span.from;
    edit_log_add(&edit->log, edit->memory, &change);
}

/* A letter behind a space, or a new line. */
static bool begins_a_word(const struct text_edit *edit, size_t at, char first)
{
    if (first == '\n')
        return true;
    return at > 0 && first != ' ' && (edit->bytes[at - 1] == ' ' || edit->bytes[at - 1] == '\n');
}

static enum text_edit_result insert(struct text_edit *edit, struct text_part part,
                                    struct edit_change change)
{
    struct span span = selection(edit);
    size_t room = edit->kind.bytes_max - (edit->size - (span.to - span.from));
    size_t size = safe_bytes(edit, part, room, false);
    if (size == 0)
        return TEXT_EDIT_NOTHING;
    if (!reserve(edit, &edit->composed, &edit->composed_room, 0, size))
        return TEXT_EDIT_NO_MEMORY;
    (void)safe_bytes(edit, part, room, true);
    bool cut = size > room;
    if (cut)
        size = grapheme_start(edit->composed, size, room);
    if (size == 0)
        return TEXT_EDIT_CUT_SHORT;
    size_t wanted = edit->size - (span.to - span.from) + size + 1;
    if (!reserve(edit, &edit->bytes, &edit->room, edit->size, wanted))
        return TEXT_EDIT_NO_MEMORY;
    change.inserted = edit->composed;
    change.inserted_size = size;
    change.new_word = begins_a_word(edit, span.from, edit->composed[0]);
    log_change(edit, change, span);
    splice(edit, span, (struct text_part){edit->composed, size});
    return cut ? TEXT_EDIT_CUT_SHORT : TEXT_EDIT_DONE;
}

enum text_edit_result text_edit_type(struct text_edit *edit, const char *bytes, size_t size,
                                     int64_t now_us)
{
    return insert(edit, (struct text_part){bytes, size},
                  (struct edit_change){.kind = EDIT_TYPED, .now_us = now_us});
}

enum text_edit_result text_edit_paste(struct text_edit *edit, const char *bytes, size_t size)
{
    return insert(edit, (struct text_part){bytes, size}, (struct edit_change){.kind = EDIT_WHOLE});
}

enum text_edit_result text_edit_set(struct text_edit *edit, const char *bytes, size_t size)
{
    edit_log_clear(&edit->log, edit->memory);
    settle(edit, 0, edit->size);
    enum text_edit_result result = text_edit_paste(edit, bytes, size);
    if (result == TEXT_EDIT_NOTHING && edit->size > 0)
        splice(edit, (struct span){0, edit->size}, (struct text_part){NULL, 0});
    edit_log_clear(&edit->log, edit->memory);
    return result;
}

static enum edit_kind kind_of_delete(const struct text_edit *edit, enum text_edit_way way)
{
    if (edit->anchor != edit->caret)
        return EDIT_WHOLE;
    if (way == TEXT_EDIT_BACK || way == TEXT_EDIT_WORD_BACK)
        return EDIT_DELETED_BACK;
    return way == TEXT_EDIT_ON || way == TEXT_EDIT_WORD_ON ? EDIT_DELETED_ON : EDIT_WHOLE;
}

enum text_edit_result text_edit_delete(struct text_edit *edit, enum text_edit_way way,
                                       int64_t now_us)
{
    struct edit_change change = {.kind = kind_of_delete(edit, way), .now_us = now_us};
    struct span span = selection(edit);
    if (span.from == span.to) {
        size_t to = place_of(edit, way);
        span = to < edit->caret ? (struct span){to, edit->caret} : (struct span){edit->caret, to};
    }
    if (span.from == span.to)
        return TEXT_EDIT_NOTHING;
    log_change(edit, change, span);
    splice(edit, span, (struct text_part){NULL, 0});
    return TEXT_EDIT_DONE;
}

const char *text_edit_copy(struct text_edit *edit)
{
    struct span span = selection(edit);
    size_t size = span.to - span.from;
    if (size == 0 || edit->kind.secret ||
        !reserve(edit, &edit->composed, &edit->composed_room, 0, size + 1))
        return NULL;
    memcpy(edit->composed, edit->bytes + span.from, size);
    edit->composed[size] = '\0';
    return edit->composed;
}

const char *text_edit_cut(struct text_edit *edit)
{
    const char *copy = text_edit_copy(edit);
    if (copy != NULL)
        (void)text_edit_delete(edit, TEXT_EDIT_ON, 0);
    return copy;
}

static bool change_again(struct text_edit *edit, const struct edit_change *change)
{
    /* A text that was this long before finds room without asking. */
    ALCOVE_ASSERT(edit->size - change->removed_size + change->inserted_size < edit->room);
    splice(edit, (struct span){change->at, change->at + change->removed_size},
           (struct text_part){change->inserted, change->inserted_size});
    return true;
}

bool text_edit_undo(struct text_edit *edit)
{
    struct edit_change change;
    return edit_log_undo(&edit->log, &change) && change_again(edit, &change);
}

bool text_edit_redo(struct text_edit *edit)
{
    struct edit_change change;
    return edit_log_redo(&edit->log, &change) && change_again(edit, &change);
}

/* ---- moves ---- */

static void move_to(struct text_edit *edit, size_t at, bool select)
{
    edit_log_close(&edit->log);
    settle(edit, select ? edit->anchor : at, at);
}

void text_edit_move(struct text_edit *edit, enum text_edit_way way, bool select)
{
    struct span span = selection(edit);
    size_t at = place_of(edit, way);
    if (!select && span.from != span.to && way == TEXT_EDIT_BACK)
        at = span.from;
    if (!select && span.from != span.to && way == TEXT_EDIT_ON)
        at = span.to;
    move_to(edit, at, select);
}

void text_edit_place(struct text_edit *edit, size_t at, bool select)
{
    move_to(edit, snapped(edit, at), select);
}

void text_edit_select(struct text_edit *edit, size_t anchor, size_t caret)
{
    edit_log_close(&edit->log);
    settle(edit, snapped(edit, anchor), snapped(edit, caret));
}

void text_edit_select_all(struct text_edit *edit)
{
    text_edit_select(edit, 0, edit->size);
}

/* What so many clicks at `at` mean. */
static struct span pressed_around(const struct text_edit *edit, size_t at, int clicks)
{
    struct span span = {at, at};
    if (clicks >= 2 && (edit->kind.secret || edit->size == 0))
        return (struct span){0, edit->size};
    if (clicks == 2)
        word_around(edit->bytes, edit->size, at, &span.from, &span.to);
    if (clicks >= 3)
        span = (struct span){line_start(edit, at), line_end(edit, at)};
    return span;
}

void text_edit_press(struct text_edit *edit, size_t at, int clicks, bool select)
{
    struct span span = {edit->anchor, edit->anchor};
    if (!select)
        span = pressed_around(edit, snapped(edit, at), clicks);
    edit->pressed_from = span.from;
    edit->pressed_to = span.to;
    edit->pressed_clicks = select ? 1 : clicks;
    if (select)
        text_edit_place(edit, at, true);
    else
        text_edit_select(edit, span.from, span.to);
}

void text_edit_drag(struct text_edit *edit, size_t at)
{
    struct span span = pressed_around(edit, snapped(edit, at), edit->pressed_clicks);
    if (span.from < edit->pressed_from)
        text_edit_select(edit, edit->pressed_to, span.from);
    else
        text_edit_select(edit, edit->pressed_from,
                         span.to > edit->pressed_to ? span.to : edit->pressed_to);
}

/* ---- what is shown ---- */

static size_t points_size(const char *bytes, size_t size, int count)
{
    size_t at = 0;
    for (int i = 0; i < count && at < size; i++)
        at = utf8_after(bytes, size, at);
    return at;
}

void text_edit_compose(struct text_edit *edit, const char *bytes, size_t size, int caret,
                       int selected)
{
    /* Some input methods say after every key that nothing is composed. */
    if (edit->preedit_size > 0 || size > 0)
        edit_log_close(&edit->log);
    explicit_bzero(edit->preedit, sizeof edit->preedit);
    edit->preedit_size = 0;
    for (size_t at = 0; at < size;) {
        char coded[4];
        uint32_t point = made_safe(edit, utf8_next(bytes, size, &at));
        size_t coded_size = point == 0 ? 0 : utf8_put(point, coded);
        if (coded_size > TEXT_EDIT_PREEDIT_MAX - edit->preedit_size)
            break;
        memcpy(edit->preedit + edit->preedit_size, coded, coded_size);
        edit->preedit_size += coded_size;
    }
    size_t at = points_size(edit->preedit, edit->preedit_size, caret);
    edit->preedit_caret = at;
    edit->preedit_selected = points_size(edit->preedit + at, edit->preedit_size - at, selected);
}

/* How large this part of some bytes is when shown. */
static size_t shown_size(const struct text_edit *edit, struct text_part part)
{
    if (!edit->kind.secret)
        return part.size;
    size_t dots = 0;
    for (size_t at = 0; at < part.size; at = grapheme_after(part.bytes, part.size, at))
        dots++;
    return dots * DOT_SIZE;
}

static struct text_part part_of(const struct text_edit *edit, size_t from, size_t to)
{
    return (struct text_part){text_edit_bytes(edit) + from, to - from};
}

static size_t show(const struct text_edit *edit, char *out, struct text_part part)
{
    size_t size = shown_size(edit, part);
    if (!edit->kind.secret)
        memcpy(out, part.bytes, part.size);
    for (size_t at = 0; edit->kind.secret && at < size; at += DOT_SIZE)
        memcpy(out + at, DOT, DOT_SIZE);
    return size;
}

size_t text_edit_to_shown(const struct text_edit *edit, size_t at)
{
    struct span span = selection(edit);
    if (edit->preedit_size == 0 || at <= span.from)
        return shown_size(edit, part_of(edit, 0, at));
    size_t before = shown_size(edit, part_of(edit, 0, span.from));
    if (at < span.to)
        return before;
    size_t preedit = shown_size(edit, (struct text_part){edit->preedit, edit->preedit_size});
    return before + preedit + shown_size(edit, part_of(edit, span.to, at));
}

/* The character of `part` that is shown at this offset. */
static size_t shown_place(const struct text_edit *edit, struct text_part part, size_t shown_at)
{
    if (!edit->kind.secret)
        return grapheme_start(part.bytes, part.size, shown_at);
    size_t at = 0;
    for (size_t dot = DOT_SIZE; dot <= shown_at && at < part.size; dot += DOT_SIZE)
        at = grapheme_after(part.bytes, part.size, at);
    return at;
}

size_t text_edit_from_shown(const struct text_edit *edit, size_t shown_at)
{
    struct span span = selection(edit);
    size_t before = shown_size(edit, part_of(edit, 0, span.from));
    if (edit->preedit_size == 0 || shown_at <= before)
        return shown_place(edit, part_of(edit, 0, edit->size), shown_at);
    size_t preedit = shown_size(edit, (struct text_part){edit->preedit, edit->preedit_size});
    if (shown_at < before + preedit)
        return span.from;
    return span.to +
           shown_place(edit, part_of(edit, span.to, edit->size), shown_at - before - preedit);
}

/* The text without what is selected, with what is being composed in its place. */
static struct text_shown compose_shown(const struct text_edit *edit)
{
    struct span span = selection(edit);
    struct text_part preedit = {edit->preedit, edit->preedit_size};
    struct text_shown shown = {.bytes = edit->composed};
    char *out = edit->composed;
    size_t at = show(edit, out, part_of(edit, 0, span.from));
    shown.underlined_from = at;
    at += show(edit, out + at, preedit);
    shown.underlined_to = at;
    at += show(edit, out + at, part_of(edit, span.to, edit->size));
    out[at] = '\0';
    shown.size = at;
    preedit.size = edit->preedit_caret;
    shown.caret = shown.underlined_from + shown_size(edit, preedit);
    preedit.size += edit->preedit_selected;
    shown.selected_from = shown.caret;
    shown.selected_to = shown.underlined_from + shown_size(edit, preedit);
    return shown;
}

struct text_shown text_edit_shown(struct text_edit *edit)
{
    struct span span = selection(edit);
    bool composing = edit->preedit_size > 0;
    size_t most = (edit->kind.secret ? DOT_SIZE : 1) * (edit->size + edit->preedit_size) + 1;
    bool room = (!composing && !edit->kind.secret) ||
                reserve(edit, &edit->composed, &edit->composed_room, 0, most);
    if (!room && edit->kind.secret)
        return (struct text_shown){.bytes = ""};
    if (composing && room)
        return compose_shown(edit);
    if (composing)
        text_edit_compose(edit, "", 0, 0, 0);
    struct text_shown shown = {
        .bytes = text_edit_bytes(edit),
        .size = edit->size,
        .caret = text_edit_to_shown(edit, edit->caret),
        .selected_from = text_edit_to_shown(edit, span.from),
        .selected_to = text_edit_to_shown(edit, span.to),
    };
    if (edit->kind.secret) {
        shown.size = show(edit, edit->composed, part_of(edit, 0, edit->size));
        edit->composed[shown.size] = '\0';
        shown.bytes = edit->composed;
    }
    return shown;
}
