#include "net/finder.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "finder_stage.h"
#include "harness.h"
#include "net/clock.h"
#include "net/udp.h"

/* ---- finding each other ---- */

static void one_seeks_and_both_links_are_established(void **state)
{
    (void)state;
    struct diagnosis_facts facts;
    add_both();
    finder_seek(caller->person);
    both_established();
    exchange_a_record();
    run_until(&callee->paths[AGENT_PATH_LOCAL], 1);
    assert_in_range(caller->paths[AGENT_PATH_LOCAL], 1, 2);
    /* Each has learnt from the other where it is. */
    const struct endpoint_record *record = finder_record(callee->person);
    struct alcove_address expected = address_of(caller);
    assert_true(record->candidate_count >= 1);
    assert_true(alcove_address_equal(&record->candidates[0].address, &expected));
    finder_facts(caller->person, &facts);
    assert_true(facts.connected);
    assert_true(facts.they_seek);
    assert_int_equal(facts.their_link_version, ALCOVE_WIRE_VERSION);
    struct finder_statistics statistics = finder_get_statistics(caller->finder);
    assert_true(statistics.checks_out >= 1);
    assert_true(statistics.checks_in >= 1);
    assert_int_equal(statistics.dht_packets_out, 0);
}

/* Words alone, to one told place: the handshake asks by itself. On this line it ends up full. */
static void where_there_is_one_place_words_alone_need_no_check(void **state)
{
    (void)state;
    struct finder_person_options of_caller = options_knowing(caller, callee);
    struct finder_person_options of_callee = options_of(callee);
    of_caller.only_known = of_caller.spare = of_callee.spare = true;
    add(caller, &of_caller);
    add(callee, &of_callee);
    finder_expect(callee->person, true);
    finder_seek(caller->person);
    assert_int_equal(net_pump_get_statistics(caller->pump).datagrams_sent, 1);
    both_established();
    exchange_a_record();
    assert_int_equal(finder_get_statistics(caller->finder).checks_out, 0);
    assert_int_equal(finder_get_statistics(callee->finder).checks_out, 0);
    /* One thin message each, two halves each, and packets. */
    assert_true(alcove_link_get_statistics(caller->link).bytes_sent > ALCOVE_HANDSHAKE_MESSAGE_MAX);
}

static void with_voice_or_several_places_checks_come_first(void **state)
{
    (void)state;
    for (int several = 0; several < 2; several++) {
        struct finder_person_options of_caller = options_knowing(caller, callee);
        of_caller.only_known = true;
        of_caller.spare = several == 1;
        if (several == 1)
            of_caller.known[of_caller.known_count++] = address_of(caller);
        add(caller, &of_caller);
        finder_seek(caller->person);
        assert_int_equal(alcove_link_get_state(caller->link), ALCOVE_LINK_IDLE);
        assert_true(finder_get_statistics(caller->finder).checks_out >= 1);
        finder_remove(caller->person);
    }
    add_both();
    finder_seek(caller->person);
    both_established();
}

static void both_may_seek_at_once(void **state)
{
    (void)state;
    struct finder_person_options of_caller = options_knowing(caller, callee);
    struct finder_person_options of_callee = options_knowing(callee, caller);
    add(caller, &of_caller);
    add(callee, &of_callee);
    finder_seek(callee->person);
    finder_seek(caller->person);
    both_established();
    exchange_a_record();
}

static void an_address_may_come_later(void **state)
{
    (void)state;
    struct finder_person_options of_caller = options_of(caller);
    struct finder_person_options of_callee = options_of(callee);
    add(caller, &of_caller);
    add(callee, &of_callee);
    finder_expect(callee->person, false);
    finder_seek(caller->person);
    run_for(100);
    assert_int_equal(finder_get_statistics(caller->finder).checks_out, 0);
    struct alcove_address to = address_of(callee);
    finder_try(caller->person, &to);
    both_established();
}

static void whoever_only_expects_sends_nothing_before_a_check_comes(void **state)
{
    (void)state;
    struct finder_person_options of_callee = options_knowing(callee, caller);
    add(callee, &of_callee);
    finder_expect(callee->person, true);
    run_for(600);
    assert_int_equal(net_pump_get_statistics(callee->pump).datagrams_sent, 0);
    assert_int_equal(finder_get_statistics(callee->finder).checks_out, 0);
    struct finder_person_options of_caller = options_knowing(caller, callee);
    add(caller, &of_caller);
    finder_seek(caller->person);
    both_established();
}

static void whoever_was_not_added_gets_silence(void **state)
{
    (void)state;
    struct finder_person_options of_caller = options_knowing(caller, callee);
    add(caller, &of_caller);
    finder_seek(caller->person);
    run_for(400);
    assert_true(finder_get_statistics(caller->finder).checks_out >= 3);
    assert_true(net_pump_get_statistics(callee->pump).datagrams_refused >= 3);
    assert_int_equal(net_pump_get_statistics(callee->pump).datagrams_sent, 0);
    /* And so does who was added with another secret. */
    struct finder_person_options of_callee = options_of(callee);
    of_callee.secret[0] ^= 1;
    add(callee, &of_callee);
    finder_expect(callee->person, true);
    run_for(400);
    assert_int_equal(net_pump_get_statistics(callee->pump).datagrams_sent, 0);
    assert_int_equal(finder_get_statistics(callee->finder).checks_in, 0);
    assert_int_equal(caller->news, 0);
}

