/* rooms: reach */
/* What lies in the DHT, written by anyone, and what is inside once it opens, written by one who
 * holds the keys: the first byte chooses the reader. A record that is read is within its bounds
 * and comes back the same when it is written again. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "reach/endpoint_record.h"
#include "reach/mailbox.h"
#include "reach/rendezvous.h"

static void fill_sevens(void *context, uint8_t *out, size_t size)
{
    (void)context;
    memset(out, 7, size);
}

static const struct alcove_random random_sevens = {fill_sevens, NULL};
static const struct rendezvous_root root = {.key = {1, 2, 3}};

static void read_record(const uint8_t *bytes, size_t size)
{
    struct endpoint_record record;
    struct endpoint_record again;
    uint8_t written[2][ENDPOINT_RECORD_BYTES_MAX];
    if (!endpoint_record_decode(bytes, size, &record)) {
        require(record.candidate_count == 0 && record.relay.address.port == 0);
        return;
    }
    require(record.candidate_count <= ENDPOINT_CANDIDATES_MAX);
    require(record.mapping <= NAT_UDP_BLOCKED && record.ports.low <= record.ports.high);
    for (size_t i = 0; i < record.candidate_count; i++)
        require(candidate_is_reachable(&record.candidates[i]));
    size_t length = endpoint_record_encode(&record, written[0]);
    require(endpoint_record_decode(written[0], length, &again));
    require(endpoint_record_encode(&again, written[1]) == length);
    require(memcmp(written[0], written[1], length) == 0);
}

static void add_candidates(const uint8_t *bytes, size_t size)
{
    struct endpoint_record record = {0};
    uint8_t written[ENDPOINT_RECORD_BYTES_MAX];
    for (size_t at = 0; at + 19 <= size; at += 19) {
        struct candidate candidate = {.kind = (enum candidate_kind)(bytes[at] % 4)};
        memcpy(candidate.address.ip, bytes + at + 1, 16);
        candidate.address.port = (uint16_t)(bytes[at + 17] << 8 | bytes[at + 18]);
        endpoint_record_add(&record, &candidate);
    }
    read_record(written, endpoint_record_encode(&record, written));
}

static void open_value(const uint8_t *bytes, size_t size)
{
    struct rendezvous_keys keys;
    const struct mailbox_place place = {.counter = 1, .era = 2976};
    struct mailbox_keys mail;
    struct mailbox_words words;
    uint8_t opened[RENDEZVOUS_PLAINTEXT_BYTES_MAX];
    size_t opened_size;
    rendezvous_keys_derive(&root, RENDEZVOUS_FROM_SMALLER, 20000, &keys);
    require(!rendezvous_open(&keys, bytes, size, opened, &opened_size) || opened_size < 439);
    mailbox_key(root.key, RENDEZVOUS_FROM_SMALLER, &place, &mail);
    require(!mailbox_open(&mail, bytes, size, &words) || words.size <= MAILBOX_WORDS_BYTES_MAX);
}

/* The fuzzer cannot guess a tag: its bytes are sealed, and perhaps one bit is turned after. */
static void seal_value(const uint8_t *bytes, size_t size)
{
    struct rendezvous_keys keys;
    uint8_t value[RENDEZVOUS_VALUE_BYTES];
    uint8_t opened[RENDEZVOUS_PLAINTEXT_BYTES_MAX];
    size_t opened_size;
    if (size > RENDEZVOUS_PLAINTEXT_BYTES_MAX)
        size = RENDEZVOUS_PLAINTEXT_BYTES_MAX;
    rendezvous_keys_derive(&root, RENDEZVOUS_FROM_LARGER, 20000, &keys);
    rendezvous_seal(&keys, &random_sevens, bytes, size, value);
    require(rendezvous_open(&keys, value, sizeof value, opened, &opened_size));
    require(opened_size == size && memcmp(opened, bytes, size) == 0);
    read_record(opened, opened_size);
    if (size < 2)
        return;
    value[(size_t)(bytes[0] << 8 | bytes[1]) % sizeof value] ^= 1;
    require(!rendezvous_open(&keys, value, sizeof value, opened, &opened_size));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    /* A copy of the exact size, so that a read past its end is seen. */
    uint8_t *bytes = malloc(size);
    require(bytes != NULL);
    memcpy(bytes, data + 1, size - 1);
    if (data[0] == 'a')
        add_candidates(bytes, size - 1);
    else if (data[0] == 'o')
        open_value(bytes, size - 1);
    else if (data[0] == 's')
        seal_value(bytes, size - 1);
    else
        read_record(bytes, size - 1);
    free(bytes);
    return 0;
}
