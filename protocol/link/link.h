/* The link: the encrypted association of two devices, without input or output of its own.
 *
 * Bytes and time go in, bytes and events come out. It knows no socket, clock, thread, allocator or
 * random device. It is called by the net room's pump, by the simulator and by the fuzzers, always
 * from one thread at a time.
 *
 * The rules:
 *  1. One mutation, then drain alcove_link_poll_transmit and alcove_link_poll_event until both are
 *     empty, then sleep until alcove_link_next_timeout; then the next mutation.
 *  2. `now_us` is microseconds on one monotonic clock and never goes back between calls.
 *  3. Storage comes from the caller, zeroed, alcove_link_storage_bytes() of it, aligned for any
 *     type. It is large and touched only where used. alcove_link_wipe erases the secrets in it;
 *     after that the caller may free it.
 *  4. Pointers inside an event or a transmit live until the next call on the same link.
 *  5. Malformed, forged, replayed and unexpected datagrams change nothing, are never answered, and
 *     are counted in the statistics.
 *  6. Stored, then acknowledged: a record that arrived is acknowledged to the other side only
 *     after alcove_link_acknowledge_record. Records arrive once and in order.
 *  7. Frames may be lost, and come in the order in which they became whole. A signal is lost only
 *     if the line is down for longer than ALCOVE_SIGNAL_LIFETIME_US; it arrives at most once. */
#ifndef ALCOVE_LINK_LINK_H
#define ALCOVE_LINK_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/random.h"
#include "link/limits.h"

struct alcove_link;

/* What brings two devices together; part of the handshake's prologue. */
enum alcove_link_purpose {
    ALCOVE_LINK_PAIRING, /* XXhfs+psk0 under an invite's secret: neither side knows the other */
    ALCOVE_LINK_CONTACT, /* IKhfs+psk2: both know the other's static key and a common psk */
};

/* A pre-shared key that ratchets with every link. */
struct alcove_psk {
    uint64_t index;
    uint8_t key[32];
    bool present;
    bool kem; /* an ML-KEM exchange went into it or into one before it: it may carry a thin
                 handshake (SPEC 5.1). True of all that a link hands out */
};

/* All that a link starts from. Copied by alcove_link_init; the caller wipes its own copy. */
struct alcove_link_config {
    enum alcove_link_purpose purpose;
    uint8_t static_secret[32]; /* X25519 of this device */
    uint8_t static_public[32];
    uint8_t remote_static[32];   /* CONTACT only */
    uint8_t envelope_root[32];   /* CONTACT only: common to the two, from their pairing */
    struct alcove_psk psk;       /* CONTACT only: the newest */
    struct alcove_psk psk_older; /* CONTACT only: the one before, if it is still kept */
    uint8_t invite_secret[32];   /* PAIRING only */
    struct alcove_random random;
};

enum alcove_link_state {
    ALCOVE_LINK_IDLE,        /* answers initiations; sends nothing by itself */
    ALCOVE_LINK_CONNECTING,  /* a handshake is under way */
    ALCOVE_LINK_ESTABLISHED, /* keys agreed, and the other side has proved that it has them */
    ALCOVE_LINK_RESTING,     /* as ESTABLISHED, but nothing was heard for ALCOVE_CONSENT_US: probes
                                only; comes back by itself with the same keys */
    ALCOVE_LINK_CLOSED,      /* finished; only wiping is left to do */
};

enum alcove_link_status {
    ALCOVE_OK,
    ALCOVE_FULL,      /* nothing was taken: drain events, wait for acknowledgements, try again */
    ALCOVE_TOO_LARGE, /* nothing was taken: over the limit in limits.h */
    ALCOVE_NOT_READY, /* nothing was taken: the state does not allow it */
};

enum alcove_frame_kind {
    ALCOVE_FRAME_VOICE,
    ALCOVE_FRAME_VIDEO,
};

/* Frame ids are below ALCOVE_FRAME_ID_MAX; this one names no frame. */
#define ALCOVE_FRAME_ID_MAX ((UINT32_C(1) << 30) - 1)
#define ALCOVE_FRAME_NONE   UINT32_MAX

/* A coded frame, as sent and as received. */
struct alcove_frame {
    enum alcove_frame_kind kind;
    uint32_t id;             /* counts up by one a frame of this kind */
    uint64_t captured_at_us; /* on the sender's clock; the low 32 bits travel, and the receiver
                                sees a monotonic continuation of them */
    bool key;                /* VIDEO: needs no other frame */
    bool golden;             /* VIDEO: worth an acknowledgement to build repairs on */
    const uint8_t *bytes;    /* borrowed, rule 4; copied by alcove_link_send_frame */
    size_t size;             /* 1 to ALCOVE_FRAME_BYTES_MAX */
    uint32_t lifetime_us;    /* sending: lost parts are repeated for so long after send_frame;
                                0 = never repeated */
    uint64_t received_at_us; /* receiving: when its last byte arrived, on our clock */
};

