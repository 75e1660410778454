#include "devices/camera_mjpeg.h"

#include <stdlib.h>
#include <turbojpeg.h>

#include "base/assert.h"

struct mjpeg {
    tjhandle decompressor;
    int width, height;
    uint8_t *planes;                /* room for a 4:2:2 image: Y, then U and V of half the width */
    uint8_t luma[256], chroma[256]; /* from the full range to the limited one */
};

static void ranges_fill(struct mjpeg *mjpeg)
{
    for (int i = 0; i < 256; i++) {
        mjpeg->luma[i] = (uint8_t)(16 + (i * 219 + 127) / 255);
        mjpeg->chroma[i] = (uint8_t)(16 + (i * 224 + 127) / 255);
    }
}

struct mjpeg *mjpeg_create(int width, int height)
{
    ALCOVE_ASSERT(width >= 16 && height >= 16 && width % 2 == 0 && height % 2 == 0);
    struct mjpeg *mjpeg = calloc(1, sizeof *mjpeg);
    if (mjpeg == NULL)
        return NULL;
    mjpeg->width = width;
    mjpeg->height = height;
    mjpeg->planes = malloc((size_t)width * (size_t)height * 2);
    mjpeg->decompressor = tjInitDecompress();
    ranges_fill(mjpeg);
    if (mjpeg->planes != NULL && mjpeg->decompressor != NULL)
        return mjpeg;
    mjpeg_destroy(mjpeg);
    return NULL;
}

void mjpeg_destroy(struct mjpeg *mjpeg)
{
    if (mjpeg == NULL)
        return;
    if (mjpeg->decompressor != NULL)
        (void)tjDestroy(mjpeg->decompressor);
    free(mjpeg->planes);
    free(mjpeg);
}

static void luma_take(const struct mjpeg *mjpeg, struct picture *picture)
{
    const uint8_t *from = mjpeg->planes;
    for (int y = 0; y < picture->height; y++) {
        uint8_t *row = picture->plane[0] + (ptrdiff_t)y * picture->stride[0];
        for (int x = 0; x < picture->width; x++)
            row[x] = mjpeg->luma[*from++];
    }
}

/* `rows` of the image make one of the picture: 2 for 4:2:2, 1 for 4:2:0. */
static void chroma_take(const struct mjpeg *mjpeg, const uint8_t *from, size_t rows,
                        struct picture *picture, int plane)
{
    size_t width = (size_t)picture->width / 2;
    for (int y = 0; y < picture->height / 2; y++) {
        const uint8_t *first = from + (size_t)y * rows * width;
        const uint8_t *last = first + (rows - 1) * width;
        uint8_t *row = picture->plane[plane] + (ptrdiff_t)y * picture->stride[plane];
        for (size_t x = 0; x < width; x++)
            row[x] = mjpeg->chroma[((unsigned)first[x] + last[x] + 1) / 2];
    }
}

/* The image's planes into mjpeg->planes; *rows of chroma make one of a picture. */
static bool planes_decode(struct mjpeg *mjpeg, const uint8_t *bytes, size_t size, size_t *rows)
{
    int width = 0;
    int height = 0;
    int sampling = -1;
    int space = -1;
    if (tjDecompressHeader3(mjpeg->decompressor, bytes, size, &width, &height, &sampling, &space) !=
        0)
        return false;
    if (width != mjpeg->width || height != mjpeg->height || space != TJCS_YCbCr ||
        (sampling != TJSAMP_422 && sampling != TJSAMP_420))
        return false;
    *rows = sampling == TJSAMP_422 ? 2 : 1;
    size_t luma_bytes = (size_t)width * (size_t)height;
    uint8_t *u = mjpeg->planes + luma_bytes;
    uint8_t *planes[3] = {mjpeg->planes, u, u + luma_bytes / 4 * *rows};
    return tjDecompressToYUVPlanes(mjpeg->decompressor, bytes, size, planes, width, NULL, height,
                                   TJFLAG_FASTDCT) == 0;
}

bool mjpeg_decode(struct mjpeg *mjpeg, const uint8_t *bytes, size_t size, struct picture *picture)
{
    ALCOVE_ASSERT(picture->width == mjpeg->width && picture->height == mjpeg->height);
    if (mjpeg->decompressor == NULL)
        mjpeg->decompressor = tjInitDecompress();
    size_t rows = 0;
    if (mjpeg->decompressor == NULL)
        return false;
    if (!planes_decode(mjpeg, bytes, size, &rows)) {
        /* After a damaged header libjpeg-turbo 2.1 refuses good images too: begin anew. */
        (void)tjDestroy(mjpeg->decompressor);
        mjpeg->decompressor = NULL;
        return false;
    }
    const uint8_t *u = mjpeg->planes + (size_t)mjpeg->width * (size_t)mjpeg->height;
    const uint8_t *v = u + (size_t)mjpeg->width * (size_t)mjpeg->height / 4 * rows;
    luma_take(mjpeg, picture);
    chroma_take(mjpeg, u, rows, picture, 1);
    chroma_take(mjpeg, v, rows, picture, 2);
    return true;
}
