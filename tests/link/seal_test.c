#include "link/seal.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "harness.h"
#include "json.h"

#define SECOND UINT64_C(1000000)

/* Two ends of one generation. */
struct pair {
    struct seal a;
    struct seal b;
    uint8_t datagram[ALCOVE_DATAGRAM_BYTES_MAX];
    size_t size;
    uint32_t counter;
    struct seal_opened opened;
};

static struct pair *pair_new(void)
{
    struct pair *pair = calloc(1, sizeof *pair);
    assert_non_null(pair);
    struct handshake_result keys = {0};
    memset(keys.key_send, 1, sizeof keys.key_send);
    memset(keys.key_receive, 2, sizeof keys.key_receive);
    memset(keys.hash, 3, sizeof keys.hash);
    seal_init(&pair->a, &keys, 0);
    memset(keys.key_send, 2, sizeof keys.key_send);
    memset(keys.key_receive, 1, sizeof keys.key_receive);
    seal_init(&pair->b, &keys, 0);
    return pair;
}

static void send_text(struct pair *pair, enum seal_class class, uint64_t now_us, const char *text)
{
    uint8_t *plaintext = pair->datagram + ALCOVE_PACKET_HEADER_BYTES;
    size_t size = strlen(text);
    if (size < ALCOVE_PLAINTEXT_BYTES_MIN)
        size = ALCOVE_PLAINTEXT_BYTES_MIN;
    memset(plaintext, 0, size);
    memcpy(plaintext, text, strlen(text));
    struct seal_sealed sealed = seal_protect(&pair->a, class, now_us, pair->datagram, size);
    pair->size = sealed.size;
    pair->counter = sealed.counter;
}

static enum seal_outcome receive(struct pair *pair, uint64_t now_us)
{
    return seal_open(&pair->b, now_us, pair->datagram, pair->size, &pair->opened);
}

static void assert_passes(struct pair *pair, enum seal_class class, uint64_t now_us)
{
    send_text(pair, class, now_us, "a packet of no fixed meaning");
    assert_int_equal(receive(pair, now_us), SEAL_OPENED);
    assert_string_equal((const char *)pair->opened.plaintext, "a packet of no fixed meaning");
    assert_int_equal(pair->opened.class, class);
    assert_int_equal(pair->opened.counter, pair->counter);
}

/* Fails with `expected` and leaves the receiving end as it was, to the byte. */
static void assert_refused(struct pair *pair, uint64_t now_us, enum seal_outcome expected)
{
    struct seal before = pair->b;
    assert_int_equal(receive(pair, now_us), expected);
    assert_memory_equal(&before, &pair->b, sizeof before);
}

static void a_packet_opens_at_the_other_end_and_only_there(void **state)
{
    (void)state;
    struct pair *pair = pair_new();
    assert_passes(pair, SEAL_RT, 1);
    assert_int_equal(pair->size, 28 + ALCOVE_PACKET_OVERHEAD_BYTES);
    assert_int_equal(pair->opened.size, 28);
    assert_int_equal(pair->opened.epoch, 0);
    assert_true(pair->opened.newest);
    send_text(pair, SEAL_RT, 1, "mine");
    assert_int_equal(seal_open(&pair->a, 1, pair->datagram, pair->size, &pair->opened),
                     SEAL_NOT_MINE);
    free(pair);
}

static void both_classes_count_for_themselves(void **state)
{
    (void)state;
    struct pair *pair = pair_new();
    for (uint32_t i = 0; i < 5; i++) {
        assert_passes(pair, SEAL_BULK, 1);
        assert_int_equal(pair->counter, i);
    }
    assert_passes(pair, SEAL_RT, 1);
    assert_int_equal(pair->counter, 0);
    assert_memory_not_equal(pair->a.senders[SEAL_RT].keys.aead,
                            pair->a.senders[SEAL_BULK].keys.aead, 32);
    assert_memory_not_equal(pair->a.senders[SEAL_RT].keys.id, pair->a.senders[SEAL_BULK].keys.id,
                            4);
    free(pair);
}

static void every_forged_byte_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    struct pair *pair = pair_new();
    assert_passes(pair, SEAL_BULK, 1);
    send_text(pair, SEAL_BULK, 1, "the quick brown fox, and so on");
    for (size_t at = 0; at < pair->size; at++) {
        for (int bit = 0; bit < 8; bit++) {
            pair->datagram[at] ^= (uint8_t)(1 << bit);
            struct seal before = pair->b;
            enum seal_outcome outcome = receive(pair, 1);
            assert_int_equal(outcome == SEAL_OPENED, false);
            assert_int_equal(outcome == SEAL_NOT_MINE, at < 4);
            assert_memory_equal(&before, &pair->b, sizeof before);
            pair->datagram[at] ^= (uint8_t)(1 << bit);
        }
    }
    assert_int_equal(receive(pair, 1), SEAL_OPENED);
    free(pair);
}

