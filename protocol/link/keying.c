#include "link/keying.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "link/deadline.h"
#include "link/limits.h"

/* After a rekey that nobody answered. */
#define REKEY_RETRY_US 60000000
/* An initiator that is not heard starts again: so late that an answer to its first packets would
 * have come. */
#define UNHEARD_US (2 * (uint64_t)ALCOVE_HANDSHAKE_CONFIRM_US)
/* On a thin line the first packets take as long as the handshake did. */
#define UNHEARD_THIN_US (2 * (uint64_t)ALCOVE_HANDSHAKE_THIN_CONFIRM_US)
#define PROVED_MAX_US   6000000
/* On a thin line what is said as soon as there are keys shares the first cell. */
#define FIRST_WORDS_US 20000
/* The first look at a line under thin keys: when something has been measured. */
#define FIRST_LOOK_US 1000000
/* A candidate harms nothing, and on a line of 1 kbit/s the answer alone takes 13 s. */
#define CANDIDATE_US ALCOVE_HANDSHAKE_GIVE_UP_US

void keying_init(struct keying *keying, const struct alcove_link_config *config)
{
    ALCOVE_ASSERT(config->purpose == ALCOVE_LINK_PAIRING || config->purpose == ALCOVE_LINK_CONTACT);
    handshake_init(&keying->handshake, config);
    keying->purpose = config->purpose;
    keying->heard_by_us = DEADLINE_NEVER;
    keying->rekey_at_us = DEADLINE_NEVER;
    keying->reject_at_us = DEADLINE_NEVER;
    keying->look_at_us = DEADLINE_NEVER;
}

bool keying_sound(struct keying *keying, uint64_t now_us)
{
    ALCOVE_ASSERT(keying->state == KEYING_NONE);
    if (!handshake_may_be_thin(&keying->handshake))
        return false;
    handshake_prefer(&keying->handshake, HANDSHAKE_SOUND);
    return handshake_start(&keying->handshake, now_us);
}

