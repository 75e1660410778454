/* The small parts of a link: storage ring, voice queue, acknowledgements due, wishes, consent, news
 * and the map of states. */
#include <string.h>

#include "harness.h"
#include "link/ack.h"
#include "link/byte_ring.h"
#include "link/consent.h"
#include "link/control.h"
#include "link/deadline.h"
#include "link/limits.h"
#include "link/link_state.h"
#include "link/news.h"
#include "link/voice_queue.h"

static void a_ring_gives_blocks_in_one_piece_and_takes_them_back_in_order(void **state)
{
    (void)state;
    struct byte_ring ring = {0};
    uint32_t a, b, c, d;
    assert_false(byte_ring_take(&ring, 100, 101, &a));
    assert_true(byte_ring_take(&ring, 100, 40, &a));
    assert_true(byte_ring_take(&ring, 100, 40, &b));
    assert_int_equal(b, 40);
    assert_false(byte_ring_take(&ring, 100, 30, &c));
    byte_ring_drop(&ring, b);
    assert_true(byte_ring_take(&ring, 100, 30, &c));
    assert_int_equal(c, 0);
    assert_false(byte_ring_take(&ring, 100, 11, &d));
    assert_true(byte_ring_take(&ring, 100, 10, &d));
    assert_int_equal(d, 30);
    assert_false(byte_ring_take(&ring, 100, 1, &a));
    byte_ring_drop(&ring, c);
    assert_true(byte_ring_take(&ring, 100, 60, &a));
    assert_int_equal(a, 40);
    byte_ring_clear(&ring);
    assert_true(byte_ring_take(&ring, 100, 100, &a));
}

static void late_voice_is_dropped_for_newer(void **state)
{
    (void)state;
    static struct voice_queue queue;
    memset(&queue, 0, sizeof queue);
    struct chunk_part part = {.bytes = (const uint8_t *)"opus", .size = 4};
    for (uint32_t id = 0; id < VOICE_QUEUE_MAX + 2; id++) {
        part.id = id;
        assert_int_equal(voice_queue_push(&queue, 1000 * id, &part), id >= VOICE_QUEUE_MAX);
    }
    for (uint32_t id = 2; id < VOICE_QUEUE_MAX + 2; id++) {
        assert_true(voice_queue_peek(&queue, &part));
        assert_int_equal(part.id, id);
        assert_memory_equal(part.bytes, "opus", 4);
        voice_queue_pop(&queue);
    }
    assert_false(voice_queue_peek(&queue, &part));
    assert_int_equal(queue.dropped, 2);
}

static void small_things_wait_for_voice_only_while_it_flows(void **state)
{
    (void)state;
    static struct voice_queue queue;
    memset(&queue, 0, sizeof queue);
    struct chunk_part part = {.bytes = (const uint8_t *)"opus", .size = 4};
    assert_true(voice_queue_next_ride(&queue, 0) == 0);
    voice_queue_push(&queue, 1000000, &part);
    assert_true(voice_queue_next_ride(&queue, 1000000) == 0);
    voice_queue_push(&queue, 1060000, &part);
    assert_in_range(voice_queue_next_ride(&queue, 1060000), 1120000, 1140000);
    assert_true(voice_queue_next_ride(&queue, 1200000) == 0);
    voice_queue_push(&queue, 5000000, &part);
    assert_true(voice_queue_next_ride(&queue, 5000000) == 0);
}

static void an_acknowledgement_is_due_after_its_delay(void **state)
{
    (void)state;
    struct ack ack = {0};
    struct chunk_ack chunk;
    assert_false(ack_fill(&ack, 0, &chunk));
    ack_on_packet(&ack, 1000, 0, false);
    assert_true(ack_next_deadline(&ack) == DEADLINE_NEVER);
    ack_on_packet(&ack, 2000, 2, true);
    ack_on_packet(&ack, 9000, 1, true);
    assert_true(ack_next_deadline(&ack) == 2000 + ALCOVE_ACK_DELAY_MAX_US);
    assert_true(ack_fill(&ack, 12000, &chunk));
    assert_int_equal(chunk.arrived.count, 1);
    assert_int_equal(chunk.arrived.range[0].end, 3);
    assert_int_equal(chunk.arrived_us, 2000);
    assert_int_equal(chunk.held_us, 10000);
    ack_on_sent(&ack);
    assert_true(ack_next_deadline(&ack) == DEADLINE_NEVER);
}

