#include "reach/mailbox.h"

#include <string.h>

#include <sodium.h>

#include "harness.h"

#define NOW_S  UINT64_C(1800000000)
#define HOUR_S UINT64_C(3600)
#define ERA    UINT64_C(2976)                      /* NOW_S / 604800 */
#define MID_S  (ERA * MAILBOX_ERA_S + 90 * HOUR_S) /* when one era is read */

static void fill_with(void *context, uint8_t *out, size_t size)
{
    memset(out, *(const uint8_t *)context, size);
}

static uint8_t nine = 9;
static uint8_t least = 0x00;
static uint8_t most = 0xff;
static uint8_t half = 0x80;
static const struct alcove_random random_nines = {fill_with, &nine};
static const struct alcove_random shortest = {fill_with, &least};
static const struct alcove_random longest = {fill_with, &most};
static const struct alcove_random middle = {fill_with, &half};

static void a_root(uint8_t root[32])
{
    memset(root, 0x3c, 32);
}

static void key_of(const uint8_t root[32], enum rendezvous_direction direction, uint64_t counter,
                   struct mailbox_keys *keys)
{
    const struct mailbox_place place = {counter, ERA};
    mailbox_key(root, direction, &place, keys);
}

static void assert_hex(const uint8_t *bytes, const char *hex)
{
    uint8_t expected[64];
    size_t size = from_hex(hex, expected, sizeof expected);
    assert_memory_equal(bytes, expected, size);
}

static struct mailbox_words words_of(const char *text)
{
    struct mailbox_words words = {.written_at_s = NOW_S, .size = strlen(text)};
    memcpy(words.bytes, text, words.size);
    return words;
}

/* Made as the constants in rendezvous_test.c. */
static void keys_and_value_are_those_of_a_second_implementation(void **state)
{
    (void)state;
    uint8_t root[32];
    uint8_t value[MAILBOX_VALUE_BYTES];
    uint8_t hash[32];
    struct mailbox_keys keys;
    struct mailbox_words words = words_of("Thank you for today");
    a_root(root);
    key_of(root, RENDEZVOUS_FROM_LARGER, 7, &keys);
    assert_hex(keys.sign_public,
               "efcd785126bd7db5b2fb1dba79bb5e7d9f1c95e703897249284a3e54ef641df8");
    assert_hex(keys.box, "10f1a254b620d06843e50470ecd1c2cac0727fd6d055927ded853e2f0b369201");
    mailbox_seal(&keys, &random_nines, &words, value);
    crypto_generichash(hash, sizeof hash, value, sizeof value, NULL, 0);
    assert_hex(hash, "9bade106fb4517126991743aeb838b8ac6a144097fa370ac837aa2964306dc04");
}

static void words_of_any_size_come_back(void **state)
{
    (void)state;
    uint8_t root[32];
    struct mailbox_keys keys;
    struct mailbox_words words = {.written_at_s = NOW_S};
    a_root(root);
    key_of(root, RENDEZVOUS_FROM_SMALLER, 1, &keys);
    memset(words.bytes, 'w', sizeof words.bytes);
    for (words.size = 0; words.size <= MAILBOX_WORDS_BYTES_MAX; words.size += 37) {
        uint8_t value[MAILBOX_VALUE_BYTES];
        struct mailbox_words again;
        mailbox_seal(&keys, &random_nines, &words, value);
        assert_true(mailbox_open(&keys, value, sizeof value, &again));
        assert_int_equal(again.size, words.size);
        assert_true(again.written_at_s == NOW_S);
        assert_memory_equal(again.bytes, words.bytes, words.size);
    }
    assert_int_equal(words.size - 37, MAILBOX_WORDS_BYTES_MAX);
}

static void another_counter_direction_or_bit_opens_nothing(void **state)
{
    (void)state;
    uint8_t root[32];
    uint8_t value[MAILBOX_VALUE_BYTES];
    struct mailbox_keys keys;
    struct mailbox_keys wrong;
    struct mailbox_words words = words_of("x");
    struct mailbox_words again;
    a_root(root);
    key_of(root, RENDEZVOUS_FROM_SMALLER, 5, &keys);
    mailbox_seal(&keys, &random_nines, &words, value);
    key_of(root, RENDEZVOUS_FROM_SMALLER, 6, &wrong);
    assert_false(mailbox_open(&wrong, value, sizeof value, &again));
    assert_int_equal(again.size, 0);
    key_of(root, RENDEZVOUS_FROM_LARGER, 5, &wrong);
    assert_false(mailbox_open(&wrong, value, sizeof value, &again));
    assert_false(mailbox_open(&keys, value, sizeof value - 1, &again));
    assert_false(mailbox_open(&keys, NULL, 0, &again));
    value[400] ^= 1;
    assert_false(mailbox_open(&keys, value, sizeof value, &again));
}

