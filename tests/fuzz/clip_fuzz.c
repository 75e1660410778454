/* rooms: devices */
/* Clips and sounds from anywhere: the first byte chooses the reader, the rest is the file. What
 * opens has a format within bounds and gives only as much as there is. */

#include "devices/wav.h"
#include "devices/y4m.h"
#include "fuzz/fuzz.h"

static FILE *stream_over(const uint8_t *data, size_t size)
{
    /* fmemopen writes nothing when the mode says so, but has no const in its type. */
    union {
        const uint8_t *in;
        void *out;
    } bytes = {.in = data};
    return fmemopen(bytes.out, size, "rb");
}

static void clip_read(FILE *stream, size_t size)
{
    struct y4m_reader reader;
    struct device_error error = {0};
    if (!y4m_reader_over(&reader, stream, &error)) {
        require(error.kind != DEVICE_ERROR_NONE && error.text[0] != '\0');
        return;
    }
    struct picture_pool *pool = picture_pool_create(1);
    require(pool != NULL);
    struct picture *picture = picture_take(pool, reader.format.width, reader.format.height);
    size_t pixels = (size_t)reader.format.width * (size_t)reader.format.height;
    size_t pictures = 0;
    enum y4m_outcome outcome = Y4M_END;
    if (picture != NULL) {
        while ((outcome = y4m_read(&reader, picture, &error)) == Y4M_PICTURE)
            pictures++;
    }
    require(pictures * (pixels + pixels / 2) <= size);
    require(outcome == Y4M_END || error.kind != DEVICE_ERROR_NONE);
    picture_release(picture);
    picture_pool_destroy(pool);
    y4m_reader_close(&reader);
}

static void sound_read(FILE *stream, size_t size)
{
    struct wav_reader reader;
    struct device_error error = {0};
    if (!wav_reader_over(&reader, stream, &error)) {
        require(error.kind != DEVICE_ERROR_NONE && error.text[0] != '\0');
        return;
    }
    require(reader.instants > 0 && reader.instants * 2 * (unsigned)reader.channels <= size);
    int16_t pcm[256];
    uint64_t samples = 0;
    for (size_t got = 256; got == 256; samples += got)
        got = wav_read(&reader, pcm, 256);
    require(samples <= reader.instants);
    require(wav_rewind(&reader));
    wav_reader_close(&reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    FILE *stream = stream_over(data + 1, size - 1);
    require(stream != NULL);
    if (data[0] % 2 == 0)
        clip_read(stream, size - 1);
    else
        sound_read(stream, size - 1);
    return 0;
}
