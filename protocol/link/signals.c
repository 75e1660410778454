#include "link/signals.h"

#include <string.h>

#include "base/assert.h"
#include "link/deadline.h"

/* Two quick repetitions cover a lost packet; then a round trip at a time. */
#define REPEAT_QUICK_US    30000
#define REPEAT_QUICK_TIMES 3

enum alcove_link_status signals_push(struct signals *signals, uint64_t now_us, uint64_t lifetime_us,
                                     const uint8_t *bytes, size_t size)
{
    ALCOVE_ASSERT(size > 0 && size <= ALCOVE_SIGNAL_BYTES_MAX);
    for (size_t i = 0; i < ALCOVE_SIGNALS_WAITING_MAX; i++) {
        struct signal_outgoing *signal = &signals->outgoing[i];
        if (signal->waiting)
            continue;
        *signal = (struct signal_outgoing){
            .waiting = true,
            .id = signals->next_id++,
            .size = (uint8_t)size,
            .given_us = now_us,
            .over_us = now_us + lifetime_us,
        };
        memcpy(signal->bytes, bytes, size);
        return ALCOVE_OK;
    }
    return ALCOVE_FULL;
}

/* Whether `a` is to leave before `b`. */
static bool is_more_urgent(const struct signal_outgoing *a, const struct signal_outgoing *b)
{
    ALCOVE_ASSERT(a != b);
    if ((a->times == 0) != (b->times == 0))
        return a->times == 0;
    if (a->times == 0)
        return a->id < b->id;
    return a->last_sent_us < b->last_sent_us;
}

bool signals_has_quick(const struct signals *signals, uint64_t now_us)
{
    for (size_t i = 0; i < ALCOVE_SIGNALS_WAITING_MAX; i++) {
        const struct signal_outgoing *signal = &signals->outgoing[i];
        ALCOVE_ASSERT(signal->times == 0 || signal->last_sent_us <= now_us);
        bool is_quick = signal->times < REPEAT_QUICK_TIMES &&
                        now_us - signal->last_sent_us >= REPEAT_QUICK_US / 2;
        if (signal->waiting && (signal->times == 0 || is_quick))
            return true;
    }
    return false;
}

const struct signal_outgoing *signals_next(const struct signals *signals, uint64_t before_us,
                                           size_t size_max)
{
    const struct signal_outgoing *best = NULL;
    for (size_t i = 0; i < ALCOVE_SIGNALS_WAITING_MAX; i++) {
        const struct signal_outgoing *signal = &signals->outgoing[i];
        ALCOVE_ASSERT(signal->size <= ALCOVE_SIGNAL_BYTES_MAX);
        if (!signal->waiting || signal->size > size_max)
            continue;
        if (signal->times > 0 && signal->last_sent_us >= before_us)
            continue;
        if (best == NULL || is_more_urgent(signal, best))
            best = signal;
    }
    return best;
}

static struct signal_outgoing *find(struct signals *signals, uint32_t id)
{
    ALCOVE_ASSERT(id < signals->next_id);
    for (size_t i = 0; i < ALCOVE_SIGNALS_WAITING_MAX; i++) {
        if (signals->outgoing[i].waiting && signals->outgoing[i].id == id)
            return &signals->outgoing[i];
    }
    return NULL;
}

void signals_on_sent(struct signals *signals, uint64_t now_us, uint32_t id)
{
    struct signal_outgoing *signal = find(signals, id);
    ALCOVE_ASSERT(signal != NULL);
    if (signal->times < UINT8_MAX)
        signal->times++;
    signal->last_sent_us = now_us;
}

void signals_on_arrived(struct signals *signals, uint32_t id)
{
    struct signal_outgoing *signal = find(signals, id);
    ALCOVE_ASSERT(signal == NULL || signal->times > 0);
    if (signal != NULL)
        signal->waiting = false;
}

