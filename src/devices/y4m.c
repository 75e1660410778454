#include "devices/y4m.h"

#include <errno.h>
#include <string.h>

#include "base/assert.h"
#include "media/picture_scale.h"

#define SIZE_MIN 16
#define RATE_MAX 120

static const char remedy[] = "convert it with: ffmpeg -i IN -pix_fmt yuv420p OUT.y4m";

/* One line without its newline. False when the file ends or the line is too long. */
static bool line_read(FILE *file, char line[static Y4M_LINE_MAX])
{
    size_t size = 0;
    for (;;) {
        int c = getc(file);
        if (c == '\n')
            break;
        if (c == EOF || size == Y4M_LINE_MAX - 1)
            return false;
        line[size++] = (char)c;
    }
    line[size] = '\0';
    return true;
}

/* A decimal number of at most seven digits, up to `end`; -1 for anything else. */
static int number_read(const char *text, char end)
{
    int value = 0;
    int digits = 0;
    for (; *text >= '0' && *text <= '9'; text++) {
        if (++digits > 7)
            return -1;
        value = value * 10 + (*text - '0');
    }
    return digits > 0 && *text == end ? value : -1;
}

static bool rate_read(const char *text, struct y4m_format *format)
{
    const char *colon = strchr(text, ':');
    if (colon == NULL)
        return false;
    format->rate_numerator = number_read(text, ':');
    format->rate_denominator = number_read(colon + 1, '\0');
    return true;
}

/* All ways of placing chroma in 4:2:0 with 8 bits are taken alike; high depth and others not. */
static bool chroma_is_known(const char *name)
{
    static const char *const names[] = {"420", "420jpeg", "420mpeg2", "420paldv"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i]) == 0)
            return true;
    }
    return false;
}

static bool tag_read(const char *tag, struct y4m_format *format, struct device_error *error)
{
    switch (tag[0]) {
    case 'W':
        format->width = number_read(tag + 1, '\0');
        return true;
    case 'H':
        format->height = number_read(tag + 1, '\0');
        return true;
    case 'F':
        return rate_read(tag + 1, format) ||
               device_error_set(error, DEVICE_ERROR_FORMAT, "y4m clip: rate \"%.20s\"; %s", tag,
                                remedy);
    case 'C':
        return chroma_is_known(tag + 1) ||
               device_error_set(error, DEVICE_ERROR_FORMAT,
                                "y4m clip: pixels are \"%.20s\", not 8-bit 4:2:0; %s", tag + 1,
                                remedy);
    default: /* interlacing, aspect, comments: of no use here */
        return true;
    }
}

static bool format_check(const struct y4m_format *format, struct device_error *error)
{
    if (format->width < SIZE_MIN || format->width > PICTURE_WIDTH_MAX || format->width % 2 != 0 ||
        format->height < SIZE_MIN || format->height > PICTURE_HEIGHT_MAX || format->height % 2 != 0)
        return device_error_set(error, DEVICE_ERROR_FORMAT,
                                "y4m clip: a size of %dx%d; it has to be even, from %dx%d to %dx%d",
                                format->width, format->height, SIZE_MIN, SIZE_MIN,
                                PICTURE_WIDTH_MAX, PICTURE_HEIGHT_MAX);
    if (format->rate_denominator < 1 || format->rate_numerator < format->rate_denominator ||
        format->rate_numerator / format->rate_denominator > RATE_MAX)
        return device_error_set(error, DEVICE_ERROR_FORMAT,
                                "y4m clip: a rate of %d:%d; it has to be 1 to %d pictures a second",
                                format->rate_numerator, format->rate_denominator, RATE_MAX);
    return true;
}

static bool header_read(FILE *file, struct y4m_format *format, struct device_error *error)
{
    char line[Y4M_LINE_MAX];
    if (!line_read(file, line) || strncmp(line, "YUV4MPEG2 ", 10) != 0)
        return device_error_set(error, DEVICE_ERROR_FORMAT, "this is no y4m clip; %s", remedy);
    char *rest = NULL;
    for (char *tag = strtok_r(line + 10, " ", &rest); tag != NULL;
         tag = strtok_r(NULL, " ", &rest)) {
        if (!tag_read(tag, format, error))
            return false;
    }
    return format_check(format, error);
}

bool y4m_reader_over(struct y4m_reader *reader, FILE *file, struct device_error *error)
{
    struct y4m_format format = {.rate_numerator = 30, .rate_denominator = 1};
    if (!header_read(file, &format, error)) {
        (void)fclose(file);
        return false;
    }
    *reader = (struct y4m_reader){file, format, ftello(file)};
    return true;
}

