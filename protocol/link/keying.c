#include "link/keying.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "link/deadline.h"
#include "link/limits.h"

/* After a rekey that nobody answered. */
#define REKEY_RETRY_US 60000000

void keying_init(struct keying *keying, const struct alcove_link_config *config)
{
    ALCOVE_ASSERT(config->purpose == ALCOVE_LINK_PAIRING || config->purpose == ALCOVE_LINK_CONTACT);
    handshake_init(&keying->handshake, config);
    keying->purpose = config->purpose;
    keying->rekey_at_us = DEADLINE_NEVER;
    keying->reject_at_us = DEADLINE_NEVER;
}

/* 15 minutes, a fifth more or less. */
static uint64_t draw_rekey_time(uint64_t now_us, const struct alcove_random *random)
{
    uint32_t drawn;
    random->fill(random->context, (uint8_t *)&drawn, sizeof drawn);
    uint64_t spread_us = (uint64_t)drawn * (2 * (uint64_t)ALCOVE_REKEY_SPREAD_US) >> 32;
    ALCOVE_ASSERT(spread_us < 2 * (uint64_t)ALCOVE_REKEY_SPREAD_US);
    return now_us + ALCOVE_REKEY_US - ALCOVE_REKEY_SPREAD_US + spread_us;
}

/* Packets leave under the newest generation from now on. */
static void use_newest(struct keying *keying, struct traffic *traffic, uint64_t now_us)
{
    ALCOVE_ASSERT(keying->index < GENERATIONS_MAX);
    if (traffic->current != keying->index)
        generation_retire(&traffic->generations[traffic->current], now_us);
    traffic->current = keying->index;
    traffic->generations[keying->index].state = GENERATION_CURRENT;
    if (keying->established && keying->initiator) {
        memcpy(traffic->control.same_token, keying->former, sizeof keying->former);
        control_wish_for(&traffic->control.same, keying->number & CHUNK_ID_MAX);
    }
    traffic->control.ping = true;
    if (keying->number > 0)
        traffic->statistics.rekeys++;
}

static void install(struct keying *keying, struct traffic *traffic, uint64_t now_us,
                    const struct handshake_result *result)
{
    /* An unproven generation is replaced; a retiring one has had its time. */
    keying->index = keying->established ? 1 - traffic->current : traffic->current;
    ALCOVE_ASSERT(keying->index < GENERATIONS_MAX);
    traffic_end_generation(traffic, now_us, keying->index);
    generation_start(&traffic->generations[keying->index], now_us, result, keying->number);
}

enum keying_step keying_on_complete(struct keying *keying, struct traffic *traffic, uint64_t now_us,
                                    struct handshake_result *result,
                                    const struct alcove_random *random)
{
    if (keying->state == KEYING_CONFIRMED) {
        keying->established = true;
        keying->number++;
        memcpy(keying->former, keying->exports.channel_binding, sizeof keying->former);
    }
    ALCOVE_ASSERT(keying->established || keying->number == 0);
    keying->initiator = result->initiator;
    keying->started_at_us = result->started_at_us;
    memcpy(keying->remote_static, result->remote_static, sizeof keying->remote_static);
    handshake_export(result, &keying->exports);
    install(keying, traffic, now_us, result);
    keying->state = KEYING_UNHEARD;
    keying->rekey_at_us = draw_rekey_time(now_us, random);
    uint64_t took_us = now_us - result->started_at_us;
    sodium_memzero(result, sizeof *result);
    if (!keying->initiator)
        return KEYING_STEP_NONE;
    if (took_us < ALCOVE_HANDSHAKE_RETRY_FIRST_US / 2 && !traffic->rtt.measured)
        rtt_on_sample(&traffic->rtt, took_us, 0);
    use_newest(keying, traffic, now_us);
    /* IK authenticates the responder by its answer; XX leaves message 3 to be received. */
    if (keying->purpose == ALCOVE_LINK_PAIRING && !keying->established)
        return KEYING_STEP_NONE;
    return keying->established ? KEYING_STEP_REKEYED : KEYING_STEP_ESTABLISHED;
}

static void confirm(struct keying *keying, uint64_t now_us)
{
    ALCOVE_ASSERT(keying->state == KEYING_UNHEARD);
    if (!keying->established)
        keying->first_initiator = keying->initiator;
    keying->state = KEYING_CONFIRMED;
    keying->reject_at_us = now_us + ALCOVE_REKEY_REJECT_US;
    handshake_confirmed(&keying->handshake);
    handshake_adopt(&keying->handshake, &keying->exports, keying->remote_static);
}

enum keying_step keying_on_opened(struct keying *keying, struct traffic *traffic, uint64_t now_us,
                                  size_t index, const struct intake *intake)
{
    ALCOVE_ASSERT(index < GENERATIONS_MAX && !intake->malformed);
    if (keying->state != KEYING_UNHEARD || index != keying->index)
        return KEYING_STEP_NONE;
    bool rekey = keying->established;
    bool told_by_completion =
        keying->initiator && (rekey || keying->purpose == ALCOVE_LINK_CONTACT);
    if (!keying->initiator && rekey &&
        (!intake->continues ||
         sodium_memcmp(intake->former, keying->former, sizeof keying->former) != 0))
        return KEYING_STEP_REPLACED;
    confirm(keying, now_us);
    if (!keying->initiator) {
        use_newest(keying, traffic, now_us);
        control_wish_for(&traffic->control.done, keying->number & CHUNK_ID_MAX);
    }
    if (told_by_completion)
        return KEYING_STEP_NONE;
    return rekey ? KEYING_STEP_REKEYED : KEYING_STEP_ESTABLISHED;
}

void keying_fill_event(const struct keying *keying, struct alcove_event *event)
{
    ALCOVE_ASSERT(keying->state != KEYING_NONE);
    memset(event, 0, sizeof *event);
    event->kind = keying->established ? ALCOVE_EVENT_REKEYED : ALCOVE_EVENT_ESTABLISHED;
    event->initiator = keying->initiator;
    event->exports = keying->exports;
    memcpy(event->remote_static, keying->remote_static, sizeof event->remote_static);
}

bool keying_on_timeout(struct keying *keying, uint64_t now_us)
{
    ALCOVE_ASSERT(keying->state != KEYING_NONE || keying->reject_at_us == DEADLINE_NEVER);
    if (now_us >= keying->reject_at_us)
        return false;
    if (now_us < keying->rekey_at_us)
        return true;
    /* The other side's business, unless we began the link. */
    bool ours = keying->state != KEYING_CONFIRMED || keying->first_initiator;
    keying->rekey_at_us = ours ? now_us + REKEY_RETRY_US : DEADLINE_NEVER;
    if (keying->state == KEYING_CONFIRMED && ours)
        (void)handshake_start(&keying->handshake, now_us);
    return true;
}

void keying_rekey_soon(struct keying *keying, uint64_t now_us)
{
    ALCOVE_ASSERT(keying->state != KEYING_NONE);
    keying->rekey_at_us = now_us;
}

uint64_t keying_next_deadline(const struct keying *keying)
{
    ALCOVE_ASSERT(keying->rekey_at_us > 0);
    return deadline_earlier(keying->reject_at_us, keying->rekey_at_us);
}
