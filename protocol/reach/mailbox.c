#include "reach/mailbox.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "reach/sealed_value.h"

#define VERSION             1
#define HEAD_BYTES          (1 + 8)
#define PLAINTEXT_BYTES_MAX (MAILBOX_VALUE_BYTES - SEALED_VALUE_OVERHEAD_BYTES)

_Static_assert(HEAD_BYTES + MAILBOX_WORDS_BYTES_MAX <= PLAINTEXT_BYTES_MAX, "words fit");
_Static_assert(MAILBOX_VALUE_BYTES <= SEALED_VALUE_BYTES_MAX, "BEP 44's limit");
_Static_assert(MAILBOX_KEPT_S > 2 * MAILBOX_AGAIN_S, "put again more than once");

uint64_t mailbox_era(uint64_t now_s)
{
    return now_s / MAILBOX_ERA_S;
}

void mailbox_key(const uint8_t root[static RENDEZVOUS_KEY_BYTES],
                 enum rendezvous_direction direction, const struct mailbox_place *place,
                 struct mailbox_keys *out)
{
    uint8_t seed[RENDEZVOUS_KEY_BYTES];
    ALCOVE_ASSERT(place->counter > 0 && place->counter <= MAILBOX_COUNTER_MAX);
    ALCOVE_ASSERT(place->era <= UINT32_MAX);
    out->place = place->era << 32 | place->counter;
    const struct sealed_value_label sign = {"mail sign", (uint8_t)direction, out->place};
    const struct sealed_value_label box = {"mail box", (uint8_t)direction, out->place};
    sealed_value_derive(root, &sign, seed);
    sealed_value_derive(root, &box, out->box);
    int failed = crypto_sign_seed_keypair(out->sign_public, out->sign_secret, seed);
    ALCOVE_ASSERT(failed == 0);
    sodium_memzero(seed, sizeof seed);
}

void mailbox_seal(const struct mailbox_keys *keys, const struct alcove_random *random,
                  const struct mailbox_words *words, uint8_t out[static MAILBOX_VALUE_BYTES])
{
    uint8_t plaintext[PLAINTEXT_BYTES_MAX];
    const struct sealed_value_keys parts = {keys->box, keys->sign_public, keys->place};
    struct byte_writer w = byte_writer_over(plaintext, sizeof plaintext);
    ALCOVE_ASSERT(words->size <= MAILBOX_WORDS_BYTES_MAX);
    byte_write_u8(&w, VERSION);
    byte_write_u64(&w, words->written_at_s);
    byte_write_bytes(&w, words->bytes, words->size);
    ALCOVE_ASSERT(!w.failed);
    sealed_value_seal(&parts, random, (struct sealed_value_text){plaintext, w.size}, out,
                      MAILBOX_VALUE_BYTES);
    sodium_memzero(plaintext, sizeof plaintext);
}

static bool unpack(const uint8_t *plaintext, size_t size, struct mailbox_words *out)
{
    struct byte_reader r = byte_reader_over(plaintext, size);
    ALCOVE_ASSERT(size <= PLAINTEXT_BYTES_MAX);
    if (byte_read_u8(&r) != VERSION)
        return false;
    uint64_t written_at_s = byte_read_u64(&r);
    size_t words_size = byte_reader_left(&r);
    if (r.failed || words_size > MAILBOX_WORDS_BYTES_MAX)
        return false;
    out->written_at_s = written_at_s;
    out->size = words_size;
    byte_read_copy(&r, out->bytes, words_size);
    return true;
}

bool mailbox_open(const struct mailbox_keys *keys, const uint8_t *value, size_t size,
                  struct mailbox_words *out)
{
    uint8_t plaintext[PLAINTEXT_BYTES_MAX];
    struct sealed_value_room room = {.bytes = plaintext};
    const struct sealed_value_keys parts = {keys->box, keys->sign_public, keys->place};
    ALCOVE_ASSERT(out != NULL);
    memset(out, 0, sizeof *out);
    if (size != MAILBOX_VALUE_BYTES || !sealed_value_open(&parts, value, size, &room))
        return false;
    bool whole = unpack(plaintext, room.size, out);
    sodium_memzero(plaintext, sizeof plaintext);
    return whole;
}

/* ---- what we wrote ---- */

static uint64_t jittered(uint64_t interval_s, const struct alcove_random *random)
{
    uint8_t drawn[2];
    ALCOVE_ASSERT(random->fill != NULL);
    random->fill(random->context, drawn, sizeof drawn);
    uint64_t span_s = interval_s * 2 * MAILBOX_JITTER_PERCENT / 100;
    return interval_s - span_s / 2 + span_s * (uint64_t)(drawn[0] << 8 | drawn[1]) / UINT16_MAX;
}

