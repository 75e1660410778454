/* Two ends of a handshake and the line between them, for tests. */
#ifndef TESTS_LINK_HANDSHAKE_PAIR_H
#define TESTS_LINK_HANDSHAKE_PAIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link/handshake.h"
#include "scripted_random.h"

#define FLIGHT_MAX 4

struct side {
    struct handshake handshake;
    struct alcove_link_config config;
    struct seeded_random random;
    struct handshake_result result;
    size_t completed;
};

/* The datagrams of one message. */
struct flight {
    size_t count;
    struct {
        size_t size;
        bool answer;
        uint8_t bytes[ALCOVE_ENVELOPE_BYTES_MAX + 1];
    } datagrams[FLIGHT_MAX];
};

/* [0] has the smaller static public key; PAIRING: it joins. The caller frees both. */
struct side *sides_new(enum alcove_link_purpose purpose);
/* Contacts that believe their line to be thin. */
struct side *sides_new_thin(void);
/* Starts a side anew from its config, which the test may have changed. */
void side_restart(struct side *side);
struct flight side_send(struct side *side, uint64_t now_us);
/* The outcome of the last datagram. Counts what completes. */
enum handshake_outcome side_take(struct side *side, uint64_t now_us, const struct flight *flight);
/* Lets time come to the next deadline of a side and returns it. */
uint64_t side_run_deadline(struct side *side);
/* Starts a side anew that is one psk ahead of the other. */
void side_give_newer_psk(struct side *side, bool kem);
/* Whether 32 bytes of a secret lie anywhere in the handshake. */
bool side_holds(const struct side *side, const uint8_t *secret);
/* Sends what there is, both ways, until there is nothing. */
void sides_settle(struct side *sides, uint64_t now_us);
/* Both completed, in opposite roles, with the same secrets. */
void assert_agreed(const struct side *sides);
/* Both go on as contacts with what the finished handshake exported, the same on both sides. */
struct alcove_exports sides_adopt(struct side *sides);
/* The side takes no notice of the flight: no answer, no change. */
void assert_ignored(struct side *side, uint64_t now_us, const struct flight *flight);

#endif