static void every_wrong_length_is_refused(void **state)
{
    (void)state;
    struct pair *pair = pair_new();
    send_text(pair, SEAL_RT, 1, "the quick brown fox, and so on");
    size_t whole = pair->size;
    for (pair->size = 0; pair->size < whole; pair->size++) {
        bool too_short = pair->size < ALCOVE_PACKET_OVERHEAD_BYTES + ALCOVE_PLAINTEXT_BYTES_MIN;
        assert_refused(pair, 1, too_short ? SEAL_NOT_MINE : SEAL_FORGED);
    }
    pair->size = whole + 1;
    assert_refused(pair, 1, SEAL_FORGED);
    pair->size = ALCOVE_DATAGRAM_BYTES_MAX + 1;
    assert_refused(pair, 1, SEAL_NOT_MINE);
    pair->size = whole;
    assert_int_equal(receive(pair, 1), SEAL_OPENED);
    free(pair);
}

static void a_packet_opens_once(void **state)
{
    (void)state;
    struct pair *pair = pair_new();
    assert_passes(pair, SEAL_RT, 1);
    assert_refused(pair, 1, SEAL_REPLAYED);
    assert_refused(pair, 1, SEAL_REPLAYED);
    assert_passes(pair, SEAL_RT, 1);
    free(pair);
}

static void a_late_packet_opens_but_is_not_the_newest(void **state)
{
    (void)state;
    struct pair *pair = pair_new();
    send_text(pair, SEAL_RT, 1, "early");
    struct pair early = *pair;
    assert_passes(pair, SEAL_RT, 1);
    assert_true(pair->opened.newest);
    memcpy(pair->datagram, early.datagram, early.size);
    pair->size = early.size;
    assert_int_equal(receive(pair, 1), SEAL_OPENED);
    assert_false(pair->opened.newest);
    free(pair);
}

static void the_epoch_steps_after_a_minute_and_the_counter_runs_on(void **state)
{
    (void)state;
    struct pair *pair = pair_new();
    uint8_t id[4];
    assert_passes(pair, SEAL_RT, 1);
    memcpy(id, pair->datagram, sizeof id);
    assert_passes(pair, SEAL_RT, ALCOVE_EPOCH_US - 1);
    assert_memory_equal(id, pair->datagram, sizeof id);
    assert_passes(pair, SEAL_RT, ALCOVE_EPOCH_US);
    assert_memory_not_equal(id, pair->datagram, sizeof id);
    assert_int_equal(pair->opened.epoch, 1);
    assert_int_equal(pair->opened.counter, 2);
    assert_true(pair->opened.newest);
    assert_int_equal(seal_epochs(&pair->a), 1);
    assert_int_equal(pair->b.receivers[SEAL_BULK].epoch, 0);
    free(pair);
}

static void the_epoch_steps_after_its_packets(void **state)
{
    (void)state;
    struct pair *pair = pair_new();
    pair->a.senders[SEAL_BULK].epoch_packets = ALCOVE_EPOCH_PACKETS - 1;
    assert_passes(pair, SEAL_BULK, 1);
    assert_int_equal(pair->opened.epoch, 0);
    assert_passes(pair, SEAL_BULK, 1);
    assert_int_equal(pair->opened.epoch, 1);
    free(pair);
}

static void a_change_of_path_steps_both_classes(void **state)
{
    (void)state;
    struct pair *pair = pair_new();
    seal_advance(&pair->a, 1);
    assert_int_equal(seal_epochs(&pair->a), 2);
    assert_passes(pair, SEAL_RT, 1);
    assert_int_equal(pair->opened.epoch, 1);
    assert_passes(pair, SEAL_BULK, 1);
    assert_int_equal(pair->opened.epoch, 1);
    free(pair);
}

