/* rooms: reach */
/* A helper, the two who hold a ticket, and a world between them that loses, repeats, alters and
 * forges. Each step is three bytes (what, a choice, how many bytes follow) and those bytes.
 *
 * Whatever comes: nobody without the ticket is answered, no answer is longer than what asked for
 * it, data reach only the other side and unchanged, and afterwards the two get through. */
#include <string.h>

#include "fuzz/drawn.h"
#include "fuzz/fuzz.h"
#include "reach/address_text.h"
#include "reach/helper_link.h"
#include "reach/relay_client.h"
#include "reach/relay_server.h"

#define NOW_S     1800000000
#define KEPT_MAX  8
#define STEPS_MAX 64
#define SOURCES   4 /* the two, and two strangers */

enum deed {
    DEED_FOREIGN, /* the bytes come to the helper */
    DEED_SPOIL,   /* a kept datagram, altered by the bytes, from any source to anybody */
    DEED_COPY,    /* a kept datagram as it was, from any source */
    DEED_PASS,    /* time */
    DEED_DATA,
    DEED_PROBE,
    DEED_MOVE,    /* a client's address changes */
    DEED_RESTART, /* the helper does */
    DEED_SEAL,    /* the bytes, sealed with the ticket's key as a request or an answer */
    DEED_LOSE,    /* for some steps nothing arrives */
    DEEDS,
};

struct kept {
    size_t size;
    uint8_t bytes[RELAY_DATAGRAM_BYTES_MAX];
};

static struct {
    struct relay_server server;
    struct relay_client clients[2];
    struct relay_pass pass;
    struct alcove_address helper, at[SOURCES];
    uint64_t draws, now_us;
    struct kept kept[KEPT_MAX];
    size_t kept_count;
    size_t lose;
    bool strict; /* nothing was sealed by the input yet */
    size_t arrived[2];
} world;

static const struct alcove_random drawn = {.fill = drawn_fill, .context = &world.draws};

static void server_begin(void)
{
    struct relay_server_options options = {.random = drawn};
    memset(options.secret, 7, sizeof options.secret);
    relay_server_init(&world.server, &options);
}

static void world_init(void)
{
    memset(&world, 0, sizeof world);
    world.now_us = 1000000;
    world.strict = true;
    const uint8_t ip[4] = {192, 0, 2, 1};
    world.helper = address_from_ipv4(ip, 4242);
    for (size_t i = 0; i < SOURCES; i++) {
        const uint8_t source[4] = {198, 51, 100, (uint8_t)(i + 1)};
        world.at[i] = address_from_ipv4(source, 4000);
    }
    server_begin();
    relay_ticket_mint(world.server.options.secret, NOW_S + 100000, &drawn, &world.pass);
    for (uint8_t side = 0; side < 2; side++) {
        const struct relay_client_options options = {
            .helper = world.helper, .pass = world.pass, .side = side, .random = drawn};
        relay_client_init(&world.clients[side], world.now_us, &options);
    }
}

static void keep(const uint8_t *bytes, size_t size)
{
    struct kept *kept = &world.kept[world.kept_count++ % KEPT_MAX];
    kept->size = size;
    memcpy(kept->bytes, bytes, size);
}

/* The clients read what the helper sends; whoever else it would be sent to had no ticket. */
static void give_to_client(size_t side, const uint8_t *bytes, size_t size)
{
    struct relay_client_received received = {.from = &world.helper, .bytes = bytes, .size = size};
    if (relay_client_receive(&world.clients[side], world.now_us, &received) !=
        RELAY_CLIENT_DATAGRAM)
        return;
    require(received.payload_size == size - RELAY_CHANNEL_BYTES);
    world.arrived[side]++;
}

static void deliver(const struct relay_transmit *transmit)
{
    keep(transmit->bytes, transmit->size);
    for (size_t side = 0; side < 2; side++) {
        if (world.lose == 0 && alcove_address_equal(&transmit->to, &world.at[side]))
            give_to_client(side, transmit->bytes, transmit->size);
    }
}

