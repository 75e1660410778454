#include "devices/picture_counter.h"

#include <string.h>

#define BLOCKS      24
#define BITS        19
#define FIRST_BIT   2
#define PARITY      (FIRST_BIT + BITS)
#define LIGHT       208
#define DARK        44
#define NEUTRAL     128
#define CONTRAST    40 /* least difference of light and dark that is no accident */
#define BAR_PARTS   20
#define BAR_MIN     4
#define BLOCK_PARTS 4 /* an edge of a block that is not read, since scaling smears it */

static int bar_height(const struct picture *picture)
{
    int height = picture->height / BAR_PARTS & ~1;
    return height < BAR_MIN ? BAR_MIN : height;
}

static bool parity_of(uint32_t code)
{
    bool odd = false;
    for (; code != 0; code &= code - 1)
        odd = !odd;
    return odd;
}

/* What the 24 blocks say, the first one in the highest bit. */
static uint32_t blocks_of(uint32_t number)
{
    uint32_t code = (number ^ number >> 1) & (PICTURE_COUNTER_MODULUS - 1);
    uint32_t data = code << 1 | (parity_of(code) ? 1 : 0);
    return UINT32_C(1) << (BLOCKS - 2) | data << 2 | 2;
}

void picture_counter_draw(struct picture *picture, uint32_t number)
{
    if (picture->width < PICTURE_COUNTER_WIDTH_MIN)
        return;
    number &= PICTURE_COUNTER_MODULUS - 1;
    uint32_t blocks = blocks_of(number);
    int height = bar_height(picture);
    uint8_t *first = picture->plane[0];
    for (int b = 0; b < BLOCKS; b++) {
        int from = b * picture->width / BLOCKS;
        int to = (b + 1) * picture->width / BLOCKS;
        bool light = (blocks >> (BLOCKS - 1 - b) & 1) != 0;
        memset(first + from, light ? LIGHT : DARK, (size_t)(to - from));
    }
    for (int y = 1; y < height; y++)
        memcpy(first + (ptrdiff_t)y * picture->stride[0], first, (size_t)picture->width);
    for (int p = 1; p < 3; p++) {
        for (int y = 0; y < height / 2; y++)
            memset(picture->plane[p] + (ptrdiff_t)y * picture->stride[p], NEUTRAL,
                   (size_t)picture->width / 2);
    }
}

/* The mean of the inner part of a block. */
static int block_mean(const struct picture *picture, int block)
{
    int from = block * picture->width / BLOCKS;
    int to = (block + 1) * picture->width / BLOCKS;
    int edge = (to - from) / BLOCK_PARTS;
    int height = bar_height(picture);
    int sum = 0;
    int count = 0;
    for (int y = height / BLOCK_PARTS; y < height - height / BLOCK_PARTS; y++) {
        const uint8_t *row = picture->plane[0] + (ptrdiff_t)y * picture->stride[0];
        for (int x = from + edge; x < to - edge; x++) {
            sum += row[x];
            count++;
        }
    }
    return sum / count;
}

bool picture_counter_read(const struct picture *picture, uint32_t *number)
{
    if (picture->width < PICTURE_COUNTER_WIDTH_MIN)
        return false;
    int mean[BLOCKS];
    for (int b = 0; b < BLOCKS; b++)
        mean[b] = block_mean(picture, b);
    int dark = (mean[0] + mean[BLOCKS - 1]) / 2;
    int light = (mean[1] + mean[BLOCKS - 2]) / 2;
    if (light - dark < CONTRAST)
        return false;
    uint32_t blocks = 0;
    for (int b = 0; b < BLOCKS; b++) {
        /* In doubt within an eighth of the middle. */
        int above = 2 * mean[b] - (light + dark);
        if (4 * above < light - dark && 4 * above > dark - light)
            return false;
        blocks = blocks << 1 | (above > 0 ? 1 : 0);
    }
    uint32_t code = blocks >> 3 & (PICTURE_COUNTER_MODULUS - 1);
    uint32_t value = code;
    for (int shift = 1; shift < BITS; shift *= 2)
        value ^= value >> shift;
    if (blocks_of(value) != blocks)
        return false;
    *number = value;
    return true;
}
