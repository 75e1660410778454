/* A line while it is being typed, character by character (EN 301 549, 6.2).
 *
 * What one types is told as what changed since it was last told: so much off the end, and what
 * comes then. It is told at most each TYPING_EVERY_US, and only once the telling before has left,
 * so a thin line gets fewer and longer ones, and none of what was taken back meanwhile. When the
 * line is done it is said (BODY_TEXT, or the last telling), and nothing here knows it any more.
 * Pure, without memory of its own; owned by a session. */
#ifndef ALCOVE_SESSION_TYPING_H
#define ALCOVE_SESSION_TYPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "records/body.h"

#define TYPING_EVERY_US 300000

struct typed {
    char text[BODY_TEXT_BYTES_MAX + 1]; /* UTF-8, NUL-terminated */
    size_t size;
};

struct typing {
    bool on;               /* what one types is told */
    bool waits;            /* a telling has not left */
    uint64_t next_us;      /* no telling before it */
    struct typed mine;     /* as it stands in the field */
    struct typed told;     /* as they know it */
    struct typed theirs;   /* as we know it: to be shown, never kept */
    uint64_t theirs_at_us; /* when it last changed; 0: never */
};

/* What changed: so many characters off the end, and what comes then. */
struct typing_change {
    uint16_t taken;
    struct body_string typed; /* at most BODY_TYPED_BYTES_MAX bytes, whole characters */
};

/* What stands in the field now. False, and nothing changed, where it is no text of at most
 * BODY_TEXT_BYTES_MAX bytes. */
bool typing_set(struct typing *typing, const char *text);
/* When the next telling is due; UINT64_MAX: nothing changed, or the one before has not left. */
uint64_t typing_due(const struct typing *typing);
/* They know all that stands in the field. */
bool typing_is_told(const struct typing *typing);
/* What is to be told next, which is all of it but for a long text that was put in at once; borrowed
 * from `typing` until that changes. */
struct typing_change typing_change(const struct typing *typing);
/* That change was handed over to be sent, and waits until typing_left. */
void typing_told(struct typing *typing, uint64_t now_us);
/* The next telling is due again: the one before has left. */
void typing_left(struct typing *typing);
/* There was no room to tell it; again in a while. */
void typing_later(struct typing *typing, uint64_t now_us);
/* Its line was said: the field is empty, on both sides. */
void typing_done(struct typing *typing);
/* The other side may be a new one, which knows nothing of what stands in the field. */
void typing_forget_told(struct typing *typing);

/* What they changed. False, and nothing changed, where so much was never there, or it would grow
 * over its bound. */
bool typing_take(struct typing *typing, uint64_t now_us, const struct typing_change *change);
/* Their line was said, or they may be new. */
void typing_forget_theirs(struct typing *typing);

#endif
