/* Two worlds from one seed: in the one two people talk, in the other they do the same while
 * somebody on the way sends changed, cut, lengthened, repeated, reflected and made-up datagrams to
 * both. All that leaves the two links, all that they tell and the time they want to be called at
 * must be the same in both worlds, byte by byte. */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "harness.h"
#include "link/link_parts.h"
#include "pair.h"

#define LOG_MAX  60000
#define KEPT_MAX 2000

struct kept {
    int end;      /* that sent it */
    bool arrives; /* else it is none to repeat, but one that comes late */
    size_t size;
    uint8_t bytes[ALCOVE_DATAGRAM_BYTES_MAX];
};

struct twin {
    bool hostile;
    bool busy; /* the attacker works on what leaves now */
    uint64_t log[LOG_MAX];
    size_t log_count;
    struct kept *kept;
    size_t kept_count;
    uint32_t chunks;    /* kinds that were attacked, a bit each */
    uint32_t envelopes; /* the same for handshakes */
    uint64_t injected, forged, repeated;
};

static const struct alcove_address stranger = {.ip = {66}, .port = 6666};

/* ---- what the two do ---- */

static void note(struct twin *twin, const void *first, size_t first_size, const void *second,
                 size_t second_size)
{
    crypto_generichash_state hash;
    assert_true(twin->log_count < LOG_MAX);
    crypto_generichash_init(&hash, NULL, 0, crypto_generichash_BYTES_MIN);
    crypto_generichash_update(&hash, first, first_size);
    if (second_size > 0)
        crypto_generichash_update(&hash, second, second_size);
    uint8_t digest[crypto_generichash_BYTES_MIN];
    crypto_generichash_final(&hash, digest, sizeof digest);
    memcpy(&twin->log[twin->log_count++], digest, sizeof twin->log[0]);
}

/* What is due is due, whether since now or since a while ago. */
static uint64_t due(struct pair *pair, int end)
{
    uint64_t timeout_us = alcove_link_next_timeout(pair_link(pair, end));
    return timeout_us < pair->now_us ? pair->now_us : timeout_us;
}

static void note_event(struct pair *pair, int end, const struct alcove_event *event)
{
    struct alcove_event shown = *event;
    const uint8_t *bytes = event->bytes != NULL ? event->bytes : event->frame.bytes;
    size_t size = event->bytes != NULL ? event->size : event->frame.size;
    uint64_t when[3] = {(uint64_t)end, pair->now_us, due(pair, end)};
    shown.bytes = shown.frame.bytes = NULL;
    note(pair->context, &shown, sizeof shown, when, sizeof when);
    note(pair->context, when, sizeof when, bytes, size);
}

/* ---- what is done to them ---- */

static void inject(struct pair *pair, int to, const uint8_t *bytes, size_t size)
{
    struct twin *twin = pair->context;
    struct alcove_link *link = pair_link(pair, to);
    uint64_t due_us = due(pair, to);
    const struct alcove_address *from =
        twin->injected % 2 == 0 ? &pair->ends[1 - to].address : &stranger;
    alcove_link_receive(link, pair->now_us, from, bytes, size);
    assert_true(due(pair, to) == due_us);
    twin->injected++;
}

static void attack(struct pair *pair, int to, const uint8_t *original, size_t size)
{
    uint8_t bytes[ALCOVE_DATAGRAM_BYTES_MAX + 1] = {0};
    memcpy(bytes, original, size);
    for (size_t at = 0; at < size; at++) {
        bytes[at] ^= (uint8_t)(1 << at % 8);
        inject(pair, to, bytes, size);
        bytes[at] ^= (uint8_t)(1 << at % 8);
    }
    for (size_t shorter = 0; shorter < size; shorter++)
        inject(pair, to, bytes, shorter);
    inject(pair, to, bytes, size + 1);
}

/* Looks into what is attacked, as only the receiver could, on a copy of its keys. */
static void recognise(struct twin *twin, const struct alcove_link *receiver, const uint8_t *bytes,
                      size_t size)
{
    static struct seal seal;
    struct seal_opened opened;
    struct envelope_fragment fragment;
    struct chunk chunk;
    if (envelope_open(receiver->keying.handshake.key_receive, bytes, size, &fragment))
        twin->envelopes |= 1u << (2 * (unsigned)fragment.type + fragment.index);
    for (size_t i = 0; i < GENERATIONS_MAX; i++) {
        seal = receiver->traffic.generations[i].seal;
        if (receiver->traffic.generations[i].state == GENERATION_NONE ||
            seal_open(&seal, receiver->now_us, bytes, size, &opened) != SEAL_OPENED)
            continue;
        struct byte_reader r = byte_reader_over(opened.plaintext, opened.size);
        while (byte_reader_left(&r) > 0 && chunk_read(&r, &chunk))
            twin->chunks |= 1u << chunk.kind;
    }
}

