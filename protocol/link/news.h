/* What a link has to tell of itself: established, rekeyed, moved, resting, resumed, closed. What
 * arrived (frames, records, signals) waits where it arrived and is not copied here. A kind that
 * waits already is replaced by the newer of its kind, so that nothing overflows; CLOSED comes
 * last. */
#ifndef ALCOVE_LINK_NEWS_H
#define ALCOVE_LINK_NEWS_H

#include <stdbool.h>
#include <stddef.h>

#include "link/link.h"

#define NEWS_MAX 8

/* Zeroed memory is empty. */
struct news {
    struct alcove_event events[NEWS_MAX]; /* in order; different kinds */
    size_t count;
    bool closed;
    bool closed_told;
    enum alcove_close_reason reason;
};

void news_add(struct news *news, const struct alcove_event *event);
/* The first reason stays. */
void news_close(struct news *news, enum alcove_close_reason reason);
/* All but CLOSED; the secrets in it are wiped here. */
bool news_poll(struct news *news, struct alcove_event *out);
/* CLOSED, once. */
bool news_poll_closed(struct news *news, struct alcove_event *out);

#endif