static void the_epoch_before_is_welcome_for_five_seconds(void **state)
{
    (void)state;
    struct pair *pair = pair_new();
    send_text(pair, SEAL_RT, 1, "one");
    struct pair one = *pair;
    send_text(pair, SEAL_RT, 1, "two");
    struct pair two = *pair;
    seal_advance(&pair->a, SECOND);
    assert_passes(pair, SEAL_RT, SECOND);

    memcpy(pair->datagram, one.datagram, one.size);
    pair->size = one.size;
    assert_int_equal(receive(pair, 6 * SECOND - 1), SEAL_OPENED);
    assert_int_equal(pair->opened.epoch, 0);
    assert_false(pair->opened.newest);

    memcpy(pair->datagram, two.datagram, two.size);
    pair->size = two.size;
    assert_int_equal(receive(pair, 6 * SECOND), SEAL_NOT_MINE);
    static const struct seal_keys zero;
    assert_memory_equal(&pair->b.receivers[SEAL_RT].previous, &zero, sizeof zero);
    free(pair);
}

static void up_to_32_epochs_may_be_missed(void **state)
{
    (void)state;
    for (int missed = 1; missed <= ALCOVE_EPOCH_SKIP_MAX + 1; missed++) {
        struct pair *pair = pair_new();
        assert_passes(pair, SEAL_RT, 1);
        for (int i = 0; i < missed; i++)
            seal_advance(&pair->a, 2);
        send_text(pair, SEAL_RT, 2, "after a gap");
        if (missed > ALCOVE_EPOCH_SKIP_MAX) {
            assert_refused(pair, 2, SEAL_NOT_MINE);
        } else {
            assert_int_equal(receive(pair, 2), SEAL_OPENED);
            assert_int_equal(pair->opened.epoch, missed);
            assert_int_equal(pair->b.receivers[SEAL_RT].has_previous, missed == 1);
            seal_advance(&pair->a, 3);
            assert_passes(pair, SEAL_RT, 3);
        }
        free(pair);
    }
}

static void a_hundred_epochs_in_uneven_steps_all_open(void **state)
{
    (void)state;
    struct pair *pair = pair_new();
    uint32_t epoch = 0;
    for (uint32_t i = 1; epoch < 100; i++) {
        for (uint32_t k = 0; k < 1 + i * 7 % 13; k++, epoch++)
            seal_advance(&pair->a, i);
        assert_passes(pair, SEAL_BULK, i);
        assert_int_equal(pair->opened.epoch, epoch);
        assert_passes(pair, SEAL_BULK, i);
    }
    free(pair);
}

static void a_forgery_with_the_next_epochs_id_does_not_move_the_epoch(void **state)
{
    (void)state;
    struct pair *pair = pair_new();
    for (int ahead = 1; ahead < 5; ahead++) {
        seal_advance(&pair->a, 1);
        send_text(pair, SEAL_RT, 1, "to be spoilt on the way");
        pair->datagram[pair->size - 1] ^= 1;
        assert_refused(pair, 1, SEAL_FORGED);
    }
    pair->datagram[pair->size - 1] ^= 1;
    assert_int_equal(receive(pair, 1), SEAL_OPENED);
    free(pair);
}

static void counters_end_and_nothing_is_sealed_after(void **state)
{
    (void)state;
    struct pair *pair = pair_new();
    pair->a.senders[SEAL_RT].counter = ALCOVE_COUNTER_MAX;
    assert_passes(pair, SEAL_RT, 1);
    send_text(pair, SEAL_RT, 1, "one too many");
    assert_int_equal(pair->size, 0);
    assert_passes(pair, SEAL_BULK, 1);
    free(pair);
}

static void the_largest_packet_fills_a_datagram(void **state)
{
    (void)state;
    struct pair *pair = pair_new();
    pair->size =
        seal_protect(&pair->a, SEAL_BULK, 1, pair->datagram, ALCOVE_PLAINTEXT_BYTES_MAX).size;
    assert_int_equal(pair->size, ALCOVE_DATAGRAM_BYTES_MAX);
    assert_int_equal(receive(pair, 1), SEAL_OPENED);
    assert_int_equal(pair->opened.size, ALCOVE_PLAINTEXT_BYTES_MAX);
    free(pair);
}

/* The sequence of counters must not show: with ids aside, the header is as random as the rest. */
static void counters_are_masked_on_the_wire(void **state)
{
    (void)state;
    struct pair *pair = pair_new();
    unsigned ones = 0;
    for (int i = 0; i < 1000; i++) {
        send_text(pair, SEAL_RT, 1, "the same words every time");
        for (size_t at = 4; at < 8; at++)
            ones += (unsigned)__builtin_popcount(pair->datagram[at]);
    }
    assert_in_range(ones, 15000, 17000);
    free(pair);
}