static void of_many_gaps_the_newest_are_remembered(void **state)
{
    (void)state;
    struct ack ack = {0};
    struct chunk_ack chunk;
    for (uint32_t i = 0; i < 3 * RANGES_MAX; i++)
        ack_on_packet(&ack, i, 2 * i, true);
    assert_true(ack_fill(&ack, 1000, &chunk));
    assert_int_equal(chunk.arrived.count, RANGES_MAX);
    assert_int_equal(chunk.arrived.range[RANGES_MAX - 1].start, 2 * (3 * RANGES_MAX - 1));
}

static void a_wish_is_repeated_until_it_arrived(void **state)
{
    (void)state;
    struct control control = {0};
    assert_false(control_is_due(&control));
    control_wish_for(&control.stored, 5);
    assert_true(control_is_due(&control));
    control_wish_on_sent(&control.stored);
    assert_false(control_is_due(&control));
    control_wish_on_lost(&control.stored, 4);
    assert_false(control_is_due(&control));
    control_wish_on_lost(&control.stored, 5);
    assert_true(control_is_due(&control));
    control_wish_on_arrived(&control.stored, 4);
    assert_true(control.stored.unsettled);
    control_wish_on_arrived(&control.stored, 5);
    assert_false(control_is_due(&control));
    control_wish_on_lost(&control.stored, 5);
    assert_false(control_is_due(&control));
}

static void consent_expires_comes_back_and_ends(void **state)
{
    (void)state;
    struct consent consent = {0};
    uint64_t silence_us;
    assert_true(consent_next_deadline(&consent) == DEADLINE_NEVER);
    consent_begin(&consent, 0, true);
    assert_true(consent_next_deadline(&consent) == ALCOVE_KEEPALIVE_US);
    assert_false(consent_wants_keepalive(&consent, ALCOVE_KEEPALIVE_US - 1));
    assert_true(consent_wants_keepalive(&consent, ALCOVE_KEEPALIVE_US));
    consent_on_sent(&consent, ALCOVE_KEEPALIVE_US, false);
    assert_false(consent_on_timeout(&consent, ALCOVE_CONSENT_US - 1));
    assert_true(consent_on_timeout(&consent, ALCOVE_CONSENT_US));
    assert_int_equal(consent.state, CONSENT_EXPIRED);
    assert_false(consent_wants_keepalive(&consent, 2 * ALCOVE_CONSENT_US));
    assert_true(consent_on_heard(&consent, 40000000, &silence_us));
    assert_true(silence_us == 40000000);
    assert_false(consent_on_heard(&consent, 40000001, &silence_us));
    assert_true(consent_on_timeout(&consent, 40000001 + ALCOVE_CONSENT_US));
    uint64_t over_us = consent_next_deadline(&consent);
    assert_true(consent_on_timeout(&consent, over_us));
    assert_int_equal(consent.state, CONSENT_OVER);
}

static void silence_counts_from_the_first_question_after_the_last_sign(void **state)
{
    (void)state;
    struct consent consent = {0};
    uint64_t silence_us;
    consent_begin(&consent, 0, true);
    consent_on_sent(&consent, 1000, false);
    assert_true(consent_silence(&consent, 9000) == 0);
    consent_on_sent(&consent, 10000, true);
    consent_on_sent(&consent, 20000, true);
    assert_true(consent_silence(&consent, 30000) == 20000);
    consent_on_heard(&consent, 40000, &silence_us);
    assert_true(consent_silence(&consent, 50000) == 0);
}

static void the_responder_speaks_up_later_than_the_initiator(void **state)
{
    (void)state;
    struct consent initiator = {0};
    struct consent responder = {0};
    consent_begin(&initiator, 0, true);
    consent_begin(&responder, 0, false);
    assert_true(consent_next_deadline(&responder) > consent_next_deadline(&initiator));
    assert_true(consent_next_deadline(&responder) < ALCOVE_CONSENT_US);
}

