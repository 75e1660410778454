#include "widgets/plane_scale.h"

#include <string.h>

#include "base/assert.h"

#ifdef __SSSE3__
#include <tmmintrin.h>
#endif

#define SUMS_AT_ONCE 8

#ifdef __SSSE3__

/* Eight more samples into as many sums. */
static void sums_add(uint16_t *sums, const uint8_t *samples)
{
    __m128i more = _mm_unpacklo_epi8(_mm_loadl_epi64((const void *)samples), _mm_setzero_si128());
    _mm_storeu_si128((void *)sums, _mm_add_epi16(_mm_loadu_si128((const void *)sums), more));
}

/* Sixteen sums become eight, each of two neighbours. `to` may be `sums`. */
static void sums_pair(const uint16_t *sums, uint16_t *to)
{
    __m128i low = _mm_loadu_si128((const void *)sums);
    __m128i high = _mm_loadu_si128((const void *)(sums + SUMS_AT_ONCE));
    _mm_storeu_si128((void *)to, _mm_hadd_epi16(low, high));
}

#else

static void sums_add(uint16_t *sums, const uint8_t *samples)
{
    for (int i = 0; i < SUMS_AT_ONCE; i++)
        sums[i] = (uint16_t)(sums[i] + samples[i]);
}

static void sums_pair(const uint16_t *sums, uint16_t *to)
{
    for (int i = 0; i < SUMS_AT_ONCE; i++)
        to[i] = (uint16_t)(sums[2 * i] + sums[2 * i + 1]);
}

#endif

/* One row of squares: each column down, then neighbours by twos. `sums` has room for 2 *
 * SUMS_AT_ONCE more than the row is wide. */
static void squares_average(const struct plane *from, int y, int factor, uint16_t *sums,
                            uint8_t *to)
{
    size_t width = (size_t)(from->width / factor * factor);
    memset(sums, 0, width * sizeof *sums);
    for (int row = y; row < y + factor; row++) {
        const uint8_t *samples = from->samples + (ptrdiff_t)row * from->stride;
        size_t x = 0;
        for (; x + SUMS_AT_ONCE <= width; x += SUMS_AT_ONCE)
            sums_add(sums + x, samples + x);
        for (; x < width; x++)
            sums[x] = (uint16_t)(sums[x] + samples[x]);
    }
    int bits = 0; /* of how many samples each sum is, as a power of two */
    for (int part = factor; part > 1; part /= 2, bits += 2) {
        width /= 2;
        for (size_t x = 0; x < width; x += SUMS_AT_ONCE)
            sums_pair(sums + 2 * x, sums + x);
    }
    for (size_t x = 0; x < width; x++)
        to[x] = (uint8_t)((sums[x] + (1u << bits >> 1)) >> bits);
}

void plane_shrink(const struct plane *from, int factor, int first, int end, uint8_t *to)
{
    ALCOVE_ASSERT(factor == 2 || factor == 4 || factor == PLANE_FACTOR_MAX);
    ALCOVE_ASSERT(from->width <= PLANE_WIDTH_MAX && 0 <= first && end * factor <= from->height);
    uint16_t sums[PLANE_WIDTH_MAX + 2 * SUMS_AT_ONCE];
    int width = from->width / factor;
    for (int y = first; y < end; y++)
        squares_average(from, y * factor, factor, sums, to + (ptrdiff_t)y * width);
}

uint32_t plane_position(int i, int wanted, int given)
{
    int64_t at = (int64_t)(2 * i + 1) * given * 32768 / wanted - 32768;
    int64_t last = (int64_t)(given - 1) * 65536;
    return (uint32_t)(at < 0 ? 0 : at > last ? last : at);
}

/* Eight columns of which one load holds all samples: where each is, in pairs of bytes. */
static void group_set(struct stretch_group *group, const uint32_t *columns)
{
    uint32_t first = columns[0] < columns[STRETCH_GROUP - 1] ? columns[0] : columns[7];
    uint32_t last = columns[0] < columns[STRETCH_GROUP - 1] ? columns[7] : columns[0];
    group->first = (uint16_t)(first >> 16);
    group->close = (last >> 16) - (first >> 16) + 2 <= 16;
    for (int i = 0; i < STRETCH_GROUP && group->close; i++) {
        uint8_t at = (uint8_t)((columns[i] >> 16) - (first >> 16));
        group->pairs[2 * i] = at;
        group->pairs[2 * i + 1] = (uint8_t)(at + 1);
        group->weights[i] = (uint16_t)(columns[i] >> 8 & 0xff);
    }
}

void stretch_set(struct stretch *stretch, int given, int wanted, bool mirrored)
{
    ALCOVE_ASSERT(wanted > 0 && wanted <= PLANE_WIDTH_MAX);
    ALCOVE_ASSERT(given > 0 && given <= PLANE_WIDTH_MAX);
    if (stretch->given == given && stretch->wanted == wanted && stretch->mirrored == mirrored)
        return;
    *stretch = (struct stretch){.given = given, .wanted = wanted, .mirrored = mirrored};
    for (int x = 0; x < wanted; x++)
        stretch->columns[x] = plane_position(mirrored ? wanted - 1 - x : x, wanted, given);
    for (int x = 0; x + STRETCH_GROUP <= wanted; x += STRETCH_GROUP)
        group_set(&stretch->groups[x / STRETCH_GROUP], stretch->columns + x);
}

static void samples_mix(const uint8_t *upper, const uint8_t *lower, unsigned weight, size_t count,
                        uint8_t *out)
{
    for (size_t x = 0; x < count; x++)
        out[x] = (uint8_t)((upper[x] * (256 - weight) + lower[x] * weight) >> 8);
}

