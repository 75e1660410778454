/* All golden frames of a folder on one picture, for people to look at: contact_sheet FOLDER FILE.
 * Reads only what widgets/png.h writes: RGB, one IDAT, every row with filter 2. */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "widgets/png.h"

#define THUMB_WIDTH  280
#define THUMB_HEIGHT 180
#define GAP          12
#define COLUMNS      8
#define FRAMES_MAX   1000
#define SIDE_MAX     8192
#define BEHIND       0xff808080u
#define HEAD_BYTES   41 /* signature, IHDR, and what begins IDAT */

struct frame {
    int width, height;
    uint32_t *pixels;
};

static uint32_t u32_at(const uint8_t *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static uint8_t *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = NULL;
    long end = -1;
    if (file == NULL)
        return NULL;
    if (fseek(file, 0, SEEK_END) == 0)
        end = ftell(file);
    if (end > HEAD_BYTES && fseek(file, 0, SEEK_SET) == 0)
        bytes = malloc((size_t)end);
    if (bytes != NULL && fread(bytes, 1, (size_t)end, file) != (size_t)end) {
        free(bytes);
        bytes = NULL;
    }
    fclose(file);
    *size = bytes != NULL ? (size_t)end : 0;
    return bytes;
}

/* Undoes filter 2; the sums stay within a byte each. */
static void unfilter(const uint8_t *rows, struct frame *frame)
{
    size_t width = (size_t)frame->width;
    for (int y = 0; y < frame->height; y++) {
        const uint8_t *row = rows + (size_t)y * (1 + 3 * width) + 1;
        uint32_t *out = frame->pixels + (size_t)y * width;
        for (size_t x = 0; x < width; x++) {
            uint32_t above = y > 0 ? *(out + x - width) : 0;
            uint32_t red = (row[3 * x] + (above >> 16)) & 0xff;
            uint32_t green = (row[3 * x + 1] + (above >> 8)) & 0xff;
            uint32_t blue = (row[3 * x + 2] + above) & 0xff;
            out[x] = 0xff000000u | red << 16 | green << 8 | blue;
        }
    }
}

static bool read_frame(const char *path, struct frame *frame)
{
    size_t size;
    uint8_t *bytes = read_file(path, &size);
    if (bytes == NULL)
        return false;
    frame->width = (int)u32_at(bytes + 16);
    frame->height = (int)u32_at(bytes + 20);
    size_t packed = u32_at(bytes + 33);
    bool sane = frame->width > 0 && frame->width <= SIDE_MAX && frame->height > 0 &&
                frame->height <= SIDE_MAX && packed <= size - HEAD_BYTES;
    size_t pixels = sane ? (size_t)frame->width * (size_t)frame->height : 0;
    uLongf raw_size = sane ? (uLongf)(3 * pixels + (size_t)frame->height) : 0;
    uint8_t *raw = sane ? malloc(raw_size) : NULL;
    frame->pixels = sane ? malloc(pixels * sizeof *frame->pixels) : NULL;
    bool read = raw != NULL && frame->pixels != NULL &&
                uncompress(raw, &raw_size, bytes + HEAD_BYTES, (uLong)packed) == Z_OK;
    if (read)
        unfilter(raw, frame);
    free(raw);
    free(bytes);
    if (!read)
        free(frame->pixels);
    return read;
}

/* The mean of the pixels that fall on this one of the thumb. */
static uint32_t mean_of(const struct frame *frame, int x, int y)
{
    uint32_t sum[3] = {0};
    uint32_t count = 0;
    int right = (x + 1) * frame->width / THUMB_WIDTH;
    int bottom = (y + 1) * frame->height / THUMB_HEIGHT;
    for (int v = y * frame->height / THUMB_HEIGHT; v < bottom; v++) {
        for (int u = x * frame->width / THUMB_WIDTH; u < right; u++, count++) {
            uint32_t pixel = frame->pixels[(size_t)v * (size_t)frame->width + (size_t)u];
            sum[0] += pixel >> 16 & 0xff;
            sum[1] += pixel >> 8 & 0xff;
            sum[2] += pixel & 0xff;
        }
    }
    if (count == 0)
        return BEHIND;
    return 0xff000000u | sum[0] / count << 16 | sum[1] / count << 8 | sum[2] / count;
}

static void put(const struct frame *frame, struct frame *sheet, int place)
{
    int left = GAP + place % COLUMNS * (THUMB_WIDTH + GAP);
    int top = GAP + place / COLUMNS * (THUMB_HEIGHT + GAP);
    for (int y = 0; y < THUMB_HEIGHT; y++) {
        uint32_t *out = sheet->pixels + (size_t)(top + y) * (size_t)sheet->width + left;
        for (int x = 0; x < THUMB_WIDTH; x++)
            out[x] = mean_of(frame, x, y);
    }
}

static int is_frame(const struct dirent *entry)
{
    size_t size = strlen(entry->d_name);
    return size > 4 && strcmp(entry->d_name + size - 4, ".png") == 0;
}

static bool begin_sheet(struct frame *sheet, int count)
{
    int rows = (count + COLUMNS - 1) / COLUMNS;
    sheet->width = GAP + COLUMNS * (THUMB_WIDTH + GAP);
    sheet->height = GAP + rows * (THUMB_HEIGHT + GAP);
    size_t size = (size_t)sheet->width * (size_t)sheet->height;
    sheet->pixels = malloc(size * sizeof *sheet->pixels);
    for (size_t i = 0; sheet->pixels != NULL && i < size; i++)
        sheet->pixels[i] = BEHIND;
    return sheet->pixels != NULL;
}

int main(int argc, char **argv)
{
    struct dirent **entries;
    struct frame sheet;
    if (argc != 3) {
        fprintf(stderr, "usage: contact_sheet FOLDER FILE\n");
        return 2;
    }
    int count = scandir(argv[1], &entries, is_frame, alphasort);
    if (count < 1 || count > FRAMES_MAX || !begin_sheet(&sheet, count)) {
        fprintf(stderr, "%s has no frames\n", argv[1]);
        return 1;
    }
    for (int i = 0; i < count; i++) {
        char path[4096];
        struct frame frame;
        snprintf(path, sizeof path, "%s/%s", argv[1], entries[i]->d_name);
        if (read_frame(path, &frame)) {
            put(&frame, &sheet, i);
            free(frame.pixels);
        }
        free(entries[i]);
    }
    free(entries);
    bool done = png_write(argv[2], sheet.pixels, sheet.width, sheet.height);
    free(sheet.pixels);
    if (done)
        printf("%d frames on %s\n", count, argv[2]);
    return done ? 0 : 1;
}
