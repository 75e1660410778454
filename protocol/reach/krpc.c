#include "reach/krpc.h"

#include <string.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "reach/bencode.h"

#define NODE_BYTES_IPV4 (DHT_ID_BYTES + DHT_COMPACT_ADDRESS_IPV4)
#define NODE_BYTES_IPV6 (DHT_ID_BYTES + DHT_COMPACT_ADDRESS_IPV6)

static const char *const methods[] = {[KRPC_METHOD_OTHER] = "",
                                      [KRPC_FIND_NODE] = "find_node",
                                      [KRPC_GET] = "get",
                                      [KRPC_PUT] = "put"};

/* ---- writing ---- */

static void write_put_arguments(struct byte_writer *w, const struct krpc_query *query)
{
    const struct dht_item *item = query->item;
    ALCOVE_ASSERT(item != NULL && item->value_size <= DHT_ITEM_PUT_BYTES_MAX);
    ALCOVE_ASSERT(query->token.bytes != NULL && query->token.size <= KRPC_TOKEN_BYTES_MAX);
    bencode_write_key(w, "k");
    bencode_write_string(w, item->public_key, sizeof item->public_key);
    bencode_write_key(w, "seq");
    bencode_write_integer(w, (int64_t)item->seq);
    bencode_write_key(w, "sig");
    bencode_write_string(w, item->signature, sizeof item->signature);
    bencode_write_key(w, "token");
    bencode_write_string(w, query->token.bytes, query->token.size);
    bencode_write_key(w, "v");
    bencode_write_string(w, item->value, item->value_size);
}

size_t krpc_encode(const struct krpc_query *query, uint8_t *out)
{
    struct byte_writer w = byte_writer_over(out, KRPC_QUERY_BYTES_MAX);
    ALCOVE_ASSERT(query->method > KRPC_METHOD_OTHER && query->method <= KRPC_PUT);
    bencode_write_dict(&w);
    bencode_write_key(&w, "a");
    bencode_write_dict(&w);
    bencode_write_key(&w, "id");
    bencode_write_string(&w, query->own_id.bytes, DHT_ID_BYTES);
    if (query->method == KRPC_PUT) {
        write_put_arguments(&w, query);
    } else {
        if (query->has_seq) {
            bencode_write_key(&w, "seq");
            bencode_write_integer(&w, (int64_t)query->seq);
        }
        bencode_write_key(&w, "target");
        bencode_write_string(&w, query->target.bytes, DHT_ID_BYTES);
    }
    bencode_write_end(&w);
    bencode_write_key(&w, "q");
    bencode_write_key(&w, methods[query->method]);
    bencode_write_key(&w, "ro");
    bencode_write_integer(&w, 1);
    bencode_write_key(&w, "t");
    bencode_write_string(&w, query->transaction, sizeof query->transaction);
    bencode_write_key(&w, "y");
    bencode_write_key(&w, "q");
    bencode_write_end(&w);
    ALCOVE_ASSERT(!w.failed);
    return w.size;
}

/* ---- reading ---- */

/* A string of `key` with at least `min` and at most `max` bytes; absent otherwise. */
static struct krpc_span find_string(const struct bencode *dict, const char *key, size_t min,
                                    size_t max)
{
    struct bencode value;
    ALCOVE_ASSERT(min <= max);
    if (!bencode_find(dict, key, &value) || value.kind != BENCODE_STRING || value.text_size < min ||
        value.text_size > max)
        return (struct krpc_span){0};
    return (struct krpc_span){value.text, value.text_size};
}

static bool find_id(const struct bencode *dict, const char *key, struct dht_id *out)
{
    struct krpc_span span = find_string(dict, key, DHT_ID_BYTES, DHT_ID_BYTES);
    ALCOVE_ASSERT(out != NULL);
    if (span.bytes == NULL)
        return false;
    memcpy(out->bytes, span.bytes, DHT_ID_BYTES);
    return true;
}

/* Whole nodes only, and of a long list its first. */
static struct krpc_span find_nodes(const struct bencode *dict, const char *key, size_t node_bytes)
{
    struct krpc_span span = find_string(dict, key, 0, KRPC_DATAGRAM_BYTES_MAX);
    ALCOVE_ASSERT(node_bytes > 0);
    if (span.bytes == NULL || span.size % node_bytes != 0)
        return (struct krpc_span){0};
    if (span.size > KRPC_NODES_MAX * node_bytes)
        span.size = KRPC_NODES_MAX * node_bytes;
    return span;
}

/* What answers and the arguments of queries have in common. */
static void read_body(const struct bencode *body, struct krpc_message *out)
{
    struct bencode seq;
    ALCOVE_ASSERT(body->kind == BENCODE_DICT);
    out->has_id = find_id(body, "id", &out->id);
    out->has_target = find_id(body, "target", &out->target);
    out->nodes = find_nodes(body, "nodes", NODE_BYTES_IPV4);
    out->nodes6 = find_nodes(body, "nodes6", NODE_BYTES_IPV6);
    out->token = find_string(body, "token", 1, KRPC_TOKEN_BYTES_MAX);
    out->public_key = find_string(body, "k", DHT_ITEM_PUBLIC_BYTES, DHT_ITEM_PUBLIC_BYTES);
    out->signature = find_string(body, "sig", DHT_ITEM_SIGNATURE_BYTES, DHT_ITEM_SIGNATURE_BYTES);
    out->value = find_string(body, "v", 0, DHT_ITEM_VALUE_BYTES_MAX);
    if (bencode_find(body, "seq", &seq) && seq.kind == BENCODE_INTEGER && seq.integer >= 0) {
        out->has_seq = true;
        out->seq = (uint64_t)seq.integer;
    }
}

