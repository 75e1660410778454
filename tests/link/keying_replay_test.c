#include <string.h>

#include "harness.h"
#include "link/limits.h"
#include "pair.h"

/* An attempt that somebody on the way kept back: captured whole, and never seen by the other. */
struct kept_back {
    int from;
    size_t count;
    struct pair_datagram datagrams[2];
};

static void restart(struct pair *pair, int which)
{
    struct pair_end *end = &pair->ends[which];
    alcove_link_wipe(end->link);
    end->link =
        alcove_link_init(end->storage, alcove_link_storage_bytes(), &end->config, pair->now_us);
    end->line.cut = false;
}

static void keep_back(struct pair *pair, int end, const struct alcove_transmit *transmit)
{
    struct kept_back *kept = pair->context;
    if (end != kept->from || kept->count == 2)
        return;
    struct pair_datagram *datagram = &kept->datagrams[kept->count++];
    datagram->from = pair->ends[end].address;
    datagram->size = transmit->size;
    memcpy(datagram->bytes, transmit->bytes, transmit->size);
}

/* `from` tries to connect, the attempt is kept back, the program is started anew. */
static void keep_attempt(struct pair *pair, struct kept_back *kept)
{
    int from = kept->from;
    pair->context = kept;
    pair->ends[from].on_datagram = keep_back;
    pair->ends[from].line.cut = true;
    alcove_link_add_candidate(pair_link(pair, from), &pair->ends[1 - from].address);
    assert_int_equal(alcove_link_connect(pair_link(pair, from), pair->now_us), ALCOVE_OK);
    pair_drain(pair, from);
    assert_int_equal(kept->count, 2);
    pair->ends[from].on_datagram = NULL;
    restart(pair, from);
}

static struct pair *open_with_kept_back(uint64_t seed, struct kept_back *kept)
{
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, seed);
    pair_set_lines(pair, 30000, 0);
    keep_attempt(pair, kept);
    return pair;
}

static void inject_kept_back(struct pair *pair, const struct kept_back *kept)
{
    for (size_t i = 0; i < 2; i++)
        pair_inject(pair, 1 - kept->from, &kept->datagrams[i].from, kept->datagrams[i].bytes,
                    kept->datagrams[i].size);
}

static uint64_t said;

static int reset(void **state)
{
    (void)state;
    said = 0;
    return 0;
}

static void say(struct pair *pair, uint64_t duration_us)
{
    uint64_t end_us = pair->now_us + duration_us;
    while (pair->now_us < end_us) {
        pair_send_record(pair, CLIENT, "and on Thursday");
        pair_send_record(pair, THERAPIST, "what helped?");
        said++;
        pair_run(pair, 1000000);
    }
}

static void assert_all_arrived(struct pair *pair)
{
    pair_run(pair, 3000000);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pair->ends[i].records, said);
        assert_int_equal(pair->ends[i].arrived, said);
        assert_int_equal(pair->ends[i].closed, 0);
    }
}

static void it_does_not_stop_the_rekeys_of_an_hour(void **state)
{
    (void)state;
    for (int from = 0; from < 2; from++) {
        said = 0;
        struct kept_back kept = {.from = from};
        struct pair *pair = open_with_kept_back(70, &kept);
        pair_establish(pair);
        say(pair, 5000000);
        uint64_t taken = alcove_link_get_statistics(pair_link(pair, 1 - from)).datagrams_received;
        inject_kept_back(pair, &kept);
        assert_int_equal(alcove_link_get_statistics(pair_link(pair, 1 - from)).datagrams_received,
                         taken + 2);
        struct alcove_exports exports = pair->ends[CLIENT].exports;
        for (int minute = 0; minute < 60; minute++)
            say(pair, 60000000);
        assert_all_arrived(pair);
        for (int i = 0; i < 2; i++)
            assert_in_range(pair->ends[i].rekeyed, 3, 5);
        assert_memory_equal(&pair->ends[0].exports.psk_next, &pair->ends[1].exports.psk_next,
                            sizeof(struct alcove_psk));
        assert_memory_not_equal(exports.psk_next.key, pair->ends[CLIENT].exports.psk_next.key, 32);
        pair_close(pair);
    }
}

static void it_tells_nothing_and_costs_no_packet(void **state)
{
    (void)state;
    for (int from = 0; from < 2; from++) {
        said = 0;
        struct kept_back kept = {.from = from};
        struct pair *pair = open_with_kept_back(71, &kept);
        pair_establish(pair);
        say(pair, 5000000);
        inject_kept_back(pair, &kept);
        say(pair, 100000000);
        assert_all_arrived(pair);
        for (int i = 0; i < 2; i++) {
            struct alcove_link_statistics seen = alcove_link_get_statistics(pair_link(pair, i));
            assert_int_equal(pair->ends[i].established, 1);
            assert_int_equal(pair->ends[i].rekeyed, 0);
            assert_int_equal(seen.packets_lost, 0);
            assert_int_equal(seen.refused_forged, 0);
        }
        pair_close(pair);
    }
}

