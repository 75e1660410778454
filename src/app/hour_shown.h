/* What the window shows of the hour, from what the link thread told (app/face.h) and what the media
 * thread measures. The main thread owns one; lists in a model point into it, texts into the face.
 */
#ifndef ALCOVE_APP_HOUR_SHOWN_H
#define ALCOVE_APP_HOUR_SHOWN_H

#include "app/calendar.h"
#include "app/face.h"
#include "app/studio.h"
#include "ui/home_model.h"

#define HOUR_SHOWN_MAX ((size_t)2 * CARD_MADE_MAX) /* cards that two people can make */

/* Zeroed: nothing was heard yet. */
struct hour_shown {
    struct hour_point points[HOUR_SHOWN_MAX];
    struct hour_reflection reflections[HOUR_SHOWN_MAX];
    bool heard; /* a voice was, since then */
};

/* `model` is good as long as `shown` and `face` are not changed. */
void hour_shown_fill(struct hour_shown *shown, const struct face *face, uint64_t now_us,
                     struct hour_model *model);
/* The place that one told this person the last time, as one's safety card has it; NULL: none, or
 * two are called so. */
const char *hour_shown_place(const struct home_model *home, const char *their_name);
/* Its `ready`, from the meters as they stand. */
void hour_shown_measure(struct hour_shown *shown, const struct studio_meters *meters,
                        struct hour_ready *ready);

#endif
