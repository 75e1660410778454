/* Signals: what is worth knowing now or not at all, in one to three bytes, sent with
 * alcove_link_send_signal. They are not stored, and may overtake each other.
 *
 *     kind 1                   KNOCK, ADMITTED, NOD
 *     kind 1 | on 1 | order 1  MICROPHONE, CAMERA, HIDDEN, WORDS: a state that lasts
 *
 * The states carry an order, so that the one which was set last wins whichever arrives last. */
#ifndef ALCOVE_RECORDS_SIGNAL_H
#define ALCOVE_RECORDS_SIGNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIGNAL_BYTES_MAX 3

enum signal_kind {
    SIGNAL_KNOCK = 1,      /* I am at the door: may I come in? */
    SIGNAL_ADMITTED = 2,   /* the door is open */
    SIGNAL_NOD = 3,        /* I hear you */
    SIGNAL_MICROPHONE = 4, /* `on`: my voice is being sent */
    SIGNAL_CAMERA = 5,     /* `on`: my picture is being sent */
    SIGNAL_HIDDEN = 6,     /* `on`: I covered my screen; nothing is shown or heard on my side */
    SIGNAL_WORDS = 7,      /* `on`: I send neither voice nor picture; send me none either */
};

struct signal_note {
    enum signal_kind kind;
    bool on;       /* of a state; otherwise false */
    uint8_t order; /* the same; the sender counts up by one a change, and around at 256 */
};

enum signal_outcome {
    SIGNAL_OK,
    SIGNAL_MALFORMED, /* wrong length or value; drop it */
    SIGNAL_NEWER,     /* a kind this app does not know; drop it */
};

size_t signal_encode(const struct signal_note *note, uint8_t out[SIGNAL_BYTES_MAX]);
enum signal_outcome signal_decode(const uint8_t *bytes, size_t size, struct signal_note *out);

/* Whether `order` was set after `last`, counted around. */
bool signal_order_is_newer(uint8_t order, uint8_t last);

#endif