static struct mailbox_sent *find(struct mailbox_outbox *outbox, uint64_t counter)
{
    ALCOVE_ASSERT(outbox->count <= MAILBOX_WAITING_MAX);
    for (size_t i = 0; i < outbox->count; i++)
        if (outbox->sent[i].counter == counter)
            return &outbox->sent[i];
    return NULL;
}

uint64_t mailbox_outbox_add(struct mailbox_outbox *outbox, uint64_t now_s)
{
    ALCOVE_ASSERT(outbox->count <= MAILBOX_WAITING_MAX);
    if (outbox->count == MAILBOX_WAITING_MAX || outbox->last >= MAILBOX_COUNTER_MAX)
        return 0;
    outbox->last++;
    outbox->sent[outbox->count++] =
        (struct mailbox_sent){.counter = outbox->last, .since_s = now_s, .next_s = now_s};
    return outbox->last;
}

/* Times of a clock that was ahead when they were noted would hold everything up. */
static void correct_times(struct mailbox_sent *sent, uint64_t now_s)
{
    uint64_t latest_s =
        now_s + MAILBOX_AGAIN_S + MAILBOX_AGAIN_S * MAILBOX_JITTER_PERCENT / (uint64_t)100;
    ALCOVE_ASSERT(sent->counter > 0);
    if (sent->since_s > now_s)
        sent->since_s = now_s;
    if (sent->next_s > latest_s)
        sent->next_s = latest_s;
}

/* Nothing given up is put for its own sake, but the reader cannot get past it either: the messages
 * up to this place are put. */
static size_t places_to_put(const struct mailbox_outbox *outbox)
{
    size_t places = outbox->count;
    ALCOVE_ASSERT(outbox->count <= MAILBOX_WAITING_MAX);
    while (places > 0 && outbox->sent[places - 1].given_up)
        places--;
    return places;
}

uint64_t mailbox_outbox_poll(struct mailbox_outbox *outbox, uint64_t now_s)
{
    ALCOVE_ASSERT(outbox->count <= MAILBOX_WAITING_MAX);
    for (size_t i = 0; i < outbox->count; i++) {
        struct mailbox_sent *sent = &outbox->sent[i];
        correct_times(sent, now_s);
        if (now_s - sent->since_s >= MAILBOX_KEPT_S)
            sent->given_up = true;
    }
    if (outbox->flying != 0)
        return 0;
    size_t places = places_to_put(outbox);
    for (size_t i = 0; i < places; i++)
        if (now_s >= outbox->sent[i].next_s) {
            outbox->flying = outbox->sent[i].counter;
            return outbox->flying;
        }
    return 0;
}

void mailbox_outbox_on_put(struct mailbox_outbox *outbox, uint64_t now_s, size_t copies,
                           const struct alcove_random *random)
{
    ALCOVE_ASSERT(outbox->flying != 0);
    struct mailbox_sent *sent = find(outbox, outbox->flying);
    outbox->flying = 0;
    if (sent == NULL)
        return; /* read meanwhile */
    if (copies > 0) {
        sent->failed = 0;
        sent->stored = true;
        sent->next_s = now_s + jittered(MAILBOX_AGAIN_S, random);
        return;
    }
    uint64_t wait_s = MAILBOX_RETRY_S;
    for (uint32_t i = 0; i < sent->failed && wait_s < MAILBOX_RETRY_MAX_S; i++)
        wait_s *= 2;
    if (wait_s > MAILBOX_RETRY_MAX_S)
        wait_s = MAILBOX_RETRY_MAX_S;
    if (sent->failed < UINT32_MAX)
        sent->failed++;
    sent->next_s = now_s + jittered(wait_s, random);
}

size_t mailbox_outbox_on_read(struct mailbox_outbox *outbox, uint64_t words_read)
{
    size_t read = 0;
    ALCOVE_ASSERT(outbox->count <= MAILBOX_WAITING_MAX);
    if (words_read > outbox->last)
        return 0;
    while (read < outbox->count && outbox->sent[read].counter <= words_read)
        read++;
    outbox->count -= read;
    memmove(outbox->sent, outbox->sent + read, outbox->count * sizeof outbox->sent[0]);
    memset(outbox->sent + outbox->count, 0, read * sizeof outbox->sent[0]);
    return read;
}

