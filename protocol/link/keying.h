/* From handshakes to generations of keys: what a completed handshake makes possible, who has proved
 * what, and when to rekey. It holds the handshake; the generations are traffic's.
 *
 * The responder uses new keys only after a packet under them opened. A packet of new keys on a link
 * that has keys already says which ones they continue; one that does not is the other side starting
 * over (it lost its memory), and that is a new link, not this one. */
#ifndef ALCOVE_LINK_KEYING_H
#define ALCOVE_LINK_KEYING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link/handshake.h"
#include "link/intake.h"
#include "link/link.h"
#include "link/traffic.h"

enum keying_state {
    KEYING_NONE,      /* no handshake has completed */
    KEYING_UNHEARD,   /* we have keys; nothing of the other side opened under the newest of them */
    KEYING_CONFIRMED, /* both sides have proved that they have the newest keys */
};

struct keying {
    struct handshake handshake;
    enum keying_state state;
    enum alcove_link_purpose purpose;
    bool established;     /* some generation was in use before the newest handshake */
    bool first_initiator; /* of the link: it is the one that rekeys */
    bool initiator;       /* of the newest handshake */
    uint32_t number;      /* of the newest generation */
    size_t index;         /* where the newest generation is in traffic */
    uint64_t started_at_us;
    uint64_t rekey_at_us;
    uint64_t reject_at_us;
    uint8_t former[CHUNK_TOKEN_BYTES]; /* of the generation before the newest */
    uint8_t remote_static[32];
    struct alcove_exports exports; /* of the newest handshake */
};

enum keying_step {
    KEYING_STEP_NONE,
    KEYING_STEP_ESTABLISHED, /* the link may be used */
    KEYING_STEP_REKEYED,
    KEYING_STEP_REPLACED, /* the other side started over: this link is over */
};

void keying_init(struct keying *keying, const struct alcove_link_config *config);
/* A handshake completed: its keys become a generation. Wipes `result`. */
enum keying_step keying_on_complete(struct keying *keying, struct traffic *traffic, uint64_t now_us,
                                    struct handshake_result *result,
                                    const struct alcove_random *random);
/* A well-formed packet opened under the generation at `index`. Called before it takes effect; it
 * must take none after REPLACED. */
enum keying_step keying_on_opened(struct keying *keying, struct traffic *traffic, uint64_t now_us,
                                  size_t index, const struct intake *intake);
/* ESTABLISHED or REKEYED, with the secrets that leave the link. */
void keying_fill_event(const struct keying *keying, struct alcove_event *event);
/* False when no rekey came for ALCOVE_REKEY_REJECT_US: the link is over. */
bool keying_on_timeout(struct keying *keying, uint64_t now_us);
/* Starts a rekey at the next timeout, if that is ours to do. */
void keying_rekey_soon(struct keying *keying, uint64_t now_us);
uint64_t keying_next_deadline(const struct keying *keying);

#endif