/* A silent server of the user's, and nobody else to ask. */
static void facts_are_of_this_search_alone(void **state)
{
    (void)state;
    struct diagnosis_facts facts;
    struct finder_person_options of_caller = options_knowing(caller, callee);
    add(caller, &of_caller);
    finder_facts(caller->person, &facts);
    assert_int_equal(facts.elapsed_us, 0);
    finder_seek(caller->person);
    run_for(100);
    finder_facts(caller->person, &facts);
    assert_true(facts.elapsed_us >= 50000);
    assert_true(facts.network_present && facts.default_route); /* it chose the loopback */
    assert_false(facts.connected || facts.path_found || facts.record_seen || facts.relay_bound);
    assert_int_equal(facts.udp_sent, 0); /* checks go to a person, not to the outside */
    assert_int_equal(facts.tcp, DIAGNOSIS_TCP_UNKNOWN);
    assert_int_equal(facts.clock, CLOCK_FINE);
    assert_int_equal(diagnose(&facts), DIAGNOSIS_STILL_TRYING);
    finder_seek(caller->person);
    finder_facts(caller->person, &facts);
    assert_true(facts.elapsed_us < 50000);
}

static void a_clock_before_what_has_passed_is_wrong(void **state)
{
    (void)state;
    struct diagnosis_facts facts;
    uint64_t now_s = (uint64_t)time(NULL);
    struct finder_person_options of_caller = options_knowing(caller, callee);
    add(caller, &of_caller);
    finder_seek(caller->person);
    finder_passed(caller->finder, now_s - 5);
    finder_facts(caller->person, &facts);
    assert_int_equal(facts.clock, CLOCK_FINE);
    finder_passed(caller->finder, now_s + UINT64_C(31536000));
    finder_facts(caller->person, &facts);
    assert_int_equal(facts.clock, CLOCK_OURS_IS_WRONG);
    assert_int_equal(diagnose(&facts), DIAGNOSIS_CLOCK_WRONG);
}

static void a_person_may_be_removed_from_within_its_news(void **state)
{
    (void)state;
    caller->leaves_on_path = true;
    add_both();
    finder_seek(caller->person);
    while (caller->person != NULL)
        run_once();
    both_established(); /* the handshake was under way, and the pump carries it on */
}

static void a_person_may_be_removed_from_within_an_event_of_its_link(void **state)
{
    (void)state;
    callee->leaves_when_established = true;
    caller->leaves_when_established = true;
    add_both();
    finder_seek(caller->person);
    both_established();
    assert_null(caller->person);
    exchange_a_record();
}

/* ---- moving ---- */

/* The program begins anew on another port; the link's keys are still there. */
static void one_who_moved_seeks_and_is_followed(void **state)
{
    (void)state;
    add_both();
    finder_seek(caller->person);
    both_established();
    exchange_a_record();
    struct finder_person_options again = options_knowing(callee, caller);
    side_reopen(callee);
    add(callee, &again);
    finder_seek(callee->person);
    struct alcove_address moved = address_of(callee);
    struct alcove_address path = alcove_link_path(caller->link);
    while (!alcove_address_equal(&path, &moved)) {
        run_once();
        path = alcove_link_path(caller->link);
    }
    exchange_a_record();
    const struct endpoint_record *record = finder_record(caller->person);
    assert_true(alcove_address_equal(&record->candidates[0].address, &moved));
}

/* The callee is away without a word, then there again where it was: the caller, whose link has gone
 * silent, looks for it by itself. */
static void a_link_that_goes_silent_is_sought_without_being_told(void **state)
{
    (void)state;
    uint64_t id;
    add_both();
    finder_seek(caller->person);
    both_established();
    exchange_a_record();
    uint64_t before = finder_get_statistics(caller->finder).checks_out;
    side_close(callee);
    assert_int_equal(
        alcove_link_send_record(caller->link, net_now_us(), (const uint8_t *)"x", 1, &id),
        ALCOVE_OK);
    net_pump_flush(caller->pump, caller->link);
    while (finder_get_statistics(caller->finder).checks_out < before + 3)
        run_once();
    size_t arrived = caller->arrived;
    struct finder_person_options again = options_of(callee);
    side_open(callee);
    add(callee, &again);
    finder_expect(callee->person, false);
    struct alcove_address moved = address_of(callee);
    finder_try(caller->person, &moved);
    run_until(&caller->arrived, arrived + 1);
}

/* ---- strangers ---- */

static void on_stray(void *context, const struct alcove_address *from, const uint8_t *bytes,
                     size_t size)
{
    (void)from;
    (void)bytes;
    (void)size;
    (*(size_t *)context)++;
}

static void on_udp_closed(uv_handle_t *handle)
{
    udp_free(handle->data);
    free(handle->data);
}

