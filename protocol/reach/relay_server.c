#include "reach/relay_server.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "reach/address_text.h"

#define IP_UDP_BYTES     28
#define COOKIE_MAC_BYTES (RELAY_COOKIE_BYTES - 4)

_Static_assert((RELAY_SOURCES_MAX & (RELAY_SOURCES_MAX - 1)) == 0, "a mask finds the source");
_Static_assert(crypto_shorthash_KEYBYTES == 16, "the key of the sources' places");

static struct token_rate rate_of(uint32_t bits_per_s)
{
    struct token_rate rate = {.per_s = bits_per_s / 8,
                              .burst = bits_per_s / 8 / RELAY_BURST_DIVISOR};
    /* However slow, two of the longest datagrams pass. */
    uint32_t burst_min = 2 * (RELAY_PAYLOAD_BYTES_MAX + IP_UDP_BYTES);
    ALCOVE_ASSERT(bits_per_s >= 8);
    if (rate.burst < burst_min)
        rate.burst = burst_min;
    return rate;
}

void relay_server_init(struct relay_server *server, const struct relay_server_options *options)
{
    ALCOVE_ASSERT(options->random.fill != NULL);
    memset(server, 0, sizeof *server);
    server->options = *options;
    uint32_t pair = options->pair_bits_per_s;
    uint32_t total = options->total_bits_per_s;
    server->pair_rate = rate_of(pair != 0 ? pair : RELAY_PAIR_BITS_PER_S);
    server->total_rate = rate_of(total != 0 ? total : RELAY_TOTAL_BITS_PER_S);
    const struct alcove_random *random = &server->options.random;
    random->fill(random->context, server->cookie_secret, sizeof server->cookie_secret);
    random->fill(random->context, server->source_secret, sizeof server->source_secret);
}

void relay_server_finish(struct relay_server *server)
{
    ALCOVE_ASSERT(server != NULL);
    sodium_memzero(server, sizeof *server);
}

static struct relay_server_out *out_next(struct relay_server *server,
                                         const struct alcove_address *to)
{
    ALCOVE_ASSERT(server->out_count < RELAY_TRANSMITS_MAX && to->port != 0);
    struct relay_server_out *out = &server->out[server->out_count++];
    out->to = *to;
    return out;
}

bool relay_server_poll_transmit(struct relay_server *server, struct relay_transmit *out)
{
    ALCOVE_ASSERT(server->out_first <= server->out_count);
    if (server->out_first == server->out_count)
        return false;
    const struct relay_server_out *next = &server->out[server->out_first++];
    *out = (struct relay_transmit){.to = next->to, .bytes = next->bytes, .size = next->size};
    return true;
}

/* ---- cookies ---- */

/* The time of its making and a MAC over what it is for: only who receives at an address gets the
 * cookie of that address. */
struct cookie_use {
    const struct alcove_address *from;
    const uint8_t *id;
    uint8_t side;
};

static void cookie_make(const struct relay_server *server, const struct cookie_use *use,
                        uint32_t made_ms, uint8_t out[RELAY_COOKIE_BYTES])
{
    uint8_t input[4 + RELAY_ID_BYTES + 1 + 16 + 2];
    uint8_t mac[crypto_generichash_BYTES_MIN];
    struct byte_writer w = byte_writer_over(input, sizeof input);
    byte_write_u32(&w, made_ms);
    byte_write_bytes(&w, use->id, RELAY_ID_BYTES);
    byte_write_u8(&w, use->side);
    byte_write_bytes(&w, use->from->ip, sizeof use->from->ip);
    byte_write_u16(&w, use->from->port);
    int failed = crypto_generichash(mac, sizeof mac, input, w.size, server->cookie_secret,
                                    sizeof server->cookie_secret);
    ALCOVE_ASSERT(!w.failed && failed == 0);
    struct byte_writer cookie = byte_writer_over(out, RELAY_COOKIE_BYTES);
    byte_write_u32(&cookie, made_ms);
    byte_write_bytes(&cookie, mac, COOKIE_MAC_BYTES);
}

static uint32_t low_ms(uint64_t now_us)
{
    return (uint32_t)(now_us / 1000 & UINT32_MAX);
}

static bool cookie_check(const struct relay_server *server, const struct cookie_use *use,
                         uint64_t now_us, const uint8_t cookie[RELAY_COOKIE_BYTES])
{
    uint8_t expected[RELAY_COOKIE_BYTES];
    struct byte_reader r = byte_reader_over(cookie, RELAY_COOKIE_BYTES);
    uint32_t made_ms = byte_read_u32(&r);
    ALCOVE_ASSERT(!r.failed);
    cookie_make(server, use, made_ms, expected);
    uint32_t age_ms = low_ms(now_us) - made_ms; /* the 49 days of 32 bits turn around */
    return sodium_memcmp(expected, cookie, sizeof expected) == 0 &&
           age_ms <= RELAY_COOKIE_LIFETIME_MS;
}

