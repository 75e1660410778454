#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "link/limits.h"
#include "pair.h"

/* What somebody on the line sees: every datagram of both directions, searched for what is secret
 * and counted byte by byte. Chance is seeded: the figures are the same in every run. */

#define WINDOW_BYTES  6 /* a secret shows when so many of its bytes in a row do */
#define WINDOWS_MAX   2048
#define END_BYTES     32 /* positions that are counted from the end as well */
#define NIBBLES       16
#define PACKETS_MIN   2000
#define ENVELOPES_MIN 200
/* Of 15 degrees of freedom: 15 is the mean, 5.5 the deviation. By chance a position is above this
 * once in some ten million; a bit that is set in 60 % of 2,000 adds 80, a constant 30,000. */
#define CHI_SQUARED_MAX 65.0

/* How often each nibble stood at a position. */
struct position {
    uint32_t seen;
    uint32_t high[NIBBLES];
    uint32_t low[NIBBLES];
};

struct census {
    size_t datagrams;
    struct position from_start[ALCOVE_DATAGRAM_BYTES_MAX];
    struct position from_end[END_BYTES];
};

#define IDS_MAX 2048

struct seen_id {
    uint8_t id[4];
    int end;
    uint64_t first_us;
    uint64_t last_us;
    uint64_t packets;
};

struct wiretap {
    uint8_t windows[WINDOWS_MAX][WINDOW_BYTES];
    size_t window_count;
    bool begins[65536]; /* some window begins with these two bytes */
    struct census packets;
    struct census envelopes;
    size_t voice_size;
    size_t thin_size; /* of the smaller cell, on a thin line */
    size_t sizes[ALCOVE_DATAGRAM_BYTES_MAX + 1];
    struct seen_id ids[IDS_MAX];
    size_t id_count;
};

static void wiretap_look_for(struct wiretap *tap, const void *secret, size_t size)
{
    const uint8_t *bytes = secret;
    for (size_t i = 0; i + WINDOW_BYTES <= size; i++) {
        assert_true(tap->window_count < WINDOWS_MAX);
        memcpy(tap->windows[tap->window_count++], bytes + i, WINDOW_BYTES);
        tap->begins[bytes[i] << 8 | bytes[i + 1]] = true;
    }
}

static bool shows(const struct wiretap *tap, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i + WINDOW_BYTES <= size; i++) {
        if (!tap->begins[bytes[i] << 8 | bytes[i + 1]])
            continue;
        for (size_t w = 0; w < tap->window_count; w++) {
            if (memcmp(tap->windows[w], bytes + i, WINDOW_BYTES) == 0)
                return true;
        }
    }
    return false;
}

static void position_add(struct position *position, uint8_t byte)
{
    position->seen++;
    position->high[byte >> 4]++;
    position->low[byte & 15]++;
}

static void census_add(struct census *census, const uint8_t *bytes, size_t size)
{
    census->datagrams++;
    for (size_t i = 0; i < size; i++)
        position_add(&census->from_start[i], bytes[i]);
    for (size_t i = 0; i < END_BYTES; i++)
        position_add(&census->from_end[i], bytes[size - 1 - i]);
}

static double chi_squared(const uint32_t counts[static NIBBLES], uint32_t seen)
{
    double expected = (double)seen / NIBBLES;
    double sum = 0;
    for (size_t i = 0; i < NIBBLES; i++)
        sum += ((double)counts[i] - expected) * ((double)counts[i] - expected) / expected;
    return sum;
}

static bool looks_random(const struct position *position)
{
    return chi_squared(position->high, position->seen) < CHI_SQUARED_MAX &&
           chi_squared(position->low, position->seen) < CHI_SQUARED_MAX;
}

/* Of the positions from `at` to `end`, how many were seen often enough to be judged; fails if one
 * of them is biased. */
static size_t assert_unbiased(const struct position *positions, size_t at, size_t end,
                              uint32_t seen_min)
{
    size_t judged = 0;
    for (; at < end; at++) {
        if (positions[at].seen < seen_min)
            continue;
        judged++;
        if (!looks_random(&positions[at]))
            fail_msg("the byte at %zu tells datagrams from noise", at);
    }
    return judged;
}