/* Returns how many datagrams it caused. */
static size_t give_to_server(const struct alcove_address *from, const uint8_t *bytes, size_t size)
{
    const struct relay_arrival arrival = {.now_us = world.now_us,
                                          .now_s = NOW_S + world.now_us / 1000000,
                                          .from = *from,
                                          .seen = *from,
                                          .bytes = bytes,
                                          .size = size};
    struct relay_transmit transmits[RELAY_TRANSMITS_MAX];
    size_t count = 0;
    (void)relay_server_receive(&world.server, &arrival);
    struct relay_transmit transmit;
    while (relay_server_poll_transmit(&world.server, &transmit)) {
        require(count < RELAY_TRANSMITS_MAX);
        require(transmit.size > 0 && transmit.size <= size);
        transmits[count++] = transmit;
    }
    for (size_t i = 0; i < count; i++)
        deliver(&transmits[i]);
    return count;
}

static void drain(size_t side)
{
    struct relay_request_out request;
    struct relay_event event;
    for (size_t i = 0; relay_client_poll_transmit(&world.clients[side], world.now_us, &request);
         i++) {
        require(i < 100);
        keep(request.bytes, request.size);
        if (world.lose > 0)
            world.lose--;
        else
            (void)give_to_server(&world.at[side], request.bytes, request.size);
    }
    for (size_t i = 0; relay_client_poll_event(&world.clients[side], &event); i++)
        require(i < 10);
}

static void pass(uint64_t duration_us)
{
    uint64_t end_us = world.now_us + duration_us;
    for (size_t steps = 0; world.now_us < end_us; steps++) {
        require(steps < 10000);
        uint64_t next_us = end_us;
        for (size_t side = 0; side < 2; side++) {
            uint64_t timeout_us = relay_client_next_timeout(&world.clients[side]);
            if (timeout_us > world.now_us && timeout_us < next_us)
                next_us = timeout_us;
        }
        world.now_us = next_us;
        for (size_t side = 0; side < 2; side++) {
            relay_client_handle_timeout(&world.clients[side], world.now_us);
            drain(side);
        }
    }
}

static void send_data(size_t side, const uint8_t *bytes, size_t size)
{
    uint8_t out[RELAY_DATAGRAM_BYTES_MAX];
    if (size == 0)
        return;
    size_t wrapped = relay_client_wrap(&world.clients[side], bytes, size, out);
    if (wrapped == 0)
        return;
    keep(out, wrapped);
    if (world.lose > 0)
        world.lose--;
    else
        require(give_to_server(&world.at[side], out, wrapped) <= 1);
}

static void spoil(uint8_t choice, const uint8_t *bytes, size_t size, bool alter)
{
    if (world.kept_count == 0)
        return;
    struct kept kept = world.kept[(world.kept_count + choice) % KEPT_MAX];
    if (kept.size == 0)
        return;
    for (size_t i = 0; alter && i < size; i++)
        kept.bytes[(choice + i * 3) % kept.size] ^= bytes[i];
    if (alter && size > 0 && kept.size > bytes[0])
        kept.size -= bytes[0] / 8;
    (void)give_to_server(&world.at[choice / 8 % SOURCES], kept.bytes, kept.size);
    give_to_client(choice / 32 % 2, kept.bytes, kept.size);
}

