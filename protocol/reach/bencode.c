#include "reach/bencode.h"

#include <string.h>

#include "base/assert.h"

/* No datagram holds a longer string. */
#define STRING_BYTES_MAX 65535u

static bool read_value(struct byte_reader *r, unsigned depth, struct bencode *out);

static uint8_t peek(const struct byte_reader *r)
{
    ALCOVE_ASSERT(r->at <= r->size);
    return byte_reader_left(r) > 0 && !r->failed ? r->bytes[r->at] : 0;
}

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* Digits up to and with `end`; the shortest form only. */
static bool read_digits(struct byte_reader *r, uint8_t end, uint64_t max, uint64_t *out)
{
    uint8_t first = byte_read_u8(r);
    uint64_t value = (uint64_t)(first - '0');
    ALCOVE_ASSERT(max <= INT64_MAX);
    if (!is_digit(first))
        return false;
    for (;;) {
        uint8_t c = byte_read_u8(r);
        if (c == end && !r->failed)
            break;
        if (!is_digit(c) || first == '0')
            return false;
        uint64_t digit = (uint64_t)(c - '0');
        if (value > (max - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *out = value;
    return value <= max;
}

static bool read_integer(struct byte_reader *r, struct bencode *out)
{
    uint64_t value;
    uint8_t begin = byte_read_u8(r);
    bool negative = peek(r) == '-';
    ALCOVE_ASSERT(begin == 'i');
    if (negative)
        byte_read_u8(r);
    if (!read_digits(r, 'e', INT64_MAX, &value) || (negative && value == 0))
        return false;
    out->kind = BENCODE_INTEGER;
    out->integer = negative ? -(int64_t)value : (int64_t)value;
    return true;
}

static bool read_string(struct byte_reader *r, struct bencode *out)
{
    uint64_t size;
    ALCOVE_ASSERT(is_digit(peek(r)));
    if (!read_digits(r, ':', STRING_BYTES_MAX, &size))
        return false;
    out->kind = BENCODE_STRING;
    out->text_size = (size_t)size;
    out->text = byte_read_span(r, out->text_size);
    return out->text != NULL;
}

static bool read_list(struct byte_reader *r, unsigned depth, struct bencode *out)
{
    struct bencode item;
    uint8_t begin = byte_read_u8(r);
    ALCOVE_ASSERT(begin == 'l');
    while (peek(r) != 'e') {
        if (!read_value(r, depth, &item))
            return false;
    }
    byte_read_u8(r);
    out->kind = BENCODE_LIST;
    return true;
}

static int compare(const struct bencode *a, const struct bencode *b)
{
    size_t shorter = a->text_size < b->text_size ? a->text_size : b->text_size;
    int order = shorter == 0 ? 0 : memcmp(a->text, b->text, shorter);
    ALCOVE_ASSERT(a->kind == BENCODE_STRING && b->kind == BENCODE_STRING);
    if (order != 0)
        return order;
    return (a->text_size > b->text_size) - (a->text_size < b->text_size);
}

static bool read_dict(struct byte_reader *r, unsigned depth, struct bencode *out)
{
    struct bencode before = {0};
    struct bencode key = {0};
    struct bencode value;
    uint8_t begin = byte_read_u8(r);
    ALCOVE_ASSERT(begin == 'd');
    for (bool first = true; peek(r) != 'e'; first = false) {
        if (!is_digit(peek(r)) || !read_string(r, &key))
            return false;
        if (!first && compare(&before, &key) >= 0)
            return false;
        if (!read_value(r, depth, &value))
            return false;
        before = key;
    }
    byte_read_u8(r);
    out->kind = BENCODE_DICT;
    return true;
}

/* `depth` values are open around this one. */
static bool read_value(struct byte_reader *r, unsigned depth, struct bencode *out)
{
    size_t begin = r->at;
    uint8_t first = peek(r);
    bool good = false;
    ALCOVE_ASSERT(depth <= BENCODE_DEPTH_MAX);
    *out = (struct bencode){0};
    if (depth == BENCODE_DEPTH_MAX)
        return false;
    if (first == 'i')
        good = read_integer(r, out);
    else if (first == 'l')
        good = read_list(r, depth + 1, out);
    else if (first == 'd')
        good = read_dict(r, depth + 1, out);
    else if (is_digit(first))
        good = read_string(r, out);
    out->bytes = r->bytes + begin;
    out->size = r->at - begin;
    return good && !r->failed;
}

bool bencode_parse(const uint8_t *bytes, size_t size, struct bencode *out)
{
    struct byte_reader r = byte_reader_over(bytes, size);
    ALCOVE_ASSERT(out != NULL);
    if (read_value(&r, 0, out) && byte_reader_left(&r) == 0)
        return true;
    *out = (struct bencode){0};
    return false;
}

/* What is inside of a checked list or dictionary. */
static struct byte_reader inside(const struct bencode *value)
{
    ALCOVE_ASSERT(value->size >= 2);
    return byte_reader_over(value->bytes + 1, value->size - 2);
}

bool bencode_find(const struct bencode *dict, const char *key, struct bencode *out)
{
    struct bencode name;
    size_t size = strlen(key);
    ALCOVE_ASSERT(size > 0);
    *out = (struct bencode){0};
    if (dict->kind != BENCODE_DICT || dict->bytes == NULL)
        return false;
    struct byte_reader r = inside(dict);
    while (byte_reader_left(&r) > 0) {
        struct bencode value;
        if (!read_string(&r, &name) || !read_value(&r, 1, &value))
            return false;
        if (name.text_size == size && memcmp(name.text, key, size) == 0) {
            *out = value;
            return true;
        }
    }
    return false;
}

struct byte_reader bencode_items(const struct bencode *list)
{
    ALCOVE_ASSERT(list->kind == BENCODE_LIST && list->bytes != NULL);
    return inside(list);
}

bool bencode_next(struct byte_reader *items, struct bencode *out)
{
    ALCOVE_ASSERT(out != NULL);
    return byte_reader_left(items) > 0 && read_value(items, 1, out);
}

/* ---- writing ---- */

void bencode_write_dict(struct byte_writer *w)
{
    byte_write_u8(w, 'd');
}

void bencode_write_list(struct byte_writer *w)
{
    byte_write_u8(w, 'l');
}

void bencode_write_end(struct byte_writer *w)
{
    byte_write_u8(w, 'e');
}

static void write_number(struct byte_writer *w, uint64_t value)
{
    uint8_t digits[20];
    size_t at = sizeof digits;
    do {
        ALCOVE_ASSERT(at > 0);
        digits[--at] = (uint8_t)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    byte_write_bytes(w, digits + at, sizeof digits - at);
}

void bencode_write_integer(struct byte_writer *w, int64_t value)
{
    ALCOVE_ASSERT(value > INT64_MIN);
    byte_write_u8(w, 'i');
    if (value < 0)
        byte_write_u8(w, '-');
    write_number(w, (uint64_t)(value < 0 ? -value : value));
    byte_write_u8(w, 'e');
}

void bencode_write_string(struct byte_writer *w, const uint8_t *text, size_t size)
{
    ALCOVE_ASSERT(size <= STRING_BYTES_MAX);
    write_number(w, size);
    byte_write_u8(w, ':');
    byte_write_bytes(w, text, size);
}

void bencode_write_key(struct byte_writer *w, const char *key)
{
    bencode_write_string(w, (const uint8_t *)key, strlen(key));
}
