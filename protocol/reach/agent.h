/* Finds a way to one other person: the part of RFC 8445 that two devices with a common secret need,
 * without its messages, which anybody could read. It checks where the other side may be, opens the
 * routers in between, searches ports where a router hides them, and tells the best address that
 * answered. It has no socket: it says what to send, from which socket and with which time to live.
 * Called by net/finder.c, by the simulator and by the fuzzers; one agent for each person.
 *
 * The rules:
 *  1. One call, then drain agent_poll_transmit and agent_poll_event, then sleep until
 *     agent_next_timeout, then drain again.
 *  2. An agent that is not begun sends nothing by itself; it answers checks under its key, and
 *     begins when the other side seeks.
 *  3. Socket 0 is the app's one socket; 1 to PUNCH_SOCKETS_MAX are those that a search opened. An
 *     address was reached through one of them, and is reached through that one only. */
#ifndef ALCOVE_REACH_AGENT_H
#define ALCOVE_REACH_AGENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/random.h"
#include "reach/check_wire.h"
#include "reach/endpoint_record.h"
#include "reach/punch.h"

#define AGENT_PAIRS_MAX 24
/* ICE paces checks at 50 ms (RFC 8445 section 14.2) for the sake of many agents at once; ours are
 * few and small, and every candidate has had its first within a tenth of a second. */
#define AGENT_PACE_US        5000
#define AGENT_RETRY_FIRST_US 50000
#define AGENT_RETRY_MAX_US   400000
/* Of an attempt that lasts, a repetition may miss this share of the time that it has lasted. */
#define AGENT_RETRY_SHARE 8
/* Where a check may take a second of the line: first repetition, and the longest wait. */
#define AGENT_QUIET_FIRST_US 1000000
#define AGENT_QUIET_MAX_US   4000000
/* From such a round trip on the line is slow: a check is a good part of what it carries. */
#define AGENT_SLOW_US 1000000
/* Routers that take a stranger's packet for the beginning of a conversation then give our own
 * another port. Until the other side is known to have opened, packets die on the way. */
#define AGENT_OPENING_US 2000000
/* One who seeks has read by then what lies where it looks, and has opened to us. */
#define AGENT_READ_US 800000
/* Long enough for the slowest search. */
#define AGENT_GIVE_UP_US 30000000
/* Answers given to one person in a second. */
#define AGENT_ANSWERS_PER_SECOND 400

/* Best first. */
enum agent_path {
    AGENT_PATH_LOCAL,
    AGENT_PATH_IPV6,
    AGENT_PATH_DIRECT,
    AGENT_PATH_TCP,
    AGENT_PATH_RELAYED,
};

struct agent_config {
    uint8_t key_send[CHECK_KEY_BYTES]; /* copied; the caller wipes its own */
    uint8_t key_receive[CHECK_KEY_BYTES];
    struct alcove_random random;
    uint8_t opening_ttl; /* beyond our own routers, not as far as theirs; 0: do without */
    bool only_added;     /* goes to addresses of agent_add_address and to nowhere else */
    bool follows;        /* the other side says where the link goes */
    bool spare;          /* the line may be slow: waits for answers rather than hurry */
};

struct agent_transmit {
    struct alcove_address to;
    uint16_t socket;
    uint8_t ttl;          /* 0: as usual */
    const uint8_t *bytes; /* until the next call */
    size_t size;
};

enum agent_event_kind {
    AGENT_EVENT_PATH,    /* `address` answered through `socket`; nothing better did so far */
    AGENT_EVENT_CALLED,  /* the other side seeks us: the agent has begun */
    AGENT_EVENT_OTHER,   /* what the other says of itself is new: agent_other */
    AGENT_EVENT_SEEN,    /* the other side sees us at `address` */
    AGENT_EVENT_SOCKETS, /* `sockets` more are wanted; 0: those without a path may be closed */
    AGENT_EVENT_GAVE_UP, /* nothing answered in AGENT_GIVE_UP_US */
};

struct agent_event {
    enum agent_event_kind kind;
    struct alcove_address address; /* PATH; SEEN */
    struct alcove_address from;    /* SEEN: who says so */
    uint16_t socket;               /* PATH */
    enum agent_path path;          /* PATH */
    uint16_t sockets;              /* SOCKETS */
    uint32_t rtt_us;               /* PATH */
};

enum agent_pair_state {
    AGENT_PAIR_WAITING, /* a check is due or under way */
    AGENT_PAIR_VALID,   /* answered */
};

/* Checks of a pair whose answers can be told apart. */
#define AGENT_TRIES_KEPT 16

