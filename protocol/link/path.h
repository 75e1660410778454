/* Where the other side is. Candidates are where it may be; the current address is where packets go.
 * An address that a genuine, newest packet came from is tried: it becomes current only after it
 * returned a random token, and until then gets at most ALCOVE_AMPLIFICATION_FACTOR times what came
 * from it (RFC 9000 sections 8.2 and 9.3). Media stay on the current address meanwhile. Whoever
 * leaves an address by its own wish does not follow the other side's last packets back to it. It
 * finds no candidates (room reach) and keeps no round-trip times (rtt.h). */
#ifndef ALCOVE_LINK_PATH_H
#define ALCOVE_LINK_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/random.h"
#include "link/chunk.h"
#include "link/limits.h"

struct path_trial {
    struct alcove_address address; /* port 0: none */
    uint8_t token[CHUNK_TOKEN_BYTES];
    uint64_t next_us; /* next challenge */
    uint32_t times;   /* challenges sent */
    uint32_t received_bytes;
    uint32_t sent_bytes;
    bool wished; /* of our own wish, not because a packet came from there */
};

/* Zeroed memory knows nothing yet. */
struct path {
    struct alcove_address candidates[ALCOVE_CANDIDATES_MAX];
    size_t candidate_count; /* counts up; the newest replace the oldest */
    struct alcove_address current;
    struct path_trial trial;
    struct alcove_address left; /* by our own wish; not followed back until left_until_us */
    uint64_t left_until_us;
    bool answer_due;
    struct alcove_address answer_to;
    uint8_t answer_token[CHUNK_TOKEN_BYTES];
    uint64_t changes;
};

struct path_received {
    const struct alcove_address *from;
    bool newest; /* only such a packet moves the path */
    size_t size; /* of the datagram */
};

enum path_probe {
    PATH_PROBE_NONE,
    PATH_PROBE_CHALLENGE,
    PATH_PROBE_RESPONSE,
};

void path_add_candidate(struct path *path, const struct alcove_address *address);
size_t path_candidates(const struct path *path);
/* The handshake showed that the other side is there. */
void path_set(struct path *path, const struct alcove_address *address);
/* The other side has answered a check from there: it is tried, though no packet came from it. */
void path_wish(struct path *path, uint64_t now_us, const struct alcove_address *address,
               const struct alcove_random *random);
/* A genuine packet came. */
void path_on_packet(struct path *path, uint64_t now_us, const struct path_received *received,
                    const struct alcove_random *random);
void path_on_challenge(struct path *path, const struct alcove_address *from, const uint8_t *token);
/* True when the current address changed by it. */
bool path_on_response(struct path *path, uint64_t now_us, const uint8_t *token);
/* What to send now, where to and at most how large. */
enum path_probe path_poll(struct path *path, uint64_t now_us, struct alcove_address *to,
                          uint8_t *token, size_t *size_max);
/* A probe of so many bytes left. */
void path_on_probe_sent(struct path *path, uint64_t now_us, enum path_probe probe, size_t size);
uint64_t path_next_deadline(const struct path *path);

#endif
