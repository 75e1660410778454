#include "widgets/grapheme.h"

#include <fribidi/fribidi.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/assert.h"
#include "widgets/utf8.h"

#define JOINER     0x200du
#define NON_JOINER 0x200cu

struct range {
    uint32_t first;
    uint32_t last;
};

/* Marks that take room of their own (TR29: SpacingMark), so that TR9 does not call them marks; the
 * scripts from Devanagari to Malayalam are in indic_sign. */
static const struct range spacing_marks[] = {
    {0x0d82, 0x0d83}, {0x0dca, 0x0ddf}, {0x0df2, 0x0df3}, {0x0e33, 0x0e33}, {0x0eb3, 0x0eb3},
    {0x0f3e, 0x0f3f}, {0x0f7f, 0x0f7f}, {0x102b, 0x103e}, {0x1056, 0x1059}, {0x17b6, 0x17d3},
    {0x1a55, 0x1a7f}, {0x1b04, 0x1b04}, {0x1b35, 0x1b44}, {0xff9e, 0xff9f},
};

/* Extended_Pictographic, without what never is part of a joined emoji. */
static const struct range pictures[] = {
    {0x00a9, 0x00a9}, {0x00ae, 0x00ae},   {0x2122, 0x2122},   {0x2190, 0x21ff},   {0x2300, 0x23ff},
    {0x2600, 0x27bf}, {0x2900, 0x297f},   {0x2b00, 0x2bff},   {0x25aa, 0x25ff},   {0x3030, 0x3030},
    {0x303d, 0x303d}, {0x1f000, 0x1f1e5}, {0x1f200, 0x1f3fa}, {0x1f400, 0x1faff},
};

static const struct range signs[] = {
    {0x0021, 0x002f}, {0x003a, 0x0040}, {0x005b, 0x005e}, {0x0060, 0x0060}, {0x007b, 0x007e},
    {0x00a1, 0x00a9}, {0x00ab, 0x00b1}, {0x00b6, 0x00b8}, {0x00bb, 0x00bb}, {0x00bf, 0x00bf},
    {0x00d7, 0x00d7}, {0x00f7, 0x00f7}, {0x0589, 0x058a}, {0x05be, 0x05be}, {0x05c0, 0x05c0},
    {0x05c3, 0x05c3}, {0x060c, 0x060d}, {0x061b, 0x061f}, {0x066a, 0x066d}, {0x06d4, 0x06d4},
    {0x0964, 0x0965}, {0x2010, 0x2027}, {0x2030, 0x205e}, {0x20a0, 0x20bf}, {0x2190, 0x2bff},
    {0x3001, 0x3003}, {0x3008, 0x301f}, {0xff01, 0xff0f}, {0xff1a, 0xff20}, {0x1f000, 0x1faff},
};

static bool is_among(const struct range *ranges, size_t count, uint32_t point)
{
    for (size_t i = 0; i < count; i++) {
        if (point >= ranges[i].first && point <= ranges[i].last)
            return true;
    }
    return false;
}

#define IS_AMONG(ranges, point) is_among(ranges, sizeof(ranges) / sizeof(ranges)[0], point)

/* These scripts have the same places in their blocks of 128. */
static bool is_indic(uint32_t point)
{
    return point >= 0x0900 && point <= 0x0d7f;
}

static bool is_indic_sign(uint32_t point)
{
    uint32_t place = point & 0x7f;
    return is_indic(point) && point != 0x0b83 && point != 0x0d4e &&
           (place == 0x02 || place == 0x03 || (place >= 0x3e && place <= 0x4d) || place == 0x57);
}

/* Signs that bind the next consonant to this one (Indic_Conjunct_Break=Linker). */
static bool is_linker(uint32_t point)
{
    return is_indic(point) && (point & 0x7f) == 0x4d && point != 0x0a4d && point != 0x0bcd &&
           point != 0x0ccd;
}

