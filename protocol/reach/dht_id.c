#include "reach/dht_id.h"

#include <string.h>

#include "base/assert.h"
#include "reach/address_text.h"
#include "reach/dht_host.h"

bool dht_id_equal(const struct dht_id *a, const struct dht_id *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

int dht_id_compare(const struct dht_id *target, const struct dht_id *a, const struct dht_id *b)
{
    ALCOVE_ASSERT(target != NULL);
    for (size_t i = 0; i < DHT_ID_BYTES; i++) {
        int to_a = a->bytes[i] ^ target->bytes[i];
        int to_b = b->bytes[i] ^ target->bytes[i];
        if (to_a != to_b)
            return to_a - to_b;
    }
    return 0;
}

unsigned dht_id_shared_bits(const struct dht_id *a, const struct dht_id *b)
{
    unsigned bits = 0;
    ALCOVE_ASSERT(a != NULL && b != NULL);
    for (size_t i = 0; i < DHT_ID_BYTES; i++) {
        unsigned difference = a->bytes[i] ^ b->bytes[i];
        if (difference == 0) {
            bits += 8;
            continue;
        }
        while ((difference & 0x80) == 0) {
            difference <<= 1;
            bits++;
        }
        break;
    }
    return bits;
}

struct dht_id dht_id_random(const struct alcove_random *random)
{
    struct dht_id id;
    ALCOVE_ASSERT(random->fill != NULL);
    random->fill(random->context, id.bytes, sizeof id.bytes);
    return id;
}

struct dht_id dht_id_blur(const struct dht_id *id, unsigned bits,
                          const struct alcove_random *random)
{
    struct dht_id blurred = dht_id_random(random);
    size_t whole = bits / 8;
    ALCOVE_ASSERT(bits <= DHT_ID_BITS);
    memcpy(blurred.bytes, id->bytes, whole);
    if (whole < DHT_ID_BYTES) {
        uint8_t kept = (uint8_t)(0xff00 >> bits % 8);
        blurred.bytes[whole] =
            (uint8_t)((id->bytes[whole] & kept) | (blurred.bytes[whole] & (uint8_t)~kept));
    }
    return blurred;
}

/* CRC-32C (RFC 3720 appendix B.4), a bit at a time: eight bytes, a few times an hour. */
static uint32_t crc32c(const uint8_t *bytes, size_t size)
{
    uint32_t crc = UINT32_MAX;
    ALCOVE_ASSERT(bytes != NULL);
    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ ((crc & 1) != 0 ? UINT32_C(0x82f63b78) : 0);
    }
    return ~crc;
}

/* The 21 bits that BEP 42 prescribes, at the top; `spice` is the id's last byte. */
static uint32_t prefix_for(const struct alcove_address *address, uint8_t spice)
{
    static const uint8_t mask_ipv4[4] = {0x03, 0x0f, 0x3f, 0xff};
    static const uint8_t mask_ipv6[8] = {0x01, 0x03, 0x07, 0x0f, 0x1f, 0x3f, 0x7f, 0xff};
    uint8_t masked[8];
    bool ipv4 = address_is_ipv4(address);
    size_t size = ipv4 ? sizeof mask_ipv4 : sizeof mask_ipv6;
    ALCOVE_ASSERT(size <= sizeof masked);
    for (size_t i = 0; i < size; i++)
        masked[i] = ipv4 ? address->ip[12 + i] & mask_ipv4[i] : address->ip[i] & mask_ipv6[i];
    masked[0] |= (uint8_t)((spice & 7) << 5);
    return crc32c(masked, size) & UINT32_C(0xfffff800);
}

struct dht_id dht_id_for_address(const struct alcove_address *address,
                                 const struct alcove_random *random)
{
    struct dht_id id = dht_id_random(random);
    uint32_t prefix = prefix_for(address, id.bytes[DHT_ID_BYTES - 1]);
    id.bytes[0] = (uint8_t)(prefix >> 24);
    id.bytes[1] = (uint8_t)(prefix >> 16);
    id.bytes[2] = (uint8_t)((prefix >> 8 & 0xf8) | (id.bytes[2] & 7));
    ALCOVE_ASSERT(dht_id_is_valid(&id, address));
    return id;
}

bool dht_id_is_valid(const struct dht_id *id, const struct alcove_address *address)
{
    if (dht_host_is_private(address))
        return true;
    uint32_t prefix = prefix_for(address, id->bytes[DHT_ID_BYTES - 1]);
    ALCOVE_ASSERT((prefix & 0x7ff) == 0);
    return id->bytes[0] == (uint8_t)(prefix >> 24) && id->bytes[1] == (uint8_t)(prefix >> 16) &&
           (id->bytes[2] & 0xf8) == (prefix >> 8 & 0xf8);
}
