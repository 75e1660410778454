#include "table_top.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "reach/address_text.h"
#include "seeded_random.h"

static const struct dht_scope scope = {.family = DHT_IPV4};

void top_remake_item(struct table_top *top, uint64_t seq, const char *value)
{
    const uint8_t seed[DHT_ITEM_SEED_BYTES] = {3};
    top->item = (struct dht_item){.seq = seq, .value_size = strlen(value)};
    memcpy(top->item.value, value, strlen(value));
    dht_item_sign(&top->item, seed);
}

struct table_top *top_begin(enum dht_lookup_kind kind, unsigned depth_bits)
{
    struct table_top *top = calloc(1, sizeof *top);
    assert_non_null(top);
    top->now_us = START;
    top_remake_item(top, 5, "a value");
    top->lookup.kind = kind;
    top->lookup.item = top->item;
    top->lookup.copies = kind == DHT_LOOKUP_PUT ? 8 : 0;
    top->lookup.candidates.target = dht_item_target(top->item.public_key);
    if (kind == DHT_LOOKUP_GET)
        top->lookup.item.value_size = 0;
    dht_lookup_begin(&top->lookup, START, depth_bits);
    return top;
}

/* Node `number` shares exactly `bits` with the target. */
struct krpc_node top_node(const struct table_top *top, unsigned number, unsigned bits)
{
    const uint8_t ip[4] = {45, (uint8_t)(number >> 8), (uint8_t)number, 1};
    struct krpc_node made = {top->lookup.candidates.target, address_from_ipv4(ip, 6881)};
    made.id.bytes[bits / 8] ^= (uint8_t)(0x80 >> bits % 8);
    made.id.bytes[19] ^= (uint8_t)number;
    made.id.bytes[18] ^= (uint8_t)(number >> 8);
    return made;
}

void top_know(struct table_top *top, unsigned number, unsigned bits)
{
    struct krpc_node made = top_node(top, number, bits);
    const struct dht_candidate_news news = {&made, true, DHT_CANDIDATES_NOBODY};
    dht_lookup_add(&top->lookup, &news, 40000);
}

/* Everything that it asks now; returns how many. */
size_t top_ask(struct table_top *top)
{
    const struct alcove_random random = seeded_random(&top->seed);
    struct dht_lookup_question question;
    size_t count = 0;
    dht_lookup_settle(&top->lookup, top->now_us);
    while (dht_lookup_next(&top->lookup, top->now_us, &top->pace, &random, &question)) {
        dht_pace_sent(&top->pace, top->now_us, &question.to);
        assert_true(top->asked_count < 256);
        top->asked[top->asked_count++] = question;
        count++;
    }
    return count;
}

unsigned top_number_of(const struct dht_lookup_question *question)
{
    return (unsigned)question->to.ip[13] << 8 | question->to.ip[14];
}

struct krpc_span top_span(const void *bytes, size_t size)
{
    return (struct krpc_span){bytes, size};
}

struct krpc_message top_response(const struct table_top *top, size_t place)
{
    struct krpc_message message = {.kind = KRPC_RESPONSE, .has_id = true};
    message.id = top->lookup.candidates.list[place].id;
    message.token = top_span("tokn", 4);
    return message;
}

void top_show_item(const struct table_top *top, struct krpc_message *message)
{
    message->public_key = top_span(top->item.public_key, DHT_ITEM_PUBLIC_BYTES);
    message->signature = top_span(top->item.signature, DHT_ITEM_SIGNATURE_BYTES);
    message->value = top_span(top->item.value, top->item.value_size);
    message->has_seq = true;
    message->seq = top->item.seq;
}

enum dht_lookup_verdict top_answer(struct table_top *top, size_t place,
                                   const struct krpc_message *message)
{
    const struct dht_lookup_answer given = {&scope, &top->silence, message, place};
    enum dht_lookup_verdict verdict = dht_lookup_receive(&top->lookup, top->now_us, &given);
    dht_lookup_settle(&top->lookup, top->now_us);
    return verdict;
}

/* Everybody who was asked and has not answered says that it knows nothing; returns how many. */
size_t top_all_answer(struct table_top *top)
{
    size_t count = 0;
    for (size_t i = 0; i < top->lookup.candidates.count; i++) {
        if (top->lookup.candidates.list[i].awaits == DHT_AWAITS_NOTHING)
            continue;
        struct krpc_message message = top_response(top, i);
        top_answer(top, i, &message);
        count++;
    }
    return count;
}

size_t top_pass(struct table_top *top, uint64_t us)
{
    struct alcove_address who;
    size_t slow = 0;
    top->now_us += us;
    while (dht_lookup_give_up_on(&top->lookup, top->now_us, &who))
        slow++;
    dht_lookup_settle(&top->lookup, top->now_us);
    return slow;
}