static void note_datagram(struct pair *pair, int end, const struct alcove_transmit *transmit)
{
    struct twin *twin = pair->context;
    uint64_t when[3] = {(uint64_t)end, pair->now_us, transmit->to.port};
    note(twin, when, sizeof when, transmit->bytes, transmit->size);
    if (!twin->hostile || !twin->busy)
        return;
    assert_true(twin->kept_count < KEPT_MAX);
    struct kept *kept = &twin->kept[twin->kept_count++];
    kept->end = end;
    kept->arrives = alcove_address_equal(&transmit->to, &pair->ends[1 - end].address);
    kept->size = transmit->size;
    memcpy(kept->bytes, transmit->bytes, transmit->size);
    recognise(twin, pair_link(pair, 1 - end), kept->bytes, kept->size);
    attack(pair, 1 - end, kept->bytes, kept->size);
}

/* Once what was sent has arrived: everything again, to the one it was for and to its sender. */
static void repeat_everything(struct pair *pair)
{
    struct twin *twin = pair->context;
    pair_run(pair, 1500000);
    if (!twin->hostile)
        return;
    for (size_t i = 0; i < twin->kept_count; i++) {
        const struct kept *kept = &twin->kept[i];
        if (!kept->arrives)
            continue;
        for (int again = 0; again < 3; again++)
            inject(pair, 1 - kept->end, kept->bytes, kept->size);
        inject(pair, kept->end, kept->bytes, kept->size);
        twin->repeated += 4;
    }
}

/* Of every size; every other one begins as a genuine one does. */
static void make_up(struct pair *pair, size_t count)
{
    struct twin *twin = pair->context;
    uint64_t seed = 99;
    if (!twin->hostile)
        return;
    for (size_t i = 0; i < count; i++) {
        uint8_t bytes[ALCOVE_DATAGRAM_BYTES_MAX];
        size_t size = i * 7 % (sizeof bytes + 1);
        for (size_t k = 0; k < size; k++)
            bytes[k] = (uint8_t)pair_random(&seed);
        if (i % 2 == 0 && size >= 8 && twin->kept_count > 0)
            memcpy(bytes, twin->kept[i % twin->kept_count].bytes, 8 - i % 5);
        inject(pair, (int)(i / 2 % 2), bytes, size);
    }
}

/* ---- the story ---- */

static void talk(struct pair *pair, uint32_t times)
{
    static const uint8_t picture[3000] = {1, 2, 3};
    static uint32_t ids;
    static const uint32_t sizes[] = {150, 450, 800, 3000};
    if (times == 0)
        ids = 0;
    for (uint32_t i = 0; i < times; i++, ids++) {
        struct alcove_frame voice = {.kind = ALCOVE_FRAME_VOICE, .id = ids, .bytes = picture};
        struct alcove_frame video = {.kind = ALCOVE_FRAME_VIDEO, .id = ids, .bytes = picture};
        voice.size = 60;
        video.size = sizes[ids % 4];
        video.key = ids % 4 == 0;
        for (int end = 0; end < 2; end++) {
            alcove_link_send_frame(pair_link(pair, end), pair->now_us, &voice);
            alcove_link_send_frame(pair_link(pair, end), pair->now_us, &video);
            pair_drain(pair, end);
        }
        pair_run(pair, 20000);
    }
}

static void say_and_nod(struct pair *pair)
{
    static const uint8_t nod[ALCOVE_SIGNAL_BYTES_MAX] = "nod";
    pair_send_record(pair, CLIENT, "I slept badly, and the dog barked.");
    alcove_link_send_signal(pair_link(pair, THERAPIST), pair->now_us, nod, 3);
    alcove_link_send_signal(pair_link(pair, THERAPIST), pair->now_us, nod, sizeof nod);
    alcove_link_request_repair(pair_link(pair, CLIENT), pair->now_us, 1);
    pair_drain(pair, CLIENT);
    pair_drain(pair, THERAPIST);
    pair_run(pair, 300000);
}

