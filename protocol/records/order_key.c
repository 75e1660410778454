#include "records/order_key.h"

#include <string.h>

#include "base/assert.h"

#define DIGIT_MAX  255
#define DIGIT_HALF 128
/* Up to so many keys are one byte, with room for three between any two. */
#define SPREAD_SHORT 63

bool order_key_is_valid(const uint8_t *bytes, size_t size)
{
    ALCOVE_ASSERT(bytes != NULL || size == 0);
    if (size == 0 || size > SCHEMA_ORDER_BYTES_MAX || bytes[size - 1] == 1)
        return false;
    return memchr(bytes, 0, size) == NULL;
}

struct order_key order_key_of(const struct value *value)
{
    struct order_key key = {0};
    if (value->type != VALUE_BYTES)
        return key;
    ALCOVE_ASSERT(order_key_is_valid(value->bytes, value->size));
    key.size = (uint8_t)value->size;
    memcpy(key.bytes, value->bytes, value->size);
    return key;
}

int order_key_compare(const struct order_key *a, const struct order_key *b)
{
    ALCOVE_ASSERT(a->size <= sizeof a->bytes && b->size <= sizeof b->bytes);
    int order = memcmp(a->bytes, b->bytes, a->size < b->size ? a->size : b->size);
    if (order != 0)
        return order < 0 ? -1 : 1;
    return a->size == b->size ? 0 : a->size < b->size ? -1 : 1;
}

static bool push(struct order_key *key, unsigned digit)
{
    ALCOVE_ASSERT(digit >= 1 && digit <= DIGIT_MAX);
    if (key->size == sizeof key->bytes)
        return false;
    key->bytes[key->size++] = (uint8_t)digit;
    return true;
}

static bool push_jitter(struct order_key *key, uint8_t jitter)
{
    return push(key, 2 + jitter % (DIGIT_MAX - 1));
}

/* 0 past the end of a key: less than every digit. */
static unsigned digit_at(const struct order_key *key, size_t at)
{
    return at < key->size ? key->bytes[at] : 0;
}

/* At the ends a list grows by counting: first with one digit, and each time they are used up with
 * two more behind them. */
static size_t step_width(size_t at)
{
    ALCOVE_ASSERT(at == 0 || at % 2 == 1);
    return at == 0 ? 1 : 2;
}

static bool make_after(const struct order_key *before, struct order_key *out)
{
    size_t at = 0;
    while (digit_at(before, at) == DIGIT_MAX &&
           (at == 0 || digit_at(before, at + 1) == DIGIT_MAX)) {
        for (size_t end = at + step_width(at); at < end; at++) {
            if (!push(out, DIGIT_MAX))
                return false;
        }
    }
    unsigned digit = digit_at(before, at);
    if (at == 0)
        return push(out, digit + 1);
    unsigned next = digit_at(before, at + 1);
    ALCOVE_ASSERT(digit < DIGIT_MAX || next < DIGIT_MAX);
    if (next == DIGIT_MAX)
        return push(out, digit + 1) && push(out, 1);
    return push(out, digit == 0 ? 1 : digit) && push(out, next + 1);
}

static bool make_before(const struct order_key *after, struct order_key *out)
{
    size_t at = 0;
    while (digit_at(after, at) == 1 && (at == 0 || digit_at(after, at + 1) == 1)) {
        for (size_t end = at + step_width(at); at < end; at++) {
            if (!push(out, 1))
                return false;
        }
    }
    unsigned digit = digit_at(after, at);
    ALCOVE_ASSERT(digit != 0); /* a key of ones alone is not valid */
    if (at == 0)
        return push(out, digit - 1);
    unsigned next = digit_at(after, at + 1);
    if (next <= 1)
        return push(out, digit - 1) && push(out, DIGIT_MAX);
    return push(out, digit) && push(out, next - 1);
}

/* Half way at the first digit that leaves room. */
static bool make_inside(const struct order_key *before, const struct order_key *after,
                        struct order_key *out)
{
    bool is_below_after = false; /* whatever follows now is */
    for (size_t at = 0;; at++) {
        unsigned low = digit_at(before, at);
        unsigned high = is_below_after ? DIGIT_MAX + 1 : digit_at(after, at);
        ALCOVE_ASSERT(low <= high && high > 0);
        if (high - low > 1)
            return push(out, low + (high - low) / 2);
        /* What follows `before` when it has ended, and `after` goes on with a one, is that one. */
        if (!push(out, low > 0 ? low : high))
            return false;
        is_below_after = is_below_after || (low > 0 && low < high);
    }
}

enum order_key_made order_key_between(const struct order_key *before, const struct order_key *after,
                                      uint8_t jitter, struct order_key *out)
{
    ALCOVE_ASSERT(before->size == 0 || order_key_is_valid(before->bytes, before->size));
    ALCOVE_ASSERT(after->size == 0 || order_key_is_valid(after->bytes, after->size));
    struct order_key key = {0};
    bool made;
    if (before->size == 0 && after->size == 0)
        made = push(&key, DIGIT_HALF);
    else if (after->size == 0)
        made = make_after(before, &key);
    else if (before->size == 0)
        made = make_before(after, &key);
    else
        made = order_key_compare(before, after) < 0 && make_inside(before, after, &key);
    if (!made || !push_jitter(&key, jitter))
        return ORDER_KEY_NO_ROOM;
    *out = key;
    return key.size > ORDER_KEY_BYTES_LONG ? ORDER_KEY_LONG : ORDER_KEY_MADE;
}

void order_keys_spread(size_t count, struct order_key *out)
{
    ALCOVE_ASSERT(count <= ORDER_KEYS_MAX);
    const size_t whole = count <= SPREAD_SHORT ? DIGIT_MAX : DIGIT_MAX * (DIGIT_MAX - 1);
    for (size_t i = 0; i < count; i++) {
        size_t place = (i + 1) * whole / (count + 1);
        struct order_key key = {0};
        if (count <= SPREAD_SHORT) {
            push(&key, (unsigned)place);
        } else {
            push(&key, (unsigned)(1 + place / (DIGIT_MAX - 1)));
            push(&key, (unsigned)(2 + place % (DIGIT_MAX - 1)));
        }
        ALCOVE_ASSERT(order_key_is_valid(key.bytes, key.size));
        out[i] = key;
    }
}
