/* A mailbox for words in the DHT: the last resort for two people who are never online together.
 * Each message of a direction has a counter, from 1, and in each week its own place (a mutable item
 * of BEP 44), derived from the pair's `envelope_root`; so nothing links two messages, nor the weeks
 * in which a reader waits for the next one. The reader looks for the one after the last it has
 * read. Called by the agent, which gets and puts the items and keeps the words, the outbox and the
 * inbox in the store.
 *
 *     place           = era 4 | counter 4             era = Unix time / 604800 when it is put
 *     seed            = H(root, "mail sign" | direction 1 | place)
 *     box key         = H(root, "mail box"  | direction 1 | place)
 *     value       800 = nonce 24 | XChaCha20-Poly1305(box key, length 2 | plaintext | zeros)
 *     plaintext       = version 1 | written at 8 (Unix seconds) | words
 *     associated data = Ed25519 public key 32 | place
 *
 * Words are sealed anew for each put, with the `seq` of rendezvous_seq. The directions are those of
 * rendezvous.h. That words were read comes back in the reader's endpoint record or over a link
 * (`words_read`: up to which counter). Whoever learns the root later can read what nodes still
 * hold: there is no forward secrecy here, as both ends must find the place without having met. */
#ifndef ALCOVE_REACH_MAILBOX_H
#define ALCOVE_REACH_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/random.h"
#include "reach/rendezvous.h"

#define MAILBOX_VALUE_BYTES     800    /* always; a put is one datagram of about 1,050 bytes */
#define MAILBOX_WORDS_BYTES_MAX 740    /* a text of 700 and the frame of its body */
#define MAILBOX_COPIES          20     /* asked of the DHT: most of a day's churn leaves some */
#define MAILBOX_WAITING_MAX     16     /* messages one person has not read yet */
#define MAILBOX_KEPT_S          172800 /* 48 hours, then given up */
#define MAILBOX_AGAIN_S         43200  /* put again after so long */
#define MAILBOX_RETRY_S         60     /* after a put that reached nobody, doubled up to */
#define MAILBOX_RETRY_MAX_S     3600
#define MAILBOX_LOOK_S          900    /* between two looks that found nothing */
#define MAILBOX_ERA_S           604800 /* a week, then all places change */
#define MAILBOX_JITTER_PERCENT  20
#define MAILBOX_COUNTER_MAX     4294967295 /* then the mailbox of the pair is used up */

/* Where one message lies. */
struct mailbox_place {
    uint64_t counter; /* 1 to MAILBOX_COUNTER_MAX */
    uint64_t era;     /* below 2^32 */
};

uint64_t mailbox_era(uint64_t now_s);

struct mailbox_keys {
    uint8_t sign_public[RENDEZVOUS_KEY_BYTES];
    uint8_t sign_secret[RENDEZVOUS_SIGN_SECRET_BYTES];
    uint8_t box[RENDEZVOUS_KEY_BYTES];
    uint64_t place;
};

/* The bounds of `place` are asserted. The caller wipes the keys. */
void mailbox_key(const uint8_t root[static RENDEZVOUS_KEY_BYTES],
                 enum rendezvous_direction direction, const struct mailbox_place *place,
                 struct mailbox_keys *out);

struct mailbox_words {
    uint64_t written_at_s; /* Unix time, by the writer's clock */
    size_t size;           /* 0 to MAILBOX_WORDS_BYTES_MAX */
    uint8_t bytes[MAILBOX_WORDS_BYTES_MAX];
};

void mailbox_seal(const struct mailbox_keys *keys, const struct alcove_random *random,
                  const struct mailbox_words *words, uint8_t out[static MAILBOX_VALUE_BYTES]);
/* False, with `out` zeroed, for all that mailbox_seal does not make with these keys, and for a
 * newer version. */
bool mailbox_open(const struct mailbox_keys *keys, const uint8_t *value, size_t size,
                  struct mailbox_words *out);

/* ---- what we wrote ---- */

