/* rooms: reach */
/* Checks that anybody may send, checks that the other side seals as it likes, and an agent that
 * hears them while it is begun, rested and told things. Each step is three bytes (what, a choice,
 * how many bytes follow) and those bytes.
 *
 * Whatever comes: nobody without the key is answered, an answer goes to whoever asked and is no
 * larger, pairs, events and datagrams stay bounded, and the agent never waits for a time that is
 * over. */
#include <string.h>

#include <sodium.h>

#include "base/bytes.h"
#include "fuzz/drawn.h"
#include "fuzz/fuzz.h"
#include "reach/address_text.h"
#include "reach/agent.h"
#include "reach/virtual_address.h"

#define STEPS_MAX 96
#define KEPT_MAX  8
#define NOW_S     1800000000
/* A whole turn of opening sockets may be due at once, beside everything else. */
#define BURST_MAX   (PUNCH_SOCKETS_MAX + AGENT_PAIRS_MAX + AGENT_ANSWERS_MAX)
#define NONCE_BYTES 24
#define OVERHEAD    40
#define CHECK_PLAIN (CHECK_BYTES_MAX - OVERHEAD)
#define WAKES_MAX   2000

enum deed {
    DEED_RAW,     /* the bytes, as they are */
    DEED_SEALED,  /* the bytes as the plaintext of a check */
    DEED_REQUEST, /* with the bytes as its record */
    DEED_ANSWER,  /* to a request that left, with the bytes as its record */
    DEED_COPY,    /* a datagram of before, from anywhere */
    DEED_PASS,    /* time */
    DEED_BEGIN,
    DEED_REST,
    DEED_OWN,   /* the bytes are our record */
    DEED_OTHER, /* the bytes are theirs, by another way */
    DEED_ADDRESS,
    DEEDS,
};

struct kept {
    size_t size;
    uint8_t bytes[CHECK_BYTES_MAX];
};

static struct {
    struct agent agent;
    struct agent_config config;
    uint64_t draws, now_us;
    struct kept heard[KEPT_MAX];
    size_t heard_count;
    uint8_t asked[KEPT_MAX][CHECK_TRANSACTION_BYTES]; /* of requests that left */
    struct alcove_address asked_at[KEPT_MAX];
    uint16_t asked_from[KEPT_MAX];
    size_t asked_count;
    uint64_t second_us;
    size_t answers;
} world;

static const struct alcove_random drawn = {.fill = drawn_fill, .context = &world.draws};

static struct alcove_address place(uint8_t choice)
{
    const uint8_t ip[4] = {45, 16, choice % 3, (uint8_t)(choice >> 4)};
    const uint8_t home[4] = {192, 168, 1, choice};
    if (choice % 8 == 7)
        return virtual_address_make(choice % 16 == 7 ? VIRTUAL_RELAY : VIRTUAL_TCP_STREAM, choice);
    if (choice % 8 == 6)
        return (struct alcove_address){.ip = {0x20, 0x01, choice}, .port = 4000};
    return address_from_ipv4(choice % 8 == 5 ? home : ip, (uint16_t)(4000 + choice % 4));
}

static void set_time(void)
{
    agent_set_time(&world.agent, world.now_us, NOW_S + world.now_us / 1000000);
}

static void world_init(uint8_t choice)
{
    memset(&world, 0, sizeof world);
    world.now_us = 1000000;
    memset(world.config.key_send, 1, sizeof world.config.key_send);
    memset(world.config.key_receive, 2, sizeof world.config.key_receive);
    world.config.random = drawn;
    world.config.opening_ttl = choice % 2 != 0 ? 4 : 0;
    agent_init(&world.agent, &world.config);
    set_time();
}

/* ---- what the agent says ---- */

static void keep_request(const struct agent_transmit *transmit)
{
    struct check check;
    require(transmit->size >= CHECK_BYTES_MIN && transmit->size <= CHECK_BYTES_MAX);
    require(transmit->to.port != 0 && transmit->socket <= PUNCH_SOCKETS_MAX);
    require(transmit->ttl == 0 || transmit->ttl == world.config.opening_ttl);
    require(check_open(world.config.key_send, transmit->bytes, transmit->size, &check));
    if (check.kind != CHECK_REQUEST)
        return;
    require(check.seeking);
    size_t at = world.asked_count++ % KEPT_MAX;
    memcpy(world.asked[at], check.transaction, sizeof check.transaction);
    world.asked_at[at] = transmit->to;
    world.asked_from[at] = transmit->socket;
}

