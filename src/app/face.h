/* What the link thread tells the main thread of the session: one whole snapshot, of which only the
 * newest matters. It owns its strings, so that the two threads share nothing. */
#ifndef ALCOVE_APP_FACE_H
#define ALCOVE_APP_FACE_H

#include <stdbool.h>
#include <stdint.h>

#include "app/hour_face.h"
#include "app/told.h"
#include "reach/diagnosis.h"
#include "session/pacing.h"
#include "session/session.h"
#include "ui/call_model.h"

#define FACE_NOTE_BYTES TOLD_BYTES

#define FACE_NOTES 4 /* so many may be new in a snapshot; then the oldest go */

/* A line for the person, beside the session. */
struct face_note {
    char text[FACE_NOTE_BYTES];
    bool is_private; /* somebody's words, or beside a window a name: for no terminal, and no log */
};

struct face {
    struct hour_face hour;
    struct call_model model; /* pictures, own name, microphone and camera are the main thread's */
    enum session_phase phase;
    enum session_end end;
    bool finished; /* nothing more will happen: the link thread has ended */
    uint64_t their_nods;
    uint64_t together_at_us;        /* 0: never */
    struct pacing_beat beat;        /* the ring after they stopped */
    uint64_t both_started_until_us; /* it is the client's turn; 0: nothing to say */
    struct lane_entry *entries;     /* model.lane points here */
    char their_name[BODY_NAME_BYTES_MAX + 1];
    char error[TOLD_BYTES];            /* model.error points here when it is not empty */
    struct face_note said[FACE_NOTES]; /* number n, from 0, at n % FACE_NOTES */
    unsigned notes;                    /* so many there were; the newest of them are in `said` */
    enum diagnosis diagnosis;          /* with model.hindrance */
    unsigned conversation;             /* the how manieth session of this window */
    /* With model.question: about whom, the bytes of the words, since when the key was known. */
    char asked_name[BODY_NAME_BYTES_MAX + 1];
    uint8_t check_words[4];
    uint64_t key_since_s; /* Unix time */
};

/* A snapshot of the session; NULL when memory is short. */
struct face *face_create(const struct session *session, uint64_t now_us);
/* Puts a note of the app into the lane of `face`, after `before` of its entries. Nothing happens
 * when memory is short: a note is worth no more. */
void face_add_note(struct face *face, size_t before, uint16_t minute_of_day, const char *text);
void face_free(struct face *face); /* NULL is allowed */

#endif