static void note_id(struct wiretap *tap, const struct pair *pair, int end, const uint8_t *id)
{
    for (size_t i = tap->id_count; i-- > 0;) {
        struct seen_id *seen = &tap->ids[i];
        if (memcmp(seen->id, id, sizeof seen->id) != 0)
            continue;
        assert_int_equal(seen->end, end);
        seen->last_us = pair->now_us;
        seen->packets++;
        return;
    }
    assert_true(tap->id_count < IDS_MAX);
    struct seen_id *seen = &tap->ids[tap->id_count++];
    *seen = (struct seen_id){.end = end, .first_us = pair->now_us, .packets = 1};
    seen->last_us = pair->now_us;
    memcpy(seen->id, id, sizeof seen->id);
}

static bool is_thin_envelope(size_t size)
{
    return size >= ALCOVE_ENVELOPE_THIN_BYTES_MIN && size <= ALCOVE_ENVELOPE_THIN_BYTES_MAX;
}

static bool is_envelope(size_t size)
{
    return is_thin_envelope(size) ||
           (size >= ALCOVE_ENVELOPE_BYTES_MIN && size <= ALCOVE_ENVELOPE_BYTES_MAX);
}

/* SPEC.md section 4.3. */
static bool is_packet(const struct wiretap *tap, size_t size)
{
    const size_t sizes[] = {128, 512, 300, 600, 900, 1200, tap->voice_size, tap->thin_size};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        if (size == sizes[i])
            return true;
    }
    return false;
}

static void listen_in(struct pair *pair, int end, const struct alcove_transmit *transmit)
{
    struct wiretap *tap = pair->context;
    const size_t size = transmit->size;
    assert_false(shows(tap, transmit->bytes, size));
    assert_true(size <= ALCOVE_DATAGRAM_BYTES_MAX);
    tap->sizes[size]++;
    if (is_envelope(size)) {
        census_add(&tap->envelopes, transmit->bytes, size);
        return;
    }
    assert_true(is_packet(tap, size));
    census_add(&tap->packets, transmit->bytes, size);
    note_id(tap, pair, end, transmit->bytes);
}

/* All that is agreed later is looked for from then on. */
static void look_for_exports(struct pair *pair, int end, const struct alcove_event *event)
{
    (void)end;
    if (event->kind != ALCOVE_EVENT_ESTABLISHED && event->kind != ALCOVE_EVENT_REKEYED)
        return;
    struct wiretap *tap = pair->context;
    wiretap_look_for(tap, event->exports.envelope_root, 32);
    wiretap_look_for(tap, event->exports.psk_next.key, 32);
    wiretap_look_for(tap, event->exports.channel_binding, 64);
}

static void look_for_keys(struct wiretap *tap, const struct alcove_link_config *config)
{
    wiretap_look_for(tap, config->static_secret, 32);
    wiretap_look_for(tap, config->static_public, 32);
    wiretap_look_for(tap, config->envelope_root, 32);
    wiretap_look_for(tap, config->invite_secret, 32);
    wiretap_look_for(tap, config->psk.key, 32);
    wiretap_look_for(tap, ALCOVE_APP_ID, sizeof ALCOVE_APP_ID - 1);
}

/* A pair that is listened to from its first datagram on. */
static struct pair *open_tapped(struct wiretap *tap, enum alcove_link_purpose purpose,
                                uint64_t seed)
{
    struct pair *pair = pair_open(purpose, seed);
    pair->context = tap;
    tap->window_count = 0;
    memset(tap->begins, 0, sizeof tap->begins);
    for (int i = 0; i < 2; i++) {
        look_for_keys(tap, &pair->ends[i].config);
        pair->ends[i].on_datagram = listen_in;
        pair->ends[i].on_event = look_for_exports;
    }
    pair_set_lines(pair, 20000, 0);
    return pair;
}

static struct wiretap *wiretap_open(void)
{
    struct wiretap *tap = calloc(1, sizeof *tap);
    assert_non_null(tap);
    return tap;
}

