/* What a screen reader is told at once, without being asked: who came and went, what was switched,
 * the time that is left, a nod, a reflection, another page. Pure: it compares what is so with what
 * was. */
#ifndef ALCOVE_UI_ANNOUNCER_H
#define ALCOVE_UI_ANNOUNCER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/call_model.h"
#include "widgets/access.h"

#define ANNOUNCEMENT_BYTES 640
#define ANNOUNCEMENTS_MAX  8

struct announcement {
    char words[ANNOUNCEMENT_BYTES];
    bool urgent; /* interrupts what is being read */
};

/* Zeroed: nothing was so before. */
struct announcer {
    bool knows;
    enum call_phase phase;
    bool microphone_on, camera_on;
    uint64_t nod_received_at_us, expressed_at_us;
    enum session_stage stage;
    enum hour_cue cue;
    size_t reflections, lines;
    unsigned notes;
    char page[ANNOUNCEMENT_BYTES]; /* which lay open; "": none was seen yet */
    struct announcement waiting[ANNOUNCEMENTS_MAX];
    size_t count;
};

/* Whatever changed is added to what waits; what finds no room is left out. */
void announcer_look(struct announcer *announcer, const struct call_model *model);
/* After a refresh: what the page is called that lies open, apart from a session. */
void announcer_look_at_page(struct announcer *announcer, const struct access_tree *tree);
/* The oldest that waits; false: nothing does. */
bool announcer_next(struct announcer *announcer, struct announcement *out);

#endif
