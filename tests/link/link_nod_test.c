/* How soon a signal, the longest of them, is seen on a bad line. */
#include <string.h>

#include "harness.h"
#include "link/link.h"
#include "pair.h"

#define NODS     500
#define DELAY_US 30000
#define SIZE     13

struct nods {
    uint64_t sent_us[NODS];
    bool seen[NODS];
    unsigned count, seen_in_time, seen_at_all;
};

static void look(struct pair *pair, int end, const struct alcove_event *event)
{
    struct nods *nods = pair->context;
    if (end != THERAPIST || event->kind != ALCOVE_EVENT_SIGNAL)
        return;
    uint16_t number = 0;
    assert_int_equal(event->size, SIZE);
    memcpy(&number, event->bytes, sizeof number);
    assert_true(number < nods->count && !nods->seen[number]);
    nods->seen[number] = true;
    nods->seen_at_all++;
    nods->seen_in_time += pair->now_us - nods->sent_us[number] <= DELAY_US + 100000;
}

/* Both at once, so that each packet of voice has something to acknowledge. */
static void speak(struct pair *pair, uint32_t id)
{
    static const uint8_t voice[60] = {1};
    const struct alcove_frame frame = {.kind = ALCOVE_FRAME_VOICE,
                                       .id = id,
                                       .captured_at_us = pair->now_us,
                                       .bytes = voice,
                                       .size = sizeof voice};
    pair_send_frame(pair, CLIENT, &frame);
    pair_send_frame(pair, THERAPIST, &frame);
}

/* Beside voice in frames of so many milliseconds; 0: without. */
static struct nods nod(unsigned frame_ms)
{
    struct nods nods = {0};
    uint32_t id = 0;
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 7);
    pair->context = &nods;
    pair->ends[THERAPIST].on_event = look;
    pair_set_lines(pair, DELAY_US, 0);
    pair_establish(pair);
    pair_run(pair, 3000000);
    pair_set_lines(pair, DELAY_US, 200);
    while (nods.count < NODS) {
        uint8_t bytes[SIZE] = {0};
        uint16_t number = (uint16_t)nods.count;
        memcpy(bytes, &number, sizeof number);
        nods.sent_us[nods.count++] = pair->now_us;
        assert_int_equal(
            alcove_link_send_signal(pair_link(pair, CLIENT), pair->now_us, bytes, SIZE), ALCOVE_OK);
        pair_drain(pair, CLIENT);
        for (unsigned i = 0; i < 16; i++) {
            pair_run(pair, 7000); /* no nod waits for the beginning of a frame */
            if (frame_ms != 0 && i % (frame_ms / 20) == 0)
                speak(pair, id++);
            pair_run(pair, 13000);
        }
    }
    pair_run(pair, 3000000);
    pair_close(pair);
    return nods;
}

static void nods_at_20_percent_loss_are_seen_within_a_tenth_of_a_second_more(void **state)
{
    (void)state;
    struct nods alone = nod(0);
    struct nods beside_voice = nod(20);
    struct nods beside_long_frames = nod(60);
    assert_int_equal(alone.seen_at_all, NODS);
    assert_int_equal(beside_voice.seen_at_all, NODS);
    assert_true(alone.seen_in_time * 100 >= NODS * 99);
    assert_true(beside_voice.seen_in_time * 100 >= NODS * 99);
    assert_int_equal(beside_long_frames.seen_at_all, NODS);
    assert_true(beside_long_frames.seen_in_time * 100 >= NODS * 97);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(nods_at_20_percent_loss_are_seen_within_a_tenth_of_a_second_more),
};
TEST_GROUP(link_nod, tests)