enum alcove_close_reason {
    ALCOVE_CLOSE_LEFT,      /* one of the two left */
    ALCOVE_CLOSE_TIMED_OUT, /* no answer: the handshake was given up, or the line stayed dead */
    ALCOVE_CLOSE_REJECTED,  /* the other side declined */
    ALCOVE_CLOSE_REPLACED,  /* a newer link with the same person took over */
};

enum alcove_event_kind {
    ALCOVE_EVENT_ESTABLISHED,    /* once, when the other side has proved its keys: to a CONTACT's
                                    initiator by its answer, when it may not have heard us yet; to
                                    everybody else by the first packet under them (SPEC 5.6) */
    ALCOVE_EVENT_REKEYED,        /* a full rekey finished: `exports` has the next psk */
    ALCOVE_EVENT_FRAME,          /* a whole frame arrived */
    ALCOVE_EVENT_FRAME_ARRIVED,  /* VIDEO frame `id` of ours arrived whole */
    ALCOVE_EVENT_FRAME_LOST,     /* VIDEO frame `id` of ours was given up */
    ALCOVE_EVENT_REPAIR_WANTED,  /* the other's decoder is stuck; `id` is the last frame it had, or
                                    ALCOVE_FRAME_NONE */
    ALCOVE_EVENT_RECORD,         /* `id`, bytes: store it, then alcove_link_acknowledge_record */
    ALCOVE_EVENT_RECORD_ARRIVED, /* record `id` of ours is stored on the other side */
    ALCOVE_EVENT_SIGNAL,         /* bytes */
    ALCOVE_EVENT_PATH,           /* the other side is now reached at `address` */
    ALCOVE_EVENT_RESTING,        /* nothing heard for ALCOVE_CONSENT_US */
    ALCOVE_EVENT_RESUMED,        /* heard again after RESTING */
    ALCOVE_EVENT_CLOSED,         /* last event of a link; `reason` */
};

/* Secrets that leave the link, each under its own label. */
struct alcove_exports {
    uint8_t envelope_root[32];   /* PAIRING: common to the two for later CONTACT links; CONTACT:
                                    the one of the config, unchanged */
    struct alcove_psk psk;       /* the psk this link was keyed with; PAIRING: not present */
    struct alcove_psk psk_next;  /* for the next link: store it beside psk, forget any older */
    uint8_t channel_binding[64]; /* the handshake hash h: equal on both sides */
};

struct alcove_event {
    enum alcove_event_kind kind;
    uint64_t id;                     /* FRAME_ARRIVED, FRAME_LOST, REPAIR_WANTED, RECORD* */
    const uint8_t *bytes;            /* RECORD, SIGNAL */
    size_t size;                     /* RECORD, SIGNAL */
    struct alcove_frame frame;       /* FRAME */
    struct alcove_address address;   /* PATH, ESTABLISHED */
    enum alcove_close_reason reason; /* CLOSED */
    bool initiator;                  /* ESTABLISHED, REKEYED: our role in the handshake */
    uint8_t remote_static[32];       /* ESTABLISHED: who it is */
    struct alcove_exports exports;   /* ESTABLISHED, REKEYED; the taker wipes it after use */
};

struct alcove_transmit {
    struct alcove_address to;
    const uint8_t *bytes; /* rule 4 */
    size_t size;          /* 1 to ALCOVE_DATAGRAM_BYTES_MAX */
};

enum alcove_receive_result {
    ALCOVE_RECEIVE_TAKEN,    /* it was for this link; drain and sleep anew */
    ALCOVE_RECEIVE_NOT_MINE, /* nothing changed; offer the datagram to the next link */
};

/* What the media may send now. Ask after each drain; it is cheap. */
struct alcove_link_budget {
    uint32_t rate_bits_per_second; /* estimated for everything we send, headers included */
    uint32_t video_bytes_waiting;  /* taken by send_frame and not yet sent for the first time */
    uint32_t queue_delay_us;       /* standing queue on the path, as estimated */
    uint32_t loss_per_mille;       /* of our packets, over the last seconds */
    uint32_t rtt_us;               /* smoothed */
    bool may_send_video;           /* nothing of an earlier picture waits: encode the next one */
};

struct alcove_link_statistics {
    uint64_t datagrams_sent, datagrams_received;
    uint64_t bytes_sent, bytes_received; /* UDP payload */
    uint64_t voice_bytes_sent, video_bytes_sent, record_bytes_sent;
    uint64_t voice_bytes_received, video_bytes_received, record_bytes_received;
    uint64_t packets_lost;    /* ours, declared lost */
    uint64_t chunks_repeated; /* ours, sent again */
    uint64_t refused_forged, refused_replayed, refused_malformed;
    uint64_t frames_given_up;   /* ours */
    uint64_t frames_incomplete; /* theirs: parts came, the whole did not in time */
    uint64_t handshake_us;      /* from the first handshake datagram, ours or theirs, to
                                   ESTABLISHED */
    uint64_t rekeys, epochs, path_changes;
    uint32_t rtt_us, rtt_min_us, rtt_latest_us;
};

