/* The clock both sides tell the hour by: the steady clock of side 0, in milliseconds.
 *
 * Side 0 has it; side 1 asks, and takes the middle of each round trip for the moment of the answer.
 * The sample with the shortest round trip counts, so the error is at most half of that, and half of
 * how much longer one way is than the other where the line is calm. Pure: own steady time in
 * microseconds is an argument. Owned by a session; holds no memory. */
#ifndef ALCOVE_SESSION_SHARED_CLOCK_H
#define ALCOVE_SESSION_SHARED_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHARED_CLOCK_SAMPLES  16      /* the last so many count */
#define SHARED_CLOCK_ASKS     8       /* that are remembered */
#define SHARED_CLOCK_FAST     2       /* so many answers are sought at first */
#define SHARED_CLOCK_SOON_US  1000000 /* from an answer to the next ask until then */
#define SHARED_CLOCK_LATER_US 3000000 /* after that: each also hears that the other is there */

struct shared_clock_sample {
    int64_t offset_us; /* shared minus own */
    uint64_t round_trip_us;
};

struct shared_clock {
    bool asks; /* this is side 1 */
    int64_t
        offset_us; /* shared minus own, as long as there is no sample; 0 but for a resumed hour */
    bool guessed;  /* that offset may be used for want of a better */
    struct shared_clock_sample samples[SHARED_CLOCK_SAMPLES];
    size_t sample_count; /* so far; the newest are at this number, counted around */
    uint64_t asked_at_us[SHARED_CLOCK_ASKS]; /* 0: answered, or none */
    size_t asked;                            /* so far, counted around */
    uint64_t next_ask_us;
};

/* `side` is that of the board; 0 is the clock. */
void shared_clock_init(struct shared_clock *clock, unsigned side);

/* When the next ask is due; UINT64_MAX for side 0. */
uint64_t shared_clock_next_ask(const struct shared_clock *clock);
/* What to ask with, which is own time in milliseconds, cut to 32 bits. One that is not answered is
 * asked anew, the later the longer answers take. Of side 1 (asserted). */
uint32_t shared_clock_ask(struct shared_clock *clock, uint64_t now_us);
/* The answer to `asked`: the shared clock said `told_ms` when it was given. The next ask is due
 * soon where the line was `silent` until now. False where nobody asked that, or it was answered. */
bool shared_clock_told(struct shared_clock *clock, uint64_t now_us, uint32_t asked,
                       uint64_t told_ms, bool silent);

/* False until side 1 has an answer. */
bool shared_clock_is_known(const struct shared_clock *clock);
/* Milliseconds of the shared clock; it is known (asserted). */
uint64_t shared_clock_now(const struct shared_clock *clock, uint64_t now_us);
/* The own steady time at which the shared clock says `shared_ms`; 0 if that is before all time. */
uint64_t shared_clock_own_time(const struct shared_clock *clock, uint64_t shared_ms);
/* Another link to the same person: it is as known as it was, and asked for anew. */
void shared_clock_relink(struct shared_clock *clock);
/* Goes on where an hour was left: the shared clock says `shared_ms` now, as far as one knows. */
void shared_clock_resume(struct shared_clock *clock, uint64_t now_us, uint64_t shared_ms);

#endif
