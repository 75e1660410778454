/* What the window shows of the hour that two people hold: a part of a call_model, filled by the app
 * from the board, the shared clock and the meters. Pointers are borrowed like those of the model;
 * moments are on the clock of window_refresh, 0 for never. Zeroed: there is no hour to show. */
#ifndef ALCOVE_UI_HOUR_MODEL_H
#define ALCOVE_UI_HOUR_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/light_meter.h"
#include "media/sound_meter.h"
#include "records/card.h"
#include "records/signal.h"
#include "session/hour.h"
#include "session/pacing.h"
#include "session/presence.h"

struct hour_point {
    uint32_t card;
    const char *text;
    bool done;
};

struct hour_reflection {
    uint32_t card;
    bool mine;
    const char *text;
    enum card_answer answer; /* of who did not write it */
    const char *edited;      /* in their words; NULL: none */
};

#define RECAP_LINES 3
#define HOUR_SIDES  2 /* mine first */

/* What the meters say of one's own side; for one's own screen alone. */
struct hour_ready {
    bool light_known, noise_known, headphones_known;
    enum light_verdict light;
    enum room_noise noise;
    bool heard; /* a voice, since the window is open */
    bool headphones;
};

struct hour_model {
    bool shown;
    bool seated; /* cards can be laid: the two were linked once */
    bool opener; /* this side opened the door; the other is the client */
    enum session_stage stage;

    const struct hour_point *points; /* oldest first, without those that are gone */
    size_t point_count;
    const struct hour_reflection *reflections; /* the same */
    size_t reflection_count;
    uint32_t phrase_card; /* their newest quiet line; 0: none */
    const char *phrase;
    const char *recap[RECAP_LINES]; /* never NULL where there is an hour */
    bool agreed[HOUR_SIDES];
    const char *place[HOUR_SIDES]; /* where one is today; NULL: not told */
    const char *phone[HOUR_SIDES];

    bool began;
    uint16_t begins_min, ends_min; /* minutes of the day */
    enum hour_cue cue;
    unsigned more[HOUR_SIDES]; /* minutes that each would add */
    uint64_t settling_since_us;

    enum presence presence; /* how the other is here */
    enum signal_away away;  /* oneself */
    enum signal_expression expression, my_expression;
    uint64_t expressed_at_us, i_expressed_at_us;
    bool feeling_on; /* of the client, whoever that is */
    uint8_t feeling;
    uint8_t wait_minutes; /* asked for at the door; 0: none */
    bool live;            /* they see what is typed here */
    const char *their_typing;

    uint64_t wished; /* what should be easier: bits by place in the deck's list */

    struct pacing_beat beat;
    uint64_t both_started_until_us;
    struct hour_ready ready;
};

#endif
