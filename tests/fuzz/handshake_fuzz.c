/* rooms: base link */
/* Two ends of a handshake at the mercy of the input: each byte is a step. Datagrams are delivered,
 * lost, repeated, spoilt, or made up by one who knows the envelope key; either end may be thin, and
 * hold a psk that allows it. Nothing may crash, two results with the same hash must have the same
 * keys, and no thin one may come of a psk without ML-KEM. */
#include <string.h>

#include <sodium.h>

#include "fuzz/drawn.h"
#include "fuzz/fuzz.h"
#include "link/handshake.h"

#define KEPT_MAX  8
#define STEPS_MAX 64

enum step {
    STEP_START,
    STEP_CARRY,
    STEP_LOSE,
    STEP_REPLAY,
    STEP_SPOIL,
    STEP_FORGE,
    STEP_WAIT,
    STEP_DEADLINE,
    STEP_CONFIRM,
    STEP_ABANDON,
    STEP_PREFER,
    STEPS,
};

struct world {
    struct handshake ends[2];
    struct handshake_result results[2];
    bool completed[2];
    uint64_t now_us;
    uint64_t draws;
    uint8_t kept[KEPT_MAX][ALCOVE_ENVELOPE_BYTES_MAX];
    size_t kept_size[KEPT_MAX];
    size_t kept_count;
};

/* `kinds`: bit 0 a pairing, bits 1 to 4 which of the psks descend from an ML-KEM exchange. */
static void world_init(struct world *world, uint8_t kinds)
{
    bool pairing = (kinds & 1) != 0;
    struct alcove_link_config configs[2] = {{0}};
    memset(world, 0, sizeof *world);
    world->now_us = 1000000;
    for (size_t i = 0; i < 2; i++) {
        configs[i].purpose = pairing ? ALCOVE_LINK_PAIRING : ALCOVE_LINK_CONTACT;
        configs[i].random = (struct alcove_random){.fill = drawn_fill, .context = &world->draws};
        configs[i].psk.present = !pairing;
        configs[i].psk_older.present = !pairing;
        configs[i].psk_older.index = 1;
        configs[i].psk.kem = !pairing && (kinds >> (1 + 2 * i) & 1) != 0;
        configs[i].psk_older.kem = !pairing && (kinds >> (2 + 2 * i) & 1) != 0;
        memset(configs[i].static_secret, (int)i + 1, 32);
        crypto_scalarmult_base(configs[i].static_public, configs[i].static_secret);
    }
    for (size_t i = 0; i < 2 && !pairing; i++)
        memcpy(configs[i].remote_static, configs[1 - i].static_public, 32);
    for (size_t i = 0; i < 2; i++)
        handshake_init(&world->ends[i], &configs[i]);
}

static void check_agreement(const struct world *world)
{
    const struct handshake_result *a = &world->results[0], *b = &world->results[1];
    if (!world->completed[0] || !world->completed[1] || memcmp(a->hash, b->hash, 64) != 0)
        return;
    require(a->initiator != b->initiator);
    require(memcmp(a->key_send, b->key_receive, 32) == 0);
    require(memcmp(a->key_receive, b->key_send, 32) == 0);
    require(memcmp(a->export_secret, b->export_secret, 64) == 0);
}

static enum handshake_outcome deliver(struct world *world, size_t to, const uint8_t *datagram,
                                      size_t size)
{
    struct handshake_result result;
    enum handshake_outcome outcome =
        handshake_receive(&world->ends[to], world->now_us, datagram, size, &result);
    if (outcome == HANDSHAKE_COMPLETE) {
        struct alcove_exports exports;
        require(!result.thin || result.psk.kem);
        handshake_result_export(&result, &exports);
        require(exports.psk_next.kem);
        world->results[to] = result;
        world->completed[to] = true;
        check_agreement(world);
    }
    return outcome;
}

static void carry(struct world *world, size_t from, bool lose)
{
    uint8_t datagram[ALCOVE_ENVELOPE_BYTES_MAX];
    bool answer;
    size_t size = handshake_poll_transmit(&world->ends[from], world->now_us, datagram, &answer);
    if (size == 0)
        return;
    size_t place = world->kept_count++ % KEPT_MAX;
    memcpy(world->kept[place], datagram, size);
    world->kept_size[place] = size;
    if (!lose)
        deliver(world, 1 - from, datagram, size);
}