static uint32_t cookie_made_ms(const uint8_t cookie[RELAY_COOKIE_BYTES])
{
    struct byte_reader r = byte_reader_over(cookie, RELAY_COOKIE_BYTES);
    ALCOVE_ASSERT(cookie != NULL);
    return byte_read_u32(&r);
}

/* ---- data ---- */

/* True if the datagram came from a bound side, whatever became of it. */
static bool pass_on(struct relay_server *server, const struct relay_arrival *arrival)
{
    uint64_t channel;
    ALCOVE_ASSERT(arrival->bytes != NULL);
    if (!relay_data_channel(arrival->bytes, arrival->size, &channel))
        return false;
    uint64_t now_us = arrival->now_us;
    size_t place = relay_table_find_channel(&server->table, now_us, channel, &arrival->from);
    if (place == RELAY_NOBODY)
        return false;
    size_t size = arrival->size - RELAY_CHANNEL_BYTES;
    uint32_t weight = (uint32_t)(arrival->size + IP_UDP_BYTES);
    struct relay_side *side = relay_table_side(&server->table, place);
    size_t other = relay_table_other(place);
    if (!relay_table_is_bound(&server->table, other, now_us)) {
        server->statistics.nobody_there++;
    } else if (!token_bucket_take(&side->rate, &server->pair_rate, now_us, weight) ||
               !token_bucket_take(&server->total, &server->total_rate, now_us, weight)) {
        server->statistics.too_fast++;
    } else {
        struct relay_server_out *out =
            out_next(server, &relay_table_side(&server->table, other)->at);
        out->size = relay_data_write(server->table.channels[other],
                                     arrival->bytes + RELAY_CHANNEL_BYTES, size, out->bytes);
        server->statistics.relayed_datagrams++;
        server->statistics.relayed_bytes += size;
    }
    return true;
}

/* ---- requests ---- */

/* Strangers share places by chance only: nobody can choose an address that shares another's. */
static bool source_may_ask(struct relay_server *server, const struct relay_arrival *arrival)
{
    static const struct token_rate rate = {RELAY_SOURCE_PER_S, RELAY_SOURCE_BURST};
    uint8_t hash[crypto_shorthash_BYTES];
    ALCOVE_ASSERT(sizeof hash >= 2);
    size_t bound = relay_table_find_address(&server->table, arrival->now_us, &arrival->from);
    if (bound != RELAY_NOBODY)
        return token_bucket_take(&relay_table_side(&server->table, bound)->asks, &rate,
                                 arrival->now_us, 1);
    size_t significant = address_is_ipv4(&arrival->seen) ? 16 : 8;
    crypto_shorthash(hash, arrival->seen.ip, significant, server->source_secret);
    size_t place = (size_t)(hash[0] | hash[1] << 8) & (RELAY_SOURCES_MAX - 1);
    return token_bucket_take(&server->sources[place], &rate, arrival->now_us, 1);
}

/* A request that was sealed with the key of its ticket. */
struct asking {
    const struct relay_arrival *arrival;
    struct relay_pass pass;
    struct relay_request request;
    uint32_t ticket_left_s;
};

static void answer(struct relay_server *server, const struct asking *asking,
                   struct relay_answer *answer)
{
    struct relay_server_out *out = out_next(server, &asking->arrival->from);
    ALCOVE_ASSERT(answer->kind != RELAY_NOTICE);
    memcpy(answer->transaction, asking->request.transaction, sizeof answer->transaction);
    answer->seen = asking->arrival->seen;
    answer->ticket_left_s = asking->ticket_left_s;
    out->size = relay_answer_seal(&asking->pass, answer, &server->options.random, out->bytes);
    server->statistics.answered++;
}

static void notify_other(struct relay_server *server, const struct asking *asking, size_t other)
{
    struct relay_answer notice = {.kind = RELAY_NOTICE, .other_here = true};
    const struct relay_side *side = relay_table_side(&server->table, other);
    ALCOVE_ASSERT(side->at.port != 0);
    struct relay_server_out *out = out_next(server, &side->at);
    notice.channel = server->table.channels[other];
    notice.ticket_left_s = asking->ticket_left_s;
    out->size = relay_answer_seal(&asking->pass, &notice, &server->options.random, out->bytes);
}

