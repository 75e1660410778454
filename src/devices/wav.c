#include "devices/wav.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "base/assert.h"
#include "base/bytes.h"

#define RATE_MIN_HZ  8000
#define RATE_MAX_HZ  192000
#define CHUNKS_MAX   64 /* before the sound; hostile files have thousands of empty ones */
#define HEADER_BYTES 44
#define FORMAT_PCM   1
/* WAVE_FORMAT_EXTENSIBLE: the kind of sound is the first field of a GUID further on. */
#define FORMAT_EXTENSIBLE       0xfffe
#define FORMAT_BYTES_MIN        16
#define FORMAT_BYTES_EXTENSIBLE 40
#define READ_INSTANTS           512

static const char remedy[] = "convert it with: ffmpeg -i IN -c:a pcm_s16le -ac 1 OUT.wav";

static unsigned u16_of(const uint8_t *bytes)
{
    return (unsigned)bytes[0] | (unsigned)bytes[1] << 8;
}

static uint32_t u32_of(const uint8_t *bytes)
{
    return (uint32_t)u16_of(bytes) | (uint32_t)u16_of(bytes + 2) << 16;
}

static void u32_put(uint8_t *bytes, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        bytes[i] = (uint8_t)(value >> 8 * i);
}

static bool format_read(struct wav_reader *reader, uint32_t size, struct device_error *error)
{
    uint8_t bytes[FORMAT_BYTES_EXTENSIBLE] = {0};
    size_t wanted = size < sizeof bytes ? size : sizeof bytes;
    if (size < FORMAT_BYTES_MIN || fread(bytes, 1, wanted, reader->file) != wanted)
        return device_error_set(error, DEVICE_ERROR_FORMAT, "wav file: its format is cut short; %s",
                                remedy);
    unsigned kind = u16_of(bytes);
    if (kind == FORMAT_EXTENSIBLE && size >= FORMAT_BYTES_EXTENSIBLE)
        kind = u16_of(bytes + 24);
    unsigned channels = u16_of(bytes + 2);
    uint32_t rate_hz = u32_of(bytes + 4);
    unsigned bits = u16_of(bytes + 14);
    if (kind != FORMAT_PCM || bits != 16)
        return device_error_set(error, DEVICE_ERROR_FORMAT, "wav file: not 16-bit PCM; %s", remedy);
    if (channels < 1 || channels > 2 || rate_hz < RATE_MIN_HZ || rate_hz > RATE_MAX_HZ)
        return device_error_set(error, DEVICE_ERROR_FORMAT,
                                "wav file: %u channels at %u Hz; one or two, 8 to 192 kHz; %s",
                                channels, rate_hz, remedy);
    reader->rate_hz = (int)rate_hz;
    reader->channels = (int)channels;
    return true;
}

/* What the file holds of the sound, whatever the chunk says. */
static bool sound_measure(struct wav_reader *reader, uint32_t size, struct device_error *error)
{
    off_t start = ftello(reader->file);
    if (start < 0 || fseeko(reader->file, 0, SEEK_END) != 0)
        return device_error_from_errno(error, errno, "reading the", "wav file");
    off_t end = ftello(reader->file);
    if (end < start || fseeko(reader->file, start, SEEK_SET) != 0)
        return device_error_from_errno(error, errno, "reading the", "wav file");
    uint64_t there = (uint64_t)(end - start);
    uint64_t bytes = size < there ? size : there;
    reader->data_start = start;
    reader->instants = bytes / (2 * (unsigned)reader->channels);
    if (reader->instants == 0)
        return device_error_set(error, DEVICE_ERROR_FORMAT,
                                "wav file: there is no sound in it; choose another");
    return true;
}

static bool chunks_read(struct wav_reader *reader, struct device_error *error)
{
    uint8_t head[12];
    if (fread(head, 1, 12, reader->file) != 12 || memcmp(head, "RIFF", 4) != 0 ||
        memcmp(head + 8, "WAVE", 4) != 0)
        return device_error_set(error, DEVICE_ERROR_FORMAT, "this is no wav file; %s", remedy);
    for (int i = 0; i < CHUNKS_MAX && fread(head, 1, 8, reader->file) == 8; i++) {
        uint32_t size = u32_of(head + 4);
        off_t next = ftello(reader->file) + (off_t)size + (off_t)(size & 1);
        if (memcmp(head, "data", 4) == 0 && reader->channels != 0)
            return sound_measure(reader, size, error);
        if (memcmp(head, "data", 4) == 0)
            break;
        if (memcmp(head, "fmt ", 4) == 0 && !format_read(reader, size, error))
            return false;
        if (fseeko(reader->file, next, SEEK_SET) != 0)
            break;
    }
    return device_error_set(error, DEVICE_ERROR_FORMAT,
                            "wav file: damaged, no sound was found in it; %s", remedy);
}

