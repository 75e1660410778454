/* A speaker: takes voice, 48 kHz, mono, signed 16 bit, and plays it at once. Never blocks.
 *
 *   sdl       the system's default loudspeaker; sdl:NAME the one of that name
 *   wav:FILE  writes all it is given into a WAV file
 *   none      forgets it
 *
 * The caller keeps the queue short: it writes while speaker_queued_us is under its target. wav and
 * none empty their queue by the clock they are given, as a perfect loudspeaker would. */
#ifndef ALCOVE_DEVICES_SPEAKER_H
#define ALCOVE_DEVICES_SPEAKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "devices/device_error.h"
#include "devices/headphones.h"

#define SPEAKER_RATE_HZ          48000
#define SPEAKER_QUEUE_TARGET_US  40000  /* what a caller may aim at */
#define SPEAKER_QUEUE_CEILING_US 400000 /* above it a write is dropped whole: delay never grows */

struct speaker;

/* On success *out is the caller's, to be closed; on failure NULL, and `error` says what to do. */
bool speaker_open(struct speaker **out, const char *spec, struct device_error *error);

/* False when the speaker is of no more use (unplugged, disk full): see speaker_error, close it.
 * A write over SPEAKER_QUEUE_CEILING_US is dropped and true. */
bool speaker_write(struct speaker *speaker, uint64_t now_us, const int16_t *pcm, size_t samples);

/* How long what was written will go on sounding; grows or shrinks slowly with clock drift. */
uint64_t speaker_queued_us(const struct speaker *speaker, uint64_t now_us);
size_t speaker_queued_samples(const struct speaker *speaker, uint64_t now_us);

/* Which of all the samples that sound the next one written would be; silence where there was
 * nothing to play counts. */
uint64_t speaker_place(const struct speaker *speaker, uint64_t now_us);

/* Whether the sound is for the person alone, now: the system's default may become another one. Of
 * wav and none it is: nothing sounds in the room. */
enum headphones speaker_headphones(const struct speaker *speaker);

/* Why a write failed; kind NONE before that. Lives as long as the speaker. */
const struct device_error *speaker_error(const struct speaker *speaker);

/* Frees the speaker in any case; false when a file could not be finished, and `error` (not NULL)
 * says why. */
bool speaker_close(struct speaker *speaker, struct device_error *error);

#endif
