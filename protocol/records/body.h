/* The bodies of records: what two people exchange in a call, as canonical msgpack.
 *
 * A body is a map from small numbers to values, keys strictly ascending, every value in its
 * shortest form, and nothing after it. Key 0 is the kind. A body has exactly one encoding, so equal
 * bodies are equal bytes; anything else is refused. Written with msgpack-c, read with
 * records/msgpack_reader.h. Called by the app on both ends of alcove_link_send_record. */
#ifndef ALCOVE_RECORDS_BODY_H
#define ALCOVE_RECORDS_BODY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "records/card.h"

#define BODY_NAME_BYTES_MAX        64
#define BODY_ENDPOINTS_MAX         4
#define BODY_TEXT_BYTES_MAX        4000
#define BODY_FEELING_BYTES_MAX     200
#define BODY_STRESSORS_BYTES_MAX   400
#define BODY_DISTRACTIONS_MAX      8
#define BODY_DISTRACTION_BYTES_MAX 40
#define BODY_RATING_MAX            10
#define BODY_RATING_NONE           255 /* no rating was given: not written at all */
#define BODY_TYPED_BYTES_MAX       1000
#define BODY_NUMBER_BYTES          32
#define BODY_SYNC_BYTES_MAX        4000
#define BODY_OBJECT_MAX            137438953471 /* counter 32 bits, device 5 */
#define BODY_BYTES_MAX             4096

/* UTF-8 (RFC 3629) of `size` bytes, not NUL-terminated, borrowed. `bytes` may be NULL at size 0. */
struct body_string {
    const char *bytes;
    size_t size;
};

enum body_kind {
    BODY_INTRODUCTION = 1, /* who this is and where to be found later: first record of a pairing */
    BODY_TEXT = 2,         /* a line of text */
    BODY_CHECK_IN = 3,     /* how one arrives */
    BODY_FAREWELL = 4,     /* everything of mine has been said: the call ends from my side */
    BODY_COMMITMENT = 5,   /* of a pairing's inviter, before it sees a number: reach/words.h */
    BODY_NUMBER = 6,       /* a pairing's random number, from which the words come */
    BODY_SYNC = 7,         /* a part of what two spaces say to each other */
    BODY_CARD = 8,         /* an edit of a card */
    BODY_TYPING = 9,       /* a line of text as it is typed */
};

struct body {
    enum body_kind kind;
    uint64_t written_at_ms; /* TEXT, CHECK_IN, TYPING that is done: Unix time, the writer's clock */
    union {
        struct {
            struct body_string name; /* 1 to BODY_NAME_BYTES_MAX */
            struct alcove_address endpoints[BODY_ENDPOINTS_MAX];
            size_t endpoint_count;
        } introduction;
        struct {
            struct body_string text; /* 1 to BODY_TEXT_BYTES_MAX */
            /* Of a letter: the words in the space that it is a copy of, counter * 32 + device; 0:
             * of none, and then it is not written. */
            uint64_t object;
        };
        struct {
            struct body_string feeling; /* 0 to BODY_FEELING_BYTES_MAX; a word or free text */
            uint8_t rating;             /* 0 to BODY_RATING_MAX, or BODY_RATING_NONE */
            struct body_string distractions[BODY_DISTRACTIONS_MAX]; /* each 1 to ..._BYTES_MAX */
            size_t distraction_count;
            struct body_string stressors; /* 0 to BODY_STRESSORS_BYTES_MAX, as feeling */
            bool now;                     /* may be shown before the other has answered */
        } check_in;
        uint8_t number[BODY_NUMBER_BYTES]; /* COMMITMENT, NUMBER */
        struct {
            const uint8_t *bytes; /* borrowed; none at all: documents wait on the writer's side */
            size_t size;          /* 0 to BODY_SYNC_BYTES_MAX */
        } sync;
        struct card_edit card; /* valid; text is borrowed */
        struct {
            uint16_t taken;           /* characters off the end, 0 to BODY_TEXT_BYTES_MAX; then */
            struct body_string typed; /* 0 to BODY_TYPED_BYTES_MAX are put there */
            bool done;                /* it is a line of text now, and a new one begins */
        } typing;
    };
};

enum body_outcome {
    BODY_OK,
    BODY_MALFORMED, /* not canonical, out of bounds, not UTF-8 or not a body; drop it */
    BODY_NEWER,     /* well-formed, but a kind or a field this app does not know, also of a card:
                       acknowledge it, and say that the other side has a newer app */
};

/* Writes `body` into `out` and returns its size, 1 to BODY_BYTES_MAX; 0 if a field is over its
 * bound, a string is not UTF-8 or holds control characters (text and feeling may hold newlines and
 * tabs), or a port is 0: nothing is to be sent then. */
size_t body_encode(const struct body *body, uint8_t out[BODY_BYTES_MAX]);

/* Reads a whole record. Strings in `out` point into `bytes` and live as long. `out` is zeroed
 * unless the outcome is OK. */
enum body_outcome body_decode(const uint8_t *bytes, size_t size, struct body *out);

/* A body_string over a NUL-terminated text, which it borrows. */
struct body_string body_string_from(const char *text);

#endif
