#include "link/handshake.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "link/handshake_keys.h"
#include "link/handshake_payload.h"

#define BOTH_FRAGMENTS 3
/* The first half of a message, or all of a thin one. */
#define FIRST_FRAGMENT 1
/* From this repetition on, after some 3.5 s, the line is taken for a thin one. */
#define THIN_FROM 3

/* ---- keys and states ---- */

static bool is_pairing(const struct handshake *handshake)
{
    return handshake->config.purpose == ALCOVE_LINK_PAIRING;
}

/* CONTACT: of two attempts at once, the one of the smaller static public key counts. */
static bool wins(const struct handshake *handshake)
{
    return memcmp(handshake->config.static_public, handshake->config.remote_static, 32) < 0;
}

static void set_envelope_keys(struct handshake *handshake, bool joins)
{
    bool first = is_pairing(handshake) ? joins : wins(handshake);
    handshake_keys_envelope(&handshake->config, first, handshake->key_send, handshake->key_receive);
    ALCOVE_ASSERT(memcmp(handshake->key_send, handshake->key_receive, ENVELOPE_KEY_BYTES) != 0);
}

void handshake_init(struct handshake *handshake, const struct alcove_link_config *config)
{
    bool pairing = config->purpose == ALCOVE_LINK_PAIRING;
    ALCOVE_ASSERT(config->random.fill != NULL);
    ALCOVE_ASSERT(pairing || config->psk.present);
    memset(handshake, 0, sizeof *handshake);
    handshake->config = *config;
    set_envelope_keys(handshake, false);
}

enum handshake_state handshake_get_state(const struct handshake *handshake)
{
    ALCOVE_ASSERT(handshake->config.random.fill != NULL);
    if (handshake->own_state != HANDSHAKE_IDLE)
        return handshake->own_state;
    return handshake->answered ? HANDSHAKE_SENT_RESPONSE : HANDSHAKE_IDLE;
}

static void forget_own(struct handshake *handshake)
{
    noise_wipe(&handshake->own_noise);
    memset(&handshake->own, 0, sizeof handshake->own);
    handshake->own_state = HANDSHAKE_IDLE;
    handshake->own_to_source = false;
    handshake->repetitions = 0;
}

static void forget_answer(struct handshake *handshake)
{
    noise_wipe(&handshake->answer_noise);
    memset(&handshake->answer, 0, sizeof handshake->answer);
    ALCOVE_ASSERT(handshake->answer.size == 0);
    handshake->answered = false;
    handshake->awaits_message_3 = false;
}

void handshake_abandon(struct handshake *handshake)
{
    handshake_confirmed(handshake);
    set_envelope_keys(handshake, false);
}

void handshake_confirmed(struct handshake *handshake)
{
    ALCOVE_ASSERT(handshake != NULL);
    forget_own(handshake);
    forget_answer(handshake);
}

void handshake_adopt(struct handshake *handshake, const struct alcove_exports *exports,
                     const uint8_t remote_static[static 32])
{
    struct alcove_link_config *config = &handshake->config;
    ALCOVE_ASSERT(exports->psk_next.present);
    config->purpose = ALCOVE_LINK_CONTACT;
    memcpy(config->remote_static, remote_static, sizeof config->remote_static);
    memcpy(config->envelope_root, exports->envelope_root, sizeof config->envelope_root);
    config->psk = exports->psk_next;
    config->psk_older = exports->psk;
    sodium_memzero(config->invite_secret, sizeof config->invite_secret);
    handshake_abandon(handshake);
}

/* ---- as initiator ---- */

bool handshake_may_be_thin(const struct handshake *handshake)
{
    ALCOVE_ASSERT(handshake->manner <= HANDSHAKE_FULL_ONLY);
    return !is_pairing(handshake) && handshake->config.psk.kem;
}

static bool wants_thin(const struct handshake *handshake)
{
    enum handshake_manner manner = handshake->manner;
    if (!handshake_may_be_thin(handshake) || manner == HANDSHAKE_FULL_ONLY)
        return false;
    return manner != HANDSHAKE_FULL_FIRST || handshake->repetitions >= THIN_FROM;
}