/* ---- what is said ---- */

static const char words[] = "a heavy stone carried home";
static const char name[] = "Anna Sommerfeld";
static const char nod[] = "a quiet nod";
/* The first ten bytes of a VP8 key frame of 640 by 360. */
static const uint8_t key_frame[] = {0x50, 0x2d, 0x01, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01};

static void look_for_what_is_said(struct wiretap *tap)
{
    wiretap_look_for(tap, words, sizeof words - 1);
    wiretap_look_for(tap, name, sizeof name - 1);
    wiretap_look_for(tap, nod, sizeof nod - 1);
    wiretap_look_for(tap, key_frame, sizeof key_frame);
    wiretap_look_for(tap, (const uint8_t[WINDOW_BYTES]){0}, WINDOW_BYTES); /* padding */
}

static void fill_with_words(uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)words[i % (sizeof words - 1)];
}

static void say_frames(struct pair *pair, int end, uint32_t tick)
{
    uint8_t voice[120];
    uint8_t video[3000];
    fill_with_words(voice, sizeof voice);
    fill_with_words(video, sizeof video);
    memcpy(video, key_frame, sizeof key_frame);
    struct alcove_frame frame = {.kind = ALCOVE_FRAME_VOICE, .id = tick, .bytes = voice};
    frame.size = sizeof voice;
    frame.captured_at_us = pair->now_us;
    pair_send_frame(pair, end, &frame);
    if (tick % 8 != 0)
        return;
    frame.kind = ALCOVE_FRAME_VIDEO;
    frame.id = tick / 8;
    frame.key = frame.id == 0;
    frame.bytes = video;
    frame.size = sizeof video;
    pair_send_frame(pair, end, &frame);
}

/* A call of everything that a call has, both ways. */
static void talk(struct pair *pair, uint32_t seconds)
{
    for (uint32_t tick = 0; tick < seconds * 50; tick++) {
        for (int end = 0; end < 2; end++) {
            say_frames(pair, end, tick);
            if (tick % 50 == 0)
                pair_send_record(pair, end, tick % 100 == 0 ? words : name);
            if (tick % 50 == 25)
                alcove_link_send_signal(pair_link(pair, end), pair->now_us, (const uint8_t *)nod,
                                        sizeof nod - 1);
        }
        pair_run(pair, 20000);
    }
}

static void assert_all_was_said(const struct pair *pair, uint32_t seconds)
{
    for (int end = 0; end < 2; end++) {
        assert_true(pair->ends[end].records >= seconds - 1);
        assert_true(pair->ends[end].signals >= seconds - 1);
        assert_true(pair->ends[end].frames[ALCOVE_FRAME_VOICE] > seconds * 45);
        assert_true(pair->ends[end].frames[ALCOVE_FRAME_VIDEO] > seconds * 2);
    }
}

static void assert_ids_live_an_epoch(const struct wiretap *tap)
{
    for (size_t i = 0; i < tap->id_count; i++)
        assert_true(tap->ids[i].last_us - tap->ids[i].first_us <= ALCOVE_EPOCH_US);
}

/* ---- stories ---- */

static void the_wiretap_finds_what_is_there(void **state)
{
    (void)state;
    struct wiretap *tap = wiretap_open();
    wiretap_look_for(tap, words, sizeof words - 1);
    assert_true(shows(tap, (const uint8_t *)"....stone ca...", 15));
    assert_false(shows(tap, (const uint8_t *)"....stone...", 12));

    uint64_t seed = 5;
    for (size_t i = 0; i < PACKETS_MIN; i++) {
        uint8_t bytes[END_BYTES + 4];
        for (size_t k = 0; k < sizeof bytes; k++)
            bytes[k] = (uint8_t)pair_random(&seed);
        bytes[0] = 0x17;
        if (pair_random(&seed) % 5 == 0) /* set in six of ten */
            bytes[1] |= 0x80;
        bytes[2] = (uint8_t)i;
        bytes[3] &= 0x7f;
        census_add(&tap->packets, bytes, sizeof bytes);
    }
    assert_false(looks_random(&tap->packets.from_start[0]));
    assert_false(looks_random(&tap->packets.from_start[1]));
    assert_true(looks_random(&tap->packets.from_start[2])); /* it counts, and evenly */
    assert_false(looks_random(&tap->packets.from_start[3]));
    assert_int_equal(assert_unbiased(tap->packets.from_end, 0, END_BYTES, PACKETS_MIN), END_BYTES);
    free(tap);
}