bool wav_reader_over(struct wav_reader *reader, FILE *file, struct device_error *error)
{
    struct wav_reader opened = {.file = file};
    if (!chunks_read(&opened, error)) {
        (void)fclose(file);
        return false;
    }
    *reader = opened;
    return true;
}

bool wav_reader_open(struct wav_reader *reader, const char *path, struct device_error *error)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        return device_error_from_errno(error, errno, "sound", path);
    return wav_reader_over(reader, file, error);
}

static int16_t sample_of(const uint8_t *bytes)
{
    unsigned value = u16_of(bytes);
    return (int16_t)(value < 0x8000 ? (int)value : (int)value - 0x10000);
}

size_t wav_read(struct wav_reader *reader, int16_t *pcm, size_t samples)
{
    size_t channels = (size_t)reader->channels;
    uint8_t bytes[READ_INSTANTS * 4];
    size_t done = 0;
    while (done < samples && reader->at < reader->instants) {
        size_t wanted = samples - done < READ_INSTANTS ? samples - done : READ_INSTANTS;
        if (wanted > reader->instants - reader->at)
            wanted = (size_t)(reader->instants - reader->at);
        size_t got = fread(bytes, 2 * channels, wanted, reader->file);
        for (size_t i = 0; i < got; i++) {
            const uint8_t *instant = bytes + 2 * channels * i;
            int sum = sample_of(instant) + (channels == 2 ? sample_of(instant + 2) : 0);
            pcm[done + i] = (int16_t)(sum / reader->channels);
        }
        done += got;
        reader->at += got;
        if (got < wanted)
            break;
    }
    return done;
}

bool wav_rewind(struct wav_reader *reader)
{
    reader->at = 0;
    return fseeko(reader->file, reader->data_start, SEEK_SET) == 0;
}

void wav_reader_close(struct wav_reader *reader)
{
    if (reader->file != NULL)
        (void)fclose(reader->file);
    reader->file = NULL;
}

bool wav_writer_open(struct wav_writer *writer, const char *path, int rate_hz,
                     struct device_error *error)
{
    ALCOVE_ASSERT(rate_hz >= RATE_MIN_HZ && rate_hz <= RATE_MAX_HZ);
    uint8_t header[HEADER_BYTES] = "RIFF\0\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0____----\2\0\x10\0data";
    u32_put(header + 4, HEADER_BYTES - 8);
    u32_put(header + 24, (uint32_t)rate_hz);
    u32_put(header + 28, (uint32_t)rate_hz * 2);
    FILE *file = fopen(path, "wbe");
    if (file == NULL)
        return device_error_from_errno(error, errno, "sound", path);
    if (fwrite(header, 1, HEADER_BYTES, file) != HEADER_BYTES) {
        (void)device_error_from_errno(error, errno, "sound", path);
        (void)fclose(file);
        return false;
    }
    *writer = (struct wav_writer){file, 0};
    return true;
}

bool wav_write(struct wav_writer *writer, const int16_t *pcm, size_t samples,
               struct device_error *error)
{
    if (samples > (UINT32_MAX - HEADER_BYTES) / 2 - writer->samples)
        return device_error_set(error, DEVICE_ERROR_FORMAT,
                                "wav file: full at 4 GB; write to another one");
    for (size_t i = 0; i < samples; i++) {
        unsigned value = (uint16_t)pcm[i];
        uint8_t bytes[2] = {(uint8_t)value, (uint8_t)(value >> 8)};
        if (fwrite(bytes, 1, 2, writer->file) != 2)
            return device_error_from_errno(error, errno, "writing the", "wav file");
    }
    writer->samples += samples;
    return true;
}

static bool lengths_write(FILE *file, uint32_t sound_bytes)
{
    uint8_t length[4];
    u32_put(length, sound_bytes + HEADER_BYTES - 8);
    if (fseeko(file, 4, SEEK_SET) != 0 || fwrite(length, 1, 4, file) != 4)
        return false;
    u32_put(length, sound_bytes);
    return fseeko(file, HEADER_BYTES - 4, SEEK_SET) == 0 && fwrite(length, 1, 4, file) == 4;
}

bool wav_writer_close(struct wav_writer *writer, struct device_error *error)
{
    FILE *file = writer->file;
    writer->file = NULL;
    if (file == NULL)
        return true;
    bool whole = lengths_write(file, (uint32_t)(writer->samples * 2));
    int number = errno;
    if (fclose(file) != 0) {
        whole = false;
        number = errno;
    }
    return whole || device_error_from_errno(error, number, "writing the", "wav file");
}