static void send_again(struct handshake_message *message)
{
    ALCOVE_ASSERT(message->size > 0);
    message->fragments_due = message->thin ? FIRST_FRAGMENT : BOTH_FRAGMENTS;
}

/* A new attempt with new ephemeral keys. A message that cannot be made (a static key of small
 * order was configured) leaves nothing to send, and time gives the attempt up. */
static void begin_attempt(struct handshake *handshake)
{
    const struct alcove_psk *psks[HANDSHAKE_PAYLOAD_NAMES] = {NULL, NULL};
    struct handshake_message *own = &handshake->own;
    const struct alcove_random *random = &handshake->config.random;
    uint8_t payload[ALCOVE_HANDSHAKE_PAYLOAD_BYTES];
    ALCOVE_ASSERT(handshake->own_state == HANDSHAKE_SENT_INITIATION);
    own->type = ENVELOPE_INITIATION;
    own->thin = wants_thin(handshake);
    handshake->repetitions = 0;
    handshake->tries = (struct handshake_tries){0};
    random->fill(random->context, own->attempt, sizeof own->attempt);
    handshake_keys_noise(&handshake->config, true, own->thin, &handshake->own_noise);
    if (!is_pairing(handshake))
        (void)handshake_keys_psks(&handshake->config, own->thin, psks);
    handshake_payload_write(psks[0], psks[1], payload);
    own->size = noise_write(&handshake->own_noise, (struct noise_span){payload, sizeof payload},
                            own->bytes, sizeof own->bytes);
    own->fragments_due = 0;
    if (own->size > 0)
        send_again(own);
}

static void schedule_repetition(struct handshake *handshake, uint64_t now_us)
{
    ALCOVE_ASSERT(handshake->own_state != HANDSHAKE_IDLE);
    handshake->retry_at_us = now_us + handshake_pace(handshake->own.thin, handshake->repetitions,
                                                     &handshake->config.random);
}

/* How long the other side may take to prove that our answer came. */
static uint64_t confirm_wait(const struct handshake_message *answer)
{
    ALCOVE_ASSERT(answer->type <= ENVELOPE_CONFIRMATION);
    return answer->thin ? ALCOVE_HANDSHAKE_THIN_CONFIRM_US : ALCOVE_HANDSHAKE_CONFIRM_US;
}

void handshake_prefer(struct handshake *handshake, enum handshake_manner manner)
{
    ALCOVE_ASSERT(manner <= HANDSHAKE_FULL_ONLY);
    handshake->manner = manner;
}

bool handshake_start(struct handshake *handshake, uint64_t now_us)
{
    uint64_t answer_until_us = handshake->answered_at_us + confirm_wait(&handshake->answer);
    ALCOVE_ASSERT(handshake->own.size == 0 || handshake->own_state != HANDSHAKE_IDLE);
    if (handshake->own_state != HANDSHAKE_IDLE || handshake->awaits_message_3)
        return false;
    handshake->own_state = HANDSHAKE_SENT_INITIATION;
    handshake->repetitions = 0;
    set_envelope_keys(handshake, true);
    if (handshake->answered && now_us < answer_until_us) {
        handshake->own_started_us = answer_until_us;
        handshake->retry_at_us = answer_until_us;
        return true;
    }
    handshake->own_started_us = now_us;
    begin_attempt(handshake);
    schedule_repetition(handshake, now_us);
    return true;
}

void handshake_hurry(struct handshake *handshake)
{
    if (handshake->own_state != HANDSHAKE_IDLE && handshake->own.size > 0)
        send_again(&handshake->own);
}

static void repeat_own(struct handshake *handshake)
{
    ALCOVE_ASSERT(handshake->own_state != HANDSHAKE_IDLE);
    if (handshake->own.size == 0) { /* it waited for an answer of ours to be confirmed */
        begin_attempt(handshake);
        return;
    }
    handshake->repetitions++;
    if (!handshake->own.thin && wants_thin(handshake))
        begin_attempt(handshake);
    else
        send_again(&handshake->own);
}