static void news_of_one_kind_replaces_its_elder_and_closing_comes_last(void **state)
{
    (void)state;
    struct news news;
    memset(&news, 0, sizeof news);
    struct alcove_event event = {.kind = ALCOVE_EVENT_RESTING};
    news_close(&news, ALCOVE_CLOSE_LEFT);
    news_close(&news, ALCOVE_CLOSE_TIMED_OUT);
    for (int i = 0; i < 100; i++) {
        event.kind = i % 2 == 0 ? ALCOVE_EVENT_RESTING : ALCOVE_EVENT_RESUMED;
        event.id = (uint64_t)i;
        news_add(&news, &event);
    }
    struct alcove_event out;
    assert_true(news_poll(&news, &out));
    assert_int_equal(out.id, 98);
    assert_true(news_poll(&news, &out));
    assert_int_equal(out.id, 99);
    assert_false(news_poll(&news, &out));
    assert_true(news_poll_closed(&news, &out));
    assert_int_equal(out.kind, ALCOVE_EVENT_CLOSED);
    assert_int_equal(out.reason, ALCOVE_CLOSE_LEFT);
    assert_false(news_poll_closed(&news, &out));
}

static void the_map_of_states(void **state)
{
    (void)state;
    const struct {
        enum alcove_link_state from;
        enum link_happening happening;
        enum alcove_link_state to;
    } rows[] = {
        {ALCOVE_LINK_IDLE, LINK_CONNECT, ALCOVE_LINK_CONNECTING},
        {ALCOVE_LINK_IDLE, LINK_PROVEN, ALCOVE_LINK_ESTABLISHED},
        {ALCOVE_LINK_IDLE, LINK_GIVEN_UP, ALCOVE_LINK_IDLE},
        {ALCOVE_LINK_CONNECTING, LINK_PROVEN, ALCOVE_LINK_ESTABLISHED},
        {ALCOVE_LINK_CONNECTING, LINK_GIVEN_UP, ALCOVE_LINK_CLOSED},
        {ALCOVE_LINK_ESTABLISHED, LINK_SILENT, ALCOVE_LINK_RESTING},
        {ALCOVE_LINK_ESTABLISHED, LINK_PROVEN, ALCOVE_LINK_ESTABLISHED},
        {ALCOVE_LINK_RESTING, LINK_HEARD, ALCOVE_LINK_ESTABLISHED},
        {ALCOVE_LINK_RESTING, LINK_GIVEN_UP, ALCOVE_LINK_CLOSED},
        {ALCOVE_LINK_CLOSED, LINK_HEARD, ALCOVE_LINK_CLOSED},
        {ALCOVE_LINK_CLOSED, LINK_CONNECT, ALCOVE_LINK_CLOSED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(link_state_after(rows[i].from, rows[i].happening), rows[i].to);
    for (int from = ALCOVE_LINK_IDLE; from <= ALCOVE_LINK_CLOSED; from++)
        assert_int_equal(link_state_after((enum alcove_link_state)from, LINK_ENDED),
                         ALCOVE_LINK_CLOSED);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_ring_gives_blocks_in_one_piece_and_takes_them_back_in_order),
    cmocka_unit_test(late_voice_is_dropped_for_newer),
    cmocka_unit_test(small_things_wait_for_voice_only_while_it_flows),
    cmocka_unit_test(an_acknowledgement_is_due_after_its_delay),
    cmocka_unit_test(of_many_gaps_the_newest_are_remembered),
    cmocka_unit_test(a_wish_is_repeated_until_it_arrived),
    cmocka_unit_test(consent_expires_comes_back_and_ends),
    cmocka_unit_test(silence_counts_from_the_first_question_after_the_last_sign),
    cmocka_unit_test(the_responder_speaks_up_later_than_the_initiator),
    cmocka_unit_test(news_of_one_kind_replaces_its_elder_and_closing_comes_last),
    cmocka_unit_test(the_map_of_states),
};
TEST_GROUP(link_parts, tests)
