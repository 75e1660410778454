/* Makes one plane of a picture larger or smaller, row by row: squares are averaged down to less
 * than twice the wanted size, the rest is linear. Done on the planes, before colours are converted,
 * because they hold 1.5 bytes a pixel and the window 4. All of it is whole numbers, the same on
 * every machine. Inside of renderer.h. */
#ifndef ALCOVE_WIDGETS_PLANE_SCALE_H
#define ALCOVE_WIDGETS_PLANE_SCALE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLANE_WIDTH_MAX  8192
#define PLANE_FACTOR_MAX 8
#define STRETCH_GROUP    8

struct plane {
    const uint8_t *samples;
    int stride; /* bytes */
    int width;
    int height;
};

/* Columns side by side whose samples are near each other. */
struct stretch_group {
    uint16_t weights[STRETCH_GROUP]; /* of 256, of the right one of each pair */
    uint8_t pairs[2 * STRETCH_GROUP];
    uint16_t first; /* the sample from which the pairs count */
    bool close;     /* its pairs are within 16 samples; otherwise only `columns` tell */
};

/* How a row of one width becomes one of another. */
struct stretch {
    int given;
    int wanted;
    bool mirrored;
    uint32_t columns[PLANE_WIDTH_MAX]; /* where each lies in the given row, in 1/65536 */
    struct stretch_group groups[PLANE_WIDTH_MAX / STRETCH_GROUP];
    uint8_t row[PLANE_WIDTH_MAX + 16]; /* the given one, mixed of two */
};

/* Columns `first` to `end` are wanted. */
struct stretch_part {
    int first;
    int end;
    uint8_t *out; /* end - first + STRETCH_GROUP bytes */
};

/* The average of each square of `factor` (2, 4 or 8) samples of `from`, from row `first` of squares
 * to `end`; row y is put at `to` + y * (width / factor). */
void plane_shrink(const struct plane *from, int factor, int first, int end, uint8_t *to);

/* Where sample `i` of `wanted` lies among `given`, in 1/65536, measured at the middles. */
uint32_t plane_position(int i, int wanted, int given);

/* Costs nothing when it is set so already; zeroed before the first time. Widths are at most
 * PLANE_WIDTH_MAX. */
void stretch_set(struct stretch *stretch, int given, int wanted, bool mirrored);

/* One row of `from` at height `at`, see plane_position. Returns its part, which lies in `part.out`
 * or, where nothing is to be done, in the plane itself. */
const uint8_t *stretch_row(struct stretch *stretch, const struct plane *from, uint32_t at,
                           struct stretch_part part);

#endif
