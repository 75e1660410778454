/* What the SDL microphone and the SDL speaker share: a device of 48 kHz mono 16 bit that works on
 * a thread of SDL's, and a queue of a second between it and us.
 *
 * The queue is our own and not SDL_QueueAudio's, because for that SDL runs its thread on a stack of
 * 64 kB, on which a program built with a checking runtime cannot start a thread at all. */
#ifndef ALCOVE_DEVICES_SDL_AUDIO_H
#define ALCOVE_DEVICES_SDL_AUDIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "devices/device_error.h"

#define SDL_AUDIO_QUEUE_SAMPLES 48000

struct sdl_audio;

/* The main thread lists sound devices while the media thread opens or closes one, and what SDL
 * keeps of them belongs to nobody: what lists them does it between these two. */
void sdl_audio_lock(void);
void sdl_audio_unlock(void);

/* `name` as SDL lists it, "" for the system's default. On success the device runs, and *out is the
 * caller's, to be given to sdl_audio_close; on failure it is NULL. */
bool sdl_audio_open(struct sdl_audio **out, const char *name, bool microphone,
                    struct device_error *error);
void sdl_audio_close(struct sdl_audio *audio);

/* Captured and not yet taken, or given and not yet played. */
size_t sdl_audio_queued_samples(struct sdl_audio *audio);

/* Microphone: the oldest samples; all of them or, when there are fewer, none and false. */
bool sdl_audio_take(struct sdl_audio *audio, int16_t *pcm, size_t samples);

/* Speaker: appends; what does not fit is dropped. */
void sdl_audio_give(struct sdl_audio *audio, const int16_t *pcm, size_t samples);

/* Speaker: which of all the samples that sound the next one given would be; silence where there was
 * nothing to play counts. */
uint64_t sdl_audio_place(struct sdl_audio *audio);

/* What the system calls the loudspeaker that was opened as `name`, cut to `size` bytes with its
 * NUL; "" when it does not tell. */
void sdl_audio_speaker_name(const char *name, char *out, size_t size);

/* True from the moment on when the device was unplugged. */
bool sdl_audio_is_gone(struct sdl_audio *audio);

#endif