static void it_does_not_pin_the_path(void **state)
{
    (void)state;
    struct kept_back kept = {.from = CLIENT};
    struct pair *pair = open_with_kept_back(72, &kept);
    pair_establish(pair);
    say(pair, 2000000);
    inject_kept_back(pair, &kept);
    struct alcove_address moved = {.ip = {[15] = 9}, .port = 50505};
    pair->ends[CLIENT].address = moved;
    say(pair, 250000);
    struct alcove_address now = alcove_link_path(pair_link(pair, THERAPIST));
    assert_true(alcove_address_equal(&now, &moved));
    say(pair, 2000000);
    assert_all_arrived(pair);
    pair_close(pair);
}

/* The client has its keys, the therapist's first packet is still under way. */
static void it_does_not_end_a_link_that_is_just_beginning(void **state)
{
    (void)state;
    struct kept_back kept = {.from = THERAPIST};
    struct pair *pair = open_with_kept_back(73, &kept);
    pair_connect(pair);
    pair_run(pair, 70000);
    assert_int_equal(pair->ends[CLIENT].established, 1);
    assert_int_equal(pair->ends[THERAPIST].established, 0);
    inject_kept_back(pair, &kept);
    pair_run(pair, 100000);
    assert_int_equal(pair->ends[THERAPIST].established, 1);
    say(pair, 20000000);
    assert_all_arrived(pair);
    assert_int_equal(pair->ends[CLIENT].rekeyed, 0);
    pair_close(pair);
}

/* A busy attacker: new attempts all the time, none of which he can finish. */
static void many_of_them_do_not_stop_anything(void **state)
{
    (void)state;
    static struct kept_back kept[40];
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 74);
    pair_set_lines(pair, 30000, 0);
    for (size_t i = 0; i < 40; i++) {
        kept[i] = (struct kept_back){.from = i % 2 == 0 ? CLIENT : THERAPIST};
        keep_attempt(pair, &kept[i]);
    }
    pair_establish(pair);
    for (size_t i = 0; i < 40; i++) {
        say(pair, 45000000);
        inject_kept_back(pair, &kept[i]);
    }
    assert_all_arrived(pair);
    assert_in_range(pair->ends[CLIENT].rekeyed, 1, 3);
    assert_int_equal(pair->ends[CLIENT].rekeyed, pair->ends[THERAPIST].rekeyed);
    pair_close(pair);
}

/* The line goes down the moment the client has its keys: what it says next never arrives. */
static void an_initiator_that_nobody_heard_starts_again(void **state)
{
    (void)state;
    for (uint64_t outage_us = 6000000; outage_us <= 100000000; outage_us *= 4) {
        struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 75);
        pair_set_lines(pair, 30000, 0);
        said = 0;
        pair_connect(pair);
        pair_run(pair, 59000);
        pair->ends[CLIENT].line.cut = true;
        pair_run(pair, 5000);
        assert_int_equal(pair->ends[CLIENT].established, 1);
        pair_run(pair, outage_us);
        assert_int_equal(pair->ends[THERAPIST].established, 0);
        pair->ends[CLIENT].line.cut = false;
        pair_run(pair, 40000000);
        assert_int_equal(pair->ends[THERAPIST].established, 1);
        say(pair, 2000000);
        assert_all_arrived(pair);
        pair_close(pair);
    }
}

/* The same in the middle of an hour, at the first rekey. */
static void a_rekey_that_nobody_heard_starts_again(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 76);
    pair_set_lines(pair, 30000, 0);
    pair_establish(pair);
    while (pair->ends[CLIENT].rekeyed == 0)
        pair_run(pair, 1000);
    assert_int_equal(pair->ends[CLIENT].rekeyed, 1);
    assert_int_equal(pair->ends[THERAPIST].rekeyed, 0);
    pair->ends[CLIENT].line.cut = true;
    pair_lose_what_flies(pair, CLIENT);
    pair_run(pair, 100000000);
    assert_int_equal(pair->ends[THERAPIST].rekeyed, 0);
    pair->ends[CLIENT].line.cut = false;
    pair_run(pair, 40000000);
    assert_int_equal(pair->ends[THERAPIST].rekeyed, 1);
    say(pair, 2000000);
    assert_all_arrived(pair);
    pair_close(pair);
}

#define TEST(test) cmocka_unit_test_setup(test, reset)
static const struct CMUnitTest tests[] = {
    TEST(it_does_not_stop_the_rekeys_of_an_hour),
    TEST(it_tells_nothing_and_costs_no_packet),
    TEST(it_does_not_pin_the_path),
    TEST(it_does_not_end_a_link_that_is_just_beginning),
    TEST(many_of_them_do_not_stop_anything),
    TEST(an_initiator_that_nobody_heard_starts_again),
    TEST(a_rekey_that_nobody_heard_starts_again),
};
TEST_GROUP(keying_replay, tests)
