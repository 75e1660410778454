#include "dht_world.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "reach/dht.h"

#define DEVICES     2
#define FLIGHTS_MAX 4096
#define KEYS_MAX    2048
#define SECOND_US   UINT64_C(1000000)
#define HOUR_US     (3600 * SECOND_US)
#define NEVER_US    UINT64_MAX
#define VALUE_BYTES 520
#define RECENT_MAX  4096

struct flight {
    uint64_t at_us;
    uint64_t serial;
    struct alcove_address from;
    struct alcove_address to;
    size_t size;
    uint8_t bytes[DHT_NODES_DATAGRAM_MAX];
};

struct device {
    struct dht dht;
    struct alcove_address address;
    struct dice dice;
    /* of the lookup that is waited for */
    dht_handle handle;
    bool done;
    size_t stored;
    uint64_t first_us;
    uint8_t value[DHT_ITEM_VALUE_BYTES_MAX];
    size_t value_size;
    uint64_t value_seq;
};

struct world_of_dht {
    struct dht_nodes nodes;
    struct device devices[DEVICES];
    struct dice dice;
    uint32_t loss_ppm;
    uint64_t now_us;
    uint64_t serial;
    struct flight *flights;
    size_t flight_count;
    uint64_t log_hash;
    uint64_t whole_targets;
    struct dht_id target;
    struct {
        struct alcove_address from;
        struct alcove_address to;
        uint64_t at_us;
    } recent[RECENT_MAX]; /* a ring of what was sent, for the pace */
    size_t sent;
    uint64_t sent_bytes;
    unsigned packets_per_s_max;
};

static void fill(void *context, uint8_t *out, size_t size)
{
    dice_fill(context, out, size);
}

static void log_bytes(struct world_of_dht *world, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        world->log_hash = (world->log_hash ^ bytes[i]) * UINT64_C(0x100000001b3);
}

static struct flight *new_flight(struct world_of_dht *world, const struct alcove_address *from,
                                 const struct alcove_address *to)
{
    ALCOVE_ASSERT(world->flight_count < FLIGHTS_MAX);
    struct flight *flight = &world->flights[world->flight_count];
    flight->from = *from;
    flight->to = *to;
    flight->serial = world->serial++;
    return flight;
}

/* Sends what new_flight gave, unless it is lost. */
static void depart(struct world_of_dht *world, struct flight *flight, uint64_t delay_us)
{
    log_bytes(world, flight->bytes, flight->size);
    if (dice_chance(&world->dice, world->loss_ppm))
        return;
    flight->at_us = world->now_us + delay_us + dice_below(&world->dice, 5000);
    world->flight_count++;
}

static void note_pace(struct world_of_dht *world, const struct flight *flight)
{
    unsigned count = 1;
    size_t kept = world->sent < RECENT_MAX ? world->sent : RECENT_MAX;
    for (size_t i = 0; i < kept; i++)
        count += world->recent[i].at_us + SECOND_US > world->now_us &&
                 alcove_address_equal(&world->recent[i].to, &flight->to) &&
                 alcove_address_equal(&world->recent[i].from, &flight->from);
    if (count > world->packets_per_s_max)
        world->packets_per_s_max = count;
    size_t place = world->sent++ % RECENT_MAX;
    world->sent_bytes += flight->size;
    world->recent[place].from = flight->from;
    world->recent[place].to = flight->to;
    world->recent[place].at_us = world->now_us;
}

static void take_event(struct world_of_dht *world, struct device *device,
                       const struct dht_event *event)
{
    if (event->handle != device->handle || event->handle == 0)
        return;
    if (event->kind == DHT_EVENT_VALUE) {
        if (device->value_size == 0)
            device->first_us = world->now_us;
        memcpy(device->value, event->value, event->size);
        device->value_size = event->size;
        device->value_seq = event->seq;
    }
    if (event->kind == DHT_EVENT_DONE) {
        device->done = true;
        device->stored = event->stored;
    }
}