/* By one who has the keys, but another version of the program. */
static void a_newer_version_or_too_few_bytes_open_nothing(void **state)
{
    (void)state;
    uint8_t root[32];
    struct mailbox_keys keys;
    a_root(root);
    key_of(root, RENDEZVOUS_FROM_SMALLER, 1, &keys);
    const struct {
        uint8_t size[2];
        uint8_t version;
        bool opens;
    } rows[] = {{{0, 9}, 1, true},    {{0, 9}, 2, false},    {{0, 9}, 0, false},
                {{0, 8}, 1, false},   {{0, 0}, 0, false},    {{2, 237}, 1, true},
                {{2, 238}, 1, false}, {{255, 255}, 1, false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t plaintext[MAILBOX_VALUE_BYTES - 40] = {rows[i].size[0], rows[i].size[1],
                                                       rows[i].version};
        uint8_t value[MAILBOX_VALUE_BYTES] = {0};
        uint8_t associated[40] = {0};
        struct mailbox_words again;
        memcpy(associated, keys.sign_public, 32);
        associated[34] = (uint8_t)(ERA >> 8);
        associated[35] = (uint8_t)(ERA & 255);
        associated[39] = 1;
        crypto_aead_xchacha20poly1305_ietf_encrypt(value + 24, NULL, plaintext, sizeof plaintext,
                                                   associated, sizeof associated, NULL, value,
                                                   keys.box);
        assert_int_equal(mailbox_open(&keys, value, sizeof value, &again), rows[i].opens);
    }
}

static uint64_t put(struct mailbox_outbox *outbox, uint64_t now_s, size_t copies)
{
    uint64_t counter = mailbox_outbox_poll(outbox, now_s);
    if (counter != 0)
        mailbox_outbox_on_put(outbox, now_s, copies, &middle);
    return counter;
}

static void words_are_put_at_once_and_again_after_twelve_hours(void **state)
{
    (void)state;
    struct mailbox_outbox outbox = {0};
    assert_true(mailbox_outbox_next_s(&outbox) == UINT64_MAX);
    assert_true(mailbox_outbox_add(&outbox, NOW_S) == 1);
    assert_int_equal(mailbox_outbox_state(&outbox, 1), MAILBOX_SENDING);
    assert_true(mailbox_outbox_next_s(&outbox) == NOW_S);
    assert_true(put(&outbox, NOW_S, 20) == 1);
    assert_int_equal(mailbox_outbox_state(&outbox, 1), MAILBOX_STORED);
    assert_true(put(&outbox, NOW_S + 1, 20) == 0);
    uint64_t again_s = mailbox_outbox_next_s(&outbox);
    assert_in_range(again_s - NOW_S, 12 * HOUR_S, 12 * HOUR_S + 60);
    assert_true(put(&outbox, again_s - 1, 20) == 0);
    assert_true(put(&outbox, again_s, 20) == 1);
}

static void words_are_given_up_after_48_hours_and_put_four_times_till_then(void **state)
{
    (void)state;
    const struct alcove_random *randoms[] = {&shortest, &middle, &longest};
    const int puts[] = {5, 4, 4};
    for (size_t i = 0; i < 3; i++) {
        struct mailbox_outbox outbox = {0};
        int count = 0;
        mailbox_outbox_add(&outbox, NOW_S);
        for (uint64_t now_s = NOW_S; now_s != UINT64_MAX; now_s = mailbox_outbox_next_s(&outbox)) {
            if (mailbox_outbox_poll(&outbox, now_s) == 0)
                continue;
            mailbox_outbox_on_put(&outbox, now_s, 8, randoms[i]);
            count++;
            assert_true(now_s - NOW_S < MAILBOX_KEPT_S);
        }
        assert_int_equal(count, puts[i]);
        assert_int_equal(mailbox_outbox_state(&outbox, 1), MAILBOX_GIVEN_UP);
    }
}

static void given_up_words_go_along_when_newer_ones_wait_behind_them(void **state)
{
    (void)state;
    struct mailbox_outbox outbox = {0};
    uint64_t later_s = NOW_S + MAILBOX_KEPT_S + 50 * HOUR_S;
    mailbox_outbox_add(&outbox, NOW_S);
    assert_true(put(&outbox, NOW_S, 20) == 1);
    assert_true(put(&outbox, later_s, 20) == 0);
    assert_true(mailbox_outbox_next_s(&outbox) == UINT64_MAX);
    assert_true(mailbox_outbox_add(&outbox, later_s) == 2);
    /* First the one the reader will look for first. */
    assert_true(put(&outbox, later_s, 20) == 1);
    assert_true(put(&outbox, later_s, 20) == 2);
    assert_true(put(&outbox, later_s, 20) == 0);
    assert_int_equal(mailbox_outbox_state(&outbox, 1), MAILBOX_GIVEN_UP);
    assert_int_equal(mailbox_outbox_state(&outbox, 2), MAILBOX_STORED);
    assert_int_equal(mailbox_outbox_on_read(&outbox, 2), 2);
    assert_int_equal(mailbox_outbox_state(&outbox, 1), MAILBOX_UNKNOWN);
    assert_true(mailbox_outbox_next_s(&outbox) == UINT64_MAX);
}

static void given_up_words_are_put_again_when_the_other_is_heard_of(void **state)
{
    (void)state;
    struct mailbox_outbox outbox = {0};
    uint64_t later_s = NOW_S + 10 * 24 * HOUR_S;
    for (uint64_t i = 1; i <= MAILBOX_WAITING_MAX; i++) {
        mailbox_outbox_add(&outbox, NOW_S);
        assert_true(put(&outbox, NOW_S, 20) == i);
    }
    assert_true(put(&outbox, later_s, 20) == 0);
    assert_true(mailbox_outbox_add(&outbox, later_s) == 0);
    mailbox_outbox_revive(&outbox, later_s);
    assert_int_equal(mailbox_outbox_state(&outbox, 1), MAILBOX_STORED);
    for (uint64_t i = 1; i <= MAILBOX_WAITING_MAX; i++)
        assert_true(put(&outbox, later_s, 20) == i);
    mailbox_outbox_poll(&outbox, later_s + MAILBOX_KEPT_S);
    assert_int_equal(mailbox_outbox_state(&outbox, 16), MAILBOX_GIVEN_UP);
}

static void what_no_node_took_is_put_at_once_when_there_is_hope(void **state)
{
    (void)state;
    struct mailbox_outbox outbox = {0};
    mailbox_outbox_add(&outbox, NOW_S);
    mailbox_outbox_add(&outbox, NOW_S);
    assert_true(put(&outbox, NOW_S, 20) == 1);
    assert_true(put(&outbox, NOW_S, 0) == 2);
    assert_true(put(&outbox, NOW_S + 1, 0) == 0);
    mailbox_outbox_revive(&outbox, NOW_S + 1);
    assert_true(put(&outbox, NOW_S + 1, 20) == 2);
    /* Where some have it, there is no hurry. */
    mailbox_outbox_revive(&outbox, NOW_S + 2);
    assert_true(put(&outbox, NOW_S + 2, 20) == 0);
}

static void a_put_that_reaches_nobody_is_tried_again_ever_more_slowly(void **state)
{
    (void)state;
    struct mailbox_outbox outbox = {0};
    const uint64_t waits_s[] = {60, 120, 240, 480, 960, 1920, 3600, 3600, 3600};
    uint64_t now_s = NOW_S;
    mailbox_outbox_add(&outbox, now_s);
    for (size_t i = 0; i < sizeof waits_s / sizeof waits_s[0]; i++) {
        assert_true(put(&outbox, now_s, 0) == 1);
        assert_int_equal(mailbox_outbox_state(&outbox, 1), MAILBOX_SENDING);
        uint64_t next_s = mailbox_outbox_next_s(&outbox);
        assert_in_range(next_s - now_s, waits_s[i], waits_s[i] + 10);
        now_s = next_s;
    }
    assert_true(put(&outbox, now_s, 1) == 1);
    assert_int_equal(mailbox_outbox_state(&outbox, 1), MAILBOX_STORED);
    /* A failure later does not unsay that nodes keep it. */
    now_s = mailbox_outbox_next_s(&outbox);
    assert_true(put(&outbox, now_s, 0) == 1);
    assert_int_equal(mailbox_outbox_state(&outbox, 1), MAILBOX_STORED);
    assert_in_range(mailbox_outbox_next_s(&outbox) - now_s, 60, 61);
}

static void one_put_flies_at_a_time(void **state)
{
    (void)state;
    struct mailbox_outbox outbox = {0};
    mailbox_outbox_add(&outbox, NOW_S);
    mailbox_outbox_add(&outbox, NOW_S);
    assert_true(mailbox_outbox_poll(&outbox, NOW_S) == 1);
    assert_true(mailbox_outbox_poll(&outbox, NOW_S) == 0);
    assert_true(mailbox_outbox_next_s(&outbox) == NOW_S + MAILBOX_KEPT_S);
    /* Read while its second copy was on its way. */
    assert_int_equal(mailbox_outbox_on_read(&outbox, 1), 1);
    mailbox_outbox_on_put(&outbox, NOW_S, 20, &middle);
    assert_true(mailbox_outbox_poll(&outbox, NOW_S) == 2);
}

static void more_than_sixteen_unread_are_refused_until_some_are_read(void **state)
{
    (void)state;
    struct mailbox_outbox outbox = {0};
    for (uint64_t i = 1; i <= MAILBOX_WAITING_MAX; i++)
        assert_true(mailbox_outbox_add(&outbox, NOW_S) == i);
    assert_true(mailbox_outbox_add(&outbox, NOW_S) == 0);
    assert_int_equal(mailbox_outbox_on_read(&outbox, 3), 3);
    assert_true(mailbox_outbox_add(&outbox, NOW_S) == 17);
    assert_int_equal(mailbox_outbox_state(&outbox, 3), MAILBOX_UNKNOWN);
    assert_int_equal(mailbox_outbox_state(&outbox, 4), MAILBOX_SENDING);
    /* The same again, an older one, and one that was never written. */
    assert_int_equal(mailbox_outbox_on_read(&outbox, 3), 0);
    assert_int_equal(mailbox_outbox_on_read(&outbox, 2), 0);
    assert_int_equal(mailbox_outbox_on_read(&outbox, 18), 0);
    assert_int_equal(mailbox_outbox_on_read(&outbox, UINT64_MAX), 0);
    assert_int_equal(mailbox_outbox_on_read(&outbox, 17), 14);
    outbox.last = MAILBOX_COUNTER_MAX;
    assert_true(mailbox_outbox_add(&outbox, NOW_S) == 0);
}

/* The counter to look for, and whether it is in the era that is `later` after ERA; 0 for none. */
static uint64_t look(struct mailbox_inbox *inbox, uint64_t now_s, int later)
{
    struct mailbox_place place;
    if (!mailbox_inbox_poll(inbox, now_s, &place)) {
        assert_true(place.counter == 0);
        return 0;
    }
    assert_true(place.era == ERA + (uint64_t)later);
    return place.counter;
}

static void a_clock_that_was_ahead_holds_nothing_up(void **state)
{
    (void)state;
    struct mailbox_outbox outbox = {0};
    struct mailbox_inbox inbox = {0};
    struct mailbox_place place;
    uint64_t ahead_s = MID_S + 10 * MAILBOX_ERA_S;
    mailbox_outbox_add(&outbox, ahead_s);
    assert_true(put(&outbox, ahead_s, 20) == 1);
    assert_true(put(&outbox, MID_S, 20) == 0);
    assert_in_range(mailbox_outbox_next_s(&outbox) - MID_S, 1, 15 * HOUR_S);
    assert_int_equal(mailbox_outbox_state(&outbox, 1), MAILBOX_STORED);
    assert_true(mailbox_inbox_poll(&inbox, ahead_s, &place));
    mailbox_inbox_on_nothing(&inbox, ahead_s, &middle);
    assert_true(look(&inbox, MID_S, 0) == 0);
    assert_true(look(&inbox, MID_S + 1080, 0) == 1);
}

static void the_reader_goes_on_while_it_finds_and_waits_when_it_does_not(void **state)
{
    (void)state;
    struct mailbox_inbox inbox = {0};
    assert_true(look(&inbox, MID_S, 0) == 1);
    assert_true(look(&inbox, MID_S, 0) == 0);
    mailbox_inbox_on_read(&inbox, MID_S);
    assert_true(look(&inbox, MID_S, 0) == 2);
    mailbox_inbox_on_nothing(&inbox, MID_S, &longest);
    assert_true(inbox.words_read == 1);
    assert_true(look(&inbox, MID_S + 1079, 0) == 0);
    assert_true(look(&inbox, MID_S + 1080, 0) == 2);
    mailbox_inbox_on_nothing(&inbox, MID_S + 1080, &shortest);
    assert_true(inbox.next_s == MID_S + 1080 + 720);
    mailbox_inbox_look(&inbox, MID_S + 1081);
    assert_true(look(&inbox, MID_S + 1081, 0) == 2);
}

static void around_the_change_of_eras_a_round_looks_in_both(void **state)
{
    (void)state;
    uint64_t change_s = ERA * MAILBOX_ERA_S;
    const struct {
        uint64_t now_s;
        int second; /* 0: one era only */
    } rows[] = {
        {change_s, -1},
        {change_s + 50 * HOUR_S - 1, -1},
        {change_s + 50 * HOUR_S, 0},
        {change_s + MAILBOX_ERA_S - 2 * HOUR_S - 1, 0},
        {change_s + MAILBOX_ERA_S - 2 * HOUR_S, 1},
        {change_s + MAILBOX_ERA_S - 1, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct mailbox_inbox inbox = {0};
        uint64_t now_s = rows[i].now_s;
        assert_true(look(&inbox, now_s, 0) == 1);
        mailbox_inbox_on_nothing(&inbox, now_s, &middle);
        if (rows[i].second != 0) {
            assert_true(look(&inbox, now_s, rows[i].second) == 1);
            mailbox_inbox_on_nothing(&inbox, now_s, &middle);
        }
        assert_true(look(&inbox, now_s, 0) == 0);
        assert_true(inbox.next_s > now_s + 600);
    }
    struct mailbox_inbox inbox = {0};
    struct mailbox_place place;
    assert_true(mailbox_inbox_poll(&inbox, 5, &place) && place.era == 0);
    mailbox_inbox_on_nothing(&inbox, 5, &middle);
    assert_false(mailbox_inbox_poll(&inbox, 5, &place));
}

static void every_counter_era_and_direction_has_its_own_place(void **state)
{
    (void)state;
    uint8_t root[32];
    struct mailbox_keys keys[8];
    a_root(root);
    for (size_t i = 0; i < 8; i++) {
        const struct mailbox_place place = {1 + (i & 1), ERA + (i >> 1 & 1)};
        mailbox_key(root, (enum rendezvous_direction)(i >> 2), &place, &keys[i]);
        for (size_t k = 0; k < i; k++) {
            assert_memory_not_equal(keys[i].sign_public, keys[k].sign_public, 32);
            assert_memory_not_equal(keys[i].box, keys[k].box, 32);
        }
    }
}

static void what_a_link_brought_is_not_read_a_second_time(void **state)
{
    (void)state;
    struct mailbox_inbox inbox = {0};
    assert_true(look(&inbox, MID_S, 0) == 1);
    mailbox_inbox_advance(&inbox, 4);
    /* The get that flew meanwhile finds the first. */
    mailbox_inbox_on_read(&inbox, MID_S);
    assert_true(inbox.words_read == 4);
    assert_true(look(&inbox, MID_S, 0) == 5);
    mailbox_inbox_advance(&inbox, 3);
    mailbox_inbox_advance(&inbox, UINT64_MAX);
    assert_true(inbox.words_read == 4);
    mailbox_inbox_on_nothing(&inbox, MID_S, &middle);
    mailbox_inbox_advance(&inbox, MAILBOX_COUNTER_MAX);
    assert_true(look(&inbox, MID_S + HOUR_S, 0) == 0);
}

#define DHT_PLACES 400

/* Two people who are never online together, a DHT that loses some puts and forgets after a day. */
struct world {
    struct mailbox_outbox outbox;
    struct mailbox_inbox inbox;
    uint64_t kept_until_s[4][DHT_PLACES]; /* of each era and counter */
    uint64_t record_until_s;              /* the reader's endpoint record is in the DHT */
    uint64_t told;                        /* and says that it read up to here */
    uint32_t mixed;
};

static uint32_t roll(struct world *world, uint32_t sides)
{
    world->mixed = world->mixed * 1664525 + 1013904223;
    return (world->mixed >> 16) % sides;
}

static void writer_hour(struct world *world, uint64_t now_s)
{
    uint64_t counter;
    if (roll(world, 3) == 0)
        mailbox_outbox_add(&world->outbox, now_s);
    if (now_s < world->record_until_s && roll(world, 4) == 0) {
        mailbox_outbox_on_read(&world->outbox, world->told);
        mailbox_outbox_revive(&world->outbox, now_s);
    }
    while ((counter = mailbox_outbox_poll(&world->outbox, now_s)) != 0) {
        bool taken = roll(world, 5) != 0;
        assert_in_range(counter, 1, DHT_PLACES - 1);
        if (taken)
            world->kept_until_s[mailbox_era(now_s) - ERA][counter] = now_s + 24 * HOUR_S;
        mailbox_outbox_on_put(&world->outbox, now_s, taken ? 20 : 0, &middle);
    }
}

static void reader_hour(struct world *world, uint64_t now_s)
{
    struct mailbox_place place;
    while (mailbox_inbox_poll(&world->inbox, now_s, &place)) {
        assert_true(place.counter == world->inbox.words_read + 1);
        if (place.era >= ERA && now_s < world->kept_until_s[place.era - ERA][place.counter])
            mailbox_inbox_on_read(&world->inbox, now_s);
        else
            mailbox_inbox_on_nothing(&world->inbox, now_s, &middle);
    }
    world->told = world->inbox.words_read;
    world->record_until_s = now_s + 24 * HOUR_S;
}

static void all_words_arrive_once_and_in_order_between_two_who_never_meet(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 20; seed++) {
        struct world world = {.mixed = seed};
        /* Three weeks; the writer by day, the reader by night, and away for the second week. */
        for (uint64_t hour = 0; hour < 21 * 24; hour++) {
            uint64_t now_s = ERA * MAILBOX_ERA_S + hour * HOUR_S;
            bool away = hour >= 7 * 24 && hour < 14 * 24;
            if (hour % 24 >= 9 && hour % 24 < 18)
                writer_hour(&world, now_s);
            if (hour % 24 < 6 && !away)
                reader_hour(&world, now_s);
        }
        assert_true(world.outbox.last > 30);
        assert_true(world.inbox.words_read + MAILBOX_WAITING_MAX >= world.outbox.last);
        assert_true(world.inbox.words_read + 8 >= world.outbox.last);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(keys_and_value_are_those_of_a_second_implementation),
    cmocka_unit_test(words_of_any_size_come_back),
    cmocka_unit_test(another_counter_direction_or_bit_opens_nothing),
    cmocka_unit_test(a_newer_version_or_too_few_bytes_open_nothing),
    cmocka_unit_test(words_are_put_at_once_and_again_after_twelve_hours),
    cmocka_unit_test(words_are_given_up_after_48_hours_and_put_four_times_till_then),
    cmocka_unit_test(given_up_words_go_along_when_newer_ones_wait_behind_them),
    cmocka_unit_test(given_up_words_are_put_again_when_the_other_is_heard_of),
    cmocka_unit_test(what_no_node_took_is_put_at_once_when_there_is_hope),
    cmocka_unit_test(a_put_that_reaches_nobody_is_tried_again_ever_more_slowly),
    cmocka_unit_test(one_put_flies_at_a_time),
    cmocka_unit_test(more_than_sixteen_unread_are_refused_until_some_are_read),
    cmocka_unit_test(a_clock_that_was_ahead_holds_nothing_up),
    cmocka_unit_test(the_reader_goes_on_while_it_finds_and_waits_when_it_does_not),
    cmocka_unit_test(around_the_change_of_eras_a_round_looks_in_both),
    cmocka_unit_test(every_counter_era_and_direction_has_its_own_place),
    cmocka_unit_test(what_a_link_brought_is_not_read_a_second_time),
    cmocka_unit_test(all_words_arrive_once_and_in_order_between_two_who_never_meet),
};
TEST_GROUP(mailbox, tests)
