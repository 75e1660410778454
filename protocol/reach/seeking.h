/* When to look for one person (or for the other end of one invite) in the DHT, and when to say
 * anew where we are. One struct per person. It knows no DHT: the agent asks it what to do now,
 * does it, and says when that is done. Called by the agent.
 *
 *   state     put our record                        get theirs
 *   off       never                                 never
 *   idle      every 60 min; a minute after a change every 15 min, while nothing is heard
 *   seeking   on change, and every 10 min           every 0.7 s for 8 s, every 3 s
 *                                                 for 2 min, then every 15 s
 *   roaming   on change                             every 0.7 s for 15 s, then as in seeking
 *
 * Every interval is drawn anew within 20 % of these, so that neither two people nor one person's
 * contacts stay in step. Off is for "contacts only", where no DHT packet may leave, and for idle
 * times on a battery. The DHT cannot ring: an idle person notices within 15 minutes. Times are
 * microseconds of a clock that never goes back. */
#ifndef ALCOVE_REACH_SEEKING_H
#define ALCOVE_REACH_SEEKING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/random.h"

#define SEEKING_IDLE_PUT_US    3600000000
#define SEEKING_IDLE_GET_US    900000000
#define SEEKING_IDLE_CHANGE_US 60000000 /* a change while idle waits so long for the next one */
#define SEEKING_START_US       10000000 /* the first packets after off are spread over this */
#define SEEKING_PUT_US         600000000
#define SEEKING_PUT_LEAST_US   2000000 /* between two puts, however often addresses change */
#define SEEKING_FIRST_GET_US   700000
#define SEEKING_FIRST_US       8000000 /* so long at first: most often both begin at once */
#define SEEKING_FAST_GET_US    3000000
#define SEEKING_FAST_US        120000000 /* so long fast, then slow */
#define SEEKING_SLOW_GET_US    15000000
#define SEEKING_LONG_US        3600000000 /* forgotten after so long; an invite goes on */
#define SEEKING_INVITE_GET_US  60000000   /* every minute then */
#define SEEKING_ROAM_GET_US    700000
#define SEEKING_ROAM_US        15000000
#define SEEKING_JITTER_PERCENT 20

#define SEEKING_NEVER UINT64_MAX

enum seeking_state {
    SEEKING_OFF,
    SEEKING_IDLE,
    SEEKING_ACTIVE,
    SEEKING_ROAMING,
};

enum seeking_why {
    SEEK_FOR_APPOINTMENT, /* from 10 minutes before it */
    SEEK_FOR_CALL,        /* somebody pressed "call" */
    SEEK_FOR_INVITE,      /* does not end by itself: until paired or over */
};

enum seeking_want {
    SEEK_NOTHING,
    SEEK_PUT,
    SEEK_GET,
};

/* Zeroed memory is off. */
struct seeking {
    enum seeking_state state;
    enum seeking_why why;
    uint64_t since_us; /* of the state */
    uint64_t next_put_us;
    uint64_t next_get_us;
    uint64_t put_us; /* when the latest put began; SEEKING_NEVER: none yet */
    bool put_flies;
    bool get_flies;
};

/* From off to idle. Nothing if it is not off. */
void seeking_start(struct seeking *seeking, uint64_t now_us, const struct alcove_random *random);
/* Looks now; also from off. The caller's promise is that "contacts only" is not set. Again while
 * seeking for the same reason: starts the fast part anew. */
void seeking_begin(struct seeking *seeking, uint64_t now_us, enum seeking_why why);
/* A call has gone silent. Nothing if it is off. */
void seeking_roam(struct seeking *seeking, uint64_t now_us);
/* We are elsewhere, in a call or seeking one: the put and the get that flew were called back, and
 * are answered by nothing; both are due now. Nothing if it is off. */
void seeking_move(struct seeking *seeking, uint64_t now_us);

/* Our record is another one now. */
void seeking_own_changed(struct seeking *seeking, uint64_t now_us,
                         const struct alcove_random *random);
/* The put that is done was kept by nobody: again, no more often than theirs is looked for. */
void seeking_put_again(struct seeking *seeking, uint64_t now_us,
                       const struct alcove_random *random);
/* The other is there: an authenticated packet came, by whatever way. To idle; and while something
 * is heard every few minutes, nothing is got. */
void seeking_other_heard(struct seeking *seeking, uint64_t now_us,
                         const struct alcove_random *random);

/* What to do now; call until SEEK_NOTHING. What it returns has begun: each PUT and each GET must
 * be answered by one seeking_on_done, however it went. There is never more than one of each. */
enum seeking_want seeking_poll(struct seeking *seeking, uint64_t now_us,
                               const struct alcove_random *random);
void seeking_on_done(struct seeking *seeking, enum seeking_want want);

/* When to poll again; SEEKING_NEVER when only an event can change anything. */
uint64_t seeking_next_timeout(const struct seeking *seeking);

#endif