void signals_on_timeout(struct signals *signals, uint64_t now_us)
{
    for (size_t i = 0; i < ALCOVE_SIGNALS_WAITING_MAX; i++) {
        struct signal_outgoing *signal = &signals->outgoing[i];
        ALCOVE_ASSERT(!signal->waiting || now_us >= signal->given_us);
        if (signal->waiting && now_us >= signal->over_us)
            signal->waiting = false;
    }
}

uint64_t signals_next_send(const struct signals *signals, uint32_t rtt_us, bool narrow)
{
    uint64_t earliest_us = DEADLINE_NEVER;
    uint64_t slow_us = rtt_us > 2 * REPEAT_QUICK_US ? rtt_us : 2 * REPEAT_QUICK_US;
    for (size_t i = 0; i < ALCOVE_SIGNALS_WAITING_MAX; i++) {
        const struct signal_outgoing *signal = &signals->outgoing[i];
        if (!signal->waiting)
            continue;
        bool quick = signal->times < REPEAT_QUICK_TIMES && !narrow;
        uint64_t due_us = signal->last_sent_us + (quick ? REPEAT_QUICK_US : slow_us);
        if (signal->times == 0)
            due_us = signal->given_us;
        earliest_us = deadline_earlier(earliest_us, due_us);
    }
    ALCOVE_ASSERT(slow_us > 0);
    return earliest_us;
}

uint64_t signals_next_deadline(const struct signals *signals)
{
    uint64_t earliest_us = DEADLINE_NEVER;
    ALCOVE_ASSERT(signals != NULL);
    for (size_t i = 0; i < ALCOVE_SIGNALS_WAITING_MAX; i++) {
        if (signals->outgoing[i].waiting)
            earliest_us = deadline_earlier(earliest_us, signals->outgoing[i].over_us);
    }
    return earliest_us;
}

/* Whether this id was handed on before, or is too old to tell. */
static bool was_seen(const struct signals *signals, uint32_t id)
{
    if (!signals->any_seen || id > signals->newest_seen)
        return false;
    uint32_t distance = signals->newest_seen - id;
    ALCOVE_ASSERT(distance <= signals->newest_seen);
    return distance >= SIGNALS_MEMORY || (signals->seen >> distance & 1) != 0;
}

static void note_seen(struct signals *signals, uint32_t id)
{
    ALCOVE_ASSERT(!was_seen(signals, id));
    if (!signals->any_seen) {
        signals->any_seen = true;
        signals->newest_seen = id;
    }
    if (id > signals->newest_seen) {
        uint32_t ahead = id - signals->newest_seen;
        signals->seen = ahead < SIGNALS_MEMORY ? signals->seen << ahead : 0;
        signals->newest_seen = id;
    }
    signals->seen |= UINT64_C(1) << (signals->newest_seen - id);
}

bool signals_receive(struct signals *signals, uint32_t id, const uint8_t *bytes, size_t size)
{
    ALCOVE_ASSERT(size > 0 && size <= ALCOVE_SIGNAL_BYTES_MAX);
    if (was_seen(signals, id))
        return true;
    if (signals->incoming_tail - signals->incoming_head == ALCOVE_SIGNALS_WAITING_MAX)
        return false;
    struct signal_incoming *signal =
        &signals->incoming[signals->incoming_tail++ % ALCOVE_SIGNALS_WAITING_MAX];
    signal->size = (uint8_t)size;
    memcpy(signal->bytes, bytes, size);
    note_seen(signals, id);
    return true;
}

const struct signal_incoming *signals_poll(struct signals *signals)
{
    ALCOVE_ASSERT(signals->incoming_tail - signals->incoming_head <= ALCOVE_SIGNALS_WAITING_MAX);
    if (signals->incoming_head == signals->incoming_tail)
        return NULL;
    return &signals->incoming[signals->incoming_head++ % ALCOVE_SIGNALS_WAITING_MAX];
}