static void a_call_is_noise_of_a_few_sizes(void **state)
{
    (void)state;
    const uint32_t seconds = 130;
    struct wiretap *tap = wiretap_open();
    tap->voice_size =
        ALCOVE_PACKET_OVERHEAD_BYTES + 11 + 120 + ALCOVE_VOICE_SLACK_BYTES; /* SPEC.md 4.3 */
    struct pair *pair = open_tapped(tap, ALCOVE_LINK_CONTACT, 71);
    look_for_what_is_said(tap);
    pair_establish(pair);
    talk(pair, seconds);
    assert_all_was_said(pair, seconds);

    assert_true(tap->packets.datagrams > 10000);
    assert_true(tap->sizes[tap->voice_size] >= (size_t)2 * 45 * seconds);
    /* Behind the connection id there is nothing that stands still or leans to one side. */
    size_t judged =
        assert_unbiased(tap->packets.from_start, 4, ALCOVE_DATAGRAM_BYTES_MAX, PACKETS_MIN);
    assert_true(judged > 800);
    assert_int_equal(assert_unbiased(tap->packets.from_end, 0, END_BYTES, PACKETS_MIN), END_BYTES);

    /* Two directions, two classes, three epochs: no id outlives its own. */
    assert_ids_live_an_epoch(tap);
    assert_in_range(tap->id_count, 2 * 2 * 3, 2 * 2 * 4);
    pair_close(pair);
    free(tap);
}

static void an_hour_names_nobody_twice(void **state)
{
    (void)state;
    static char long_words[2000];
    struct wiretap *tap = wiretap_open();
    struct pair *pair = open_tapped(tap, ALCOVE_LINK_CONTACT, 72);
    look_for_what_is_said(tap);
    fill_with_words((uint8_t *)long_words, sizeof long_words - 1);
    pair_establish(pair);
    for (int i = 0; i < 180; i++) {
        for (int end = 0; end < 2; end++) {
            pair_send_record(pair, end, words);
            pair_send_record(pair, end, long_words);
        }
        pair_run(pair, 20000000);
    }
    assert_ids_live_an_epoch(tap);
    assert_in_range(tap->id_count, ENVELOPES_MIN, 2 * 2 * 70);
    static struct position ids[4];
    memset(ids, 0, sizeof ids);
    for (size_t i = 0; i < tap->id_count; i++) {
        for (size_t k = 0; k < 4; k++)
            position_add(&ids[k], tap->ids[i].id[k]);
    }
    assert_int_equal(assert_unbiased(ids, 0, 4, ENVELOPES_MIN), 4);
    pair_close(pair);
    free(tap);
}

static void handshakes_are_noise_of_any_size(void **state)
{
    (void)state;
    struct wiretap *tap = wiretap_open();
    for (uint64_t i = 0; i < 60; i++) {
        enum alcove_link_purpose purpose = i % 2 == 0 ? ALCOVE_LINK_PAIRING : ALCOVE_LINK_CONTACT;
        struct pair *pair = open_tapped(tap, purpose, 1000 + i);
        look_for_what_is_said(tap);
        pair_establish(pair);
        for (int end = 0; end < 2; end++)
            pair_send_record(pair, end, name);
        pair_run(pair, 500000);
        assert_int_equal(pair->ends[THERAPIST].records, 1);
        assert_int_equal(pair->ends[CLIENT].records, 1);
        pair_close(pair);
    }
    assert_true(tap->envelopes.datagrams >= ENVELOPES_MIN);
    size_t judged =
        assert_unbiased(tap->envelopes.from_start, 0, ALCOVE_ENVELOPE_BYTES_MAX, ENVELOPES_MIN);
    assert_true(judged >= ALCOVE_ENVELOPE_BYTES_MIN);
    assert_int_equal(assert_unbiased(tap->envelopes.from_end, 0, END_BYTES, ENVELOPES_MIN),
                     END_BYTES);

    size_t sizes = 0;
    for (size_t size = ALCOVE_ENVELOPE_BYTES_MIN; size <= ALCOVE_ENVELOPE_BYTES_MAX; size++) {
        sizes += tap->sizes[size] > 0;
        assert_true(tap->sizes[size] * 20 < tap->envelopes.datagrams);
    }
    assert_true(sizes > 60);
    free(tap);
}

