#include "reach/stun.h"

#include <string.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "reach/address_text.h"

#define HEADER_BYTES      20
#define COOKIE            0x2112a442
#define TYPE_REQUEST      0x0001
#define TYPE_SUCCESS      0x0101
#define TYPE_ERROR        0x0111
#define FAMILY_IPV4       1
#define FAMILY_IPV6       2
#define FINGERPRINT_MASK  0x5354554e
#define FINGERPRINT_BYTES 8 /* the whole attribute */

enum attribute {
    ATTRIBUTE_MAPPED_ADDRESS = 0x0001,
    ATTRIBUTE_INTEGRITY = 0x0008,
    ATTRIBUTE_RFC3489_LAST = 0x000b, /* old servers add theirs: source, changed address */
    ATTRIBUTE_INTEGRITY_SHA256 = 0x001c,
    ATTRIBUTE_XOR_MAPPED_ADDRESS = 0x0020,
    ATTRIBUTE_OPTIONAL_FIRST = 0x8000, /* comprehension-optional */
    ATTRIBUTE_FINGERPRINT = 0x8028,
};

/* What the attributes of one answer said. */
struct answer {
    struct alcove_address plain, masked;
    bool has_plain, has_masked;
};

bool stun_is_stun(const uint8_t *bytes, size_t size)
{
    ALCOVE_ASSERT(bytes != NULL || size == 0);
    struct byte_reader r = byte_reader_over(bytes, size);
    uint16_t type = byte_read_u16(&r);
    uint16_t length = byte_read_u16(&r);
    uint32_t cookie = byte_read_u32(&r);
    return size >= HEADER_BYTES && size <= STUN_MESSAGE_BYTES_MAX && type >> 14 == 0 &&
           length % 4 == 0 && length == size - HEADER_BYTES && cookie == COOKIE;
}

void stun_encode_request(const uint8_t transaction[STUN_TRANSACTION_BYTES],
                         uint8_t out[STUN_REQUEST_BYTES])
{
    struct byte_writer w = byte_writer_over(out, STUN_REQUEST_BYTES);
    byte_write_u16(&w, TYPE_REQUEST);
    byte_write_u16(&w, 0);
    byte_write_u32(&w, COOKIE);
    byte_write_bytes(&w, transaction, STUN_TRANSACTION_BYTES);
    ALCOVE_ASSERT(!w.failed && w.size == STUN_REQUEST_BYTES);
}

/* CRC-32 of ISO HDLC, which RFC 8489 section 14.7 takes; too seldom for a table. */
static uint32_t crc32_of(const uint8_t *bytes, size_t size)
{
    ALCOVE_ASSERT(size <= STUN_MESSAGE_BYTES_MAX);
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

/* Sections 14.1 and 14.2. The mask is the cookie and the transaction, which are the 16 bytes at 4
 * of the message itself; NULL for none. */
static bool address_read(struct byte_reader *r, const uint8_t *mask, struct alcove_address *out)
{
    ALCOVE_ASSERT(r != NULL && out != NULL);
    uint8_t ip[16] = {0};
    (void)byte_read_u8(r);
    uint8_t family = byte_read_u8(r);
    uint16_t port = byte_read_u16(r);
    size_t size = family == FAMILY_IPV4 ? 4 : 16;
    if ((family != FAMILY_IPV4 && family != FAMILY_IPV6) || byte_reader_left(r) != size)
        return false;
    byte_read_copy(r, ip, size);
    if (mask != NULL) {
        port ^= COOKIE >> 16;
        for (size_t i = 0; i < size; i++)
            ip[i] ^= mask[i];
    }
    if (family == FAMILY_IPV4) {
        *out = address_from_ipv4(ip, port);
    } else {
        memcpy(out->ip, ip, sizeof out->ip);
        out->port = port;
    }
    return true;
}

/* One attribute; false if the whole answer is to be dropped. Only the first of its kind counts. */
static bool attribute_read(struct answer *answer, const uint8_t *message, uint16_t type,
                           struct byte_reader *value)
{
    ALCOVE_ASSERT(answer != NULL && message != NULL);
    switch (type) {
    case ATTRIBUTE_MAPPED_ADDRESS:
        if (answer->has_plain)
            return true;
        answer->has_plain = true;
        return address_read(value, NULL, &answer->plain);
    case ATTRIBUTE_XOR_MAPPED_ADDRESS:
        if (answer->has_masked)
            return true;
        answer->has_masked = true;
        return address_read(value, message + 4, &answer->masked);
    default:
        /* Section 6.3.3: an answer that must be understood and is not counts as none. */
        return type <= ATTRIBUTE_RFC3489_LAST || type == ATTRIBUTE_INTEGRITY_SHA256 ||
               type >= ATTRIBUTE_OPTIONAL_FIRST;
    }
}

static bool fingerprint_is_right(const uint8_t *message, size_t at, struct byte_reader *value)
{
    ALCOVE_ASSERT(message != NULL);
    uint32_t claimed = byte_read_u32(value);
    return !value->failed && byte_reader_left(value) == 0 &&
           claimed == (crc32_of(message, at) ^ FINGERPRINT_MASK);
}

/* After an integrity attribute nothing counts but the fingerprint, which is always the last. */
static bool attributes_read(struct answer *answer, const uint8_t *message, size_t size)
{
    ALCOVE_ASSERT(size >= HEADER_BYTES && size <= STUN_MESSAGE_BYTES_MAX);
    struct byte_reader r = byte_reader_over(message, size);
    bool is_over = false;
    (void)byte_read_span(&r, HEADER_BYTES);
    while (byte_reader_left(&r) > 0) {
        size_t at = r.at;
        uint16_t type = byte_read_u16(&r);
        uint16_t length = byte_read_u16(&r);
        const uint8_t *bytes = byte_read_span(&r, length);
        (void)byte_read_span(&r, (4 - length % 4) % 4);
        if (r.failed)
            return false;
        struct byte_reader value = byte_reader_over(bytes, length);
        if (type == ATTRIBUTE_FINGERPRINT)
            return at + FINGERPRINT_BYTES == size && fingerprint_is_right(message, at, &value);
        if (!is_over && !attribute_read(answer, message, type, &value))
            return false;
        is_over |= type == ATTRIBUTE_INTEGRITY || type == ATTRIBUTE_INTEGRITY_SHA256;
    }
    return true;
}

enum stun_outcome stun_decode_answer(const uint8_t *bytes, size_t size,
                                     const uint8_t transaction[STUN_TRANSACTION_BYTES],
                                     struct alcove_address *seen)
{
    ALCOVE_ASSERT(transaction != NULL && seen != NULL);
    struct answer answer = {0};
    memset(seen, 0, sizeof *seen);
    if (!stun_is_stun(bytes, size) || memcmp(bytes + 8, transaction, STUN_TRANSACTION_BYTES) != 0)
        return STUN_NOT_THE_ANSWER;
    struct byte_reader r = byte_reader_over(bytes, size);
    uint16_t type = byte_read_u16(&r);
    if (type != TYPE_SUCCESS && type != TYPE_ERROR)
        return STUN_NOT_THE_ANSWER;
    if (!attributes_read(&answer, bytes, size))
        return STUN_NOT_THE_ANSWER;
    if (type == TYPE_ERROR)
        return STUN_REFUSED;
    if (!answer.has_masked && !answer.has_plain)
        return STUN_NOT_THE_ANSWER;
    *seen = answer.has_masked ? answer.masked : answer.plain;
    return STUN_ADDRESS;
}
