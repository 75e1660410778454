/* LAN beacons: how two people in the same network find each other without the Internet, and
 * without telling anybody else who is there. Sans-IO: which tokens stand in a beacon, and whose
 * token was recognised. Called by net/lan.c, which owns the sockets and the pace.
 *
 *     beacon: 8 slots        slot: token 16 | masked port 2
 *     token | mask = first 18 bytes of BLAKE2b(key: the pair's LAN key, "alcove.lan.1" | minute 8 |
 *                    direction 1)
 *
 * `minute` is Unix time / 60, big-endian; direction 0 goes from the pair's first person to its
 * second, 1 back, so that an echo of one's own beacon is not recognised. The port, XORed with the
 * mask, is the one of the sender's link socket; the address is the one the beacon came from. Slots
 * that are not needed hold random bytes, and the order is shuffled anew for each round, so that a
 * stranger sees 144 random bytes: no name, no version, no number of people below eight. A token is
 * the same for a minute, and a third person may repeat it: recognising one proves nothing and must
 * lead to no more than a few datagrams to that address.
 *
 * Tokens of two minutes before and after are recognised too: clocks may differ by two minutes. */
#ifndef ALCOVE_REACH_LAN_TOKEN_H
#define ALCOVE_REACH_LAN_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/random.h"

#define LAN_PEOPLE_MAX       320
#define LAN_KEY_BYTES        32
#define LAN_TOKEN_BYTES      16
#define LAN_SLOT_BYTES       18
#define LAN_SLOTS            8
#define LAN_BEACON_BYTES     144 /* LAN_SLOTS slots */
#define LAN_MINUTES_EACH_WAY 2
#define LAN_MINUTES          (2 * LAN_MINUTES_EACH_WAY + 1)
#define LAN_INDEX_PLACES     4096 /* a power of two, more than twice the tokens */
#define LAN_EXPECTED_MAX     (LAN_PEOPLE_MAX * LAN_MINUTES)

struct lan_person {
    uint8_t key[LAN_KEY_BYTES]; /* known to the pair alone */
    bool is_first;              /* we are; the other device must say the opposite */
};

struct lan_expected {
    uint8_t token[LAN_TOKEN_BYTES];
    uint16_t port_mask;
    uint16_t person;
};

/* Zeroed memory knows nobody. About 50 kB: not for the stack. Wipe it when it is done with. */
struct lan_tokens {
    struct lan_person people[LAN_PEOPLE_MAX];
    size_t count;
    uint64_t minute; /* of what follows */
    bool is_computed;
    uint16_t order[LAN_PEOPLE_MAX];           /* of the slots in this round */
    struct lan_expected sent[LAN_PEOPLE_MAX]; /* ours, this minute */
    struct lan_expected expected[LAN_EXPECTED_MAX];
    uint16_t places[LAN_INDEX_PLACES]; /* 1 + index into expected; 0: free */
};

struct lan_sighting {
    size_t person; /* index into the people set */
    uint16_t port; /* not 0 */
};

/* Copies the list; at most LAN_PEOPLE_MAX. Call lan_tokens_advance next. */
void lan_tokens_set_people(struct lan_tokens *t, const struct lan_person *people, size_t count);
/* Once before each use: computes anew when the minute of `unix_s` is another one, about a
 * millisecond for 320 people. Clocks may jump either way. */
void lan_tokens_advance(struct lan_tokens *t, uint64_t unix_s);
void lan_tokens_wipe(struct lan_tokens *t);

/* A round is as many beacons as it takes to name everybody, in a new random order. 0 for nobody. */
size_t lan_tokens_begin_round(struct lan_tokens *t, const struct alcove_random *random);
/* Beacon `which` of the round. */
void lan_tokens_encode(const struct lan_tokens *t, size_t which, uint16_t port,
                       const struct alcove_random *random, uint8_t out[LAN_BEACON_BYTES]);

/* Who speaks in a datagram from anybody: the number of `out` that was filled. The work is the same
 * few look-ups whatever it holds. */
size_t lan_tokens_recognise(const struct lan_tokens *t, const uint8_t *bytes, size_t size,
                            struct lan_sighting out[LAN_SLOTS]);

#endif