size_t alcove_link_storage_bytes(void);

/* Starts a link in IDLE. `storage` is zeroed, `bytes` of it >= alcove_link_storage_bytes()
 * (asserted). The result points into it and lives as long. */
struct alcove_link *alcove_link_init(void *storage, size_t bytes,
                                     const struct alcove_link_config *config, uint64_t now_us);
/* Erases every secret. The storage belongs to the caller again. */
void alcove_link_wipe(struct alcove_link *link);

enum alcove_link_state alcove_link_get_state(const struct alcove_link *link);
/* Where packets go now; port 0 while nowhere. */
struct alcove_address alcove_link_path(const struct alcove_link *link);

/* ---- the pump ---- */

/* `from` is the datagram's source. The bytes are neither changed nor kept. */
enum alcove_receive_result alcove_link_receive(struct alcove_link *link, uint64_t now_us,
                                               const struct alcove_address *from,
                                               const uint8_t *bytes, size_t size);
bool alcove_link_poll_transmit(struct alcove_link *link, uint64_t now_us,
                               struct alcove_transmit *out);
bool alcove_link_poll_event(struct alcove_link *link, struct alcove_event *out);
/* Absolute; UINT64_MAX when nothing waits for time. */
uint64_t alcove_link_next_timeout(const struct alcove_link *link);
void alcove_link_handle_timeout(struct alcove_link *link, uint64_t now_us);

/* ---- mutations ---- */

/* Where the other side may be; at most ALCOVE_CANDIDATES_MAX, further ones replace the oldest. */
void alcove_link_add_candidate(struct alcove_link *link, const struct alcove_address *address);
/* Starts a handshake towards all candidates; the first that answers becomes the path.
 * NOT_READY unless IDLE and at least one candidate is known. */
enum alcove_link_status alcove_link_connect(struct alcove_link *link, uint64_t now_us);
/* IDLE: connects to an address where no check was answered, on what may be a thin line: the first
 * thin message takes the place of the check, and shows the line (SPEC 5.5). NOT_READY, with nothing
 * begun, where only a full handshake is possible. */
enum alcove_link_status alcove_link_sound(struct alcove_link *link, uint64_t now_us,
                                          const struct alcove_address *address);
/* The other side has just answered a check of ours from there (SPEC 9.2), `round_trip_us` after it
 * left: IDLE keeps it as a candidate, CONNECTING goes on with its handshake there at once,
 * ESTABLISHED and RESTING move the path once the other side has answered a challenge there too. A
 * slow answer makes the handshake begin thin (SPEC 5.5). */
void alcove_link_move(struct alcove_link *link, uint64_t now_us,
                      const struct alcove_address *address, uint32_t round_trip_us);
/* Asks the other side for a sign of life, at once. */
void alcove_link_ask(struct alcove_link *link, uint64_t now_us);
/* How long the other side has owed us an answer, microseconds; 0 while it owes none. */
uint64_t alcove_link_silence(const struct alcove_link *link, uint64_t now_us);
/* Tells the other side and ends in CLOSED. Safe in every state. */
void alcove_link_close(struct alcove_link *link, uint64_t now_us, enum alcove_close_reason reason);

enum alcove_link_status alcove_link_send_frame(struct alcove_link *link, uint64_t now_us,
                                               const struct alcove_frame *frame);
/* Queues a record, which is repeated until it is acknowledged, across outages; `*id` counts up by
 * one a record. Allowed in ESTABLISHED and RESTING. */
enum alcove_link_status alcove_link_send_record(struct alcove_link *link, uint64_t now_us,
                                                const uint8_t *bytes, size_t size, uint64_t *id);
void alcove_link_acknowledge_record(struct alcove_link *link, uint64_t now_us, uint64_t id);
enum alcove_link_status alcove_link_send_signal(struct alcove_link *link, uint64_t now_us,
                                                const uint8_t *bytes, size_t size);
/* Our decoder is stuck; `last_frame_id` is the last VIDEO frame it could show, or
 * ALCOVE_FRAME_NONE. Repeated by the link until it arrives. */
void alcove_link_request_repair(struct alcove_link *link, uint64_t now_us, uint32_t last_frame_id);
/* No more than this, everything included; 0 = no limit. */
void alcove_link_set_rate_max(struct alcove_link *link, uint32_t bits_per_second);

struct alcove_link_budget alcove_link_get_budget(const struct alcove_link *link, uint64_t now_us);
struct alcove_link_statistics alcove_link_get_statistics(const struct alcove_link *link);

#endif
