#include "records/msgpack_reader.h"

#include "base/assert.h"

/* First bytes, by the names of the msgpack specification. */
enum format {
    FORMAT_FIXMAP = 0x80,
    FORMAT_FIXARRAY = 0x90,
    FORMAT_FIXSTR = 0xa0,
    FORMAT_NIL = 0xc0,
    FORMAT_FALSE = 0xc2,
    FORMAT_TRUE = 0xc3,
    FORMAT_BIN8 = 0xc4,
    FORMAT_FLOAT32 = 0xca,
    FORMAT_FLOAT64 = 0xcb,
    FORMAT_UINT8 = 0xcc,
    FORMAT_INT8 = 0xd0,
    FORMAT_STR8 = 0xd9,
    FORMAT_ARRAY16 = 0xdc,
    FORMAT_MAP16 = 0xde,
    FORMAT_NEGATIVE_FIXINT = 0xe0,
};

/* How a type of length-prefixed values begins. */
struct prefix {
    uint8_t fix;     /* first byte of the short form; 0 = there is none */
    uint8_t fix_max; /* longest length of the short form */
    uint8_t first;   /* first byte of the narrowest long form; the wider ones follow it */
    uint8_t narrow;  /* bytes of its length: 1 or 2 */
};

static const struct prefix string_prefix = {FORMAT_FIXSTR, 31, FORMAT_STR8, 1};
static const struct prefix binary_prefix = {0, 0, FORMAT_BIN8, 1};
static const struct prefix array_prefix = {FORMAT_FIXARRAY, 15, FORMAT_ARRAY16, 2};
static const struct prefix map_prefix = {FORMAT_FIXMAP, 15, FORMAT_MAP16, 2};

struct msgpack_reader msgpack_reader_over(const uint8_t *bytes, size_t size)
{
    ALCOVE_ASSERT(bytes != NULL || size == 0);
    return (struct msgpack_reader){byte_reader_over(bytes, size)};
}

void msgpack_fail(struct msgpack_reader *r)
{
    ALCOVE_ASSERT(r != NULL);
    r->bytes.failed = true;
}

static uint64_t fail(struct msgpack_reader *r)
{
    msgpack_fail(r);
    return 0;
}

/* An integer of 1, 2, 4 or 8 bytes. */
static uint64_t read_wide(struct msgpack_reader *r, unsigned width)
{
    ALCOVE_ASSERT(width == 1 || width == 2 || width == 4 || width == 8);
    switch (width) {
    case 1:
        return byte_read_u8(&r->bytes);
    case 2:
        return byte_read_u16(&r->bytes);
    case 4:
        return byte_read_u32(&r->bytes);
    default:
        return byte_read_u64(&r->bytes);
    }
}

/* The greatest value that a narrower form can hold. */
static uint64_t narrower_max(unsigned width)
{
    ALCOVE_ASSERT(width >= 2 && width <= 8);
    return (UINT64_C(1) << width * 4) - 1;
}

static uint64_t unsigned_after(struct msgpack_reader *r, uint8_t first)
{
    ALCOVE_ASSERT(r->bytes.at <= r->bytes.size);
    if (first < FORMAT_FIXMAP)
        return first;
    if (first < FORMAT_UINT8 || first > FORMAT_UINT8 + 3)
        return fail(r);
    unsigned width = 1u << (first - FORMAT_UINT8);
    uint64_t value = read_wide(r, width);
    if (value <= (width == 1 ? 127 : narrower_max(width)))
        return fail(r);
    return value;
}

/* The length of a value whose type begins with `p`. */
static uint64_t length_after(struct msgpack_reader *r, const struct prefix *p, uint8_t first)
{
    ALCOVE_ASSERT(p->narrow == 1 || p->narrow == 2);
    if (p->fix != 0 && first >= p->fix && first <= p->fix + p->fix_max)
        return (uint64_t)(first - p->fix);
    unsigned forms = p->narrow == 1 ? 3 : 2;
    if (first < p->first || first >= p->first + forms)
        return fail(r);
    unsigned width = (unsigned)p->narrow << (first - p->first);
    uint64_t length = read_wide(r, width);
    bool shorter_form = p->fix != 0 && length <= p->fix_max;
    bool narrower_form = width > p->narrow && length <= narrower_max(width);
    if (shorter_form || narrower_form)
        return fail(r);
    return length;
}