uint64_t handshake_next_deadline(const struct handshake *handshake)
{
    ALCOVE_ASSERT(handshake != NULL);
    uint64_t deadline_us = UINT64_MAX;
    if (handshake->awaits_message_3)
        deadline_us = handshake->answered_at_us + ALCOVE_HANDSHAKE_GIVE_UP_US;
    if (handshake->own_state == HANDSHAKE_IDLE)
        return deadline_us;
    uint64_t give_up_us = handshake->own_started_us + ALCOVE_HANDSHAKE_GIVE_UP_US;
    if (give_up_us < deadline_us)
        deadline_us = give_up_us;
    return handshake->retry_at_us < deadline_us ? handshake->retry_at_us : deadline_us;
}

bool handshake_on_timeout(struct handshake *handshake, uint64_t now_us)
{
    ALCOVE_ASSERT(handshake != NULL);
    if (handshake->awaits_message_3 &&
        now_us >= handshake->answered_at_us + ALCOVE_HANDSHAKE_GIVE_UP_US)
        forget_answer(handshake);
    if (handshake->own_state == HANDSHAKE_IDLE)
        return true;
    if (now_us >= handshake->own_started_us + ALCOVE_HANDSHAKE_GIVE_UP_US) {
        forget_own(handshake);
        set_envelope_keys(handshake, false);
        return false;
    }
    if (now_us < handshake->retry_at_us)
        return true;
    repeat_own(handshake);
    schedule_repetition(handshake, now_us);
    return true;
}

/* PAIRING: our last message, repeated until the other side is heard. */
static bool write_message_3(struct handshake *handshake, uint64_t now_us, struct noise *noise)
{
    struct handshake_message message = handshake->own;
    uint8_t payload[ALCOVE_HANDSHAKE_PAYLOAD_BYTES];
    ALCOVE_ASSERT(noise_may_write(noise));
    handshake_payload_write(NULL, NULL, payload);
    message.type = ENVELOPE_CONFIRMATION;
    message.fragments_due = BOTH_FRAGMENTS;
    message.size = noise_write(noise, (struct noise_span){payload, sizeof payload}, message.bytes,
                               sizeof message.bytes);
    if (message.size == 0)
        return false;
    handshake->own = message;
    handshake->own_state = HANDSHAKE_SENT_CONFIRMATION;
    handshake->own_to_source = true;
    handshake->repetitions = 0;
    schedule_repetition(handshake, now_us);
    return true;
}

static bool is_ourselves(const struct handshake *handshake, const struct noise *noise)
{
    return memcmp(noise->remote_static, handshake->config.static_public, 32) == 0;
}

/* The answer is sealed with one of the psks that we named, and says which. */
static bool read_answer(const struct handshake *handshake, struct noise_span message,
                        struct noise *noise, struct alcove_psk *psk)
{
    const struct alcove_psk *psks[HANDSHAKE_PAYLOAD_NAMES];
    uint8_t payload[ALCOVE_HANDSHAKE_PAYLOAD_BYTES];
    size_t size = 0;
    *noise = handshake->own_noise;
    if (is_pairing(handshake))
        return noise_read(noise, message, payload, sizeof payload, &size) && size == sizeof payload;
    size_t count = handshake_keys_psks(&handshake->config, handshake->own.thin, psks);
    ALCOVE_ASSERT(count > 0);
    for (size_t i = 0; i < count; i++) {
        *noise = handshake->own_noise;
        noise_set_psk(noise, 0, psks[i]->key);
        if (!noise_read(noise, message, payload, sizeof payload, &size))
            continue;
        *psk = *psks[i];
        return size == sizeof payload && handshake_payload_names(payload, 0, psk);
    }
    return false;
}

/* A genuine answer to a thin message that sounds the line: too quick for a thin one. */
static bool shows_good_line(const struct handshake *handshake, uint64_t now_us, uint8_t number)
{
    ALCOVE_ASSERT(handshake->own_state == HANDSHAKE_SENT_INITIATION);
    return handshake->manner == HANDSHAKE_SOUND && handshake->own.thin &&
           handshake_tries_took(&handshake->tries, number, now_us) < ALCOVE_SOUND_ROUND_TRIP_US;
}

