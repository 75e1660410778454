/* What an emulated network was given, as a pcap file: each datagram as it entered, before the
 * network delays or loses it. A packet of the file is one byte, its direction (enum direction), and
 * then the datagram's bytes. No address is written, and times count from the start of the network.
 *
 * Format: pcap 2.4, little-endian, LINKTYPE_USER0 (draft-ietf-opsawg-pcap, section 4). Called by
 * the engine, for `link_emulator relay --capture`. */
#ifndef EMULATOR_CAPTURE_H
#define EMULATOR_CAPTURE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define CAPTURE_FILE_HEADER_BYTES   24u
#define CAPTURE_PACKET_HEADER_BYTES 16u

/* Begins the file, which stays the caller's. Whether all could be written, fclose tells. */
void capture_begin(FILE *file);
/* `size` may be above NETWORK_DATAGRAM_MAX, which is how many `bytes` there are at most: it is
 * written beside what is left of the datagram. */
void capture_datagram(FILE *file, uint8_t direction, uint64_t at_us, const uint8_t *bytes,
                      size_t size);

#endif
