#include "handshake_pair.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "harness.h"

static void make_keys(struct side *side, uint8_t seed)
{
    struct alcove_random random = seeded_random_source(&side->random, seed);
    side->config.random = random;
    random.fill(random.context, side->config.static_secret, 32);
    crypto_scalarmult_base(side->config.static_public, side->config.static_secret);
}

struct side *sides_new(enum alcove_link_purpose purpose)
{
    struct side *sides = calloc(2, sizeof *sides);
    assert_non_null(sides);
    make_keys(&sides[0], 21);
    make_keys(&sides[1], 22);
    if (memcmp(sides[0].config.static_public, sides[1].config.static_public, 32) > 0) {
        make_keys(&sides[0], 22);
        make_keys(&sides[1], 21);
    }
    for (size_t i = 0; i < 2; i++) {
        struct alcove_link_config *config = &sides[i].config;
        config->purpose = purpose;
        if (purpose == ALCOVE_LINK_PAIRING) {
            memset(config->invite_secret, 0x42, 32);
        } else {
            memcpy(config->remote_static, sides[1 - i].config.static_public, 32);
            memset(config->envelope_root, 0x43, 32);
            config->psk = (struct alcove_psk){.index = 7, .present = true, .kem = true};
            memset(config->psk.key, 0x44, 32);
        }
        side_restart(&sides[i]);
    }
    return sides;
}

struct side *sides_new_thin(void)
{
    struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
    for (size_t i = 0; i < 2; i++)
        handshake_prefer(&sides[i].handshake, HANDSHAKE_THIN);
    return sides;
}

void side_restart(struct side *side)
{
    handshake_init(&side->handshake, &side->config);
    side->completed = 0;
}

struct flight side_send(struct side *side, uint64_t now_us)
{
    struct flight flight = {0};
    for (;;) {
        assert_true(flight.count < FLIGHT_MAX);
        size_t size =
            handshake_poll_transmit(&side->handshake, now_us, flight.datagrams[flight.count].bytes,
                                    &flight.datagrams[flight.count].answer);
        if (size == 0)
            return flight;
        if (size < ALCOVE_ENVELOPE_BYTES_MIN)
            assert_in_range(size, ALCOVE_ENVELOPE_THIN_BYTES_MIN, ALCOVE_ENVELOPE_THIN_BYTES_MAX);
        assert_true(size <= ALCOVE_ENVELOPE_BYTES_MAX);
        flight.datagrams[flight.count++].size = size;
    }
}

enum handshake_outcome side_take(struct side *side, uint64_t now_us, const struct flight *flight)
{
    enum handshake_outcome outcome = HANDSHAKE_NOT_MINE;
    struct handshake_result result;
    for (size_t i = 0; i < flight->count; i++) {
        outcome = handshake_receive(&side->handshake, now_us, flight->datagrams[i].bytes,
                                    flight->datagrams[i].size, &result);
        if (outcome == HANDSHAKE_COMPLETE) {
            side->result = result;
            side->completed++;
        }
    }
    return outcome;
}

uint64_t side_run_deadline(struct side *side)
{
    uint64_t now_us = handshake_next_deadline(&side->handshake);
    assert_true(now_us != UINT64_MAX);
    assert_true(handshake_on_timeout(&side->handshake, now_us));
    return now_us;
}

void side_give_newer_psk(struct side *side, bool kem)
{
    side->config.psk_older = side->config.psk;
    side->config.psk.index++;
    side->config.psk.kem = kem;
    memset(side->config.psk.key, 0x55, 32);
    side_restart(side);
}

bool side_holds(const struct side *side, const uint8_t *secret)
{
    const uint8_t *bytes = (const uint8_t *)&side->handshake;
    for (size_t at = 0; at + 32 <= sizeof side->handshake; at++) {
        if (memcmp(bytes + at, secret, 32) == 0)
            return true;
    }
    return false;
}

void sides_settle(struct side *sides, uint64_t now_us)
{
    bool quiet = false;
    for (int round = 0; !quiet; round++) {
        assert_true(round < 20);
        struct flight there = side_send(&sides[0], now_us);
        struct flight back = side_send(&sides[1], now_us);
        side_take(&sides[1], now_us, &there);
        side_take(&sides[0], now_us, &back);
        quiet = there.count == 0 && back.count == 0;
    }
}

void assert_agreed(const struct side *sides)
{
    const struct handshake_result *a = &sides[0].result, *b = &sides[1].result;
    assert_int_equal(sides[0].completed, 1);
    assert_int_equal(sides[1].completed, 1);
    assert_int_not_equal(a->initiator, b->initiator);
    assert_memory_equal(a->key_send, b->key_receive, 32);
    assert_memory_equal(a->key_receive, b->key_send, 32);
    assert_memory_not_equal(a->key_send, a->key_receive, 32);
    assert_memory_equal(a->hash, b->hash, 64);
    assert_memory_equal(a->export_secret, b->export_secret, 64);
    assert_memory_equal(a->envelope_root, b->envelope_root, 32);
    assert_memory_equal(a->remote_static, sides[1].config.static_public, 32);
    assert_memory_equal(b->remote_static, sides[0].config.static_public, 32);
    assert_int_equal(a->psk.index, b->psk.index);
    assert_memory_equal(a->psk.key, b->psk.key, 32);
}

struct alcove_exports sides_adopt(struct side *sides)
{
    struct alcove_exports exports[2];
    assert_agreed(sides);
    for (size_t i = 0; i < 2; i++) {
        handshake_result_export(&sides[i].result, &exports[i]);
        handshake_adopt(&sides[i].handshake, &exports[i], sides[i].result.remote_static);
        sides[i].completed = 0;
    }
    assert_memory_equal(&exports[0], &exports[1], sizeof exports[0]);
    return exports[0];
}

void assert_ignored(struct side *side, uint64_t now_us, const struct flight *flight)
{
    struct handshake before = side->handshake;
    struct handshake_result result;
    uint8_t out[ALCOVE_ENVELOPE_BYTES_MAX];
    bool answer;
    for (size_t i = 0; i < flight->count; i++) {
        assert_int_equal(handshake_receive(&side->handshake, now_us, flight->datagrams[i].bytes,
                                           flight->datagrams[i].size, &result),
                         HANDSHAKE_NOT_MINE);
    }
    assert_memory_equal(&before, &side->handshake, sizeof before);
    assert_int_equal(handshake_poll_transmit(&side->handshake, now_us, out, &answer), 0);
}
