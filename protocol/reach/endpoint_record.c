#include "reach/endpoint_record.h"

#include <string.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "reach/address_scope.h"
#include "reach/address_text.h"

#define VERSION         1
#define CARRIER_FLAG    128
#define FAMILY_IPV4     4
#define FAMILY_IPV6     6
#define IPV4_PLACE      12 /* of the four bytes in a mapped address */
#define CANDIDATE_BYTES (1 + 16 + 2)
#define HEAD_BYTES      (1 + 1 + 1 + 8 + 8 + 1)

#define FIELD_PORTS       1
#define FIELD_PORTS_BYTES 10 /* low 2 | high 2 | step 2 | ip 4 */
#define FIELD_RELAY       2
#define FIELD_RELAY_BYTES (16 + 2 + 2 + RELAY_ID_BYTES + RELAY_KEY_BYTES)
#define FIELD_READ        3
#define FIELD_READ_BYTES  8 /* counter 8 */
#define FIELD_HEARD       4
#define FIELD_HEARD_BYTES 8 /* nonce 8 */

_Static_assert(HEAD_BYTES + ENDPOINT_CANDIDATES_MAX * CANDIDATE_BYTES + 2 + FIELD_PORTS_BYTES + 2 +
                       FIELD_RELAY_BYTES + 2 + FIELD_READ_BYTES + 2 + FIELD_HEARD_BYTES <=
                   ENDPOINT_RECORD_BYTES_MAX * 7 / 10,
               "nearly a third of a record is left for later fields");

/* ---- addresses ---- */

/* All but the rule about loopback. */
static bool address_is_reachable(const struct alcove_address *address)
{
    ALCOVE_ASSERT(address != NULL);
    bool is_loopback = address_scope(address) == ADDRESS_SCOPE_LOOPBACK;
    return address_is_usable(address) || (is_loopback && address->port != 0);
}

bool candidate_is_reachable(const struct candidate *candidate)
{
    ALCOVE_ASSERT(candidate != NULL);
    return address_is_usable(&candidate->address) ||
           (candidate->kind == CANDIDATE_HOST && address_is_reachable(&candidate->address));
}

/* ---- order ---- */

enum group {
    GROUP_LOCAL,
    GROUP_IPV6,
    GROUP_MAPPED,
    GROUP_REFLEXIVE,
    GROUP_TCP,
    GROUPS,
};

static enum group group_of(const struct candidate *candidate)
{
    ALCOVE_ASSERT(candidate->kind <= CANDIDATE_TCP);
    if (candidate->kind == CANDIDATE_TCP)
        return GROUP_TCP;
    bool ipv4 = address_is_ipv4(&candidate->address);
    bool is_global = address_scope(&candidate->address) == ADDRESS_SCOPE_GLOBAL;
    if (candidate->kind == CANDIDATE_HOST && (ipv4 || !is_global))
        return GROUP_LOCAL;
    if (!ipv4)
        return GROUP_IPV6;
    return candidate->kind == CANDIDATE_MAPPED ? GROUP_MAPPED : GROUP_REFLEXIVE;
}

static void remove_at(struct endpoint_record *record, size_t place)
{
    ALCOVE_ASSERT(place < record->candidate_count);
    record->candidate_count--;
    memmove(&record->candidates[place], &record->candidates[place + 1],
            (record->candidate_count - place) * sizeof record->candidates[0]);
    memset(&record->candidates[record->candidate_count], 0, sizeof record->candidates[0]);
}

/* Makes a place for one more of `group`, at the cost of the largest group, the later of equals.
 * False if that is its own. */
static bool make_place(struct endpoint_record *record, enum group group)
{
    size_t members[GROUPS] = {0};
    size_t largest = group;
    ALCOVE_ASSERT(record->candidate_count <= ENDPOINT_CANDIDATES_MAX);
    if (record->candidate_count < ENDPOINT_CANDIDATES_MAX)
        return true;
    for (size_t i = 0; i < record->candidate_count; i++)
        members[group_of(&record->candidates[i])]++;
    members[group]++;
    for (size_t i = 0; i < GROUPS; i++)
        if (members[i] > members[largest] || (members[i] == members[largest] && i > largest))
            largest = i;
    if (largest == group)
        return false;
    for (size_t i = record->candidate_count; i-- > 0;)
        if (group_of(&record->candidates[i]) == largest) {
            remove_at(record, i);
            break;
        }
    return true;
}

static bool same_place(const struct candidate *a, const struct candidate *b)
{
    ALCOVE_ASSERT(a != NULL && b != NULL);
    return (a->kind == CANDIDATE_TCP) == (b->kind == CANDIDATE_TCP) &&
           alcove_address_equal(&a->address, &b->address);
}

