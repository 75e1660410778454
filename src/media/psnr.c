#include "media/psnr.h"

#include <math.h>

#include "base/assert.h"

double picture_error_luma(const struct picture *a, const struct picture *b)
{
    ALCOVE_ASSERT(a->width == b->width && a->height == b->height);
    uint64_t sum = 0;
    for (int y = 0; y < a->height; y++) {
        const uint8_t *row_a = a->plane[0] + (ptrdiff_t)y * a->stride[0];
        const uint8_t *row_b = b->plane[0] + (ptrdiff_t)y * b->stride[0];
        uint32_t row_sum = 0;
        for (int x = 0; x < a->width; x++) {
            int difference = row_a[x] - row_b[x];
            row_sum += (uint32_t)(difference * difference);
        }
        sum += row_sum;
    }
    return (double)sum / ((double)a->width * (double)a->height);
}

double psnr_of_error(double mean_squared_error)
{
    ALCOVE_ASSERT(mean_squared_error >= 0.0);
    if (mean_squared_error < 255.0 * 255.0 * 1e-10)
        return PSNR_IDENTICAL_DB;
    return 10.0 * log10(255.0 * 255.0 / mean_squared_error);
}

double picture_psnr_luma(const struct picture *a, const struct picture *b)
{
    return psnr_of_error(picture_error_luma(a, b));
}