static bool is_consonant(uint32_t point)
{
    return is_indic(point) && (point & 0x7f) >= 0x15 && (point & 0x7f) <= 0x39;
}

static bool is_flag_letter(uint32_t point)
{
    return point >= 0x1f1e6 && point <= 0x1f1ff;
}

/* Belongs to the character before it, whatever that is. */
static bool leans_back(uint32_t point)
{
    return point == JOINER || point == NON_JOINER ||
           fribidi_get_bidi_type(point) == FRIBIDI_TYPE_NSM ||
           (point >= 0x1f3fb && point <= 0x1f3ff) || (point >= 0xe0020 && point <= 0xe007f) ||
           is_indic_sign(point) || IS_AMONG(spacing_marks, point);
}

enum hangul { HANGUL_NONE, HANGUL_LEAD, HANGUL_VOWEL, HANGUL_TAIL, HANGUL_OPEN, HANGUL_CLOSED };

static enum hangul hangul_of(uint32_t point)
{
    if (point >= 0x1100 && point <= 0x115f)
        return HANGUL_LEAD;
    if (point >= 0x1160 && point <= 0x11a7)
        return HANGUL_VOWEL;
    if (point >= 0x11a8 && point <= 0x11ff)
        return HANGUL_TAIL;
    if (point < 0xac00 || point > 0xd7a3)
        return HANGUL_NONE;
    return (point - 0xac00) % 28 == 0 ? HANGUL_OPEN : HANGUL_CLOSED;
}

static bool are_one_syllable(uint32_t before, uint32_t point)
{
    enum hangul a = hangul_of(before);
    enum hangul b = hangul_of(point);
    if (a == HANGUL_LEAD)
        return b == HANGUL_LEAD || b == HANGUL_VOWEL || b == HANGUL_OPEN || b == HANGUL_CLOSED;
    if (a == HANGUL_OPEN || a == HANGUL_VOWEL)
        return b == HANGUL_VOWEL || b == HANGUL_TAIL;
    return (a == HANGUL_CLOSED || a == HANGUL_TAIL) && b == HANGUL_TAIL;
}

static uint32_t point_at(const char *bytes, size_t size, size_t at)
{
    return at < size ? utf8_next(bytes, size, &at) : 0;
}

/* True when the consonant at `at` is bound to one before it. */
static bool is_bound(const char *bytes, size_t size, size_t at)
{
    if (!is_consonant(point_at(bytes, size, at)))
        return false;
    while (at > 0) {
        at = utf8_before(bytes, size, at);
        uint32_t point = point_at(bytes, size, at);
        if (is_linker(point))
            return true;
        if (point != JOINER && !(is_indic(point) && (point & 0x7f) == 0x3c))
            return false;
    }
    return false;
}

/* All rules but that of flags, whose letters go two by two. */
static bool is_border(const char *bytes, size_t size, size_t at)
{
    if (at == 0 || at >= size)
        return true;
    uint32_t point = point_at(bytes, size, at);
    uint32_t before = point_at(bytes, size, utf8_before(bytes, size, at));
    if (before == '\n' || point == '\n')
        return true;
    if (leans_back(point) || (before == JOINER && IS_AMONG(pictures, point)))
        return false;
    return !are_one_syllable(before, point) && !is_bound(bytes, size, at);
}

size_t grapheme_after(const char *bytes, size_t size, size_t at)
{
    if (at >= size)
        return size;
    if (size - at > 1 && ((bytes[at] | bytes[at + 1]) & 0x80) == 0)
        return at + 1;
    bool flag = is_flag_letter(point_at(bytes, size, at));
    at = utf8_after(bytes, size, at);
    if (flag && is_flag_letter(point_at(bytes, size, at)))
        at = utf8_after(bytes, size, at);
    while (!is_border(bytes, size, at))
        at = utf8_after(bytes, size, at);
    return at;
}

