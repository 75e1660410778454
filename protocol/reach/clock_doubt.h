/* Is our clock wrong by much? It keeps what people who proved who they are said of the time, and
 * the latest time we know to have passed, and weighs both against our clock. A wrong clock makes
 * two people look in different places (rendezvous.h) and invites expire early, and the app can say
 * so instead of "offline". Nobody's clock is ever set by this. Called by the agent. */
#ifndef ALCOVE_REACH_CLOCK_DOUBT_H
#define ALCOVE_REACH_CLOCK_DOUBT_H

#include <stddef.h>
#include <stdint.h>

#define CLOCK_TOLERANCE_S   600 /* less is no doubt */
#define CLOCK_WITNESSES_MAX 8   /* people; the one heard longest ago gives way */

enum clock_verdict {
    CLOCK_FINE,
    CLOCK_OURS_IS_WRONG,       /* sure: it is before a time that has passed, or two people agree
                                 * against it and nobody with it */
    CLOCK_ONE_OF_TWO_IS_WRONG, /* one person's and ours differ; which is wrong is not known */
};

/* Somebody's time: at `heard_us` it was from `their_s` to `their_s` + `age_max_s` there. */
struct clock_witness {
    uint64_t person; /* any number that tells people apart */
    uint64_t their_s;
    uint64_t age_max_s;
    uint64_t heard_us;
};

/* Zeroed memory doubts nothing. */
struct clock_doubt {
    struct clock_witness witnesses[CLOCK_WITNESSES_MAX];
    size_t count;
    uint64_t floor_s;
};

/* It is at least so late (Unix seconds): when the program was built, the newest time in the store
 * that was written by us. The highest counts. */
void clock_doubt_floor(struct clock_doubt *doubt, uint64_t passed_s);

/* Authenticated evidence only. `age_max_s` is how old it may be at most: 0 to a few seconds for a
 * check or a link, and for a record from the DHT (its `seq`) as long as records are found there;
 * such an old record convicts only a clock that is behind it. `heard_us` is of a clock that never
 * goes back. A person heard again replaces what it said before. */
void clock_doubt_heard(struct clock_doubt *doubt, const struct clock_witness *witness);

/* `now_s` by our clock at `now_us`. `offset_s` is how far we are ahead of the others (negative:
 * behind), at least; 0 when fine. A clock that was set right is fine at once. */
enum clock_verdict clock_doubt_judge(const struct clock_doubt *doubt, uint64_t now_us,
                                     uint64_t now_s, int64_t *offset_s);

#endif
