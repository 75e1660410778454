#include "widgets/text_field.h"

#include <fribidi/fribidi.h>
#include <stdint.h>
#include <string.h>

#include "base/assert.h"
#include "widgets/utf8.h"

#define JOINER 0x200du

void text_field_clear(struct text_field *field)
{
    *field = (struct text_field){0};
}

static uint32_t point_after(const struct text_field *field, size_t at)
{
    return at < field->size ? utf8_next(field->bytes, field->size, &at) : 0;
}

/* Belongs to the character before it: accents, variation selectors, skin tones. */
static bool leans_back(uint32_t point)
{
    return fribidi_get_bidi_type(point) == FRIBIDI_TYPE_NSM || point == JOINER ||
           (point >= 0x1f3fb && point <= 0x1f3ff);
}

static size_t character_before(const struct text_field *field, size_t at)
{
    while (at > 0) {
        at = utf8_before(field->bytes, field->size, at);
        if (leans_back(point_after(field, at)))
            continue;
        size_t before = utf8_before(field->bytes, field->size, at);
        if (at == 0 || point_after(field, before) != JOINER)
            break;
    }
    return at;
}

static size_t character_after(const struct text_field *field, size_t at)
{
    bool joined = false;
    do {
        joined = point_after(field, at) == JOINER;
        at = utf8_after(field->bytes, field->size, at);
    } while (at < field->size && (joined || leans_back(point_after(field, at))));
    return at;
}

bool text_field_insert(struct text_field *field, const char *bytes, size_t size)
{
    size_t at = 0;
    while (at < size) {
        uint32_t point = utf8_next(bytes, size, &at);
        if (point == '\r' && at < size && bytes[at] == '\n')
            continue;
        if (point < 0x20 || (point >= 0x7f && point <= 0x9f))
            point = ' ';
        char coded[4];
        size_t coded_size = utf8_put(point, coded);
        if (field->size + coded_size > TEXT_FIELD_BYTES_MAX)
            return false;
        char *gap = field->bytes + field->caret;
        memmove(gap + coded_size, gap, field->size - field->caret + 1);
        memcpy(gap, coded, coded_size);
        field->size += coded_size;
        field->caret += coded_size;
    }
    return true;
}

static bool cut(struct text_field *field, size_t from, size_t to)
{
    ALCOVE_ASSERT(from <= to && to <= field->size);
    memmove(field->bytes + from, field->bytes + to, field->size - to + 1);
    field->size -= to - from;
    field->caret = from;
    return to > from;
}

bool text_field_delete_before(struct text_field *field)
{
    return cut(field, character_before(field, field->caret), field->caret);
}

bool text_field_delete_after(struct text_field *field)
{
    return cut(field, field->caret, character_after(field, field->caret));
}

void text_field_left(struct text_field *field)
{
    field->caret = character_before(field, field->caret);
}

void text_field_right(struct text_field *field)
{
    field->caret = character_after(field, field->caret);
}

static bool at_space(const struct text_field *field, size_t at)
{
    return field->bytes[at] == ' ';
}

void text_field_word_left(struct text_field *field)
{
    size_t at = field->caret;
    while (at > 0 && at_space(field, at - 1))
        at--;
    while (at > 0 && !at_space(field, at - 1))
        at--;
    field->caret = at;
}

void text_field_word_right(struct text_field *field)
{
    size_t at = field->caret;
    while (at < field->size && at_space(field, at))
        at++;
    while (at < field->size && !at_space(field, at))
        at++;
    field->caret = at;
}

void text_field_home(struct text_field *field)
{
    field->caret = 0;
}

void text_field_end(struct text_field *field)
{
    field->caret = field->size;
}

void text_field_place(struct text_field *field, size_t byte)
{
    size_t at = 0;
    while (at < byte && at < field->size) {
        size_t next = character_after(field, at);
        if (next > byte)
            break;
        at = next;
    }
    field->caret = at;
}
