/* rooms: reach */
/* Datagrams of strangers against the DHT client. The input is one datagram, which is read by itself
 * and then given as the answer to every question of two lookups that run, its transaction put
 * right. Whatever it says: what we send are well-formed read-only queries to usable addresses, not
 * too many; no value that is not signed comes out; and the lookups end. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "reach/address_text.h"
#include "reach/dht.h"

#define NODES       12
#define PACKETS_MAX 2000

struct fuzzed {
    struct dht dht;
    uint64_t random;
    uint64_t now_us;
    uint8_t *bytes;
    size_t size;
    size_t sent;
    size_t done;
};

static void fill(void *context, uint8_t *out, size_t size)
{
    uint64_t *state = context;
    for (size_t i = 0; i < size; i++) {
        *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        out[i] = (uint8_t)(*state >> 56);
    }
}

static void read_alone(const uint8_t *bytes, size_t size)
{
    struct krpc_message message;
    if (!krpc_decode(bytes, size, &message))
        return;
    require(message.transaction.size >= 1 &&
            message.transaction.size <= KRPC_TRANSACTION_BYTES_MAX);
    require(message.value.size <= DHT_ITEM_VALUE_BYTES_MAX);
    require(message.token.size <= KRPC_TOKEN_BYTES_MAX);
    for (int family = DHT_IPV4; family <= DHT_IPV6; family++) {
        size_t count = krpc_node_count(&message, (enum dht_family)family);
        require(count <= KRPC_NODES_MAX);
        for (size_t i = 0; i < count; i++)
            krpc_node_at(&message, (enum dht_family)family, i);
    }
}

/* The answer must name our transaction to be heard at all, and a token to be put to. */
static void put_right(struct fuzzed *fuzzed, const struct krpc_message *query)
{
    for (size_t i = 0; i + 9 <= fuzzed->size; i++) {
        if (memcmp(fuzzed->bytes + i, "1:t4:", 5) == 0)
            memcpy(fuzzed->bytes + i + 5, query->transaction.bytes, KRPC_TRANSACTION_BYTES);
    }
}

static void take_events(struct fuzzed *fuzzed)
{
    struct dht_event event;
    while (dht_poll_event(&fuzzed->dht, &event)) {
        require(event.kind != DHT_EVENT_VALUE || event.size <= DHT_ITEM_VALUE_BYTES_MAX);
        fuzzed->done += event.kind == DHT_EVENT_DONE;
    }
}

static void take_turn(struct fuzzed *fuzzed)
{
    const struct dht_scope scope = {.family = DHT_IPV4};
    struct alcove_address to;
    uint8_t out[DHT_DATAGRAM_BYTES_MAX];
    size_t size;
    while ((size = dht_poll_transmit(&fuzzed->dht, fuzzed->now_us, &to, out)) > 0) {
        struct krpc_message query;
        require(krpc_decode(out, size, &query) && query.kind == KRPC_QUERY && query.read_only);
        require(dht_host_usable(&scope, &to));
        require(fuzzed->sent++ < PACKETS_MAX);
        put_right(fuzzed, &query);
        dht_receive(&fuzzed->dht, fuzzed->now_us, &to, fuzzed->bytes, fuzzed->size);
        take_events(fuzzed);
    }
    uint64_t next_us = dht_next_timeout(&fuzzed->dht, fuzzed->now_us);
    if (next_us != UINT64_MAX && next_us > fuzzed->now_us)
        fuzzed->now_us = next_us;
    dht_handle_timeout(&fuzzed->dht, fuzzed->now_us);
    take_events(fuzzed);
}

static void begin(struct fuzzed *fuzzed)
{
    const struct dht_config config = {.random = {fill, &fuzzed->random}};
    const uint8_t seed[DHT_ITEM_SEED_BYTES] = {1};
    uint8_t public_key[DHT_ITEM_PUBLIC_BYTES];
    dht_handle handle;
    fuzzed->now_us = 1000000;
    dht_init(&fuzzed->dht, &config);
    for (uint8_t i = 0; i < NODES; i++) {
        const uint8_t ip[4] = {45, 3, i, 1};
        struct alcove_address address = address_from_ipv4(ip, 6881);
        require(dht_add_node(&fuzzed->dht, &address, NULL));
    }
    const struct dht_put put = {seed, 3, (const uint8_t *)"word", 4, DHT_COPIES_RECORD};
    require(dht_put(&fuzzed->dht, fuzzed->now_us, &put, &handle));
    dht_item_public_key(seed, public_key);
    require(dht_get(&fuzzed->dht, fuzzed->now_us, public_key, &handle));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct fuzzed fuzzed;
    static uint8_t export[DHT_TABLE_EXPORT_BYTES_MAX];
    if (size == 0 || size > KRPC_DATAGRAM_BYTES_MAX + 16)
        return 0;
    fuzzed = (struct fuzzed){.bytes = malloc(size), .size = size};
    require(fuzzed.bytes != NULL);
    memcpy(fuzzed.bytes, data, size);
    read_alone(fuzzed.bytes, size);
    begin(&fuzzed);
    for (unsigned turns = 0; fuzzed.done < 2; turns++) {
        require(turns < 20000);
        take_turn(&fuzzed);
    }
    dht_import_nodes(&fuzzed.dht, fuzzed.bytes, size);
    require(dht_export_nodes(&fuzzed.dht, export, sizeof export) <= sizeof export);
    free(fuzzed.bytes);
    return 0;
}