static enum krpc_method method_named(struct krpc_span name)
{
    ALCOVE_ASSERT(name.bytes != NULL);
    for (int i = KRPC_FIND_NODE; i <= KRPC_PUT; i++) {
        if (strlen(methods[i]) == name.size && memcmp(methods[i], name.bytes, name.size) == 0)
            return (enum krpc_method)i;
    }
    return KRPC_METHOD_OTHER;
}

static bool read_query(const struct bencode *message, struct krpc_message *out)
{
    struct bencode arguments;
    struct bencode read_only;
    struct krpc_span name = find_string(message, "q", 1, KRPC_DATAGRAM_BYTES_MAX);
    ALCOVE_ASSERT(out->kind == KRPC_QUERY);
    if (name.bytes == NULL || !bencode_find(message, "a", &arguments) ||
        arguments.kind != BENCODE_DICT)
        return false;
    out->method = method_named(name);
    out->read_only = bencode_find(message, "ro", &read_only) && read_only.integer == 1;
    read_body(&arguments, out);
    return true;
}

static bool read_response(const struct bencode *message, struct krpc_message *out)
{
    struct bencode body;
    ALCOVE_ASSERT(out->kind == KRPC_RESPONSE);
    if (!bencode_find(message, "r", &body) || body.kind != BENCODE_DICT)
        return false;
    read_body(&body, out);
    return out->has_id;
}

/* `e` is a list of a code and words; some nodes leave it away. */
static void read_error(const struct bencode *message, struct krpc_message *out)
{
    struct bencode list;
    struct bencode code;
    ALCOVE_ASSERT(out->kind == KRPC_ERROR);
    if (!bencode_find(message, "e", &list) || list.kind != BENCODE_LIST)
        return;
    struct byte_reader items = bencode_items(&list);
    if (bencode_next(&items, &code) && code.kind == BENCODE_INTEGER)
        out->error_code = code.integer;
}

static bool read_message(const struct bencode *message, struct krpc_message *out)
{
    struct krpc_span kind = find_string(message, "y", 1, 1);
    struct krpc_span seen = find_string(message, "ip", 1, DHT_COMPACT_ADDRESS_IPV6);
    ALCOVE_ASSERT(message->kind == BENCODE_DICT);
    out->transaction = find_string(message, "t", 1, KRPC_TRANSACTION_BYTES_MAX);
    if (kind.bytes == NULL || out->transaction.bytes == NULL)
        return false;
    if (seen.bytes != NULL)
        dht_host_read(seen.bytes, seen.size, &out->seen_us_at);
    if (kind.bytes[0] == 'q') {
        out->kind = KRPC_QUERY;
        return read_query(message, out);
    }
    if (kind.bytes[0] == 'r') {
        out->kind = KRPC_RESPONSE;
        return read_response(message, out);
    }
    out->kind = KRPC_ERROR;
    read_error(message, out);
    return kind.bytes[0] == 'e';
}

bool krpc_decode(const uint8_t *bytes, size_t size, struct krpc_message *out)
{
    struct bencode message;
    ALCOVE_ASSERT(out != NULL);
    *out = (struct krpc_message){0};
    /* Most of what comes to the socket is something else: two bytes tell. */
    if (size < 2 || size > KRPC_DATAGRAM_BYTES_MAX || bytes[0] != 'd' || bytes[size - 1] != 'e')
        return false;
    if (bencode_parse(bytes, size, &message) && message.kind == BENCODE_DICT &&
        read_message(&message, out))
        return true;
    *out = (struct krpc_message){0};
    return false;
}

size_t krpc_node_count(const struct krpc_message *message, enum dht_family family)
{
    size_t each = family == DHT_IPV4 ? NODE_BYTES_IPV4 : NODE_BYTES_IPV6;
    size_t size = family == DHT_IPV4 ? message->nodes.size : message->nodes6.size;
    ALCOVE_ASSERT(size % each == 0);
    return size / each;
}

struct krpc_node krpc_node_at(const struct krpc_message *message, enum dht_family family,
                              size_t index)
{
    struct krpc_node node;
    size_t each = family == DHT_IPV4 ? NODE_BYTES_IPV4 : NODE_BYTES_IPV6;
    const struct krpc_span *nodes = family == DHT_IPV4 ? &message->nodes : &message->nodes6;
    ALCOVE_ASSERT(index < krpc_node_count(message, family));
    struct byte_reader r = byte_reader_over(nodes->bytes + index * each, each);
    byte_read_copy(&r, node.id.bytes, sizeof node.id.bytes);
    dht_host_read(byte_read_span(&r, each - DHT_ID_BYTES), each - DHT_ID_BYTES, &node.address);
    return node;
}
