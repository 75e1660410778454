/* A synthetic room for tests: what a microphone hears of a loudspeaker in it. The clock of the
 * microphone may run at another rate than that of the loudspeaker. Deterministic. */
#ifndef TESTS_MEDIA_ROOM_H
#define TESTS_MEDIA_ROOM_H

#include <stddef.h>
#include <stdint.h>

#define ROOM_REFLECTIONS 96

struct room {
    const int16_t *played; /* all that the loudspeaker plays; the caller's */
    size_t played_samples;
    double delay;     /* samples of 48 kHz from loudspeaker to microphone */
    double drift_ppm; /* by how much the loudspeaker's clock is faster than the microphone's */
    double gain;      /* of the direct sound */
    size_t late[ROOM_REFLECTIONS]; /* samples behind the direct sound */
    double part[ROOM_REFLECTIONS]; /* of it */
};

/* A living room with a loud loudspeaker, 20 ms away, and nothing played yet. */
void room_init(struct room *room, uint32_t seed);

/* Adds what the microphone hears as its samples `at` and on; at most a second at once. */
void room_hear(const struct room *room, uint64_t at, int16_t *pcm, size_t samples);

#endif
