#include "papers/json_read.h"

#include <string.h>

#include "base/assert.h"
#include "records/utf8.h"

struct json_cursor json_cursor_over(const void *bytes, size_t size,
                                    const struct alcove_memory *memory)
{
    ALCOVE_ASSERT(bytes != NULL || size == 0);
    return (struct json_cursor){.bytes = bytes, .size = size, .memory = memory};
}

size_t json_cursor_line(const struct json_cursor *cursor)
{
    size_t line = 1;
    for (size_t i = 0; i < cursor->at; i++)
        line += cursor->bytes[i] == '\n' ? 1 : 0;
    return line;
}

static bool is_among(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

static void skip_space(struct json_cursor *cursor)
{
    while (cursor->at < cursor->size && is_among(cursor->bytes[cursor->at], " \t\r\n"))
        cursor->at++;
}

bool json_take_if(struct json_cursor *cursor, char mark)
{
    skip_space(cursor);
    if (cursor->failed || cursor->at == cursor->size || cursor->bytes[cursor->at] != mark)
        return false;
    cursor->at++;
    return true;
}

void json_take(struct json_cursor *cursor, char mark)
{
    if (!json_take_if(cursor, mark))
        cursor->failed = true;
}

void json_take_key(struct json_cursor *cursor, const char *key)
{
    size_t size = strlen(key);
    json_take(cursor, '"');
    if (cursor->failed || cursor->size - cursor->at < size + 1 ||
        memcmp(cursor->bytes + cursor->at, key, size) != 0 ||
        cursor->bytes[cursor->at + size] != '"') {
        cursor->failed = true;
        return;
    }
    cursor->at += size + 1;
    json_take(cursor, ':');
}

bool json_cursor_finished(struct json_cursor *cursor)
{
    skip_space(cursor);
    return !cursor->failed && cursor->at == cursor->size;
}

/* ---- how much there is to read ---- */

struct extent {
    size_t size;   /* bytes of the value; 0: it is too deep, too long, or never ends */
    size_t values; /* in it at most, itself among them */
};

/* Past the closing mark of the string that begins at `at`; the size of all if there is none. */
static size_t string_end(const struct json_cursor *cursor, size_t at)
{
    for (at++; at < cursor->size; at++) {
        if (cursor->bytes[at] == '\\')
            at++;
        else if (cursor->bytes[at] == '"')
            return at + 1;
    }
    return cursor->size;
}

/* Past a string, a mark or a space, or what is none of them. */
static size_t token_end(const struct json_cursor *cursor, size_t at)
{
    if (cursor->bytes[at] == '"')
        return string_end(cursor, at);
    if (is_among(cursor->bytes[at], "{}[],: \t\r\n"))
        return at + 1;
    do {
        at++;
    } while (at < cursor->size && !is_among(cursor->bytes[at], " \t\r\n,:[]{}\""));
    return at;
}

static struct extent measure(const struct json_cursor *cursor)
{
    struct extent extent = {0, 1};
    size_t at = cursor->at;
    unsigned depth = 0;
    do {
        if (at >= cursor->size || at - cursor->at > JSON_PIECE_BYTES_MAX)
            return extent;
        char c = cursor->bytes[at];
        at = token_end(cursor, at);
        if (is_among(c, "{["))
            depth++;
        if (depth > JSON_DEPTH_MAX || (depth == 0 && is_among(c, "}]")))
            return extent;
        if (is_among(c, "}]"))
            depth--;
        extent.values += is_among(c, "{[,") ? 1 : 0;
    } while (depth > 0);
    if (at - cursor->at <= JSON_PIECE_BYTES_MAX)
        extent.size = at - cursor->at;
    return extent;
}

/* ---- reading it ---- */

/* Walks one value. The block has room for as many values and as much text as were measured. */
struct walk {
    struct json_cursor cursor;
    struct json_value *values;
    size_t count, room;
    char *text;
};

static struct json_value *read_value(struct walk *w);

static int hex_digit(char c)
{
    const char *digits = "0123456789abcdef";
    char small = c >= 'A' && c <= 'F' ? (char)(c + 'a' - 'A') : c;
    return is_among(small, digits) ? (int)(strchr(digits, small) - digits) : -1;
}

/* The four digits of \uXXXX. */
static uint32_t read_unit(struct walk *w)
{
    struct json_cursor *c = &w->cursor;
    uint32_t unit = 0;
    for (size_t i = 0; i < 4; i++) {
        int digit = c->at < c->size ? hex_digit(c->bytes[c->at]) : -1;
        if (digit < 0) {
            c->failed = true;
            return 0;
        }
        unit = unit << 4 | (uint32_t)digit;
        c->at++;
    }
    return unit;
}

static void write_code_point(struct walk *w, uint32_t code)
{
    static const uint8_t lead[] = {0, 0x00, 0xc0, 0xe0, 0xf0};
    size_t size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = size; i > 0; i--) {
        w->text[i - 1] = (char)(i == 1 ? lead[size] | code : 0x80 | (code & 0x3f));
        code >>= 6;
    }
    w->text += size;
}

