#include "link/news.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"

static void drop(struct news *news, size_t index)
{
    ALCOVE_ASSERT(index < news->count);
    news->count--;
    memmove(&news->events[index], &news->events[index + 1],
            (news->count - index) * sizeof news->events[0]);
    sodium_memzero(&news->events[news->count], sizeof news->events[0]);
}

void news_add(struct news *news, const struct alcove_event *event)
{
    ALCOVE_ASSERT(event->kind != ALCOVE_EVENT_CLOSED);
    for (size_t i = 0; i < news->count; i++) {
        if (news->events[i].kind == event->kind) {
            drop(news, i);
            break;
        }
    }
    ALCOVE_ASSERT(news->count < NEWS_MAX);
    news->events[news->count++] = *event;
}

void news_close(struct news *news, enum alcove_close_reason reason)
{
    ALCOVE_ASSERT(reason <= ALCOVE_CLOSE_REPLACED);
    if (news->closed)
        return;
    news->closed = true;
    news->reason = reason;
}

bool news_poll(struct news *news, struct alcove_event *out)
{
    ALCOVE_ASSERT(news->count <= NEWS_MAX);
    if (news->count == 0)
        return false;
    *out = news->events[0];
    drop(news, 0);
    return true;
}

bool news_poll_closed(struct news *news, struct alcove_event *out)
{
    ALCOVE_ASSERT(!news->closed_told || news->closed);
    if (!news->closed || news->closed_told)
        return false;
    news->closed_told = true;
    memset(out, 0, sizeof *out);
    out->kind = ALCOVE_EVENT_CLOSED;
    out->reason = news->reason;
    return true;
}
