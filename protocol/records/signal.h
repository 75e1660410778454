/* Signals: what is worth knowing now or not at all, in a few bytes, sent with
 * alcove_link_send_signal. They are not stored, and may overtake each other.
 *
 *     kind 1                       KNOCK, ADMITTED, NOD
 *     kind 1 | value 1             EXPRESSION, WAIT
 *     kind 1 | value 1 | order 1   MICROPHONE, CAMERA, HIDDEN, WORDS, AWAY, FEELING, READING
 *     kind 1 | t1 4                CLOCK_ASK
 *     kind 1 | t1 4 | t2 8         CLOCK_TELL
 *
 * What has an order is a state that lasts: the one that was set last wins, whichever arrives
 * last. */
#ifndef ALCOVE_RECORDS_SIGNAL_H
#define ALCOVE_RECORDS_SIGNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIGNAL_BYTES_MAX    13
#define SIGNAL_FEELING_MAX  10
#define SIGNAL_FEELING_NONE 255 /* no longer shown */
#define SIGNAL_WAIT_MAX     60
#define SIGNAL_CLOCK_MAX    281474976710655 /* ms; 2^48 - 1 */

enum signal_kind {
    SIGNAL_KNOCK = 1,       /* I am at the door: may I come in? */
    SIGNAL_ADMITTED = 2,    /* the door is open */
    SIGNAL_NOD = 3,         /* I hear you */
    SIGNAL_MICROPHONE = 4,  /* `on`: my voice is being sent */
    SIGNAL_CAMERA = 5,      /* `on`: my picture is being sent */
    SIGNAL_HIDDEN = 6,      /* `on`: I covered my screen; nothing is shown or heard on my side */
    SIGNAL_WORDS = 7,       /* `on`: I send neither voice nor picture; send me none either */
    SIGNAL_EXPRESSION = 8,  /* `value`: enum signal_expression */
    SIGNAL_AWAY = 9,        /* `value`: enum signal_away */
    SIGNAL_FEELING = 10,    /* `value`: how it is right now, 0 to ..._MAX, or ..._NONE */
    SIGNAL_CLOCK_ASK = 11,  /* `t1`: what is the time at yours? */
    SIGNAL_CLOCK_TELL = 12, /* `t1` as asked, and `t2` */
    SIGNAL_WAIT = 13,       /* `value`: the door opens in so many minutes, 1 to ..._MAX */
    SIGNAL_READING = 14,    /* `on`: I show words as they are typed; type to me live */
};

enum signal_expression {
    SIGNAL_WITH_YOU = 1,
    SIGNAL_TAKE_YOUR_TIME = 2,
    SIGNAL_PAUSE_PLEASE = 3,
    SIGNAL_SAY_MORE = 4,
    SIGNAL_THANK_YOU = 5,
};

enum signal_away {
    SIGNAL_HERE = 0,
    SIGNAL_SOMEONE_CAME_IN = 1,
    SIGNAL_BACK_SOON = 2, /* in a minute */
};

struct signal_note {
    enum signal_kind kind;
    bool on;       /* of a state that is on or off; otherwise false */
    uint8_t order; /* of a state; the sender counts up by one a change, and around at 256 */
    uint8_t value; /* where the kind has one beside `on` */
    uint32_t t1;   /* the asker's steady clock, ms, low 32 bits */
    uint64_t t2;   /* the teller's steady clock, ms, 0 to SIGNAL_CLOCK_MAX */
};

enum signal_outcome {
    SIGNAL_OK,
    SIGNAL_MALFORMED, /* wrong length or value; drop it */
    SIGNAL_NEWER,     /* a kind this app does not know; drop it */
};

/* 1 to SIGNAL_BYTES_MAX bytes; what the note says is within its bounds (asserted). */
size_t signal_encode(const struct signal_note *note, uint8_t out[SIGNAL_BYTES_MAX]);
enum signal_outcome signal_decode(const uint8_t *bytes, size_t size, struct signal_note *out);

/* Whether `order` was set after `last`, counted around. */
bool signal_order_is_newer(uint8_t order, uint8_t last);

#endif