uint64_t msgpack_read_unsigned(struct msgpack_reader *r, uint64_t max)
{
    uint64_t value = unsigned_after(r, byte_read_u8(&r->bytes));
    ALCOVE_ASSERT(!r->bytes.failed || value == 0);
    return value <= max ? value : fail(r);
}

static const uint8_t *span_after(struct msgpack_reader *r, const struct prefix *p, uint8_t first,
                                 size_t max, size_t *size)
{
    ALCOVE_ASSERT(p == &string_prefix || p == &binary_prefix);
    ALCOVE_ASSERT(size != NULL);
    uint64_t length = length_after(r, p, first);
    *size = 0;
    if (length > max || length > byte_reader_left(&r->bytes))
        fail(r);
    if (r->bytes.failed)
        return NULL;
    *size = (size_t)length;
    return byte_read_span(&r->bytes, *size);
}

const char *msgpack_read_string(struct msgpack_reader *r, size_t max, size_t *size)
{
    return (const char *)span_after(r, &string_prefix, byte_read_u8(&r->bytes), max, size);
}

const uint8_t *msgpack_read_binary(struct msgpack_reader *r, size_t max, size_t *size)
{
    return span_after(r, &binary_prefix, byte_read_u8(&r->bytes), max, size);
}

/* Every element takes at least a byte: a count that cannot be there fails at once, so that no loop
 * runs longer than the input. */
static size_t count_after(struct msgpack_reader *r, const struct prefix *p, uint8_t first)
{
    uint64_t count = length_after(r, p, first);
    ALCOVE_ASSERT(p == &map_prefix || p == &array_prefix);
    size_t bytes_each = p == &map_prefix ? 2 : 1;
    if (r->bytes.failed || count > byte_reader_left(&r->bytes) / bytes_each)
        return (size_t)fail(r);
    return (size_t)count;
}

size_t msgpack_read_array(struct msgpack_reader *r, size_t max)
{
    size_t count = count_after(r, &array_prefix, byte_read_u8(&r->bytes));
    ALCOVE_ASSERT(!r->bytes.failed || count == 0);
    return count <= max ? count : (size_t)fail(r);
}

size_t msgpack_read_map(struct msgpack_reader *r, size_t max)
{
    size_t count = count_after(r, &map_prefix, byte_read_u8(&r->bytes));
    ALCOVE_ASSERT(!r->bytes.failed || count == 0);
    return count <= max ? count : (size_t)fail(r);
}

/* A negative integer, whose shortest form is the narrowest that holds it. */
static void skip_negative(struct msgpack_reader *r, uint8_t first)
{
    ALCOVE_ASSERT(first >= FORMAT_INT8 && first <= FORMAT_INT8 + 3);
    unsigned width = 1u << (first - FORMAT_INT8);
    uint64_t bits = read_wide(r, width);
    uint64_t sign = UINT64_C(1) << (width * 8 - 1);
    uint64_t below = sign - (bits & (sign - 1)); /* its distance from zero */
    uint64_t narrower = width == 1 ? 32 : UINT64_C(1) << (width * 4 - 1);
    if ((bits & sign) == 0 || below <= narrower)
        fail(r);
}

/* What a first byte announces. Extensions (c7 to c9, d4 to d8) and the reserved c1 are in no row:
 * we never write them. */