bool endpoint_record_add(struct endpoint_record *record, const struct candidate *candidate)
{
    struct candidate added = *candidate;
    if (!candidate_is_reachable(&added))
        return false;
    enum group group = group_of(&added);
    for (size_t i = 0; i < record->candidate_count; i++) {
        if (!same_place(&record->candidates[i], &added))
            continue;
        if (record->candidates[i].kind <= added.kind)
            return true;
        remove_at(record, i);
        break;
    }
    if (!make_place(record, group))
        return false;
    size_t place = record->candidate_count;
    while (place > 0 && group_of(&record->candidates[place - 1]) > group)
        place--;
    memmove(&record->candidates[place + 1], &record->candidates[place],
            (record->candidate_count - place) * sizeof record->candidates[0]);
    record->candidates[place] = added;
    record->candidate_count++;
    ALCOVE_ASSERT(record->candidate_count <= ENDPOINT_CANDIDATES_MAX);
    return true;
}

/* ---- writing ---- */

static void write_candidate(struct byte_writer *w, const struct candidate *candidate)
{
    bool ipv4 = address_is_ipv4(&candidate->address);
    ALCOVE_ASSERT(candidate->kind <= CANDIDATE_TCP && candidate_is_reachable(candidate));
    unsigned family = ipv4 ? FAMILY_IPV4 : FAMILY_IPV6;
    byte_write_u8(w, (uint8_t)(family << 4 | (unsigned)candidate->kind));
    byte_write_bytes(w, candidate->address.ip + (ipv4 ? IPV4_PLACE : 0), ipv4 ? 4 : 16);
    byte_write_u16(w, candidate->address.port);
}

static void write_ports(struct byte_writer *w, const struct endpoint_record *record)
{
    ALCOVE_ASSERT(record->ports.low <= record->ports.high);
    byte_write_u8(w, FIELD_PORTS);
    byte_write_u8(w, FIELD_PORTS_BYTES);
    byte_write_u16(w, record->ports.low);
    byte_write_u16(w, record->ports.high);
    byte_write_u16(w, record->ports.step);
    byte_write_u32(w, record->ports_ip4);
}

static void write_relay(struct byte_writer *w, const struct relay_ticket *relay)
{
    ALCOVE_ASSERT(address_is_reachable(&relay->address));
    byte_write_u8(w, FIELD_RELAY);
    byte_write_u8(w, FIELD_RELAY_BYTES);
    byte_write_bytes(w, relay->address.ip, sizeof relay->address.ip);
    byte_write_u16(w, relay->address.port);
    byte_write_u16(w, relay->tcp_port);
    byte_write_bytes(w, relay->id, sizeof relay->id);
    byte_write_bytes(w, relay->key, sizeof relay->key);
}

size_t endpoint_record_encode(const struct endpoint_record *record,
                              uint8_t out[static ENDPOINT_RECORD_BYTES_MAX])
{
    struct byte_writer w = byte_writer_over(out, ENDPOINT_RECORD_BYTES_MAX);
    ALCOVE_ASSERT(record->candidate_count <= ENDPOINT_CANDIDATES_MAX);
    ALCOVE_ASSERT(record->mapping <= NAT_UDP_BLOCKED);
    byte_write_u8(&w, VERSION);
    byte_write_u8(&w, record->link_version);
    byte_write_u8(
        &w, (uint8_t)((unsigned)record->mapping | (record->behind_carrier ? CARRIER_FLAG : 0u)));
    byte_write_u64(&w, record->seeking_since_s);
    byte_write_u64(&w, record->punch_nonce);
    byte_write_u8(&w, (uint8_t)record->candidate_count);
    for (size_t i = 0; i < record->candidate_count; i++)
        write_candidate(&w, &record->candidates[i]);
    if (record->ports.low != 0 || record->ports_ip4 != 0)
        write_ports(&w, record);
    if (record->relay.address.port != 0)
        write_relay(&w, &record->relay);
    if (record->words_read != 0) {
        byte_write_u8(&w, FIELD_READ);
        byte_write_u8(&w, FIELD_READ_BYTES);
        byte_write_u64(&w, record->words_read);
    }
    if (record->heard_nonce != 0) {
        byte_write_u8(&w, FIELD_HEARD);
        byte_write_u8(&w, FIELD_HEARD_BYTES);
        byte_write_u64(&w, record->heard_nonce);
    }
    ALCOVE_ASSERT(!w.failed);
    return w.size;
}

/* ---- reading ---- */

/* False if the bytes cannot be a candidate; one that cannot be used is read and not added. */
static bool read_candidate(struct byte_reader *r, struct endpoint_record *record)
{
    struct candidate found = {0};
    ALCOVE_ASSERT(record->candidate_count < ENDPOINT_CANDIDATES_MAX);
    uint8_t first = byte_read_u8(r);
    uint8_t kind = first & 15;
    if (first >> 4 == FAMILY_IPV4) {
        uint8_t ip[4];
        byte_read_copy(r, ip, sizeof ip);
        found.address = address_from_ipv4(ip, 0);
    } else if (first >> 4 == FAMILY_IPV6) {
        byte_read_copy(r, found.address.ip, sizeof found.address.ip);
        if (address_is_ipv4(&found.address))
            return false;
    } else {
        return false;
    }
    found.address.port = byte_read_u16(r);
    if (r->failed)
        return false;
    if (kind > CANDIDATE_TCP)
        return true;
    found.kind = (enum candidate_kind)kind;
    endpoint_record_add(record, &found);
    return true;
}