/* True when a flag letter at `at` is the second of its pair. */
static bool is_second_of_flag(const char *bytes, size_t size, size_t at)
{
    bool second = false;
    if (!is_flag_letter(point_at(bytes, size, at)))
        return false;
    while (at > 0) {
        at = utf8_before(bytes, size, at);
        if (!is_flag_letter(point_at(bytes, size, at)))
            break;
        second = !second;
    }
    return second;
}

size_t grapheme_before(const char *bytes, size_t size, size_t at)
{
    ALCOVE_ASSERT(at <= size);
    while (at > 0) {
        at = utf8_before(bytes, size, at);
        if (is_border(bytes, size, at) && !is_second_of_flag(bytes, size, at))
            break;
    }
    return at;
}

size_t grapheme_start(const char *bytes, size_t size, size_t at)
{
    if (at >= size)
        return size;
    while (at > 0 && ((unsigned char)bytes[at] & 0xc0) == 0x80)
        at--;
    if (is_border(bytes, size, at) && !is_second_of_flag(bytes, size, at))
        return at;
    return grapheme_before(bytes, size, at);
}

enum word_kind { WORD_SPACE, WORD_SIGN, WORD_LETTER, WORD_LINE_END };

static enum word_kind kind_of(uint32_t point)
{
    if (point == '\n')
        return WORD_LINE_END;
    if (point == ' ' || point == 0xa0 || point == 0x3000 || (point >= 0x2000 && point <= 0x200a))
        return WORD_SPACE;
    return IS_AMONG(signs, point) ? WORD_SIGN : WORD_LETTER;
}

/* An apostrophe between letters is one of them. */
static enum word_kind kind_at(const char *bytes, size_t size, size_t at)
{
    uint32_t point = point_at(bytes, size, at);
    size_t after = utf8_after(bytes, size, at);
    if ((point != '\'' && point != 0x2019) || at == 0 || after >= size)
        return kind_of(point);
    uint32_t before = point_at(bytes, size, utf8_before(bytes, size, at));
    bool inside =
        kind_of(before) == WORD_LETTER && kind_of(point_at(bytes, size, after)) == WORD_LETTER;
    return inside ? WORD_LETTER : WORD_SIGN;
}

static size_t kind_end(const char *bytes, size_t size, size_t at)
{
    if (at >= size)
        return at;
    enum word_kind kind = kind_at(bytes, size, at);
    do
        at = grapheme_after(bytes, size, at);
    while (at < size && kind != WORD_LINE_END && kind_at(bytes, size, at) == kind);
    return at;
}

static size_t kind_start(const char *bytes, size_t size, size_t at)
{
    if (at == 0)
        return at;
    at = grapheme_before(bytes, size, at);
    enum word_kind kind = kind_at(bytes, size, at);
    while (at > 0 && kind != WORD_LINE_END) {
        size_t before = grapheme_before(bytes, size, at);
        if (kind_at(bytes, size, before) != kind)
            break;
        at = before;
    }
    return at;
}

size_t word_after(const char *bytes, size_t size, size_t at)
{
    while (at < size && kind_at(bytes, size, at) == WORD_SPACE)
        at = grapheme_after(bytes, size, at);
    return kind_end(bytes, size, at);
}

size_t word_before(const char *bytes, size_t size, size_t at)
{
    while (at > 0) {
        size_t before = grapheme_before(bytes, size, at);
        if (kind_at(bytes, size, before) != WORD_SPACE)
            break;
        at = before;
    }
    return kind_start(bytes, size, at);
}

void word_around(const char *bytes, size_t size, size_t at, size_t *from, size_t *to)
{
    bool behind = at > 0 && (at >= size || kind_at(bytes, size, at) == WORD_LINE_END);
    if (behind && kind_at(bytes, size, grapheme_before(bytes, size, at)) == WORD_LINE_END) {
        *from = *to = at;
        return;
    }
    *to = behind ? at : kind_end(bytes, size, at);
    *from = kind_start(bytes, size, *to);
}