static void drain(void)
{
    struct agent_transmit transmit;
    struct agent_event event;
    for (size_t i = 0; agent_poll_transmit(&world.agent, &transmit); i++) {
        require(i < BURST_MAX);
        keep_request(&transmit);
    }
    for (size_t i = 0; agent_poll_event(&world.agent, &event); i++) {
        require(i < AGENT_EVENTS_MAX);
        require(event.kind != AGENT_EVENT_PATH || event.address.port != 0);
        require(event.sockets <= PUNCH_SOCKETS_MAX);
    }
    require(world.agent.pair_count <= AGENT_PAIRS_MAX);
    require(world.agent.answering_count == 0);
    uint64_t next_us = agent_next_timeout(&world.agent);
    require(next_us > world.now_us);
    require(agent_is_begun(&world.agent) || next_us == UINT64_MAX);
}

/* At most one answer, to whoever asked, and no larger. */
static void take_answer(const struct alcove_address *from, uint16_t socket, size_t size)
{
    struct agent_transmit transmit;
    struct check check;
    if (world.agent.answering_count == 0)
        return;
    require(world.agent.answering_count == 1);
    require(agent_poll_transmit(&world.agent, &transmit));
    require(transmit.size <= size && transmit.socket == socket);
    require(alcove_address_equal(&transmit.to, from));
    require(check_open(world.config.key_send, transmit.bytes, transmit.size, &check));
    require(check.kind == CHECK_RESPONSE && alcove_address_equal(&check.seen, from));
    if (world.now_us >= world.second_us + 1000000) {
        world.second_us = world.now_us;
        world.answers = 0;
    }
    require(++world.answers <= AGENT_ANSWERS_PER_SECOND);
}

static void hear(const struct alcove_address *from, uint16_t socket, const uint8_t *bytes,
                 size_t size)
{
    struct check check;
    bool genuine = check_open(world.config.key_receive, bytes, size, &check);
    require(agent_receive(&world.agent, from, socket, bytes, size) == genuine);
    if (!genuine)
        require(world.agent.answering_count == 0);
    take_answer(from, socket, size);
}

static void hear_check(struct check *check, const struct alcove_address *from, uint16_t socket,
                       size_t size_max)
{
    uint8_t out[CHECK_BYTES_MAX];
    struct check again;
    size_t size = check_seal(world.config.key_receive, check, &drawn, size_max, out);
    require(size <= size_max && check_open(world.config.key_receive, out, size, &again));
    require(again.punch_nonce == check->punch_nonce && again.kind == check->kind);
    require(again.record_size == check->record_size || again.record_size == 0);
    struct kept *kept = &world.heard[world.heard_count++ % KEPT_MAX];
    kept->size = size;
    memcpy(kept->bytes, out, size);
    hear(from, socket, out, size);
}

/* ---- what the world does ---- */

static void seal_plaintext(uint8_t choice, const uint8_t *bytes, size_t size)
{
    uint8_t plain[CHECK_PLAIN] = {0};
    uint8_t out[CHECK_BYTES_MAX];
    struct alcove_address from = place(choice);
    size_t length = CHECK_BYTES_MIN - OVERHEAD;
    memcpy(plain, bytes, size);
    length = size > length ? size : length;
    drawn_fill(&world.draws, out, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_BYTES, NULL, plain, length, NULL, 0,
                                               NULL, out, world.config.key_receive);
    hear(&from, 0, out, length + OVERHEAD);
}

static void put_record(struct check *check, const uint8_t *bytes, size_t size)
{
    check->record_size = size;
    memcpy(check->record, bytes, size);
}

static void request(uint8_t choice, const uint8_t *bytes, size_t size)
{
    struct alcove_address from = place(choice);
    struct check check = {.kind = CHECK_REQUEST,
                          .seeking = choice % 5 != 0,
                          .sent_at_s = NOW_S + choice,
                          .punch_nonce = choice / 4};
    if (choice % 3 == 0)
        check.heard_nonce = agent_own(&world.agent).punch_nonce;
    memset(check.transaction, choice, sizeof check.transaction);
    put_record(&check, bytes, size);
    hear_check(&check, &from, 0, choice % 7 == 0 ? CHECK_BYTES_MIN : CHECK_BYTES_MAX);
}

