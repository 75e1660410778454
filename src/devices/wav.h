/* WAV files (RIFF/WAVE), 16-bit PCM, mono or stereo.
 *
 * The reader is bounded and expects hostile files: a chunk's length is believed only as far as the
 * file goes, and nothing is allocated from a number in the file. */
#ifndef ALCOVE_DEVICES_WAV_H
#define ALCOVE_DEVICES_WAV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "devices/device_error.h"

struct wav_reader {
    FILE *file;
    int rate_hz;       /* 8,000 to 192,000 */
    int channels;      /* 1 or 2 */
    off_t data_start;  /* bytes */
    uint64_t instants; /* samples of each channel in the file, at least one */
    uint64_t at;       /* the next instant to be read */
};

/* Opens a file and reads up to its sound. On failure nothing stays open. */
bool wav_reader_open(struct wav_reader *reader, const char *path, struct device_error *error);

/* The same over an open stream, which must be able to seek and which the reader owns afterwards,
 * even on failure. */
bool wav_reader_over(struct wav_reader *reader, FILE *file, struct device_error *error);

/* Reads up to `samples` instants, stereo mixed down to mono. Fewer at the end of the sound or where
 * the file is cut short. */
size_t wav_read(struct wav_reader *reader, int16_t *pcm, size_t samples);

bool wav_rewind(struct wav_reader *reader);
void wav_reader_close(struct wav_reader *reader);

struct wav_writer {
    FILE *file;
    uint64_t samples;
};

/* Creates or replaces a mono file. On failure nothing stays open. */
bool wav_writer_open(struct wav_writer *writer, const char *path, int rate_hz,
                     struct device_error *error);
/* False when the disk is full, the like, or the file would grow over what WAV can say (4 GB). */
bool wav_write(struct wav_writer *writer, const int16_t *pcm, size_t samples,
               struct device_error *error);
/* Writes the lengths into the header and closes the file in any case. */
bool wav_writer_close(struct wav_writer *writer, struct device_error *error);

#endif