static void tell_story(struct pair *pair)
{
    struct twin *twin = pair->context;
    talk(pair, 0);
    make_up(pair, 2000);
    twin->busy = true;
    pair_establish(pair);
    repeat_everything(pair);
    make_up(pair, 10000);
    talk(pair, 25);
    say_and_nod(pair);
    repeat_everything(pair);
    pair->ends[CLIENT].address.port = 50505;
    say_and_nod(pair);
    repeat_everything(pair);
    twin->busy = false;
    while (pair->ends[CLIENT].rekeyed == 0) {
        twin->busy = handshake_get_state(&pair_link(pair, CLIENT)->keying.handshake) ==
                     HANDSHAKE_SENT_INITIATION;
        pair_run(pair, twin->busy ? 1000 : 10000);
    }
    say_and_nod(pair);
    repeat_everything(pair);
    pair->ends[CLIENT].line.cut = pair->ends[THERAPIST].line.cut = true;
    twin->busy = false;
    pair_run(pair, 40000000);
    repeat_everything(pair);
    make_up(pair, 1000);
    pair->ends[CLIENT].line.cut = pair->ends[THERAPIST].line.cut = false;
    pair_run(pair, 5000000);
    twin->busy = true;
    alcove_link_close(pair_link(pair, THERAPIST), pair->now_us, ALCOVE_CLOSE_LEFT);
    pair_drain(pair, THERAPIST);
    repeat_everything(pair);
    make_up(pair, 1000);
}

static void note_statistics(struct pair *pair)
{
    struct twin *twin = pair->context;
    for (int i = 0; i < 2; i++) {
        struct alcove_link_statistics seen = alcove_link_get_statistics(pair_link(pair, i));
        twin->forged += seen.refused_forged;
        assert_int_equal(seen.refused_malformed, 0);
        seen.refused_forged = seen.refused_replayed = 0;
        seen.datagrams_received = seen.bytes_received = 0;
        note(twin, &seen, sizeof seen, NULL, 0);
    }
}

static struct twin *live(enum alcove_link_purpose purpose, bool hostile)
{
    struct twin *twin = calloc(1, sizeof *twin);
    assert_non_null(twin);
    twin->kept = calloc(KEPT_MAX, sizeof *twin->kept);
    assert_non_null(twin->kept);
    twin->hostile = hostile;
    struct pair *pair = pair_open(purpose, 80);
    pair_set_lines(pair, 15000, 0);
    pair->context = twin;
    for (int i = 0; i < 2; i++) {
        pair->ends[i].on_event = note_event;
        pair->ends[i].on_datagram = note_datagram;
    }
    tell_story(pair);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pair->ends[i].closed, 1);
        assert_int_equal(pair->ends[i].rekeyed, 1);
        assert_int_equal(pair->ends[i].resumed, 1);
    }
    note_statistics(pair);
    pair_close(pair);
    return twin;
}

static void twin_free(struct twin *twin)
{
    free(twin->kept);
    free(twin);
}

static void run_twins(enum alcove_link_purpose purpose, uint32_t envelopes)
{
    static const enum chunk_kind kinds[] = {
        CHUNK_PADDING, CHUNK_PING,   CHUNK_ACK,    CHUNK_CHALLENGE, CHUNK_RESPONSE,
        CHUNK_CLOSE,   CHUNK_SIGNAL, CHUNK_REPAIR, CHUNK_RECORD,    CHUNK_STORED,
        CHUNK_DONE,    CHUNK_VOICE,  CHUNK_VIDEO,  CHUNK_CONTINUES,
    };
    struct twin *quiet = live(purpose, false);
    struct twin *hostile = live(purpose, true);
    assert_int_equal(quiet->injected, 0);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        assert_true((hostile->chunks & 1u << kinds[i]) != 0);
    assert_int_equal(hostile->envelopes, envelopes);
    assert_true(hostile->injected > 100000);
    assert_true(hostile->forged > 50000);
    assert_true(hostile->repeated > 1000);
    for (size_t i = 0; i < quiet->log_count && i < hostile->log_count; i++) {
        if (quiet->log[i] != hostile->log[i])
            fail_msg("the two worlds part at entry %zu", i);
    }
    assert_int_equal(quiet->log_count, hostile->log_count);
    twin_free(quiet);
    twin_free(hostile);
}

/* Bits of both fragments of a message. */
#define BOTH(type) (3u << 2 * (type))

static void an_hour_between_contacts_is_the_same_under_attack(void **state)
{
    (void)state;
    run_twins(ALCOVE_LINK_CONTACT, BOTH(ENVELOPE_INITIATION) | BOTH(ENVELOPE_RESPONSE));
}

static void a_pairing_is_the_same_under_attack(void **state)
{
    (void)state;
    run_twins(ALCOVE_LINK_PAIRING,
              BOTH(ENVELOPE_INITIATION) | BOTH(ENVELOPE_RESPONSE) | BOTH(ENVELOPE_CONFIRMATION));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_hour_between_contacts_is_the_same_under_attack),
    cmocka_unit_test(a_pairing_is_the_same_under_attack),
};
TEST_GROUP(link_twin, tests)