#define CROWD 50
#define FLOOD 4000

static void add_crowd(struct finder_person *crowd[CROWD], struct alcove_link *links[CROWD])
{
    for (size_t i = 0; i < CROWD; i++) {
        struct side stranger = {.config = callee->config, .own = callee->own};
        randombytes_buf(stranger.config.remote_static, 32);
        randombytes_buf(stranger.config.envelope_root, 32);
        stranger.link = side_new_link(&stranger);
        links[i] = stranger.link;
        struct finder_person_options options = options_of(&stranger);
        options.owner = callee;
        crowd[i] = finder_add(callee->finder, &options);
        assert_non_null(crowd[i]);
        assert_true(net_pump_add(callee->pump, links[i], callee));
        finder_expect(crowd[i], true);
    }
}

static void a_flood_of_noise_is_answered_by_nobody_and_held_up_by_nothing(void **state)
{
    (void)state;
    static struct finder_person *crowd[CROWD];
    static struct alcove_link *links[CROWD];
    struct net_error error;
    size_t answers = 0;
    struct udp_socket *stranger = calloc(1, sizeof *stranger);
    const struct alcove_address here = on_loopback(1, 0);
    assert_non_null(stranger);
    stranger->on_datagram = on_stray;
    stranger->context = &answers;
    assert_true(udp_open(stranger, &stage_loop, &here, &error));
    add_crowd(crowd, links);
    struct alcove_address to = address_of(callee);
    uint64_t since_us = net_now_us();
    for (size_t i = 0; i < FLOOD; i++) {
        uint8_t bytes[CHECK_BYTES_MAX];
        size_t size = CHECK_BYTES_MIN + randombytes_uniform(CHECK_BYTES_MAX - CHECK_BYTES_MIN + 1);
        randombytes_buf(bytes, size);
        udp_send(stranger, &to, bytes, size);
        if (i % 50 == 49)
            uv_run(&stage_loop, UV_RUN_NOWAIT);
    }
    /* Two who mean it still find each other, right behind the flood. */
    add_both();
    finder_seek(caller->person);
    both_established();
    assert_true(net_now_us() - since_us < 20000000);
    assert_true(net_pump_get_statistics(callee->pump).datagrams_refused > FLOOD / 2);
    assert_int_equal(answers, 0);
    for (size_t i = 0; i < CROWD; i++) {
        assert_int_equal(alcove_link_get_state(links[i]), ALCOVE_LINK_IDLE);
        finder_remove(crowd[i]);
        net_pump_remove(callee->pump, links[i]);
        alcove_link_wipe(links[i]);
        free(links[i]);
    }
    assert_int_equal(callee->established, 1);
    udp_close(stranger, on_udp_closed);
}

static void no_more_people_than_there_is_room_for(void **state)
{
    (void)state;
    static struct finder_person *people[FINDER_PEOPLE_MAX];
    struct finder_person_options options = options_of(callee);
    for (size_t i = 0; i < FINDER_PEOPLE_MAX; i++) {
        people[i] = finder_add(callee->finder, &options);
        assert_non_null(people[i]);
    }
    assert_null(finder_add(callee->finder, &options));
    for (size_t i = 0; i < FINDER_PEOPLE_MAX; i++)
        finder_remove(people[i]);
    add(callee, &options);
}

static void it_names_where_it_listens(void **state)
{
    (void)state;
    struct alcove_address found[4];
    struct alcove_address here = address_of(caller);
    assert_int_equal(finder_candidates(caller->finder, found, 4), 1);
    assert_true(alcove_address_equal(&found[0], &here));
    assert_int_equal(finder_candidates(caller->finder, found, 0), 0);
    assert_false(finder_can_be_found(caller->finder));
    assert_int_equal(finder_pick_nodes(caller->finder, found, 4), 0);
    assert_int_equal(finder_export_nodes(caller->finder, (uint8_t *)found, sizeof found), 0);
    finder_add_node(caller->finder, &here);
    assert_int_equal(net_pump_get_statistics(caller->pump).datagrams_sent, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_begin, stage_end)

static const struct CMUnitTest tests[] = {
    TEST(one_seeks_and_both_links_are_established),
    TEST(where_there_is_one_place_words_alone_need_no_check),
    TEST(with_voice_or_several_places_checks_come_first),
    TEST(both_may_seek_at_once),
    TEST(an_address_may_come_later),
    TEST(whoever_only_expects_sends_nothing_before_a_check_comes),
    TEST(whoever_was_not_added_gets_silence),
    TEST(facts_are_of_this_search_alone),
    TEST(a_clock_before_what_has_passed_is_wrong),
    TEST(a_person_may_be_removed_from_within_its_news),
    TEST(a_person_may_be_removed_from_within_an_event_of_its_link),
    TEST(one_who_moved_seeks_and_is_followed),
    TEST(a_link_that_goes_silent_is_sought_without_being_told),
    TEST(a_flood_of_noise_is_answered_by_nobody_and_held_up_by_nothing),
    TEST(no_more_people_than_there_is_room_for),
    TEST(it_names_where_it_listens),
};
TEST_GROUP(finder, tests)