static void drain(struct world_of_dht *world, struct device *device)
{
    struct dht_event event;
    struct alcove_address to;
    uint8_t out[DHT_DATAGRAM_BYTES_MAX];
    size_t size;
    while ((size = dht_poll_transmit(&device->dht, world->now_us, &to, out)) > 0) {
        struct flight *flight = new_flight(world, &device->address, &to);
        const struct pretend_node *node = dht_nodes_at(&world->nodes, &to);
        struct krpc_message message;
        flight->size = size;
        memcpy(flight->bytes, out, size);
        krpc_decode(out, size, &message);
        world->whole_targets += message.has_target && dht_id_equal(&message.target, &world->target);
        note_pace(world, flight);
        depart(world, flight, node == NULL ? 1 : node->delay_us);
    }
    while (dht_poll_event(&device->dht, &event))
        take_event(world, device, &event);
}

static void arrive(struct world_of_dht *world, const struct flight *flight)
{
    uint8_t answer[DHT_NODES_DATAGRAM_MAX];
    for (size_t i = 0; i < DEVICES; i++) {
        struct device *device = &world->devices[i];
        if (!alcove_address_equal(&device->address, &flight->to))
            continue;
        dht_receive(&device->dht, world->now_us, &flight->from, flight->bytes, flight->size);
        drain(world, device);
        return;
    }
    struct pretend_node *node = dht_nodes_at(&world->nodes, &flight->to);
    if (node == NULL)
        return;
    const struct dht_nodes_query query = {node, flight->from, flight->bytes, flight->size};
    size_t size = dht_nodes_answer(&world->nodes, &query, answer);
    if (size == 0)
        return;
    struct flight *back = new_flight(world, &flight->to, &flight->from);
    memcpy(back->bytes, answer, size);
    back->size = size;
    depart(world, back, node->delay_us);
}

static size_t next_flight(const struct world_of_dht *world)
{
    size_t next = 0;
    for (size_t i = 1; i < world->flight_count; i++) {
        const struct flight *a = &world->flights[i];
        const struct flight *b = &world->flights[next];
        if (a->at_us < b->at_us || (a->at_us == b->at_us && a->serial < b->serial))
            next = i;
    }
    return next;
}

/* One thing happens, if it does before `until_us`. */
static bool step(struct world_of_dht *world, uint64_t until_us)
{
    struct device *device = NULL;
    uint64_t next_us = until_us;
    size_t flight = next_flight(world);
    for (size_t i = 0; i < DEVICES; i++) {
        uint64_t timeout_us = dht_next_timeout(&world->devices[i].dht, world->now_us);
        if (timeout_us < next_us) {
            next_us = timeout_us;
            device = &world->devices[i];
        }
    }
    bool flies = world->flight_count > 0 && world->flights[flight].at_us <= next_us;
    if (flies)
        next_us = world->flights[flight].at_us;
    if (next_us > world->now_us && next_us != NEVER_US)
        world->now_us = next_us;
    if (flies) {
        struct flight arriving = world->flights[flight];
        world->flights[flight] = world->flights[--world->flight_count];
        arrive(world, &arriving);
        return true;
    }
    if (device == NULL)
        return false;
    dht_handle_timeout(&device->dht, world->now_us);
    drain(world, device);
    return true;
}

static void run_until_done(struct world_of_dht *world, struct device *device)
{
    drain(world, device);
    while (!device->done && step(world, NEVER_US))
        continue;
}

static void begin_device(struct world_of_dht *world, size_t index, uint64_t seed)
{
    struct device *device = &world->devices[index];
    device->dice = dice_seeded(seed + index);
    const struct dht_config config = {.random = {fill, &device->dice}};
    dht_init(&device->dht, &config);
    device->address = dht_nodes_new_address(&world->nodes);
    for (size_t i = 0; i < 8; i++) {
        size_t node = dice_below(&world->dice, world->nodes.count);
        dht_add_node(&device->dht, &world->nodes.list[node].address, NULL);
    }
}