static void columns_take(const uint8_t *row, const uint32_t *columns, int count, uint8_t *out)
{
    for (int x = 0; x < count; x++) {
        const uint8_t *pair = row + (columns[x] >> 16);
        uint32_t weight = columns[x] >> 8 & 0xff;
        out[x] = (uint8_t)((pair[0] * (256 - weight) + pair[1] * weight) >> 8);
    }
}

#ifdef __SSSE3__

#define MIXED_AT_ONCE 16

static __m128i mixed_8(__m128i upper, __m128i lower, __m128i rest, __m128i weight)
{
    __m128i sum = _mm_add_epi16(_mm_mullo_epi16(upper, rest), _mm_mullo_epi16(lower, weight));
    return _mm_srli_epi16(sum, 8);
}

/* The same sums as samples_mix makes. */
static void mix_at_once(const uint8_t *upper, const uint8_t *lower, unsigned weight, uint8_t *out)
{
    __m128i zero = _mm_setzero_si128();
    __m128i part = _mm_set1_epi16((int16_t)weight);
    __m128i rest = _mm_set1_epi16((int16_t)(256 - weight));
    __m128i up = _mm_loadu_si128((const void *)upper);
    __m128i down = _mm_loadu_si128((const void *)lower);
    __m128i low = mixed_8(_mm_unpacklo_epi8(up, zero), _mm_unpacklo_epi8(down, zero), rest, part);
    __m128i high = mixed_8(_mm_unpackhi_epi8(up, zero), _mm_unpackhi_epi8(down, zero), rest, part);
    _mm_storeu_si128((void *)out, _mm_packus_epi16(low, high));
}

/* The same sums as columns_take makes. */
static void group_take(const uint8_t *row, const struct stretch_group *group, uint8_t *out)
{
    __m128i samples = _mm_loadu_si128((const void *)(row + group->first));
    __m128i pairs = _mm_shuffle_epi8(samples, _mm_loadu_si128((const void *)group->pairs));
    __m128i right_part = _mm_loadu_si128((const void *)group->weights);
    __m128i left_part = _mm_sub_epi16(_mm_set1_epi16(256), right_part);
    __m128i left = _mm_mullo_epi16(_mm_and_si128(pairs, _mm_set1_epi16(0xff)), left_part);
    __m128i right = _mm_mullo_epi16(_mm_srli_epi16(pairs, 8), right_part);
    __m128i sum = _mm_srli_epi16(_mm_add_epi16(left, right), 8);
    _mm_storel_epi64((void *)out, _mm_packus_epi16(sum, sum));
}

#else

#define MIXED_AT_ONCE 1

static void mix_at_once(const uint8_t *upper, const uint8_t *lower, unsigned weight, uint8_t *out)
{
    samples_mix(upper, lower, weight, 1, out);
}

static void group_take(const uint8_t *row, const struct stretch_group *group, uint8_t *out)
{
    for (int i = 0; i < STRETCH_GROUP; i++) {
        const uint8_t *pair = row + group->first + group->pairs[2 * i];
        unsigned weight = group->weights[i];
        out[i] = (uint8_t)((pair[0] * (256 - weight) + pair[1] * weight) >> 8);
    }
}

#endif

/* Two rows mixed into one, `weight` of 256 from the lower one. The last samples, fewer than fit at
 * once, are done with some that were done before. */
static void rows_mix(const uint8_t *upper, const uint8_t *lower, unsigned weight, size_t width,
                     uint8_t *out)
{
    size_t x = 0;
    for (; x + MIXED_AT_ONCE <= width; x += MIXED_AT_ONCE)
        mix_at_once(upper + x, lower + x, weight, out + x);
    if (x == 0) {
        samples_mix(upper, lower, weight, width, out);
    } else if (x < width) {
        x = width - MIXED_AT_ONCE;
        mix_at_once(upper + x, lower + x, weight, out + x);
    }
}

/* From column `first`, which begins a group, to `end`. */
static void row_stretch(const struct stretch *s, const uint8_t *row, int first, int end,
                        uint8_t *out)
{
    int x = first;
    for (; x + STRETCH_GROUP <= end; x += STRETCH_GROUP, out += STRETCH_GROUP) {
        const struct stretch_group *group = &s->groups[x / STRETCH_GROUP];
        if (group->close)
            group_take(row, group, out);
        else
            columns_take(row, s->columns + x, STRETCH_GROUP, out);
    }
    columns_take(row, s->columns + x, end - x, out);
}

const uint8_t *stretch_row(struct stretch *stretch, const struct plane *from, uint32_t at,
                           struct stretch_part part)
{
    uint8_t *row = stretch->row;
    ALCOVE_ASSERT(from->width == stretch->given && (int)(at >> 16) < from->height);
    ALCOVE_ASSERT(0 <= part.first && part.first < part.end && part.end <= stretch->wanted);
    const uint8_t *upper = from->samples + (ptrdiff_t)(at >> 16) * from->stride;
    const uint8_t *lower = (int)(at >> 16) + 1 < from->height ? upper + from->stride : upper;
    unsigned weight = at >> 8 & 0xff;
    if (weight == 0 && stretch->given == stretch->wanted && !stretch->mirrored)
        return upper + part.first;
    int first = part.first / STRETCH_GROUP * STRETCH_GROUP;
    uint32_t one = stretch->columns[first] >> 16;
    uint32_t other = stretch->columns[part.end - 1] >> 16;
    uint32_t left = one < other ? one : other;
    uint32_t right = (one < other ? other : one) + 2;
    right = right < (uint32_t)from->width ? right : (uint32_t)from->width;
    rows_mix(upper + left, lower + left, weight, right - left, row + left);
    memset(row + right, row[right - 1], 16);
    row_stretch(stretch, row, first, part.end, part.out);
    return part.out + part.first - first;
}