/* A holder of the ticket says what it likes: nothing may break, and nobody else be harmed. */
static void seal(uint8_t choice, const uint8_t *bytes, size_t size)
{
    uint8_t input[64] = {0};
    uint8_t out[RELAY_REQUEST_BYTES_MAX];
    memcpy(input, bytes, size < sizeof input ? size : sizeof input);
    world.strict = false;
    if (choice % 2 == 0) {
        struct relay_request request = {
            .kind = (enum relay_request_kind)(RELAY_BIND + input[0] % 2), .side = input[1] % 2};
        memcpy(request.transaction, input + 2, sizeof request.transaction);
        memcpy(request.cookie, input + 16, sizeof request.cookie);
        size_t sealed = relay_request_seal(&world.pass, &request, &drawn, out);
        (void)give_to_server(&world.at[choice / 8 % SOURCES], out, sealed);
        return;
    }
    size_t side = choice / 2 % 2;
    struct relay_answer answer = {
        .kind = (enum relay_answer_kind)(RELAY_COOKIE + input[0] % 5),
        .other_here = input[1] % 2 != 0,
        .channel = input[2],
        .lifetime_s = input[3],
        .seen = world.at[input[4] % SOURCES],
    };
    memcpy(answer.transaction, world.clients[side].transaction, sizeof answer.transaction);
    memcpy(answer.cookie, input + 16, sizeof answer.cookie);
    size_t sealed = relay_answer_seal(&world.pass, &answer, &drawn, out);
    give_to_client(side, out, sealed);
    drain(side);
}

static void do_deed(enum deed deed, uint8_t choice, const uint8_t *bytes, size_t size)
{
    size_t side = choice % 2;
    switch (deed) {
    case DEED_FOREIGN:
        require(give_to_server(&world.at[2 + choice % 2], bytes, size) == 0 || !world.strict);
        break;
    case DEED_SPOIL:
    case DEED_COPY:
        spoil(choice, bytes, size, deed == DEED_SPOIL);
        break;
    case DEED_PASS:
        pass((uint64_t)choice * choice * 2000 + 1);
        break;
    case DEED_DATA:
        send_data(side, bytes, size);
        break;
    case DEED_PROBE:
        relay_client_probe(&world.clients[side], world.now_us);
        drain(side);
        break;
    case DEED_MOVE:
        world.at[side].port++;
        break;
    case DEED_RESTART:
        server_begin();
        break;
    case DEED_SEAL:
        seal(choice, bytes, size);
        break;
    default:
        world.lose = choice % 16;
        break;
    }
}

/* Once nobody disturbs any more, the two find their places and reach each other. */
static void require_they_get_through(void)
{
    static const uint8_t words[] = "hello";
    world.lose = 0;
    pass(130000000);
    for (size_t side = 0; side < 2; side++) {
        size_t before = world.arrived[1 - side];
        require(relay_client_is_bound(&world.clients[side]));
        send_data(side, words, sizeof words);
        require(world.arrived[1 - side] == before + 1);
    }
}

/* The same bytes as a link that somebody pasted. */
static void read_link(const uint8_t *data, size_t size)
{
    struct helper_link link;
    struct helper_link again;
    char text[HELPER_LINK_TEXT_BYTES_MAX];
    if (helper_link_decode((const char *)data, size, &link) == PACKED_OK) {
        size_t length = helper_link_encode(&link, text);
        require(helper_link_decode(text, length, &again) == PACKED_OK);
        require(memcmp(again.secret, link.secret, sizeof link.secret) == 0);
        require(again.address_count == link.address_count && again.tcp_port == link.tcp_port);
    }
    struct byte_reader r = byte_reader_over(data, size);
    if (helper_link_read(&r, &link))
        (void)helper_link_encode(&link, text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_link(data, size);
    world_init();
    drain(0);
    drain(1);
    struct byte_reader r = byte_reader_over(data, size);
    for (size_t steps = 0; steps < STEPS_MAX && byte_reader_left(&r) >= 3; steps++) {
        enum deed deed = (enum deed)(byte_read_u8(&r) % DEEDS);
        uint8_t choice = byte_read_u8(&r);
        size_t wanted = byte_read_u8(&r);
        size_t left = byte_reader_left(&r);
        size_t given = wanted < left ? wanted : left;
        do_deed(deed, choice, byte_read_span(&r, given), given);
    }
    require_they_get_through();
    return 0;
}