/* Where the other side may be, and through which socket. */
struct agent_pair {
    struct alcove_address address;
    uint16_t socket;
    enum agent_pair_state state;
    enum agent_path path;
    bool heard;     /* a request came from there: the check goes out first */
    bool asks_back; /* one did in this attempt: the way is open, losses are chance */
    uint32_t tries; /* since the attempt began, or news came: how far repetitions have grown */
    uint64_t next_us;
    uint64_t sent_us;                    /* the newest check */
    uint32_t number;                     /* checks under this transaction */
    uint64_t tried_us[AGENT_TRIES_KEPT]; /* by the number of the check, modulo their count */
    uint32_t rtt_us;
    uint8_t transaction[CHECK_TRANSACTION_BYTES]; /* the last byte is the number of the check */
};

/* What the other said of the time. */
struct agent_time {
    uint64_t their_s;  /* Unix time by their clock; 0: nothing was said */
    uint64_t heard_us; /* when that came */
    bool answer;       /* to a question of just now; else it may be a replay, and as old */
};

#define AGENT_EVENTS_MAX  32
#define AGENT_ANSWERS_MAX 8

struct agent_answer {
    struct alcove_address to;
    uint16_t socket;
    size_t size_max;
    uint8_t transaction[CHECK_TRANSACTION_BYTES];
};

/* The fields belong to agent.c and agent_pairs.c. */
struct agent {
    struct agent_config config;
    struct endpoint_record own, other;
    uint8_t own_bytes[ENDPOINT_RECORD_BYTES_MAX];
    size_t own_size;
    bool begun;
    uint64_t now_us, now_s;
    uint64_t begun_us;
    uint64_t opening_us;   /* when we began, or the other did, as far as we know */
    uint64_t paced_us;     /* no check before */
    uint64_t other_made_s; /* when the other made what we know of it */
    struct agent_time other_time;
    uint64_t other_nonce;  /* of the other's newest attempt that we know */
    bool other_opened;     /* they have sent to us in this attempt */
    uint64_t published_us; /* our record is where they look since then; 0: it is not */
    uint64_t told_nonce;   /* the other knows this one of ours */
    uint64_t answers_since_us;
    uint32_t answers;
    struct agent_pair pairs[AGENT_PAIRS_MAX];
    size_t pair_count;
    struct punch punch;
    uint8_t punch_transaction[CHECK_TRANSACTION_BYTES];
    bool found;
    uint32_t rtt_us;        /* the shortest of this attempt; until one is found what is expected */
    struct agent_pair best; /* as it was told */
    struct agent_answer answering[AGENT_ANSWERS_MAX];
    size_t answering_count;
    struct agent_event events[AGENT_EVENTS_MAX];
    size_t event_count;
    uint8_t out[CHECK_BYTES_MAX];
};

/* `agent` is zeroed. */
void agent_init(struct agent *agent, const struct agent_config *config);

/* The time of the calls that follow: microseconds on a monotonic clock, and Unix seconds. */
void agent_set_time(struct agent *agent, uint64_t now_us, uint64_t now_s);
/* What we say of ourselves; seeking and nonces are the agent's own. False if nothing changed. */
bool agent_set_own(struct agent *agent, const struct endpoint_record *record);
/* What the other says of itself, from wherever it came; made before what is known it is ignored.
 * `made_at_s` is Unix time by the other's clock. */
void agent_set_other(struct agent *agent, const struct endpoint_record *record, uint64_t made_at_s);
/* Our record lies where the other looks for it, as of now. */
void agent_on_published(struct agent *agent);
/* One more place to look at: where they were last, a beacon's source, a relay's virtual address. */
void agent_add_address(struct agent *agent, const struct alcove_address *address);
/* Seeks, from now on for AGENT_GIVE_UP_US; again: a new attempt. */
void agent_begin(struct agent *agent);
/* Round trips take so long, as far as is known; until an answer of this attempt says it. */
void agent_expect(struct agent *agent, uint32_t rtt_us);
/* Seeks no longer; answers still. */
void agent_rest(struct agent *agent);

/* What lies between, by the address alone. */
enum agent_path agent_path_of(const struct alcove_address *address);

/* The record as it is to be published: seeking, nonces and all. */
struct endpoint_record agent_own(const struct agent *agent);
const struct endpoint_record *agent_other(const struct agent *agent);
bool agent_is_begun(const struct agent *agent);
/* Since when the attempt runs that has found nothing so far; UINT64_MAX: there is none. */
uint64_t agent_tries_since(const struct agent *agent);
struct agent_time agent_other_time(const struct agent *agent);

/* False when it is no check of this person: nothing changed. */
bool agent_receive(struct agent *agent, const struct alcove_address *from, uint16_t socket,
                   const uint8_t *bytes, size_t size);
bool agent_poll_transmit(struct agent *agent, struct agent_transmit *out);
bool agent_poll_event(struct agent *agent, struct agent_event *out);
/* Absolute; UINT64_MAX when nothing waits for time. */
uint64_t agent_next_timeout(const struct agent *agent);

#endif