enum mailbox_state {
    MAILBOX_UNKNOWN, /* no such message waits: read, or never written */
    MAILBOX_SENDING, /* no node has it yet */
    MAILBOX_STORED,  /* nodes keep it */
    /* Not read in 48 hours. It goes along again only when newer words wait behind it, since the
     * reader reads in order. */
    MAILBOX_GIVEN_UP,
};

struct mailbox_sent {
    uint64_t counter;
    uint64_t since_s; /* of the 48 hours */
    uint64_t next_s;  /* when to put it (again) */
    uint32_t failed;  /* puts in a row that no node took */
    bool stored;      /* ever */
    bool given_up;
};

/* Zeroed memory is empty. Times are Unix seconds, as it outlives the program; a clock that is set
 * back delays nothing by more than MAILBOX_AGAIN_S and its jitter. */
struct mailbox_outbox {
    struct mailbox_sent sent[MAILBOX_WAITING_MAX]; /* by counter, the oldest first */
    size_t count;
    uint64_t last;   /* the highest counter ever given out */
    uint64_t flying; /* the counter being put; 0: none */
};

/* Returns the counter for new words, or 0 if MAILBOX_WAITING_MAX wait unread. The caller stores
 * outbox and words before it puts anything: a counter is never used twice. */
uint64_t mailbox_outbox_add(struct mailbox_outbox *outbox, uint64_t now_s);
/* The counter of the words to put now, in the era of now, or 0. One at a time; answered by
 * mailbox_outbox_on_put. */
uint64_t mailbox_outbox_poll(struct mailbox_outbox *outbox, uint64_t now_s);
/* So many nodes took it. */
void mailbox_outbox_on_put(struct mailbox_outbox *outbox, uint64_t now_s, size_t copies,
                           const struct alcove_random *random);
/* The other has read up to this counter (words_read); the caller may drop those words. What was
 * never written counts for nothing. Returns how many messages are read by it. */
size_t mailbox_outbox_on_read(struct mailbox_outbox *outbox, uint64_t words_read);
/* There is hope again: a record of the other was found in the DHT, or the person asks for it. What
 * was given up is put for another 48 hours; what no node took yet is put at once. */
void mailbox_outbox_revive(struct mailbox_outbox *outbox, uint64_t now_s);
enum mailbox_state mailbox_outbox_state(const struct mailbox_outbox *outbox, uint64_t counter);
/* When to poll again, Unix seconds; UINT64_MAX: nothing waits. */
uint64_t mailbox_outbox_next_s(const struct mailbox_outbox *outbox);

/* ---- what we read ---- */

/* Zeroed memory has read nothing. */
struct mailbox_inbox {
    uint64_t words_read; /* up to this counter; tell it in our endpoint record */
    uint64_t next_s;     /* when to look */
    uint64_t flying;     /* the counter being looked for; 0: none */
    size_t turn;         /* which era of this round */
};

/* Where to look now; false if nowhere. One at a time; answered by one of the next two. A round
 * looks in this era, in its first 50 hours also in the one before (words are kept for 48, and
 * clocks differ by up to 2), and in its last 2 also in the next. */
bool mailbox_inbox_poll(struct mailbox_inbox *inbox, uint64_t now_s, struct mailbox_place *out);
/* It was opened *and is in the store*. The next one is looked for at once. */
void mailbox_inbox_on_read(struct mailbox_inbox *inbox, uint64_t now_s);
/* Nothing there, or nothing that opens. */
void mailbox_inbox_on_nothing(struct mailbox_inbox *inbox, uint64_t now_s,
                              const struct alcove_random *random);
/* A link brought the words up to this counter, so that they are not read a second time. Counters
 * that go back or above MAILBOX_COUNTER_MAX change nothing. */
void mailbox_inbox_advance(struct mailbox_inbox *inbox, uint64_t counter);
/* Look at the next poll, for example since the app is opened. */
void mailbox_inbox_look(struct mailbox_inbox *inbox, uint64_t now_s);

#endif