static struct world_of_dht *begin(const struct dht_world_terms *terms)
{
    struct world_of_dht *world = calloc(1, sizeof *world);
    ALCOVE_ASSERT(world != NULL && terms->pairs <= KEYS_MAX);
    world->flights = calloc(FLIGHTS_MAX, sizeof *world->flights);
    ALCOVE_ASSERT(world->flights != NULL);
    dht_nodes_init(&world->nodes, &terms->swarm);
    world->dice = dice_seeded(terms->swarm.seed + 1000);
    world->loss_ppm = terms->loss_ppm;
    world->now_us = SECOND_US;
    for (size_t i = 0; i < DEVICES; i++) {
        begin_device(world, i, terms->swarm.seed + 2000);
        dht_refresh(&world->devices[i].dht, world->now_us);
        drain(world, &world->devices[i]);
    }
    while (step(world, NEVER_US))
        continue;
    return world;
}

static void end(struct world_of_dht *world, struct dht_world_result *result)
{
    result->log_hash = world->log_hash;
    result->packets_per_s_max = world->packets_per_s_max;
    result->external_right = true;
    for (size_t i = 0; i < DEVICES; i++) {
        struct address_tally tally = address_votes_tally(dht_address_votes(&world->devices[i].dht));
        result->external_right = result->external_right && tally.believed &&
                                 alcove_address_equal(&tally.address, &world->devices[i].address);
    }
    dht_nodes_free(&world->nodes);
    free(world->flights);
    free(world);
}

/* ---- a key of each pair ---- */

static void seed_of(size_t pair, uint8_t seed[DHT_ITEM_SEED_BYTES])
{
    memset(seed, 0x5e, DHT_ITEM_SEED_BYTES);
    seed[0] = (uint8_t)pair;
    seed[1] = (uint8_t)(pair >> 8);
}

static void value_of(size_t pair, uint64_t seq, uint8_t value[VALUE_BYTES])
{
    struct dice dice = dice_seeded(pair * 1000 + seq);
    dice_fill(&dice, value, VALUE_BYTES);
}

static void expect(struct device *device, dht_handle handle)
{
    ALCOVE_ASSERT(handle != 0);
    device->handle = handle;
    device->done = false;
    device->stored = 0;
    device->value_size = 0;
}

static void begin_put(struct world_of_dht *world, struct device *device, size_t pair, uint64_t seq)
{
    uint8_t seed[DHT_ITEM_SEED_BYTES];
    uint8_t value[VALUE_BYTES];
    dht_handle handle;
    seed_of(pair, seed);
    value_of(pair, seq, value);
    const struct dht_put put = {seed, seq, value, sizeof value, DHT_COPIES_RECORD};
    dht_put(&device->dht, world->now_us, &put, &handle);
    expect(device, handle);
}

/* Only a value newer than `known_seq` is wanted; 0: any. */
static void begin_get(struct world_of_dht *world, struct device *device, size_t pair,
                      uint64_t known_seq)
{
    uint8_t seed[DHT_ITEM_SEED_BYTES];
    uint8_t public_key[DHT_ITEM_PUBLIC_BYTES];
    dht_handle handle;
    seed_of(pair, seed);
    dht_item_public_key(seed, public_key);
    world->target = dht_item_target(public_key);
    if (known_seq == 0)
        dht_get(&device->dht, world->now_us, public_key, &handle);
    else
        dht_get_newer(&device->dht, world->now_us, public_key, known_seq, &handle);
    expect(device, handle);
}

/* ---- figures ---- */

static int by_size(const void *a, const void *b)
{
    const uint64_t *x = a;
    const uint64_t *y = b;
    return (*x > *y) - (*x < *y);
}

static void percentiles(uint64_t *times, size_t count, uint64_t *p50, uint64_t *p95)
{
    qsort(times, count, sizeof *times, by_size);
    *p50 = count == 0 ? 0 : times[count / 2];
    *p95 = count == 0 ? 0 : times[count * 95 / 100];
}

static void publish_all(struct world_of_dht *world, size_t pairs, struct dht_world_result *result)
{
    static uint64_t times[KEYS_MAX];
    struct device *device = &world->devices[0];
    struct dht_statistics before = dht_statistics(&device->dht);
    for (size_t pair = 0; pair < pairs; pair++) {
        uint64_t begun_us = world->now_us;
        begin_put(world, device, pair, 1);
        run_until_done(world, device);
        times[pair] = world->now_us - begun_us;
        result->published += device->stored > 0;
        result->copies += device->stored;
    }
    struct dht_statistics after = dht_statistics(&device->dht);
    percentiles(times, pairs, &result->put_p50_us, &result->put_p95_us);
    result->put_packets = (double)(after.packets_out - before.packets_out) / (double)pairs;
    result->put_bytes = (double)(after.bytes_out - before.bytes_out) / (double)pairs;
    /* Every fourth again: the older value must not come back. */
    for (size_t pair = 0; pair < pairs; pair += 4) {
        begin_put(world, device, pair, 2);
        run_until_done(world, device);
    }
}

