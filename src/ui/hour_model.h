/* What the window shows of the hour that two people hold: a part of a call_model, filled by the app
 * from the board, the shared clock and the meters. Pointers are borrowed like those of the model;
 * moments are on the clock of window_refresh, 0 for never. Zeroed: there is no hour to show. */
#ifndef ALCOVE_UI_HOUR_MODEL_H
#define ALCOVE_UI_HOUR_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/light_meter.h"
#include "media/noise.h"
#include "media/picture_scale.h"
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
#define HOUR_FELT   4 /* heard, pace, topics, over all */

/* What the meters say of one's own side; for one's own screen alone. */
struct hour_ready {
    bool light_known, noise_known, headphones_known;
    enum light_verdict light;
    enum room_noise noise;
    bool heard; /* a voice, since the window is open */
    bool headphones;
    double level; /* of the microphone now: 0 silence, 1 as loud as a voice gets */
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
    uint32_t my_phrase_card; /* the same of this side */
    const char *my_phrase;
    const char *recap[RECAP_LINES]; /* never NULL where there is an hour */
    bool agreed[HOUR_SIDES];
    const char *place[HOUR_SIDES]; /* where one is today; NULL: not told */
    const char *phone[HOUR_SIDES];
    const char *place_before; /* where one was the last time; NULL: not known */

    bool began;
    uint16_t begins_min, ends_min; /* minutes of the day */
    enum hour_cue cue;
    unsigned more[HOUR_SIDES]; /* minutes that each would add */
    uint16_t minutes;          /* how long it is, without those */
    bool gives_back;           /* what the line took is added at the end */
    uint32_t today;            /* days since 1970, by the clock here, as the next */
    bool next_known;           /* when the two meet again */
    uint32_t next_day;
    uint16_t next_min;
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

    uint64_t wished;            /* what should be easier: bits by place in the deck's list */
    bool asks_format;           /* in this hour one is asked how it is to meet online */
    uint8_t felt_told;          /* bits: which of `felt` this side told */
    uint8_t felt[HOUR_FELT];    /* 0 to 10 */
    bool wants_sum[HOUR_SIDES]; /* who would look at who spoke how long */
    bool summed;                /* both would, and `sum` is it */
    struct pacing_summary sum;
    unsigned nudge_after; /* minutes without a reflection; 0: one is not reminded */
    bool nudges;          /* so many went by: `nudge_minutes` */
    unsigned nudge_minutes;
    enum picture_crop crop; /* of one's own picture */
    enum noise_level noise; /* how far it is turned down */

    struct pacing_beat beat;
    uint64_t both_started_until_us;
    struct hour_ready ready;
};

#endif