bool y4m_reader_open(struct y4m_reader *reader, const char *path, struct device_error *error)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        return device_error_from_errno(error, errno, "clip", path);
    return y4m_reader_over(reader, file, error);
}

enum y4m_outcome y4m_read(struct y4m_reader *reader, struct picture *picture,
                          struct device_error *error)
{
    ALCOVE_ASSERT(picture->width == reader->format.width);
    ALCOVE_ASSERT(picture->height == reader->format.height);
    int first = getc(reader->file);
    if (first == EOF)
        return Y4M_END;
    (void)ungetc(first, reader->file);
    char line[Y4M_LINE_MAX];
    if (!line_read(reader->file, line) || strncmp(line, "FRAME", 5) != 0 ||
        (line[5] != '\0' && line[5] != ' ')) {
        (void)device_error_set(error, DEVICE_ERROR_FORMAT,
                               "y4m clip: damaged between two pictures; %s", remedy);
        return Y4M_BROKEN;
    }
    for (int p = 0; p < 3; p++) {
        size_t width = (size_t)(p == 0 ? picture->width : picture->width / 2);
        int height = p == 0 ? picture->height : picture->height / 2;
        for (int y = 0; y < height; y++) {
            uint8_t *row = picture->plane[p] + (ptrdiff_t)y * picture->stride[p];
            if (fread(row, 1, width, reader->file) == width)
                continue;
            (void)device_error_set(error, DEVICE_ERROR_FORMAT,
                                   "y4m clip: ends in the middle of a picture; copy it again");
            return Y4M_BROKEN;
        }
    }
    return Y4M_PICTURE;
}

bool y4m_rewind(struct y4m_reader *reader)
{
    return reader->first_picture >= 0 && fseeko(reader->file, reader->first_picture, SEEK_SET) == 0;
}

void y4m_reader_close(struct y4m_reader *reader)
{
    if (reader->file != NULL)
        (void)fclose(reader->file);
    reader->file = NULL;
}

bool y4m_writer_open(struct y4m_writer *writer, const char *path, const struct y4m_format *format,
                     struct device_error *error)
{
    if (!format_check(format, error))
        return false;
    FILE *file = fopen(path, "wbe");
    if (file == NULL)
        return device_error_from_errno(error, errno, "clip", path);
    if (fprintf(file, "YUV4MPEG2 W%d H%d F%d:%d Ip A1:1 C420jpeg\n", format->width, format->height,
                format->rate_numerator, format->rate_denominator) < 0) {
        (void)device_error_from_errno(error, errno, "clip", path);
        (void)fclose(file);
        return false;
    }
    *writer = (struct y4m_writer){file, *format, picture_pool_create(1), NULL};
    if (writer->pool != NULL)
        return true;
    (void)fclose(file);
    return device_error_from_errno(error, ENOMEM, "clip", path);
}

static bool planes_write(FILE *file, const struct picture *picture)
{
    for (int p = 0; p < 3; p++) {
        int shift = p == 0 ? 0 : 1;
        size_t width = (size_t)(picture->width >> shift);
        for (int y = 0; y < picture->height >> shift; y++) {
            const uint8_t *row = picture->plane[p] + (ptrdiff_t)y * picture->stride[p];
            if (fwrite(row, 1, width, file) != width)
                return false;
        }
    }
    return true;
}

bool y4m_write(struct y4m_writer *writer, const struct picture *picture, struct device_error *error)
{
    const struct picture *whole = picture;
    if (picture->width != writer->format.width || picture->height != writer->format.height) {
        if (writer->scaled == NULL)
            writer->scaled =
                picture_take(writer->pool, writer->format.width, writer->format.height);
        if (writer->scaled == NULL)
            return device_error_from_errno(error, ENOMEM, "writing the", "clip");
        picture_scale(picture, writer->scaled);
        whole = writer->scaled;
    }
    bool written = fputs("FRAME\n", writer->file) >= 0 && planes_write(writer->file, whole);
    return written || device_error_from_errno(error, errno, "writing the", "clip");
}

bool y4m_writer_close(struct y4m_writer *writer, struct device_error *error)
{
    FILE *file = writer->file;
    writer->file = NULL;
    picture_release(writer->scaled);
    writer->scaled = NULL;
    if (writer->pool != NULL)
        picture_pool_destroy(writer->pool);
    writer->pool = NULL;
    if (file == NULL || fclose(file) == 0)
        return true;
    return device_error_from_errno(error, errno, "writing the", "clip");
}