/* A surrogate pair is one letter; half of one, and NUL, are refused. */
static void read_unicode(struct walk *w)
{
    struct json_cursor *c = &w->cursor;
    uint32_t code = read_unit(w);
    if (code >= 0xd800 && code < 0xdc00) {
        bool goes_on =
            c->size - c->at >= 2 && c->bytes[c->at] == '\\' && c->bytes[c->at + 1] == 'u';
        c->at += goes_on ? 2 : 0;
        uint32_t low = goes_on ? read_unit(w) : 0;
        code = low >= 0xdc00 && low < 0xe000 ? 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00)
                                             : 0xd800;
    }
    if (code == 0 || (code >= 0xd800 && code < 0xe000))
        c->failed = true;
    if (!c->failed)
        write_code_point(w, code);
}

static void read_escape(struct walk *w)
{
    static const char marks[] = "\"\\/bfnrt";
    static const char letters[] = "\"\\/\b\f\n\r\t";
    struct json_cursor *c = &w->cursor;
    char mark = c->at < c->size ? c->bytes[c->at++] : '\0';
    if (mark == 'u')
        read_unicode(w);
    else if (is_among(mark, marks))
        *w->text++ = letters[strchr(marks, mark) - marks];
    else
        c->failed = true;
}

/* What it writes is never longer than what it reads. */
static const char *read_string(struct walk *w, size_t *size)
{
    struct json_cursor *c = &w->cursor;
    const char *begin = w->text;
    json_take(c, '"');
    while (!c->failed) {
        char letter = c->at < c->size ? c->bytes[c->at] : '\0';
        if ((unsigned char)letter < 0x20) {
            c->failed = true;
            break;
        }
        c->at++;
        if (letter == '"')
            break;
        if (letter == '\\')
            read_escape(w);
        else
            *w->text++ = letter;
    }
    *size = (size_t)(w->text - begin);
    *w->text++ = '\0';
    if (!utf8_is_valid(begin, *size))
        c->failed = true;
    return begin;
}

static size_t count_digits(const struct json_cursor *c)
{
    size_t count = 0;
    while (c->at + count < c->size && c->bytes[c->at + count] >= '0' &&
           c->bytes[c->at + count] <= '9')
        count++;
    return count;
}

/* Steps over digits; fails if there are none. */
static void skip_digits(struct json_cursor *c)
{
    size_t count = count_digits(c);
    c->at += count;
    c->failed = c->failed || count == 0;
}

static bool take_one_of(struct json_cursor *c, const char *set)
{
    bool is_there = c->at < c->size && is_among(c->bytes[c->at], set);
    c->at += is_there ? 1 : 0;
    return is_there;
}

static void read_number(struct walk *w, struct json_value *out)
{
    struct json_cursor *c = &w->cursor;
    bool is_whole = !take_one_of(c, "-");
    size_t digits = count_digits(c);
    if (digits == 0 || (digits > 1 && c->bytes[c->at] == '0'))
        c->failed = true;
    for (size_t i = 0; i < digits; i++, c->at++) {
        uint64_t digit = (uint64_t)(c->bytes[c->at] - '0');
        is_whole = is_whole && out->number <= (UINT64_MAX - digit) / 10;
        out->number = out->number * 10 + digit;
    }
    if (take_one_of(c, ".")) {
        is_whole = false;
        skip_digits(c);
    }
    if (take_one_of(c, "eE")) {
        is_whole = false;
        take_one_of(c, "+-");
        skip_digits(c);
    }
    out->type = is_whole ? JSON_IS_NUMBER : JSON_IS_REAL;
}

static void read_word(struct walk *w, struct json_value *out)
{
    static const struct {
        const char *word;
        enum json_type type;
    } words[] = {{"null", JSON_IS_NULL}, {"false", JSON_IS_FALSE}, {"true", JSON_IS_TRUE}};
    struct json_cursor *c = &w->cursor;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t size = strlen(words[i].word);
        if (c->size - c->at >= size && memcmp(c->bytes + c->at, words[i].word, size) == 0) {
            c->at += size;
            out->type = words[i].type;
            return;
        }
    }
    c->failed = true;
}