static void begin_full(struct handshake *handshake, uint64_t now_us)
{
    handshake->manner = HANDSHAKE_FULL_FIRST;
    handshake->repetitions = 0;
    begin_attempt(handshake);
    ALCOVE_ASSERT(!handshake->own.thin);
    schedule_repetition(handshake, now_us);
}

static enum handshake_outcome read_response(struct handshake *handshake, uint64_t now_us,
                                            uint8_t number, struct noise_span message,
                                            struct handshake_result *result)
{
    struct noise noise;
    uint64_t started_at_us = handshake->own_started_us;
    struct alcove_psk psk = {0};
    ALCOVE_ASSERT(handshake->own_state == HANDSHAKE_SENT_INITIATION);
    ALCOVE_ASSERT(handshake->own.size > 0);
    bool good = read_answer(handshake, message, &noise, &psk) && !is_ourselves(handshake, &noise);
    bool sounded = good && shows_good_line(handshake, now_us, number);
    if (sounded)
        begin_full(handshake, now_us);
    if (good && is_pairing(handshake))
        good = write_message_3(handshake, now_us, &noise);
    if (good && !sounded) {
        handshake_result_take(&handshake->config, &noise, result);
        result->psk = psk;
        result->started_at_us = started_at_us;
        if (is_pairing(handshake))
            noise_wipe(&handshake->own_noise);
        else
            forget_own(handshake);
    }
    noise_wipe(&noise);
    sodium_memzero(&psk, sizeof psk);
    return sounded ? HANDSHAKE_TAKEN : good ? HANDSHAKE_COMPLETE : HANDSHAKE_NOT_MINE;
}

/* ---- as responder ---- */

static bool same_attempt(const struct handshake_message *message,
                         const struct envelope_fragment *fragment)
{
    return message->size > 0 && message->thin == fragment->thin &&
           memcmp(message->attempt, fragment->attempt, sizeof message->attempt) == 0;
}

/* True for an attempt that was answered before, unless it is the latest, whose answer is repeated
 * on demand. */
static bool was_answered_before(const struct handshake *handshake,
                                const struct envelope_fragment *fragment)
{
    uint32_t count = handshake->seen_count;
    ALCOVE_ASSERT(fragment->type == ENVELOPE_INITIATION);
    if (handshake->answered && same_attempt(&handshake->answer, fragment))
        return false;
    for (uint32_t i = 0; i < HANDSHAKE_ANSWERED_MAX && i < count; i++) {
        if (memcmp(handshake->seen[i], fragment->attempt, ENVELOPE_ATTEMPT_BYTES) == 0)
            return true;
    }
    return false;
}

static bool rate_allows(struct handshake *handshake, uint64_t now_us)
{
    ALCOVE_ASSERT(now_us >= handshake->rate_since_us);
    if (now_us - handshake->rate_since_us >= 1000000) {
        handshake->rate_since_us = now_us;
        handshake->rate_count = 0;
    }
    if (handshake->rate_count >= ALCOVE_INITIATIONS_PER_SECOND)
        return false;
    handshake->rate_count++;
    return true;
}

/* Reads message 1, picks the psk it names, makes message 2. False leaves nothing but a `noise` to
 * be wiped. */
static bool make_answer(const struct handshake *handshake, struct noise_span message,
                        struct noise *noise, struct alcove_psk *psk,
                        struct handshake_message *answer)
{
    uint8_t payload[ALCOVE_HANDSHAKE_PAYLOAD_BYTES];
    size_t size = 0;
    ALCOVE_ASSERT(!psk->present);
    handshake_keys_noise(&handshake->config, false, answer->thin, noise);
    if (!noise_read(noise, message, payload, sizeof payload, &size) || size != sizeof payload)
        return false;
    if (!is_pairing(handshake)) {
        const struct alcove_psk *named =
            handshake_keys_named(&handshake->config, answer->thin, payload);
        if (memcmp(noise->remote_static, handshake->config.remote_static, 32) != 0 || named == NULL)
            return false;
        *psk = *named;
        noise_set_psk(noise, 0, psk->key);
    }
    handshake_payload_write(psk, NULL, payload);
    answer->type = ENVELOPE_RESPONSE;
    answer->size = noise_write(noise, (struct noise_span){payload, sizeof payload}, answer->bytes,
                               sizeof answer->bytes);
    if (answer->size > 0)
        send_again(answer);
    return answer->size > 0;
}

