/* YUV4MPEG2 clips (".y4m", as mjpegtools' yuv4mpeg(5) describes them), 8-bit 4:2:0 only: a header
 * line, then for each picture a line that begins with FRAME and the planes Y, U, V.
 *
 * The reader is bounded and expects hostile files: a header line is at most Y4M_LINE_MAX bytes,
 * sizes are those of struct picture, and nothing is allocated from a number in the file. */
#ifndef ALCOVE_DEVICES_Y4M_H
#define ALCOVE_DEVICES_Y4M_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "devices/device_error.h"
#include "media/picture.h"

#define Y4M_LINE_MAX 256 /* bytes of a header line, its newline included */

struct y4m_format {
    int width;            /* pixels, even */
    int height;           /* pixels, even */
    int rate_numerator;   /* pictures … */
    int rate_denominator; /* … in that many seconds; between 1 and 120 a second */
};

struct y4m_reader {
    FILE *file;
    struct y4m_format format;
    off_t first_picture; /* where to go on after the last one; -1 if the file cannot seek */
};

enum y4m_outcome {
    Y4M_PICTURE, /* the picture was filled */
    Y4M_END,     /* the clip is over, after a whole picture */
    Y4M_BROKEN,  /* `error` says what is wrong with the file */
};

/* Opens a clip and reads its header. On failure nothing stays open. */
bool y4m_reader_open(struct y4m_reader *reader, const char *path, struct device_error *error);

/* The same over an open stream, which the reader owns afterwards, even on failure. */
bool y4m_reader_over(struct y4m_reader *reader, FILE *file, struct device_error *error);

/* Reads the next picture into `picture`, which has the clip's size (asserted). Its contents are
 * undefined unless Y4M_PICTURE. */
enum y4m_outcome y4m_read(struct y4m_reader *reader, struct picture *picture,
                          struct device_error *error);

/* Back to the first picture; false when the file cannot seek. */
bool y4m_rewind(struct y4m_reader *reader);
void y4m_reader_close(struct y4m_reader *reader);

struct y4m_writer {
    FILE *file;
    struct y4m_format format;
    struct picture_pool *pool; /* of one: */
    struct picture *scaled;    /* what another size is scaled into; NULL until one comes */
};

/* Creates or replaces the file and writes the header. On failure nothing stays open. */
bool y4m_writer_open(struct y4m_writer *writer, const char *path, const struct y4m_format *format,
                     struct device_error *error);

/* Appends a picture; one of another size is scaled to the clip's. False when the disk
 * is full or the like: `error` says so. */
bool y4m_write(struct y4m_writer *writer, const struct picture *picture,
               struct device_error *error);

/* Closes the file in any case; false when its last bytes could not be written. */
bool y4m_writer_close(struct y4m_writer *writer, struct device_error *error);

#endif
