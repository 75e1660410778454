/* An echo canceller: takes out of the microphone what the loudspeaker plays into the room, so that
 * the other does not hear themselves.
 *
 * The media thread tells it what the loudspeaker plays, where in its stream and when it sounds, and
 * passes each frame of the microphone through it. Both streams' clocks are evened out
 * (media/stream_clock.h), the reference is read at the moment of the microphone's frame and at the
 * microphone's rate (media/echo_drift.h), and speexdsp's adaptive filter of 256 ms finds the way
 * from one to the other. What it leaves is turned down by media/noise.h. It adds no delay.
 *
 * 48 kHz, mono, one thread at a time. Sans-IO: time is an argument, on any one clock. */
#ifndef ALCOVE_MEDIA_ECHO_H
#define ALCOVE_MEDIA_ECHO_H

#include <stddef.h>
#include <stdint.h>

#define ECHO_FRAME_SAMPLES 960 /* 20 ms */
#define ECHO_TAIL_US       256000

struct echo;
struct SpeexEchoState_;

struct echo *echo_create(void);       /* NULL when memory is short */
void echo_destroy(struct echo *echo); /* NULL is allowed */

/* What the loudspeaker was given: the first sample is number `place` of all that it plays, silence
 * where it had nothing included, and sounds at `at_us`. */
void echo_play(struct echo *echo, const int16_t *pcm, size_t samples, uint64_t place,
               uint64_t at_us);

/* Takes the echo out of ECHO_FRAME_SAMPLES of the microphone, in place; the first was captured at
 * `at_us`. */
void echo_cancel(struct echo *echo, int16_t *pcm, uint64_t at_us);

/* By how many millionths the loudspeaker's clock is faster than the microphone's, as far as that is
 * known. */
double echo_drift_ppm(const struct echo *echo);

/* speexdsp's own, which media/noise.h asks what is left; lives as long as the echo. */
struct SpeexEchoState_ *echo_filter(const struct echo *echo);

#endif