static void the_header_mask_is_that_of_rfc_9001(void **state)
{
    (void)state;
    struct json_document *document = json_open("tests/vectors/quic_rfc9000_9001.json");
    const struct json *vector = json_get(json_root(document), "header_protection_chacha20");
    uint8_t key[32], sample[16], expected[5], mask[4];
    assert_int_equal(json_hex(vector, "hp", key, sizeof key), 32);
    assert_int_equal(json_hex(vector, "sample", sample, sizeof sample), 16);
    assert_int_equal(json_hex(vector, "mask", expected, sizeof expected), 5);
    seal_header_mask(key, sample, mask);
    assert_memory_equal(mask, expected, sizeof mask);
    json_close(document);
}

static bool holds(const void *memory, size_t size, const uint8_t *secret)
{
    const uint8_t *bytes = memory;
    for (size_t at = 0; at + 32 <= size; at++) {
        if (memcmp(bytes + at, secret, 32) == 0)
            return true;
    }
    return false;
}

static void a_past_epochs_secrets_are_gone(void **state)
{
    (void)state;
    struct pair *pair = pair_new();
    struct seal_sender past = pair->a.senders[SEAL_RT];
    assert_true(holds(&pair->a, sizeof pair->a, past.secret));
    assert_true(holds(&pair->b, sizeof pair->b, past.keys.aead));
    seal_advance(&pair->a, 1);
    assert_passes(pair, SEAL_RT, 1);
    assert_passes(pair, SEAL_RT, 1 + ALCOVE_EPOCH_PREVIOUS_US);
    const uint8_t *secrets[] = {past.secret, past.secret + 32, past.keys.aead, past.keys.header};
    for (size_t i = 0; i < 4; i++) {
        assert_false(holds(&pair->a, sizeof pair->a, secrets[i]));
        assert_false(holds(&pair->b, sizeof pair->b, secrets[i]));
    }
    seal_wipe(&pair->b);
    assert_true(sodium_is_zero((const uint8_t *)&pair->b, sizeof pair->b));
    free(pair);
}

static void random_datagrams_open_nothing(void **state)
{
    (void)state;
    struct pair *pair = pair_new();
    uint8_t seed[randombytes_SEEDBYTES] = {7};
    for (int i = 0; i < 2000; i++) {
        memcpy(seed + 1, &i, sizeof i);
        randombytes_buf_deterministic(pair->datagram, sizeof pair->datagram, seed);
        pair->size = (size_t)(pair->datagram[0] | pair->datagram[1] << 8) % 1201;
        if (i % 2 == 0)
            memcpy(pair->datagram, pair->a.senders[SEAL_RT].keys.id, 4);
        bool long_enough = pair->size >= ALCOVE_PACKET_OVERHEAD_BYTES + ALCOVE_PLAINTEXT_BYTES_MIN;
        assert_refused(pair, 1, i % 2 == 0 && long_enough ? SEAL_FORGED : SEAL_NOT_MINE);
    }
    free(pair);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_packet_opens_at_the_other_end_and_only_there),
    cmocka_unit_test(both_classes_count_for_themselves),
    cmocka_unit_test(every_forged_byte_is_refused_and_changes_nothing),
    cmocka_unit_test(every_wrong_length_is_refused),
    cmocka_unit_test(a_packet_opens_once),
    cmocka_unit_test(a_late_packet_opens_but_is_not_the_newest),
    cmocka_unit_test(the_epoch_steps_after_a_minute_and_the_counter_runs_on),
    cmocka_unit_test(the_epoch_steps_after_its_packets),
    cmocka_unit_test(a_change_of_path_steps_both_classes),
    cmocka_unit_test(the_epoch_before_is_welcome_for_five_seconds),
    cmocka_unit_test(up_to_32_epochs_may_be_missed),
    cmocka_unit_test(a_hundred_epochs_in_uneven_steps_all_open),
    cmocka_unit_test(a_forgery_with_the_next_epochs_id_does_not_move_the_epoch),
    cmocka_unit_test(counters_end_and_nothing_is_sealed_after),
    cmocka_unit_test(the_largest_packet_fills_a_datagram),
    cmocka_unit_test(counters_are_masked_on_the_wire),
    cmocka_unit_test(the_header_mask_is_that_of_rfc_9001),
    cmocka_unit_test(a_past_epochs_secrets_are_gone),
    cmocka_unit_test(random_datagrams_open_nothing),
};

TEST_GROUP(seal, tests)