static const struct sort {
    uint8_t first, last;
    enum { SORT_ALONE, SORT_FLOAT, SORT_UNSIGNED, SORT_SIGNED, SORT_SPAN, SORT_MANY } what;
    const struct prefix *prefix; /* SPAN, MANY */
} sorts[] = {
    {0x00, FORMAT_FIXMAP - 1, SORT_UNSIGNED, NULL},
    {FORMAT_FIXMAP, FORMAT_FIXARRAY - 1, SORT_MANY, &map_prefix},
    {FORMAT_FIXARRAY, FORMAT_FIXSTR - 1, SORT_MANY, &array_prefix},
    {FORMAT_FIXSTR, FORMAT_NIL - 1, SORT_SPAN, &string_prefix},
    {FORMAT_NIL, FORMAT_NIL, SORT_ALONE, NULL},
    {FORMAT_FALSE, FORMAT_TRUE, SORT_ALONE, NULL},
    {FORMAT_BIN8, FORMAT_BIN8 + 2, SORT_SPAN, &binary_prefix},
    {FORMAT_FLOAT32, FORMAT_FLOAT64, SORT_FLOAT, NULL},
    {FORMAT_UINT8, FORMAT_UINT8 + 3, SORT_UNSIGNED, NULL},
    {FORMAT_INT8, FORMAT_INT8 + 3, SORT_SIGNED, NULL},
    {FORMAT_STR8, FORMAT_STR8 + 2, SORT_SPAN, &string_prefix},
    {FORMAT_ARRAY16, FORMAT_ARRAY16 + 1, SORT_MANY, &array_prefix},
    {FORMAT_MAP16, FORMAT_MAP16 + 1, SORT_MANY, &map_prefix},
    {FORMAT_NEGATIVE_FIXINT, 0xff, SORT_ALONE, NULL},
};

static const struct sort *sort_of(uint8_t first)
{
    for (size_t i = 0; i < sizeof sorts / sizeof sorts[0]; i++) {
        ALCOVE_ASSERT(sorts[i].first <= sorts[i].last);
        if (first >= sorts[i].first && first <= sorts[i].last)
            return &sorts[i];
    }
    return NULL;
}

/* One value without what it contains; returns how many values follow as its contents. */
static size_t skip_shallow(struct msgpack_reader *r)
{
    uint8_t first = byte_read_u8(&r->bytes);
    const struct sort *sort = sort_of(first);
    size_t ignored;
    if (r->bytes.failed || sort == NULL)
        return (size_t)fail(r);
    switch (sort->what) {
    case SORT_ALONE:
        break;
    case SORT_FLOAT:
        byte_read_span(&r->bytes, first == FORMAT_FLOAT32 ? 4 : 8);
        break;
    case SORT_UNSIGNED:
        unsigned_after(r, first);
        break;
    case SORT_SIGNED:
        skip_negative(r, first);
        break;
    case SORT_SPAN:
        span_after(r, sort->prefix, first, SIZE_MAX, &ignored);
        break;
    case SORT_MANY:
        return count_after(r, sort->prefix, first) * (sort->prefix == &map_prefix ? 2 : 1);
    }
    return 0;
}

void msgpack_skip(struct msgpack_reader *r)
{
    /* Values still to come, at each depth. No recursion: the depth is the attacker's choice. */
    size_t waiting[MSGPACK_DEPTH_MAX + 1] = {1};
    size_t depth = 0;
    while (!r->bytes.failed) {
        if (waiting[depth] == 0) {
            if (depth == 0)
                return;
            depth--;
            continue;
        }
        waiting[depth]--;
        ALCOVE_ASSERT(depth <= MSGPACK_DEPTH_MAX);
        size_t inside = skip_shallow(r);
        if (inside == 0)
            continue;
        if (depth == MSGPACK_DEPTH_MAX) {
            fail(r);
            return;
        }
        waiting[++depth] = inside;
    }
}

bool msgpack_reader_finished(const struct msgpack_reader *r)
{
    ALCOVE_ASSERT(r->bytes.at <= r->bytes.size);
    return !r->bytes.failed && byte_reader_left(&r->bytes) == 0;
}

bool msgpack_reader_failed(const struct msgpack_reader *r)
{
    ALCOVE_ASSERT(r->bytes.at <= r->bytes.size);
    return r->bytes.failed;
}