static void replay(struct world *world, size_t to, size_t which, bool spoil)
{
    size_t place = which % KEPT_MAX;
    size_t size = world->kept_size[place];
    uint8_t datagram[ALCOVE_ENVELOPE_BYTES_MAX];
    if (size == 0)
        return;
    memcpy(datagram, world->kept[place], size);
    if (spoil)
        datagram[which * 31 % size] ^= (uint8_t)(1 << which % 8);
    enum handshake_outcome outcome = deliver(world, to, datagram, size);
    require(!spoil || outcome == HANDSHAKE_NOT_MINE);
}

/* A fragment of the input's own, well sealed; it may continue an attempt that runs. */
static void forge(struct world *world, size_t to, const uint8_t *data, size_t size)
{
    uint8_t datagram[ALCOVE_ENVELOPE_BYTES_MAX];
    struct envelope_fragment fragment = {.type = ENVELOPE_INITIATION};
    struct alcove_random random = {.fill = drawn_fill, .context = &world->draws};
    if (size < 4)
        return;
    fragment.type = (enum envelope_type)(1 + data[0] % 3);
    fragment.thin = data[1] % 4 >= 2;
    fragment.index = fragment.thin ? 0 : data[1] % 2;
    fragment.number = data[1];
    const struct handshake *end = &world->ends[to];
    memcpy(fragment.attempt, data[2] % 2 == 0 ? end->own.attempt : end->answer.attempt,
           sizeof fragment.attempt);
    fragment.size = fragment.thin ? ALCOVE_HANDSHAKE_THIN_MESSAGE_BYTES
                                  : 1 + (size_t)data[3] * 8 % ALCOVE_ENVELOPE_FRAGMENT_MAX;
    memcpy(fragment.chunk, data, size < fragment.size ? size : fragment.size);
    size_t sealed = envelope_seal(end->key_receive, &fragment, &random, datagram);
    require(deliver(world, to, datagram, sealed) != HANDSHAKE_COMPLETE);
}

static void pass_time(struct world *world, size_t end, bool to_deadline)
{
    uint64_t deadline_us = handshake_next_deadline(&world->ends[end]);
    world->now_us += 700000;
    if (to_deadline && deadline_us != UINT64_MAX && deadline_us > world->now_us)
        world->now_us = deadline_us;
    handshake_on_timeout(&world->ends[end], world->now_us);
}

static void run_step(struct world *world, const uint8_t *data, size_t size)
{
    size_t end = data[0] & 1;
    size_t rest = data[0] >> 4;
    switch ((enum step)(data[0] / 2 % STEPS)) {
    case STEP_START:
        handshake_start(&world->ends[end], world->now_us);
        return;
    case STEP_CARRY:
    case STEP_LOSE:
        carry(world, end, data[0] / 2 % STEPS == STEP_LOSE);
        return;
    case STEP_REPLAY:
    case STEP_SPOIL:
        replay(world, end, rest, data[0] / 2 % STEPS == STEP_SPOIL);
        return;
    case STEP_FORGE:
        forge(world, end, data, size);
        return;
    case STEP_WAIT:
    case STEP_DEADLINE:
        pass_time(world, end, data[0] / 2 % STEPS == STEP_DEADLINE);
        return;
    case STEP_CONFIRM:
        handshake_confirmed(&world->ends[end]);
        return;
    case STEP_ABANDON:
        handshake_abandon(&world->ends[end]);
        return;
    case STEP_PREFER:
        handshake_prefer(&world->ends[end], (enum handshake_manner)(rest % 3));
        return;
    case STEPS:
        return;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct world world;
    if (size < 1 || sodium_init() < 0)
        return 0;
    world_init(&world, data[0]);
    size_t steps = size < STEPS_MAX ? size : STEPS_MAX;
    for (size_t i = 1; i < steps; i++)
        run_step(&world, data + i, size - i);
    return 0;
}