void keying_expect(struct keying *keying, uint32_t round_trip_us)
{
    bool thin = round_trip_us >= ALCOVE_THIN_ROUND_TRIP_US;
    ALCOVE_ASSERT(keying->state <= KEYING_CONFIRMED);
    if (keying->handshake.manner != HANDSHAKE_SOUND)
        handshake_prefer(&keying->handshake, thin ? HANDSHAKE_THIN : HANDSHAKE_FULL_FIRST);
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

/* Where a candidate's generation is in traffic. */
static size_t candidate_index(const struct keying *keying, const struct traffic *traffic)
{
    ALCOVE_ASSERT(traffic->current < GENERATIONS_MAX);
    return keying->state == KEYING_NONE ? traffic->current : 1 - traffic->current;
}

static void drop_candidate(struct keying *keying, struct traffic *traffic, uint64_t now_us)
{
    if (!keying->candidate.waiting)
        return;
    size_t index = candidate_index(keying, traffic);
    ALCOVE_ASSERT(traffic->generations[index].state == GENERATION_UNPROVEN);
    traffic_end_generation(traffic, now_us, index);
    sodium_memzero(&keying->candidate, sizeof keying->candidate);
}

/* New keys come into use. Unheard ones before them do not count. */
static void count_generation(struct keying *keying, const struct alcove_exports *exports)
{
    if (keying->state == KEYING_CONFIRMED) {
        keying->established = true;
        keying->number++;
        memcpy(keying->former, keying->exports.channel_binding, sizeof keying->former);
    }
    ALCOVE_ASSERT(keying->established || keying->number == 0);
    keying->exports = *exports;
}

/* Packets leave under the generation at `index` from now on. If the line is thin, an answer is
 * expected after so long. */
static void use(struct keying *keying, struct traffic *traffic, size_t index, uint32_t expected_us)
{
    ALCOVE_ASSERT(traffic->generations[index].state == GENERATION_CURRENT);
    traffic->current = index;
    if (keying->thin)
        traffic_expect_thin(traffic, expected_us);
    traffic->control.same = (struct control_wish){0};
    if (keying->established && keying->initiator) {
        memcpy(traffic->control.same_token, keying->former, sizeof keying->former);
        control_wish_for(&traffic->control.same, keying->number & CHUNK_ID_MAX);
    }
    traffic->control.ping = true;
    if (keying->number > 0)
        traffic->statistics.rekeys++;
}

static uint64_t unheard(const struct keying *keying)
{
    return keying->thin ? UNHEARD_THIN_US : UNHEARD_US;
}

static enum keying_step use_own(struct keying *keying, struct traffic *traffic, uint64_t now_us,
                                const struct handshake_result *result,
                                const struct alcove_exports *exports)
{
    /* Keys that the other side never used are replaced; confirmed ones go on opening packets. */
    bool beside = keying->state == KEYING_CONFIRMED;
    size_t index = beside ? 1 - traffic->current : traffic->current;
    ALCOVE_ASSERT(index < GENERATIONS_MAX);
    drop_candidate(keying, traffic, now_us);
    count_generation(keying, exports);
    keying->initiator = true;
    keying->thin = result->thin;
    keying->started_at_us = result->started_at_us;
    memcpy(keying->remote_static, result->remote_static, sizeof keying->remote_static);
    traffic_end_generation(traffic, now_us, index);
    if (beside)
        generation_retire(&traffic->generations[traffic->current], DEADLINE_NEVER);
    generation_start(&traffic->generations[index], now_us, result, keying->number);
    keying->state = KEYING_UNHEARD;
    keying->heard_by_us = now_us + unheard(keying);
    uint64_t took_us = now_us - result->started_at_us;
    if (took_us < ALCOVE_HANDSHAKE_RETRY_FIRST_US / 2 && !traffic->rtt.measured)
        rtt_on_sample(&traffic->rtt, took_us, 0);
    /* What is lost now leaves the other side without a link: probes do not wait. */
    use(keying, traffic, index, ALCOVE_THIN_ROUND_TRIP_US);
    if (keying->thin)
        traffic->cells_from_us = now_us + FIRST_WORDS_US;
    /* IK authenticates the responder by its answer; XX leaves message 3 to be received. */
    if (keying->purpose == ALCOVE_LINK_PAIRING && !keying->established)
        return KEYING_STEP_NONE;
    return keying->established ? KEYING_STEP_REKEYED : KEYING_STEP_ESTABLISHED;
}

static void keep_candidate(struct keying *keying, struct traffic *traffic, uint64_t now_us,
                           const struct handshake_result *result,
                           const struct alcove_exports *exports)
{
    struct keying_candidate *candidate = &keying->candidate;
    size_t index = candidate_index(keying, traffic);
    ALCOVE_ASSERT(index < GENERATIONS_MAX);
    traffic_end_generation(traffic, now_us, index);
    generation_start(&traffic->generations[index], now_us, result, keying->number + 1);
    candidate->waiting = true;
    candidate->until_us = now_us + CANDIDATE_US;
    candidate->thin = result->thin;
    candidate->started_at_us = result->started_at_us;
    memcpy(candidate->remote_static, result->remote_static, sizeof candidate->remote_static);
    candidate->exports = *exports;
}

enum keying_step keying_on_complete(struct keying *keying, struct traffic *traffic, uint64_t now_us,
                                    struct handshake_result *result)
{
    struct alcove_exports exports;
    enum keying_step step = KEYING_STEP_NONE;
    ALCOVE_ASSERT(now_us >= result->started_at_us);
    handshake_result_export(result, &exports);
    if (result->initiator)
        step = use_own(keying, traffic, now_us, result, &exports);
    else
        keep_candidate(keying, traffic, now_us, result, &exports);
    sodium_memzero(result, sizeof *result);
    sodium_memzero(&exports, sizeof exports);
    return step;
}

static void confirm(struct keying *keying, uint64_t now_us)
{
    ALCOVE_ASSERT(keying->state != KEYING_CONFIRMED);
    if (!keying->established)
        keying->first_initiator = keying->initiator;
    keying->state = KEYING_CONFIRMED;
    keying->heard_by_us = DEADLINE_NEVER;
    keying->rekey_at_us = draw_rekey_time(now_us, &keying->handshake.config.random);
    keying->reject_at_us = now_us + ALCOVE_REKEY_REJECT_US;
    keying->look_at_us =
        keying->thin && keying->first_initiator ? now_us + FIRST_LOOK_US : DEADLINE_NEVER;
    handshake_confirmed(&keying->handshake);
    handshake_adopt(&keying->handshake, &keying->exports, keying->remote_static);
}

static enum keying_step own_heard(struct keying *keying, struct traffic *traffic, uint64_t now_us)
{
    struct generation *former = &traffic->generations[1 - traffic->current];
    bool told_by_completion = keying->established || keying->purpose == ALCOVE_LINK_CONTACT;
    ALCOVE_ASSERT(keying->initiator);
    if (former->state == GENERATION_RETIRING)
        generation_retire(former, now_us + ALCOVE_EPOCH_PREVIOUS_US);
    confirm(keying, now_us);
    return told_by_completion ? KEYING_STEP_NONE : KEYING_STEP_ESTABLISHED;
}

/* A round trip and what was lost meanwhile: at most so much of it is believed. */
static uint32_t proved_after(const struct keying *keying, uint64_t now_us)
{
    uint64_t took_us = now_us - keying->started_at_us;
    ALCOVE_ASSERT(now_us >= keying->started_at_us);
    if (took_us < ALCOVE_THIN_ROUND_TRIP_US)
        return ALCOVE_THIN_ROUND_TRIP_US;
    return took_us < PROVED_MAX_US ? (uint32_t)took_us : PROVED_MAX_US;
}

static void use_candidate(struct keying *keying, struct traffic *traffic, uint64_t now_us)
{
    struct keying_candidate *candidate = &keying->candidate;
    size_t index = candidate_index(keying, traffic);
    ALCOVE_ASSERT(candidate->waiting);
    if (keying->state == KEYING_CONFIRMED)
        generation_retire(&traffic->generations[traffic->current],
                          now_us + ALCOVE_EPOCH_PREVIOUS_US);
    if (keying->state == KEYING_UNHEARD)
        traffic_end_generation(traffic, now_us, traffic->current);
    count_generation(keying, &candidate->exports);
    keying->initiator = false;
    keying->thin = candidate->thin;
    keying->started_at_us = candidate->started_at_us;
    memcpy(keying->remote_static, candidate->remote_static, sizeof keying->remote_static);
    sodium_memzero(candidate, sizeof *candidate);
    traffic->generations[index].state = GENERATION_CURRENT;
    traffic->generations[index].number = keying->number;
    use(keying, traffic, index, proved_after(keying, now_us));
    keying->state = KEYING_UNHEARD;
    confirm(keying, now_us);
    control_wish_for(&traffic->control.done, keying->number & CHUNK_ID_MAX);
}

/* The keys that a rekey of this link continues; NULL when none were confirmed. */
static const uint8_t *confirmed_binding(const struct keying *keying)
{
    ALCOVE_ASSERT(keying->state <= KEYING_CONFIRMED);
    if (keying->state == KEYING_CONFIRMED)
        return keying->exports.channel_binding;
    return keying->established ? keying->former : NULL;
}

enum keying_step keying_on_opened(struct keying *keying, struct traffic *traffic, uint64_t now_us,
                                  size_t index, const struct intake *intake)
{
    ALCOVE_ASSERT(index < GENERATIONS_MAX && !intake->malformed);
    if (keying->state == KEYING_UNHEARD && index == traffic->current)
        return own_heard(keying, traffic, now_us);
    if (!keying->candidate.waiting || index != candidate_index(keying, traffic))
        return KEYING_STEP_NONE;
    const uint8_t *binding = confirmed_binding(keying);
    if (binding == NULL && intake->continues)
        return KEYING_STEP_FOREIGN;
    if (binding != NULL &&
        (!intake->continues || sodium_memcmp(intake->former, binding, CHUNK_TOKEN_BYTES) != 0))
        return KEYING_STEP_REPLACED;
    use_candidate(keying, traffic, now_us);
    return keying->established ? KEYING_STEP_REKEYED : KEYING_STEP_ESTABLISHED;
}

bool keying_is_newest(const struct keying *keying, const struct traffic *traffic, size_t index)
{
    ALCOVE_ASSERT(index < GENERATIONS_MAX);
    return traffic->generations[index].state != GENERATION_RETIRING ||
           keying->state == KEYING_UNHEARD;
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

static void rekey(struct keying *keying, const struct traffic *traffic, uint64_t now_us)
{
    ALCOVE_ASSERT(now_us >= keying->rekey_at_us);
    /* The other side's business, unless we began the link. */
    keying->rekey_at_us = keying->first_initiator ? now_us + REKEY_RETRY_US : DEADLINE_NEVER;
    if (keying->state != KEYING_CONFIRMED || !keying->first_initiator)
        return;
    handshake_prefer(&keying->handshake,
                     traffic_is_thin(traffic) ? HANDSHAKE_THIN : HANDSHAKE_FULL_FIRST);
    (void)handshake_start(&keying->handshake, now_us);
}

/* Whether thin keys may give way to full ones. */
static void look(struct keying *keying, const struct traffic *traffic, uint64_t now_us)
{
    ALCOVE_ASSERT(keying->first_initiator);
    keying->look_at_us = now_us + ALCOVE_THIN_LOOK_US;
    if (keying->state != KEYING_CONFIRMED || !keying->thin || !traffic->rtt.measured ||
        traffic->narrow)
        return;
    handshake_prefer(&keying->handshake, HANDSHAKE_FULL_ONLY);
    (void)handshake_start(&keying->handshake, now_us);
}

bool keying_on_timeout(struct keying *keying, struct traffic *traffic, uint64_t now_us)
{
    ALCOVE_ASSERT(keying->state != KEYING_NONE || keying->reject_at_us == DEADLINE_NEVER);
    if (now_us >= keying->reject_at_us)
        return false;
    if (keying->candidate.waiting && now_us >= keying->candidate.until_us)
        drop_candidate(keying, traffic, now_us);
    if (now_us >= keying->heard_by_us) {
        keying->heard_by_us = now_us + unheard(keying);
        (void)handshake_start(&keying->handshake, now_us);
    }
    if (now_us >= keying->rekey_at_us)
        rekey(keying, traffic, now_us);
    if (now_us >= keying->look_at_us)
        look(keying, traffic, now_us);
    return true;
}

void keying_rekey_soon(struct keying *keying, uint64_t now_us)
{
    ALCOVE_ASSERT(keying->state != KEYING_NONE);
    keying->rekey_at_us = now_us;
}

uint64_t keying_next_deadline(const struct keying *keying)
{
    uint64_t earliest_us = deadline_earlier(keying->reject_at_us, keying->rekey_at_us);
    ALCOVE_ASSERT(earliest_us > 0);
    earliest_us = deadline_earlier(earliest_us, keying->look_at_us);
    if (keying->candidate.waiting)
        earliest_us = deadline_earlier(earliest_us, keying->candidate.until_us);
    return deadline_earlier(earliest_us, keying->heard_by_us);
}