static bool has_key_already(const struct json_value *object, const char *key)
{
    const struct json_value *member = object->child;
    while (member != NULL && strcmp(member->key, key) != 0)
        member = member->next;
    return member != NULL;
}

static void read_members(struct walk *w, struct json_value *out, char closing)
{
    struct json_cursor *c = &w->cursor;
    struct json_value **end = &out->child;
    bool is_object = closing == '}';
    if (json_take_if(c, closing))
        return;
    do {
        const char *key = NULL;
        size_t size;
        if (is_object) {
            key = read_string(w, &size);
            json_take(c, ':');
            if (out->size == JSON_MEMBERS_MAX || has_key_already(out, key))
                c->failed = true;
        }
        struct json_value *member = c->failed ? NULL : read_value(w);
        if (member == NULL)
            return;
        member->key = key;
        *end = member;
        end = &member->next;
        out->size++;
    } while (json_take_if(c, ','));
    json_take(c, closing);
}

/* NULL after a failure. As deep as was measured, so it may call itself. */
static struct json_value *read_value(struct walk *w)
{
    struct json_cursor *c = &w->cursor;
    skip_space(c);
    char first = c->at < c->size ? c->bytes[c->at] : '\0';
    ALCOVE_ASSERT(w->count < w->room);
    struct json_value *out = &w->values[w->count++];
    memset(out, 0, sizeof *out);
    if (first == '"') {
        out->type = JSON_IS_STRING;
        out->text = read_string(w, &out->size);
    } else if (json_take_if(c, '{')) {
        out->type = JSON_IS_OBJECT;
        read_members(w, out, '}');
    } else if (json_take_if(c, '[')) {
        out->type = JSON_IS_ARRAY;
        read_members(w, out, ']');
    } else if (first == '-' || (first >= '0' && first <= '9')) {
        read_number(w, out);
    } else {
        read_word(w, out);
    }
    return c->failed ? NULL : out;
}

bool json_take_value(struct json_cursor *cursor, struct json_piece *out)
{
    *out = (struct json_piece){0};
    skip_space(cursor);
    struct extent extent = {0, 0};
    if (!cursor->failed)
        extent = measure(cursor);
    cursor->failed = extent.size == 0;
    if (cursor->failed)
        return false;
    /* A string's two marks have room for its NUL; a broken one has its first mark. */
    out->room = extent.values * sizeof *out->value + extent.size;
    out->value = cursor->memory->resize(cursor->memory->context, NULL, 0, out->room);
    if (out->value == NULL) {
        *out = (struct json_piece){0};
        cursor->failed = cursor->out_of_memory = true;
        return false;
    }
    struct walk walk = {
        .cursor = {.bytes = cursor->bytes + cursor->at, .size = extent.size},
        .values = out->value,
        .room = extent.values,
        .text = (char *)(out->value + extent.values),
    };
    if (read_value(&walk) == NULL || !json_cursor_finished(&walk.cursor)) {
        json_piece_free(out, cursor->memory);
        cursor->failed = true;
        return false;
    }
    cursor->at += extent.size;
    return true;
}

void json_piece_free(struct json_piece *piece, const struct alcove_memory *memory)
{
    if (piece->value != NULL)
        memory->resize(memory->context, piece->value, piece->room, 0);
    *piece = (struct json_piece){0};
}

/* ---- what is in it ---- */

bool json_is(const struct json_value *value, enum json_type type)
{
    return value != NULL && value->type == type;
}

const struct json_value *json_member(const struct json_value *object, const char *key)
{
    const struct json_value *member = json_is(object, JSON_IS_OBJECT) ? object->child : NULL;
    while (member != NULL && strcmp(member->key, key) != 0)
        member = member->next;
    return member;
}

bool json_number(const struct json_value *object, const char *key, uint64_t max, uint64_t *out)
{
    const struct json_value *value = json_member(object, key);
    if (!json_is(value, JSON_IS_NUMBER) || value->number > max)
        return false;
    *out = value->number;
    return true;
}

bool json_line(const struct json_value *object, const char *key, size_t bytes_max, const char **out)
{
    const struct json_value *value = json_member(object, key);
    if (!json_is(value, JSON_IS_STRING) || value->size == 0 || value->size > bytes_max ||
        !utf8_is_line(value->text, value->size))
        return false;
    *out = value->text;
    return true;
}

bool json_has_only(const struct json_value *object, const char *const *keys)
{
    size_t found = 0;
    for (; *keys != NULL; keys++)
        found += json_member(object, *keys) != NULL ? 1 : 0;
    return json_is(object, JSON_IS_OBJECT) && found == object->size;
}
