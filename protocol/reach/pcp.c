#include "reach/pcp.h"

#include <string.h>

#include "base/assert.h"
#include "base/bytes.h"

#define VERSION        2
#define VERSION_NATPMP 0
#define OPCODE_MAP     1
#define ANSWER_BIT     0x80
#define HEADER_BYTES   24
/* NAT-PMP's answer to a version it does not know: RFC 6886 section 3.5. */
#define NATPMP_REFUSAL_BYTES 8

void pcp_encode_map(const struct pcp_map *map, const struct alcove_address *client,
                    uint8_t out[PCP_MAP_BYTES])
{
    ALCOVE_ASSERT(map->internal_port != 0);
    static const uint8_t reserved[3] = {0};
    struct byte_writer w = byte_writer_over(out, PCP_MAP_BYTES);
    byte_write_u8(&w, VERSION);
    byte_write_u8(&w, OPCODE_MAP);
    byte_write_u16(&w, 0);
    byte_write_u32(&w, map->lifetime_s);
    byte_write_bytes(&w, client->ip, sizeof client->ip);
    byte_write_bytes(&w, map->nonce, sizeof map->nonce);
    byte_write_u8(&w, (uint8_t)map->protocol);
    byte_write_bytes(&w, reserved, sizeof reserved);
    byte_write_u16(&w, map->internal_port);
    byte_write_u16(&w, map->external.port);
    byte_write_bytes(&w, map->external.ip, sizeof map->external.ip);
    ALCOVE_ASSERT(!w.failed && w.size == PCP_MAP_BYTES);
}

/* Who speaks another version cannot repeat the nonce; the socket is connected to the router, and
 * such an answer only makes us ask another way. */
static bool is_of_other_version(const uint8_t *bytes, size_t size)
{
    ALCOVE_ASSERT(bytes != NULL || size == 0);
    struct byte_reader r = byte_reader_over(bytes, size);
    uint8_t version = byte_read_u8(&r);
    uint8_t opcode = byte_read_u8(&r);
    uint16_t result = byte_read_u16(&r);
    if (r.failed || (opcode & ANSWER_BIT) == 0)
        return false;
    if (version == VERSION_NATPMP)
        return size >= NATPMP_REFUSAL_BYTES && result == PCP_UNSUPPORTED_VERSION;
    return size >= HEADER_BYTES && (result & 0xff) == PCP_UNSUPPORTED_VERSION;
}

/* The part of a MAP answer behind its header; false if it answers something else. */
static bool map_read(struct byte_reader *r, const struct pcp_map *asked, struct pcp_answer *out)
{
    ALCOVE_ASSERT(asked != NULL && out != NULL);
    uint8_t nonce[PCP_NONCE_BYTES];
    byte_read_copy(r, nonce, sizeof nonce);
    uint8_t protocol = byte_read_u8(r);
    (void)byte_read_span(r, 3);
    uint16_t internal_port = byte_read_u16(r);
    out->external.port = byte_read_u16(r);
    byte_read_copy(r, out->external.ip, sizeof out->external.ip);
    return !r->failed && memcmp(nonce, asked->nonce, sizeof nonce) == 0 &&
           protocol == asked->protocol && internal_port == asked->internal_port;
}

enum pcp_outcome pcp_decode_map(const uint8_t *bytes, size_t size, const struct pcp_map *asked,
                                struct pcp_answer *out)
{
    ALCOVE_ASSERT(asked != NULL && out != NULL);
    struct byte_reader r = byte_reader_over(bytes, size);
    memset(out, 0, sizeof *out);
    if (size > PCP_DATAGRAM_BYTES_MAX || size % 4 != 0)
        return PCP_NOT_THE_ANSWER;
    if (is_of_other_version(bytes, size))
        return PCP_OTHER_VERSION;
    struct pcp_answer found = {0};
    uint8_t version = byte_read_u8(&r);
    uint8_t opcode = byte_read_u8(&r);
    (void)byte_read_u8(&r);
    found.result = byte_read_u8(&r);
    found.lifetime_s = byte_read_u32(&r);
    found.epoch_s = byte_read_u32(&r);
    (void)byte_read_span(&r, 12);
    if (version != VERSION || opcode != (ANSWER_BIT | OPCODE_MAP) || !map_read(&r, asked, &found))
        return PCP_NOT_THE_ANSWER;
    /* Behind it stand options, none of which was asked for. */
    if (found.result != PCP_SUCCESS)
        memset(&found.external, 0, sizeof found.external);
    *out = found;
    return PCP_ANSWER;
}

uint64_t pcp_retry_after(uint64_t last_us, uint8_t random)
{
    uint64_t pause_us = last_us == 0 ? PCP_RETRY_FIRST_US : 2 * last_us;
    if (pause_us > PCP_RETRY_MAX_US)
        pause_us = PCP_RETRY_MAX_US;
    pause_us = pause_us - pause_us / 10 + pause_us / 5 * random / UINT8_MAX;
    ALCOVE_ASSERT(pause_us >= PCP_RETRY_FIRST_US / 2 && pause_us <= 2 * PCP_RETRY_MAX_US);
    return pause_us;
}

bool pcp_epoch_check(struct pcp_epoch *epoch, uint64_t now_s, uint32_t epoch_s)
{
    ALCOVE_ASSERT(!epoch->is_known || now_s >= epoch->heard_s);
    bool kept = true;
    if (epoch->is_known) {
        uint64_t ours_s = now_s - epoch->heard_s;
        uint64_t theirs_s = epoch_s > epoch->epoch_s ? epoch_s - epoch->epoch_s : 0;
        /* A second back may be the order of two answers. */
        kept = (uint64_t)epoch_s + 1 >= epoch->epoch_s && ours_s + 2 >= theirs_s - theirs_s / 16 &&
               theirs_s + 2 >= ours_s - ours_s / 16;
    }
    *epoch = (struct pcp_epoch){.is_known = true, .heard_s = now_s, .epoch_s = epoch_s};
    return kept;
}
