#include "emulator/capture.h"

#include "emulator/network.h"

#define PCAP_MAGIC      0xa1b2c3d4u /* times in microseconds */
#define PCAP_VERSION    (2u | 4u << 16)
#define LINKTYPE_USER0  147u
#define DIRECTION_BYTES 1u

static void put_word(FILE *file, uint32_t word)
{
    for (int i = 0; i < 4; i++)
        fputc((int)(word >> (8 * i) & 0xff), file);
}

void capture_begin(FILE *file)
{
    put_word(file, PCAP_MAGIC);
    put_word(file, PCAP_VERSION);
    put_word(file, 0); /* no time zone */
    put_word(file, 0); /* nor a claim of accuracy */
    put_word(file, DIRECTION_BYTES + NETWORK_DATAGRAM_MAX);
    put_word(file, LINKTYPE_USER0);
}

void capture_datagram(FILE *file, uint8_t direction, uint64_t at_us, const uint8_t *bytes,
                      size_t size)
{
    size_t kept = size < NETWORK_DATAGRAM_MAX ? size : NETWORK_DATAGRAM_MAX;
    put_word(file, (uint32_t)(at_us / 1000000));
    put_word(file, (uint32_t)(at_us % 1000000));
    put_word(file, (uint32_t)(DIRECTION_BYTES + kept));
    put_word(file, (uint32_t)(DIRECTION_BYTES + size));
    fputc(direction, file);
    fwrite(bytes, 1, kept, file);
}
