/* Pacing: two voices on a line that delays them. It finds talk-overs, says how long to leave a
 * beat, when the delay is worth a word, and sums an hour up. It hears whether somebody speaks,
 * never what.
 *
 * The link thread owns one for each session and feeds it; plain data, nothing to free, and nothing
 * can fail. All times are microseconds of our own clock. What the other says at a moment is heard
 * here one delay later; both voices are laid on the line of time on which they were spoken, so that
 * both sides find the same talk-overs although each hears another conversation. */
#ifndef ALCOVE_SESSION_PACING_H
#define ALCOVE_SESSION_PACING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Delay is spoken of when it stays over 250 ms for three seconds, until it is under 200 ms. */
#define PACING_DELAY_ON_US  250000
#define PACING_DELAY_OFF_US 200000
#define PACING_DELAY_FOR_US 3000000
/* Under this people find their turns by themselves. */
#define PACING_ADVICE_DELAY_US 120000
/* The median pause between two people who talk in one room. */
#define PACING_TURN_US 200000
/* Both speaking for longer is a talk-over; sooner after another than this it is the same one. */
#define PACING_OVERLAP_US       300000
#define PACING_OVERLAP_APART_US 1000000
/* How long it is said that both started. */
#define PACING_ADVICE_US 4000000
/* Voices of which nothing is known for so long: the line was interrupted. */
#define PACING_GAP_US 2000000

enum pacing_side {
    PACING_ME,
    PACING_THEM,
};
#define PACING_SIDES       2
#define PACING_CHANGES_MAX 64

struct pacing_change {
    uint64_t at_us;
    bool speaking;
};

/* One voice, on the common line of time. */
struct pacing_voice {
    bool speaking; /* at the moment up to which both are counted */
    bool newest;   /* at known_us */
    uint64_t known_us;
    uint64_t talked_us;
    struct pacing_change changes[PACING_CHANGES_MAX]; /* known, not counted yet: a ring */
    size_t first, count;
};

/* The ring to draw after the other stopped; all zero: none. */
struct pacing_beat {
    uint64_t from_us, until_us;
};

struct pacing_delay {
    uint64_t one_way_us; /* smoothed over about a second */
    uint64_t measured_at_us;
    uint64_t over_since_us; /* 0: it is not over PACING_DELAY_ON_US */
    bool told;              /* it is to be put in words */
};

/* Plain data; all fields are to be read through what follows. */
struct pacing {
    struct pacing_voice voices[PACING_SIDES];
    uint64_t counted_us; /* both voices are counted up to here; 0: not begun */
    uint64_t both_since_us, both_ended_us;
    bool overlap_is_counted;
    unsigned overlaps;
    uint64_t overlap_found_us; /* our clock; 0: never */
    uint64_t quiet_since_us;   /* neither speaks; 0: somebody does, or nobody has yet */
    uint64_t longest_pause_us;
    uint32_t round_trip_us;
    struct pacing_beat beat;
    struct pacing_delay delay;
};

void pacing_init(struct pacing *pacing);

/* The line was measured: from mouth to ear one way, and its round trip. About once a second. */
void pacing_on_line(struct pacing *pacing, uint32_t one_way_us, uint32_t round_trip_us,
                    uint64_t now_us);
/* From `at_us` on this side speaks, or does not; what was said before stays true up to there. The
 * other voice's moment is when it is heard here. To be called at each change and at least ten
 * times a second; a moment earlier than the last one of this side counts as that one. */
void pacing_on_voice(struct pacing *pacing, enum pacing_side side, bool speaking, uint64_t at_us);

/* The one-way delay to be told in words; 0 when it is not worth one. */
uint32_t pacing_delay_to_tell_ms(const struct pacing *pacing);
/* Both started: until then both sides say so, and that it is the client's turn; 0: no advice. */
uint64_t pacing_both_started_until_us(const struct pacing *pacing);
/* What of the beat is left: 1 when they have just stopped, 0 when it is over or there is none. */
float pacing_beat_left(const struct pacing_beat *beat, uint64_t now_us);

struct pacing_summary {
    unsigned my_share_percent; /* of what was spoken */
    unsigned overlaps;
    uint32_t longest_pause_ms;
};

/* False when one of the two does not want it, or nobody spoke: both see it, or neither. */
bool pacing_sum_up(const struct pacing *pacing, bool i_want, bool they_want,
                   struct pacing_summary *out);

#endif
