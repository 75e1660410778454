#include "reach/address_text.h"

#include <stdint.h>
#include <string.h>

#include "base/assert.h"

#define GROUPS 8 /* of 16 bits in an IPv6 address */

static const uint8_t ipv4_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool address_is_ipv4(const struct alcove_address *address)
{
    ALCOVE_ASSERT(address != NULL);
    return memcmp(address->ip, ipv4_prefix, sizeof ipv4_prefix) == 0;
}

struct alcove_address address_from_ipv4(const uint8_t ip[4], uint16_t port)
{
    ALCOVE_ASSERT(ip != NULL);
    struct alcove_address address = {.port = port};
    memcpy(address.ip, ipv4_prefix, sizeof ipv4_prefix);
    memcpy(address.ip + sizeof ipv4_prefix, ip, 4);
    return address;
}

/* What is left of the text; it ends at a NUL, which no rule takes. */
struct text_cursor {
    const char *at;
};

static bool take(struct text_cursor *t, char c)
{
    if (*t->at != c)
        return false;
    t->at++;
    return true;
}

/* One decimal number without leading zeros. */
static bool take_decimal(struct text_cursor *t, uint32_t max, uint32_t *out)
{
    ALCOVE_ASSERT(max <= UINT16_MAX);
    if (t->at[0] == '0' && t->at[1] >= '0' && t->at[1] <= '9')
        return false;
    const char *start = t->at;
    uint32_t value = 0;
    for (; *t->at >= '0' && *t->at <= '9'; t->at++) {
        value = value * 10 + (uint32_t)(*t->at - '0');
        if (value > max)
            return false;
    }
    *out = value;
    return t->at != start;
}

static bool hex_digit(char c, uint32_t *out)
{
    if (c >= '0' && c <= '9')
        *out = (uint32_t)(c - '0');
    else if (c >= 'a' && c <= 'f')
        *out = (uint32_t)(c - 'a') + 10;
    else if (c >= 'A' && c <= 'F')
        *out = (uint32_t)(c - 'A') + 10;
    else
        return false;
    return true;
}

static bool take_group(struct text_cursor *t, uint16_t *out)
{
    ALCOVE_ASSERT(t->at != NULL);
    uint32_t value = 0;
    uint32_t digit = 0;
    size_t digits = 0;
    for (; hex_digit(*t->at, &digit); t->at++, digits++) {
        if (digits == 4)
            return false;
        value = value << 4 | digit;
    }
    *out = (uint16_t)value;
    return digits > 0;
}

static bool take_ipv4(struct text_cursor *t, uint8_t out[4])
{
    ALCOVE_ASSERT(t->at != NULL);
    for (size_t i = 0; i < 4; i++) {
        uint32_t part = 0;
        if ((i > 0 && !take(t, '.')) || !take_decimal(t, 255, &part))
            return false;
        out[i] = (uint8_t)part;
    }
    return true;
}

/* The groups that were read into their places: those behind `gap` at the end. */
static void groups_place(const uint16_t *groups, size_t count, size_t gap, uint8_t out[16])
{
    ALCOVE_ASSERT(count <= GROUPS && (gap > GROUPS || gap <= count));
    memset(out, 0, 16);
    for (size_t i = 0; i < count; i++) {
        size_t place = i < gap ? i : GROUPS - count + i;
        out[place * 2] = (uint8_t)(groups[i] >> 8);
        out[place * 2 + 1] = (uint8_t)(groups[i] & 255);
    }
}

/* Groups up to the closing bracket, with at most one `::`, which stands for one or more zeros. */
static bool take_ipv6(struct text_cursor *t, uint8_t out[16])
{
    uint16_t groups[GROUPS] = {0};
    size_t count = 0;
    size_t gap = GROUPS + 1; /* none */
    if (t->at[0] == ':' && t->at[1] == ':') {
        t->at += 2;
        gap = 0;
    }
    while (*t->at != ']') {
        if (count == GROUPS || !take_group(t, &groups[count]))
            return false;
        count++;
        if (*t->at == ']')
            break;
        if (!take(t, ':'))
            return false;
        if (take(t, ':')) {
            if (gap <= GROUPS)
                return false;
            gap = count;
        } else if (*t->at == ']') {
            return false;
        }
    }
    if (gap > GROUPS ? count != GROUPS : count == GROUPS)
        return false;
    groups_place(groups, count, gap, out);
    return true;
}

bool address_text_parse(const char *text, struct alcove_address *out)
{
    ALCOVE_ASSERT(text != NULL && out != NULL);
    struct text_cursor t = {text};
    struct alcove_address found = {0};
    uint32_t port = 0;
    bool good;
    memset(out, 0, sizeof *out);
    if (take(&t, '[')) {
        good = take_ipv6(&t, found.ip) && take(&t, ']');
    } else {
        uint8_t ip[4];
        good = take_ipv4(&t, ip);
        if (good)
            found = address_from_ipv4(ip, 0);
    }
    if (!good || !take(&t, ':') || !take_decimal(&t, UINT16_MAX, &port) || *t.at != '\0')
        return false;
    found.port = (uint16_t)port;
    *out = found;
    return true;
}

/* Characters are appended below a bound that the longest address cannot reach. */
struct text_builder {
    char *out;
    size_t length;
};

static void put(struct text_builder *b, char c)
{
    ALCOVE_ASSERT(b->length + 1 < ADDRESS_TEXT_BYTES_MAX);
    b->out[b->length++] = c;
}

static void put_number(struct text_builder *b, uint32_t value, uint32_t base)
{
    ALCOVE_ASSERT(base == 10 || base == 16);
    if (value >= base)
        put_number(b, value / base, base);
    put(b, "0123456789abcdef"[value % base]);
}

static void put_ipv6(struct text_builder *b, const uint8_t ip[16])
{
    uint16_t groups[GROUPS];
    for (size_t i = 0; i < GROUPS; i++)
        groups[i] = (uint16_t)(ip[i * 2] << 8 | ip[i * 2 + 1]);
    /* RFC 5952 section 4.2: the longest run of two or more zero groups, the first of equals. */
    size_t gap = GROUPS;
    size_t gap_size = 1;
    for (size_t i = 0; i < GROUPS; i++) {
        size_t run = 0;
        while (i + run < GROUPS && groups[i + run] == 0)
            run++;
        if (run > gap_size) {
            gap = i;
            gap_size = run;
        }
    }
    ALCOVE_ASSERT(gap == GROUPS || gap + gap_size <= GROUPS);
    for (size_t i = 0; i < GROUPS; i++) {
        if (i == gap) {
            put(b, ':');
            put(b, ':');
            i += gap_size - 1;
            continue;
        }
        if (i > 0 && !(gap < GROUPS && i == gap + gap_size))
            put(b, ':');
        put_number(b, groups[i], 16);
    }
}

size_t address_text_print(const struct alcove_address *address, char out[ADDRESS_TEXT_BYTES_MAX])
{
    ALCOVE_ASSERT(address != NULL && out != NULL);
    struct text_builder b = {out, 0};
    if (address_is_ipv4(address)) {
        for (size_t i = 12; i < 16; i++) {
            if (i > 12)
                put(&b, '.');
            put_number(&b, address->ip[i], 10);
        }
    } else {
        put(&b, '[');
        put_ipv6(&b, address->ip);
        put(&b, ']');
    }
    put(&b, ':');
    put_number(&b, address->port, 10);
    out[b.length] = '\0';
    return b.length;
}
