#include "devices/qr_reader.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <zbar.h>

#include "base/assert.h"

struct qr_reader {
    zbar_image_scanner_t *scanner;
};

struct qr_reader *qr_reader_open(void)
{
    struct qr_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL)
        return NULL;
    reader->scanner = zbar_image_scanner_create();
    if (reader->scanner == NULL) {
        free(reader);
        return NULL;
    }
    /* QR codes alone: stripes of a shirt are read as bar codes otherwise. */
    zbar_image_scanner_set_config(reader->scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
    zbar_image_scanner_set_config(reader->scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
    return reader;
}

void qr_reader_close(struct qr_reader *reader)
{
    if (reader == NULL)
        return;
    zbar_image_scanner_destroy(reader->scanner);
    free(reader);
}

static bool take_text(const zbar_symbol_t *symbol, const char *prefix, char *out, size_t capacity)
{
    const char *text = zbar_symbol_get_data(symbol);
    size_t size = zbar_symbol_get_data_length(symbol);
    size_t prefix_size = strlen(prefix);
    if (text == NULL || size < prefix_size || size >= capacity ||
        memchr(text, '\0', size) != NULL || strncasecmp(text, prefix, prefix_size) != 0)
        return false;
    memcpy(out, text, size);
    out[size] = '\0';
    return true;
}

/* zbar wants rows without a gap; it frees the copy together with the image. */
static zbar_image_t *image_of(const struct picture *picture)
{
    size_t width = (size_t)picture->width;
    size_t height = (size_t)picture->height;
    uint8_t *luma = malloc(width * height);
    zbar_image_t *image = luma == NULL ? NULL : zbar_image_create();
    if (image == NULL) {
        free(luma);
        return NULL;
    }
    for (size_t y = 0; y < height; y++)
        memcpy(luma + y * width, picture->plane[0] + y * (size_t)picture->stride[0], width);
    zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
    zbar_image_set_size(image, (unsigned)picture->width, (unsigned)picture->height);
    zbar_image_set_data(image, luma, width * height, zbar_image_free_data);
    return image;
}

bool qr_reader_read(struct qr_reader *reader, const struct picture *picture, const char *prefix,
                    char *out, size_t capacity)
{
    ALCOVE_ASSERT(capacity > 0);
    zbar_image_t *image = image_of(picture);
    bool found = false;
    if (image == NULL)
        return false;
    if (zbar_scan_image(reader->scanner, image) > 0) {
        const zbar_symbol_t *symbol = zbar_image_first_symbol(image);
        for (; symbol != NULL && !found; symbol = zbar_symbol_next(symbol))
            found = take_text(symbol, prefix, out, capacity);
    }
    zbar_image_destroy(image);
    return found;
}