static void keep_answer(struct handshake *handshake, uint64_t now_us,
                        const struct handshake_message *answer)
{
    ALCOVE_ASSERT(answer->size > 0);
    forget_answer(handshake);
    handshake->answer = *answer;
    handshake->answered = true;
    handshake->answered_at_us = now_us;
    memcpy(handshake->seen[handshake->seen_count % HANDSHAKE_ANSWERED_MAX], answer->attempt,
           ENVELOPE_ATTEMPT_BYTES);
    handshake->seen_count++;
    /* An attempt of our own gives way, but is not ended: what we answered may be a replay. */
    uint64_t until_us = now_us + confirm_wait(answer);
    if (handshake->own_state == HANDSHAKE_SENT_INITIATION && handshake->retry_at_us < until_us)
        handshake->retry_at_us = until_us;
}

static enum handshake_outcome answer_initiation(struct handshake *handshake, uint64_t now_us,
                                                const struct envelope_fragment *fragment,
                                                struct noise_span message,
                                                struct handshake_result *result)
{
    struct noise noise = {0};
    struct alcove_psk psk = {0};
    struct handshake_message answer = {0};
    uint8_t digest[32];
    ALCOVE_ASSERT(fragment->type == ENVELOPE_INITIATION);
    crypto_generichash(digest, sizeof digest, message.bytes, message.size, NULL, 0);
    if (handshake->answered && same_attempt(&handshake->answer, fragment)) {
        if (memcmp(digest, handshake->answer_to, sizeof digest) != 0)
            return HANDSHAKE_NOT_MINE;
        handshake->answer.number = fragment->number;
        send_again(&handshake->answer);
        return HANDSHAKE_TAKEN;
    }
    answer.thin = fragment->thin;
    answer.number = fragment->number;
    memcpy(answer.attempt, fragment->attempt, sizeof answer.attempt);
    bool good = make_answer(handshake, message, &noise, &psk, &answer);
    bool complete_now = good && !is_pairing(handshake);
    if (good) {
        keep_answer(handshake, now_us, &answer);
        memcpy(handshake->answer_to, digest, sizeof digest);
        handshake->answer_started_us = now_us;
    }
    if (complete_now) {
        handshake_result_take(&handshake->config, &noise, result);
        result->psk = psk;
        result->started_at_us = now_us;
    } else if (good) {
        handshake->answer_noise = noise;
        handshake->awaits_message_3 = true;
    }
    noise_wipe(&noise);
    sodium_memzero(&psk, sizeof psk);
    return complete_now ? HANDSHAKE_COMPLETE : good ? HANDSHAKE_TAKEN : HANDSHAKE_NOT_MINE;
}

static enum handshake_outcome read_confirmation(struct handshake *handshake,
                                                struct noise_span message,
                                                struct handshake_result *result)
{
    struct noise noise = handshake->answer_noise;
    uint8_t payload[ALCOVE_HANDSHAKE_PAYLOAD_BYTES];
    size_t size = 0;
    ALCOVE_ASSERT(handshake->awaits_message_3);
    bool good = noise_read(&noise, message, payload, sizeof payload, &size) &&
                size == sizeof payload && !is_ourselves(handshake, &noise);
    if (good) {
        handshake_result_take(&handshake->config, &noise, result);
        result->started_at_us = handshake->answer_started_us;
        forget_answer(handshake);
    }
    noise_wipe(&noise);
    return good ? HANDSHAKE_COMPLETE : HANDSHAKE_NOT_MINE;
}

/* ---- datagrams ---- */

