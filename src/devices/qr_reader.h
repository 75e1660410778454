/* Finds QR codes in pictures, by zbar. Called by the command that joins with a camera. What a code
 * says comes from anybody: it is bytes of at most the caller's size, and nothing is done with it
 * here. */
#ifndef ALCOVE_DEVICES_QR_READER_H
#define ALCOVE_DEVICES_QR_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "media/picture.h"

struct qr_reader;

struct qr_reader *qr_reader_open(void);         /* NULL when memory is short */
void qr_reader_close(struct qr_reader *reader); /* NULL is allowed */

/* Looks at the brightness of one picture. True when there is a code whose text begins with
 * `prefix` in either case and has at most `capacity` - 1 bytes without a NUL: `out` is that text,
 * NUL-terminated. */
bool qr_reader_read(struct qr_reader *reader, const struct picture *picture, const char *prefix,
                    char *out, size_t capacity);

#endif