static void bind_side(struct relay_server *server, const struct asking *asking, size_t place)
{
    uint64_t now_us = asking->arrival->now_us;
    uint32_t lifetime_s =
        asking->ticket_left_s < RELAY_LIFETIME_S ? asking->ticket_left_s : RELAY_LIFETIME_S;
    struct relay_side bound = {.at = asking->arrival->from,
                               .until_us = now_us + (uint64_t)lifetime_s * 1000000,
                               .proved_ms = cookie_made_ms(asking->request.cookie)};
    const struct cookie_use use = {&asking->arrival->from, asking->pass.id, asking->request.side};
    ALCOVE_ASSERT(lifetime_s > 0);
    bool came = relay_table_bind(&server->table, place, now_us, &bound, &server->options.random);
    size_t other = relay_table_other(place);
    struct relay_answer reply = {
        .kind = RELAY_BOUND,
        .other_here = relay_table_is_bound(&server->table, other, now_us),
        .channel = server->table.channels[place],
        .lifetime_s = (uint16_t)lifetime_s,
    };
    cookie_make(server, &use, low_ms(now_us), reply.cookie);
    answer(server, asking, &reply);
    if (came && reply.other_here)
        notify_other(server, asking, other);
}

/* An older proof than that of the side's present address is a repetition of what once was. */
static bool is_outdated(struct relay_server *server, const struct asking *asking, size_t place)
{
    uint64_t now_us = asking->arrival->now_us;
    ALCOVE_ASSERT(place != RELAY_NOBODY);
    if (!relay_table_is_bound(&server->table, place, now_us))
        return false;
    const struct relay_side *side = relay_table_side(&server->table, place);
    uint32_t newer_ms = cookie_made_ms(asking->request.cookie) - side->proved_ms;
    return newer_ms > RELAY_COOKIE_LIFETIME_MS &&
           !alcove_address_equal(&side->at, &asking->arrival->from);
}

static bool answer_bind(struct relay_server *server, const struct asking *asking)
{
    uint64_t now_us = asking->arrival->now_us;
    uint8_t side = asking->request.side;
    const struct cookie_use use = {&asking->arrival->from, asking->pass.id, side};
    struct relay_answer reply = {.kind = RELAY_COOKIE};
    ALCOVE_ASSERT(side <= 1);
    if (!cookie_check(server, &use, now_us, asking->request.cookie)) {
        cookie_make(server, &use, low_ms(now_us), reply.cookie);
        answer(server, asking, &reply);
        return false;
    }
    size_t place = relay_table_find(&server->table, now_us, asking->pass.id, side);
    if (place == RELAY_NOBODY)
        place = relay_table_make(&server->table, now_us, asking->pass.id, side);
    if (place == RELAY_NOBODY) {
        reply.kind = RELAY_FULL;
        answer(server, asking, &reply);
        return true;
    }
    if (is_outdated(server, asking, place)) {
        cookie_make(server, &use, low_ms(now_us), reply.cookie);
        answer(server, asking, &reply);
        return false;
    }
    bind_side(server, asking, place);
    return true;
}

static bool open_request(struct relay_server *server, struct asking *asking)
{
    const struct relay_arrival *arrival = asking->arrival;
    ALCOVE_ASSERT(arrival->size >= RELAY_REQUEST_BYTES_MIN);
    memcpy(asking->pass.id, arrival->bytes, RELAY_ID_BYTES);
    asking->ticket_left_s =
        relay_ticket_read(server->options.secret, arrival->now_s, &asking->pass);
    return asking->ticket_left_s > 0 &&
           relay_request_open(&asking->pass, arrival->bytes, arrival->size, &asking->request);
}

bool relay_server_receive(struct relay_server *server, const struct relay_arrival *arrival)
{
    struct asking asking = {.arrival = arrival};
    ALCOVE_ASSERT(server->out_first == server->out_count);
    ALCOVE_ASSERT(arrival->from.port != 0);
    server->out_first = 0;
    server->out_count = 0;
    if (pass_on(server, arrival))
        return true;
    if (arrival->size < RELAY_REQUEST_BYTES_MIN || arrival->size > RELAY_REQUEST_BYTES_MAX) {
        server->statistics.refused++;
        return false;
    }
    if (!source_may_ask(server, arrival)) {
        server->statistics.flooded++;
        return false;
    }
    bool taken = false;
    if (!open_request(server, &asking)) {
        server->statistics.refused++;
    } else if (asking.request.kind == RELAY_REFLECT) {
        struct relay_answer reply = {.kind = RELAY_SEEN};
        answer(server, &asking, &reply);
    } else {
        taken = answer_bind(server, &asking);
    }
    sodium_memzero(&asking, sizeof asking);
    return taken;
}

size_t relay_server_pairs(const struct relay_server *server, uint64_t now_us)
{
    ALCOVE_ASSERT(server != NULL);
    return relay_table_pairs(&server->table, now_us);
}
