/* From handshakes to generations of keys: what a completed handshake makes possible, who has proved
 * what, and when to rekey. It holds the handshake; the generations are traffic's.
 *
 * The initiator uses new keys at once, and keeps opening packets of the former ones until it is
 * heard; if it is not, it starts again. The responder keeps them as a candidate beside the ones in
 * use, which nothing else notices, and uses them only after a packet under them opened: what it
 * answered may be a replay. A packet of new keys on a link that has keys already says which ones
 * they continue; one that does not is the other side starting over (it lost its memory), and that
 * is a new link, not this one.
 *
 * A rekey on a thin line is thin. Full keys follow thin ones as soon as the line allows. */
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
    KEYING_UNHEARD,   /* as initiator we use keys under which nothing of the other side opened */
    KEYING_CONFIRMED, /* both sides have proved that they have the keys in use */
};

/* What a handshake gave us as responder, until a packet opens under it. */
struct keying_candidate {
    bool waiting;
    uint64_t until_us;
    bool thin;
    uint64_t started_at_us;
    uint8_t remote_static[32];
    struct alcove_exports exports;
};

struct keying {
    struct handshake handshake;
    enum keying_state state;
    enum alcove_link_purpose purpose;
    bool established;     /* confirmed keys came before the ones in use */
    bool first_initiator; /* of the link: it is the one that rekeys */
    bool initiator;       /* of the keys in use */
    bool thin;            /* the keys in use */
    uint32_t number;      /* of the generation in use */
    uint64_t started_at_us;
    uint64_t heard_by_us; /* UNHEARD: then we start again */
    uint64_t rekey_at_us;
    uint64_t look_at_us; /* thin keys: whether the line allows full ones by now */
    uint64_t reject_at_us;
    uint8_t former[CHUNK_TOKEN_BYTES]; /* of the keys before the ones in use */
    uint8_t remote_static[32];
    struct alcove_exports exports; /* of the keys in use */
    struct keying_candidate candidate;
};

enum keying_step {
    KEYING_STEP_NONE,
    KEYING_STEP_ESTABLISHED, /* the link may be used */
    KEYING_STEP_REKEYED,
    KEYING_STEP_REPLACED, /* the other side started over: this link is over */
    KEYING_STEP_FOREIGN,  /* it continues a link that we know nothing of */
};

void keying_init(struct keying *keying, const struct alcove_link_config *config);
/* Begins a thin handshake whose answer shows the line, where no check has shown it; false, with
 * nothing begun, where the psk allows none, or one runs. */
bool keying_sound(struct keying *keying, uint64_t now_us);
/* A check of the line came back after so long: whether to begin with a thin handshake. Where one
 * sounds the line already it says so itself. */
void keying_expect(struct keying *keying, uint32_t round_trip_us);
/* A handshake completed: its keys become a generation. Wipes `result`. */
enum keying_step keying_on_complete(struct keying *keying, struct traffic *traffic, uint64_t now_us,
                                    struct handshake_result *result);
/* A well-formed packet opened under the generation at `index`. Called before it takes effect; it
 * must take none after REPLACED or FOREIGN. */
enum keying_step keying_on_opened(struct keying *keying, struct traffic *traffic, uint64_t now_us,
                                  size_t index, const struct intake *intake);
/* Whether the other side knows no newer keys than those at `index`: they may move the path. */
bool keying_is_newest(const struct keying *keying, const struct traffic *traffic, size_t index);
/* ESTABLISHED or REKEYED, with the secrets that leave the link. */
void keying_fill_event(const struct keying *keying, struct alcove_event *event);
/* False when no rekey came for ALCOVE_REKEY_REJECT_US: the link is over. */
bool keying_on_timeout(struct keying *keying, struct traffic *traffic, uint64_t now_us);
/* Starts a rekey at the next timeout, if that is ours to do. */
void keying_rekey_soon(struct keying *keying, uint64_t now_us);
uint64_t keying_next_deadline(const struct keying *keying);

#endif