static void look_up_all(struct world_of_dht *world, const struct dht_world_terms *terms,
                        struct dht_world_result *result)
{
    size_t pairs = terms->pairs;
    static uint64_t times[KEYS_MAX];
    static uint64_t first[KEYS_MAX];
    size_t found = 0;
    struct device *device = &world->devices[1];
    size_t packets_before = world->sent;
    uint64_t bytes_before = world->sent_bytes;
    world->whole_targets = 0;
    for (size_t pair = 0; pair < pairs; pair++) {
        uint8_t value[VALUE_BYTES];
        uint64_t begun_us = world->now_us;
        uint64_t seq = pair % 4 == 0 ? 2 : 1;
        if (terms->cold)
            begin_device(world, 1, terms->swarm.seed + 3000 + pair);
        begin_get(world, device, pair, 0);
        run_until_done(world, device);
        times[pair] = world->now_us - begun_us;
        value_of(pair, device->value_seq, value);
        bool right =
            device->value_size == sizeof value && memcmp(device->value, value, sizeof value) == 0;
        result->false_values += device->value_size > 0 && !right;
        result->found += right && device->value_seq == seq;
        if (device->value_size > 0)
            first[found++] = device->first_us - begun_us;
    }
    percentiles(times, pairs, &result->get_p50_us, &result->get_p95_us);
    percentiles(first, found, &result->first_p50_us, &result->first_p95_us);
    result->get_packets = (double)(world->sent - packets_before) / (double)pairs;
    result->get_bytes = (double)(world->sent_bytes - bytes_before) / (double)pairs;
    result->strangers = (double)world->whole_targets / (double)pairs;
}

struct dht_world_result dht_world_pairs(const struct dht_world_terms *terms)
{
    struct dht_world_result result = {0};
    struct world_of_dht *world = begin(terms);
    publish_all(world, terms->pairs, &result);
    look_up_all(world, terms, &result);
    end(world, &result);
    return result;
}

static void people_publish(struct world_of_dht *world, size_t people, uint64_t seq)
{
    struct device *others = &world->devices[1];
    for (size_t person = 0; person < people; person++) {
        begin_put(world, others, 1000 + person, seq);
        run_until_done(world, others);
    }
}

/* The first device publishes one key for each person every hour and looks for another four times;
 * the second plays the people, who publish once an hour too. The second hour is measured: then the
 * app knows its nodes. */
struct dht_world_result dht_world_hour(const struct dht_world_terms *terms)
{
    struct dht_world_result result = {0};
    struct world_of_dht *world = begin(terms);
    struct device *app = &world->devices[0];
    struct dht_statistics before = {0};
    size_t people = terms->pairs;
    for (size_t quarter = 0; quarter < 8; quarter++) {
        uint64_t until_us = world->now_us + HOUR_US / 4;
        if (quarter == 4)
            before = dht_statistics(&app->dht);
        if (quarter % 4 == 0) {
            dht_refresh(&app->dht, world->now_us);
            people_publish(world, people, quarter / 4 + 1);
        }
        for (size_t person = 0; person < people; person++) {
            begin_get(world, app, 1000 + person, quarter % 4 == 0 ? quarter / 4 : quarter / 4 + 1);
            run_until_done(world, app);
            result.found += app->value_size > 0;
            if (quarter % 4 != 0)
                continue;
            begin_put(world, app, person, quarter);
            run_until_done(world, app);
            result.published += app->stored > 0;
        }
        while (step(world, until_us))
            continue;
    }
    struct dht_statistics after = dht_statistics(&app->dht);
    result.bytes_out = after.bytes_out - before.bytes_out;
    result.bytes_in = after.bytes_in - before.bytes_in;
    end(world, &result);
    return result;
}