/* Whether a fragment belongs to anything that we wait for. */
static bool fits(const struct handshake *handshake, const struct envelope_fragment *fragment)
{
    ALCOVE_ASSERT(fragment->size > 0);
    if (fragment->thin && is_pairing(handshake))
        return false;
    switch (fragment->type) {
    case ENVELOPE_INITIATION:
        if (is_pairing(handshake) && handshake->own_state != HANDSHAKE_IDLE)
            return false;
        return !was_answered_before(handshake, fragment);
    case ENVELOPE_RESPONSE:
        return handshake->own_state == HANDSHAKE_SENT_INITIATION &&
               same_attempt(&handshake->own, fragment);
    case ENVELOPE_CONFIRMATION:
        return handshake->awaits_message_3 && same_attempt(&handshake->answer, fragment);
    }
    return false;
}

static enum handshake_outcome take_initiation(struct handshake *handshake, uint64_t now_us,
                                              const struct envelope_fragment *fragment,
                                              struct noise_span message,
                                              struct handshake_result *result)
{
    ALCOVE_ASSERT(message.size <= ALCOVE_HANDSHAKE_MESSAGE_MAX);
    if (!rate_allows(handshake, now_us))
        return HANDSHAKE_NOT_MINE;
    bool ours_runs = handshake->own_state == HANDSHAKE_SENT_INITIATION && handshake->own.size > 0;
    if (!is_pairing(handshake) && ours_runs && wins(handshake)) {
        /* Ours counts, and perhaps it has not found its way: here is one. A thin line has enough to
         * carry with the repetitions. */
        if (!handshake->own.thin)
            send_again(&handshake->own);
        handshake->own_to_source = true;
        return HANDSHAKE_TAKEN;
    }
    return answer_initiation(handshake, now_us, fragment, message, result);
}

enum handshake_outcome handshake_receive(struct handshake *handshake, uint64_t now_us,
                                         const uint8_t *datagram, size_t size,
                                         struct handshake_result *result)
{
    struct envelope_fragment fragment;
    uint8_t message[ALCOVE_HANDSHAKE_MESSAGE_MAX];
    ALCOVE_ASSERT(result != NULL);
    if (!envelope_open(handshake->key_receive, datagram, size, &fragment) ||
        !fits(handshake, &fragment))
        return HANDSHAKE_NOT_MINE;
    size_t whole = envelope_assemble(&handshake->assembly, now_us, &fragment, message);
    if (whole == 0)
        return HANDSHAKE_TAKEN;
    struct noise_span span = {message, whole};
    switch (fragment.type) {
    case ENVELOPE_INITIATION:
        return take_initiation(handshake, now_us, &fragment, span, result);
    case ENVELOPE_RESPONSE:
        return read_response(handshake, now_us, fragment.number, span, result);
    case ENVELOPE_CONFIRMATION:
        return read_confirmation(handshake, span, result);
    }
    return HANDSHAKE_NOT_MINE;
}

static size_t send_fragment(struct handshake *handshake, struct handshake_message *message,
                            uint8_t *out)
{
    struct envelope_fragment fragment = {
        .type = message->type, .thin = message->thin, .number = message->number};
    ALCOVE_ASSERT(message->fragments_due != 0 && message->size > 0);
    fragment.index = (message->fragments_due & 1) != 0 ? 0 : 1;
    message->fragments_due &= (uint8_t) ~(1u << fragment.index);
    memcpy(fragment.attempt, message->attempt, sizeof fragment.attempt);
    envelope_cut(message->bytes, message->size, &fragment);
    return envelope_seal(handshake->key_send, &fragment, &handshake->config.random, out);
}

size_t handshake_poll_transmit(struct handshake *handshake, uint64_t now_us, uint8_t *out,
                               bool *answer)
{
    struct handshake_message *own = &handshake->own;
    if (handshake->answer.fragments_due != 0) {
        *answer = true;
        return send_fragment(handshake, &handshake->answer, out);
    }
    if (own->fragments_due == 0)
        return 0;
    ALCOVE_ASSERT(now_us >= handshake->own_started_us);
    *answer = handshake->own_to_source;
    if (own->thin)
        own->number = handshake_tries_add(&handshake->tries, now_us);
    size_t size = send_fragment(handshake, own, out);
    if (own->fragments_due == 0 && handshake->own_state == HANDSHAKE_SENT_INITIATION)
        handshake->own_to_source = false;
    return size;
}