void mailbox_outbox_revive(struct mailbox_outbox *outbox, uint64_t now_s)
{
    ALCOVE_ASSERT(outbox->count <= MAILBOX_WAITING_MAX);
    for (size_t i = 0; i < outbox->count; i++) {
        struct mailbox_sent *sent = &outbox->sent[i];
        if (!sent->stored)
            sent->next_s = now_s;
        if (!sent->given_up)
            continue;
        sent->given_up = false;
        sent->since_s = now_s;
    }
}

enum mailbox_state mailbox_outbox_state(const struct mailbox_outbox *outbox, uint64_t counter)
{
    ALCOVE_ASSERT(outbox->count <= MAILBOX_WAITING_MAX);
    for (size_t i = 0; i < outbox->count; i++) {
        const struct mailbox_sent *sent = &outbox->sent[i];
        if (sent->counter != counter)
            continue;
        if (sent->given_up)
            return MAILBOX_GIVEN_UP;
        return sent->stored ? MAILBOX_STORED : MAILBOX_SENDING;
    }
    return MAILBOX_UNKNOWN;
}

uint64_t mailbox_outbox_next_s(const struct mailbox_outbox *outbox)
{
    uint64_t next_s = UINT64_MAX;
    size_t places = places_to_put(outbox);
    ALCOVE_ASSERT(places <= outbox->count);
    for (size_t i = 0; i < outbox->count; i++) {
        const struct mailbox_sent *sent = &outbox->sent[i];
        if (outbox->flying == 0 && i < places && sent->next_s < next_s)
            next_s = sent->next_s;
        if (!sent->given_up && sent->since_s + MAILBOX_KEPT_S < next_s)
            next_s = sent->since_s + MAILBOX_KEPT_S;
    }
    return next_s;
}

/* ---- what we read ---- */

/* How many eras a round looks in, one or two, and which is the one of this turn. */
static size_t eras_of_round(uint64_t now_s, size_t turn, uint64_t *era)
{
    uint64_t into_s = now_s % MAILBOX_ERA_S;
    bool before = into_s < MAILBOX_KEPT_S + RENDEZVOUS_EDGE_S && mailbox_era(now_s) > 0;
    bool after = MAILBOX_ERA_S - into_s <= RENDEZVOUS_EDGE_S;
    ALCOVE_ASSERT(!before || !after);
    *era = mailbox_era(now_s);
    if (turn > 0 && before)
        *era -= 1;
    else if (turn > 0 && after)
        *era += 1;
    return before || after ? 2 : 1;
}

bool mailbox_inbox_poll(struct mailbox_inbox *inbox, uint64_t now_s, struct mailbox_place *out)
{
    uint64_t latest_s =
        now_s + MAILBOX_LOOK_S + MAILBOX_LOOK_S * MAILBOX_JITTER_PERCENT / (uint64_t)100;
    ALCOVE_ASSERT(inbox->words_read <= MAILBOX_COUNTER_MAX);
    *out = (struct mailbox_place){0};
    if (inbox->next_s > latest_s)
        inbox->next_s = latest_s;
    if (inbox->flying != 0 || inbox->words_read >= MAILBOX_COUNTER_MAX || now_s < inbox->next_s)
        return false;
    eras_of_round(now_s, inbox->turn, &out->era);
    inbox->flying = inbox->words_read + 1;
    out->counter = inbox->flying;
    return true;
}

void mailbox_inbox_on_read(struct mailbox_inbox *inbox, uint64_t now_s)
{
    ALCOVE_ASSERT(inbox->flying != 0);
    mailbox_inbox_advance(inbox, inbox->flying);
    inbox->flying = 0;
    inbox->turn = 0;
    inbox->next_s = now_s;
}

void mailbox_inbox_on_nothing(struct mailbox_inbox *inbox, uint64_t now_s,
                              const struct alcove_random *random)
{
    uint64_t era;
    ALCOVE_ASSERT(inbox->flying != 0);
    inbox->flying = 0;
    inbox->turn++;
    inbox->next_s = now_s;
    if (inbox->turn < eras_of_round(now_s, inbox->turn, &era))
        return;
    inbox->turn = 0;
    inbox->next_s = now_s + jittered(MAILBOX_LOOK_S, random);
}

void mailbox_inbox_advance(struct mailbox_inbox *inbox, uint64_t counter)
{
    ALCOVE_ASSERT(inbox != NULL);
    if (counter > inbox->words_read && counter <= MAILBOX_COUNTER_MAX)
        inbox->words_read = counter;
}

void mailbox_inbox_look(struct mailbox_inbox *inbox, uint64_t now_s)
{
    ALCOVE_ASSERT(inbox != NULL);
    inbox->next_s = now_s;
}