static void answer(uint8_t choice, const uint8_t *bytes, size_t size)
{
    if (world.asked_count == 0)
        return;
    size_t at = (world.asked_count + choice) % KEPT_MAX;
    if (world.asked_at[at].port == 0)
        return;
    struct alcove_address from = choice % 16 == 15 ? place(choice / 16) : world.asked_at[at];
    struct check check = {.kind = CHECK_RESPONSE,
                          .seeking = true,
                          .punch_nonce = choice / 4,
                          .seen = place(choice / 8)};
    memcpy(check.transaction, world.asked[at], sizeof check.transaction);
    put_record(&check, bytes, size);
    hear_check(&check, &from, world.asked_from[at], CHECK_BYTES_MAX);
}

static void copy(uint8_t choice)
{
    struct kept kept = world.heard[choice % KEPT_MAX];
    struct alcove_address from = place(choice / 8);
    if (kept.size > 0)
        hear(&from, 0, kept.bytes, kept.size);
}

/* Step by step where something is due, up to the bound. */
static void pass(uint64_t duration_us)
{
    uint64_t end_us = world.now_us + duration_us;
    drain();
    for (size_t i = 0; i < WAKES_MAX && world.now_us < end_us; i++) {
        uint64_t next_us = agent_next_timeout(&world.agent);
        world.now_us = next_us < end_us ? next_us : end_us;
        set_time();
        drain();
    }
    /* Held up: all that is due at once. */
    world.now_us = end_us > world.now_us ? end_us : world.now_us;
    set_time();
}

static void tell_record(enum deed deed, uint8_t choice, const uint8_t *bytes, size_t size)
{
    struct endpoint_record record;
    if (!endpoint_record_decode(bytes, size, &record))
        return;
    if (deed == DEED_OWN)
        agent_set_own(&world.agent, &record);
    else
        agent_set_other(&world.agent, &record, NOW_S + choice);
}

static void do_deed(enum deed deed, uint8_t choice, const uint8_t *bytes, size_t size)
{
    struct alcove_address at = place(choice);
    switch (deed) {
    case DEED_RAW:
        hear(&at, 0, bytes, size);
        break;
    case DEED_SEALED:
        seal_plaintext(choice, bytes, size);
        break;
    case DEED_REQUEST:
        request(choice, bytes, size);
        break;
    case DEED_ANSWER:
        answer(choice, bytes, size);
        break;
    case DEED_COPY:
        copy(choice);
        break;
    case DEED_PASS:
        pass((uint64_t)choice * choice * 300 + 1);
        break;
    case DEED_BEGIN:
        agent_begin(&world.agent);
        break;
    case DEED_REST:
        agent_rest(&world.agent);
        break;
    case DEED_OWN:
    case DEED_OTHER:
        tell_record(deed, choice, bytes, size);
        break;
    default:
        agent_add_address(&world.agent, &at);
        break;
    }
}

/* The bytes alone, and as the plaintext under a key. */
static void read_check(const uint8_t *data, size_t size)
{
    struct check check;
    uint8_t out[CHECK_BYTES_MAX];
    static const uint8_t key[CHECK_KEY_BYTES] = {9};
    require(!check_open(key, data, size, &check));
    if (size < CHECK_BYTES_MIN - OVERHEAD || size > CHECK_PLAIN)
        return;
    memset(out, 5, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_BYTES, NULL, data, size, NULL, 0, NULL,
                                               out, key);
    if (check_open(key, out, size + OVERHEAD, &check)) {
        require(check.kind == CHECK_REQUEST || check.kind == CHECK_RESPONSE);
        require(check.record_size <= size);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    world_init(size > 0 ? data[0] : 0);
    read_check(data, size);
    struct byte_reader r = byte_reader_over(data, size);
    (void)byte_read_u8(&r);
    for (size_t steps = 0; steps < STEPS_MAX && byte_reader_left(&r) >= 3; steps++) {
        enum deed deed = (enum deed)(byte_read_u8(&r) % DEEDS);
        uint8_t choice = byte_read_u8(&r);
        size_t wanted = byte_read_u8(&r);
        size_t left = byte_reader_left(&r);
        size_t taken = wanted < left ? wanted : left;
        do_deed(deed, choice, byte_read_span(&r, taken), taken);
        drain();
    }
    /* In the end it rests, begun or not. */
    pass(2 * AGENT_GIVE_UP_US);
    drain();
    require(!agent_is_begun(&world.agent));
    world.agent = (struct agent){0};
    return 0;
}