static void thin_handshakes_are_noise_of_their_own_sizes(void **state)
{
    (void)state;
    struct wiretap *tap = wiretap_open();
    tap->thin_size = 64;
    for (uint64_t i = 0; i < 110; i++) {
        struct pair *pair = open_tapped(tap, ALCOVE_LINK_CONTACT, 2000 + i);
        look_for_what_is_said(tap);
        alcove_link_move(pair_link(pair, CLIENT), pair->now_us, &pair->ends[THERAPIST].address,
                         ALCOVE_THIN_ROUND_TRIP_US);
        pair_establish(pair);
        assert_int_equal(pair->ends[CLIENT].rekeyed, 0);
        pair_close(pair);
    }
    assert_true(tap->envelopes.datagrams >= ENVELOPES_MIN);
    size_t judged = assert_unbiased(tap->envelopes.from_start, 0, ALCOVE_ENVELOPE_THIN_BYTES_MAX,
                                    ENVELOPES_MIN);
    assert_true(judged >= ALCOVE_ENVELOPE_THIN_BYTES_MIN);
    assert_int_equal(assert_unbiased(tap->envelopes.from_end, 0, END_BYTES, ENVELOPES_MIN),
                     END_BYTES);
    size_t seen = 0;
    for (size_t size = ALCOVE_ENVELOPE_THIN_BYTES_MIN; size <= ALCOVE_ENVELOPE_THIN_BYTES_MAX;
         size++)
        seen += tap->sizes[size];
    assert_int_equal(seen, tap->envelopes.datagrams);
    free(tap);
}

#define HEARD_MAX 64

struct heard {
    size_t count;
    struct pair_datagram datagrams[HEARD_MAX];
};

static void hear(struct pair *pair, int end, const struct alcove_transmit *transmit)
{
    struct heard *heard = pair->context;
    assert_int_equal(end, CLIENT);
    assert_true(heard->count < HEARD_MAX);
    struct pair_datagram *datagram = &heard->datagrams[heard->count++];
    datagram->size = transmit->size;
    memcpy(datagram->bytes, transmit->bytes, transmit->size);
}

static void a_repeated_initiation_has_nothing_of_the_one_before(void **state)
{
    (void)state;
    static struct heard heard;
    heard.count = 0;
    struct pair *pair = pair_open(ALCOVE_LINK_PAIRING, 73);
    pair->context = &heard;
    pair->ends[CLIENT].on_datagram = hear;
    pair->ends[CLIENT].line.cut = true;
    pair_connect(pair);
    pair_run(pair, ALCOVE_HANDSHAKE_GIVE_UP_US);
    assert_true(heard.count >= 12);
    for (size_t a = 0; a < heard.count; a++) {
        for (size_t b = 0; b < a; b++) {
            for (size_t at = 0; at + 8 <= ALCOVE_ENVELOPE_BYTES_MIN; at += 8)
                assert_memory_not_equal(heard.datagrams[a].bytes + at,
                                        heard.datagrams[b].bytes + at, 8);
        }
    }
    pair_close(pair);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_wiretap_finds_what_is_there),
    cmocka_unit_test(a_call_is_noise_of_a_few_sizes),
    cmocka_unit_test(an_hour_names_nobody_twice),
    cmocka_unit_test(handshakes_are_noise_of_any_size),
    cmocka_unit_test(thin_handshakes_are_noise_of_their_own_sizes),
    cmocka_unit_test(a_repeated_initiation_has_nothing_of_the_one_before),
};
TEST_GROUP(link_privacy, tests)
