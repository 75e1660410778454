#include "widgets/png.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/assert.h"

static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

struct image {
    const uint32_t *pixels;
    int width;
    int height;
    bool alpha;
};

static void put_u32(uint8_t *out, uint32_t value)
{
    out[0] = (uint8_t)(value >> 24);
    out[1] = (uint8_t)(value >> 16);
    out[2] = (uint8_t)(value >> 8);
    out[3] = (uint8_t)value;
}

/* Length, type, data, and the CRC of type and data (PNG 5.3). */
static bool chunk_write(FILE *file, const char type[4], const uint8_t *data, size_t size)
{
    uint8_t head[8];
    uint8_t tail[4];
    put_u32(head, (uint32_t)size);
    memcpy(head + 4, type, 4);
    uLong crc = crc32(crc32(0, NULL, 0), head + 4, 4);
    if (size > 0)
        crc = crc32(crc, data, (uInt)size);
    put_u32(tail, (uint32_t)crc);
    return fwrite(head, 1, 8, file) == 8 && (size == 0 || fwrite(data, 1, size, file) == size) &&
           fwrite(tail, 1, 4, file) == 4;
}

/* Rows of RGB, or RGBA, each differenced with the row above (filter 2): flat areas become zeros. */
static uint8_t *rows_filtered(const struct image *image, size_t *size)
{
    const uint32_t *pixels = image->pixels;
    int width = image->width;
    int height = image->height;
    size_t row_bytes = 1 + (image->alpha ? 4 : 3) * (size_t)width;
    *size = row_bytes * (size_t)height;
    uint8_t *rows = malloc(*size);
    for (int y = 0; rows != NULL && y < height; y++) {
        uint8_t *out = rows + (size_t)y * row_bytes;
        const uint32_t *line = pixels + (size_t)y * (size_t)width;
        *out++ = 2;
        for (int x = 0; x < width; x++) {
            uint32_t above = y > 0 ? line[x - width] : 0;
            *out++ = (uint8_t)((line[x] >> 16 & 0xff) - (above >> 16 & 0xff));
            *out++ = (uint8_t)((line[x] >> 8 & 0xff) - (above >> 8 & 0xff));
            *out++ = (uint8_t)((line[x] & 0xff) - (above & 0xff));
            if (image->alpha)
                *out++ = (uint8_t)((line[x] >> 24) - (above >> 24));
        }
    }
    return rows;
}

static bool chunks_write(FILE *file, const struct image *image, const uint8_t *packed, size_t size)
{
    uint8_t header[13] = {0};
    put_u32(header, (uint32_t)image->width);
    put_u32(header + 4, (uint32_t)image->height);
    header[8] = 8;                    /* bits a sample */
    header[9] = image->alpha ? 6 : 2; /* colour type: RGBA or RGB */
    return fwrite(signature, 1, sizeof signature, file) == sizeof signature &&
           chunk_write(file, "IHDR", header, sizeof header) &&
           chunk_write(file, "IDAT", packed, size) && chunk_write(file, "IEND", NULL, 0);
}

static bool image_write(const char *path, const struct image *image)
{
    ALCOVE_ASSERT(image->width > 0 && image->height > 0);
    size_t size = 0;
    uint8_t *rows = rows_filtered(image, &size);
    uLongf packed_size = compressBound((uLong)size);
    uint8_t *packed = malloc(packed_size);
    bool done = rows != NULL && packed != NULL &&
                compress2(packed, &packed_size, rows, (uLong)size, 6) == Z_OK;
    FILE *file = done ? fopen(path, "wb") : NULL;
    if (file != NULL) {
        done = chunks_write(file, image, packed, packed_size);
        done = fclose(file) == 0 && done;
        if (!done)
            remove(path);
    }
    free(rows);
    free(packed);
    return file != NULL && done;
}

bool png_write(const char *path, const uint32_t *pixels, int width, int height)
{
    return image_write(path, &(struct image){pixels, width, height, false});
}

bool png_write_alpha(const char *path, const uint32_t *pixels, int width, int height)
{
    return image_write(path, &(struct image){pixels, width, height, true});
}