static void read_ports(struct byte_reader *r, struct endpoint_record *record)
{
    struct port_range ports;
    ALCOVE_ASSERT(byte_reader_left(r) >= FIELD_PORTS_BYTES);
    ports.low = byte_read_u16(r);
    ports.high = byte_read_u16(r);
    ports.step = byte_read_u16(r);
    uint32_t ip = byte_read_u32(r);
    const uint8_t bytes[4] = {(uint8_t)(ip >> 24), (uint8_t)(ip >> 16), (uint8_t)(ip >> 8),
                              (uint8_t)ip};
    const struct alcove_address mapped = address_from_ipv4(bytes, 1);
    bool anywhere = ports.low == 0 && ports.high == 0 && ip != 0;
    if ((ports.low == 0 && !anywhere) || ports.low > ports.high ||
        (ip != 0 && !address_is_reachable(&mapped)))
        return;
    record->ports = ports;
    record->ports_ip4 = ip;
}

static void read_relay(struct byte_reader *r, struct endpoint_record *record)
{
    struct relay_ticket relay = {0};
    ALCOVE_ASSERT(byte_reader_left(r) >= FIELD_RELAY_BYTES);
    byte_read_copy(r, relay.address.ip, sizeof relay.address.ip);
    relay.address.port = byte_read_u16(r);
    relay.tcp_port = byte_read_u16(r);
    byte_read_copy(r, relay.id, sizeof relay.id);
    byte_read_copy(r, relay.key, sizeof relay.key);
    if (address_is_reachable(&relay.address))
        record->relay = relay;
}

/* The size that a field of a known type must have; 0 for an unknown one. */
static uint8_t field_bytes(uint8_t type)
{
    static const uint8_t bytes[] = {
        [FIELD_PORTS] = FIELD_PORTS_BYTES,
        [FIELD_RELAY] = FIELD_RELAY_BYTES,
        [FIELD_READ] = FIELD_READ_BYTES,
        [FIELD_HEARD] = FIELD_HEARD_BYTES,
    };
    ALCOVE_ASSERT(sizeof bytes == FIELD_HEARD + 1);
    return type < sizeof bytes ? bytes[type] : 0;
}

static bool read_field(struct byte_reader *r, struct endpoint_record *record, uint32_t *known)
{
    uint8_t type = byte_read_u8(r);
    uint8_t size = byte_read_u8(r);
    ALCOVE_ASSERT(known != NULL);
    if (r->failed || byte_reader_left(r) < size)
        return false;
    if (field_bytes(type) == 0)
        return byte_read_span(r, size) != NULL;
    uint32_t bit = UINT32_C(1) << type;
    if ((*known & bit) != 0)
        return false;
    *known |= bit;
    if (size != field_bytes(type))
        return false;
    if (type == FIELD_PORTS)
        read_ports(r, record);
    else if (type == FIELD_RELAY)
        read_relay(r, record);
    else if (type == FIELD_READ)
        record->words_read = byte_read_u64(r);
    else
        record->heard_nonce = byte_read_u64(r);
    return true;
}

static bool read_record(struct byte_reader *r, struct endpoint_record *record)
{
    ALCOVE_ASSERT(record->candidate_count == 0);
    if (byte_read_u8(r) != VERSION)
        return false;
    record->link_version = byte_read_u8(r);
    uint8_t mapping = byte_read_u8(r);
    record->behind_carrier = (mapping & CARRIER_FLAG) != 0;
    mapping &= CARRIER_FLAG - 1;
    record->mapping = mapping <= NAT_UDP_BLOCKED ? (enum nat_mapping)mapping : NAT_UNKNOWN;
    record->seeking_since_s = byte_read_u64(r);
    record->punch_nonce = byte_read_u64(r);
    uint8_t count = byte_read_u8(r);
    if (r->failed || count > ENDPOINT_CANDIDATES_MAX)
        return false;
    for (uint8_t i = 0; i < count; i++)
        if (!read_candidate(r, record))
            return false;
    uint32_t known = 0;
    while (byte_reader_left(r) > 0)
        if (!read_field(r, record, &known))
            return false;
    return !r->failed;
}

bool endpoint_record_decode(const uint8_t *bytes, size_t size, struct endpoint_record *out)
{
    struct endpoint_record found = {0};
    ALCOVE_ASSERT(out != NULL);
    memset(out, 0, sizeof *out);
    if (size > ENDPOINT_RECORD_BYTES_MAX)
        return false;
    struct byte_reader r = byte_reader_over(bytes, size);
    if (!read_record(&r, &found))
        return false;
    *out = found;
    return true;
}
