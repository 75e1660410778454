/* A microphone: gives voice in blocks of 20 ms, 48 kHz, mono, signed 16 bit. Never blocks.
 *
 *   sdl          the system's default microphone
 *   sdl:NAME     the one of that name
 *   wav:FILE     16-bit PCM, mono or stereo, any rate from 8 to 192 kHz; looped
 *   speech:SEED  speech-like sound made by the app (devices/speech.h)
 *   silence      blocks of zeros
 *
 * Time is an argument; all but sdl are paced by it from the first read on, when they begin. */
#ifndef ALCOVE_DEVICES_MICROPHONE_H
#define ALCOVE_DEVICES_MICROPHONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "devices/device_error.h"

#define MICROPHONE_RATE_HZ       48000
#define MICROPHONE_BLOCK_SAMPLES 960
#define MICROPHONE_BLOCK_US      20000

struct microphone;

/* On success *out is the caller's, to be closed; on failure NULL, and `error` says what to do. */
bool microphone_open(struct microphone **out, const char *spec, struct device_error *error);

/* True when a block was due: `pcm` gets MICROPHONE_BLOCK_SAMPLES samples, *captured_at_us the
 * moment of its first one. Call until false: blocks are caught up, for voice must not tear; but
 * what is more than MICROPHONE_LATE_MAX_US late is thrown away and captured_at_us jumps. */
bool microphone_read(struct microphone *microphone, uint64_t now_us, int16_t *pcm,
                     uint64_t *captured_at_us);

#define MICROPHONE_LATE_MAX_US 200000

/* When to call microphone_read next; 0 means at once. */
uint64_t microphone_next_due_us(const struct microphone *microphone);

/* Samples captured and not yet read: how a caller sees the device's clock drift against its own.
 * 0 for all but sdl. */
size_t microphone_queued_samples(const struct microphone *microphone);

/* True from the moment on when the device was unplugged or the file broke: no block comes any
 * more. Say so and close. */
bool microphone_is_gone(const struct microphone *microphone);

void microphone_close(struct microphone *microphone); /* NULL is allowed */

#endif
