/* Every length, time and maximum of the link, each with its reason. SPEC.md repeats this table and
 * a test compares the two: one line `#define ALCOVE_NAME value` a limit, units in the name. */
#ifndef ALCOVE_LINK_LIMITS_H
#define ALCOVE_LINK_LIMITS_H

/* The part every handshake's prologue begins with (16 bytes); wire version and purpose follow. */
#define ALCOVE_APP_ID       "alcove.link.wire"
#define ALCOVE_WIRE_VERSION 1

/* RFC 8200 section 5: every IPv6 path carries 1,280 bytes; less 40 of IPv6, 8 of UDP, 32 spare. */
#define ALCOVE_DATAGRAM_BYTES_MAX 1200

/* Packet: connection id 4, masked counter 4, Poly1305 tag 16. */
#define ALCOVE_PACKET_HEADER_BYTES   8
#define ALCOVE_PACKET_OVERHEAD_BYTES 24
/* The header mask samples 16 bytes of ciphertext, as RFC 9001 section 5.4.2 does. */
#define ALCOVE_PLAINTEXT_BYTES_MIN 16
#define ALCOVE_PLAINTEXT_BYTES_MAX 1176

/* WireGuard's window; its published vectors apply. */
#define ALCOVE_REPLAY_WINDOW_PACKETS 8128
/* Counters are 32 bits on the wire and never come near their end. */
#define ALCOVE_COUNTER_MAX 0x7fffffff

/* Symmetric epochs: forward secrecy inside the hour at 0.4 us a step. */
#define ALCOVE_EPOCH_US          60000000
#define ALCOVE_EPOCH_PACKETS     1048576
#define ALCOVE_EPOCH_PREVIOUS_US 5000000
#define ALCOVE_EPOCH_SKIP_MAX    32

/* Full rekey: after 15 minutes, a fifth more or less, so that it is no beacon. */
#define ALCOVE_REKEY_US        900000000
#define ALCOVE_REKEY_SPREAD_US 180000000
/* Without a rekey for 25 minutes the link is closed: two attempts were missed. */
#define ALCOVE_REKEY_REJECT_US 1500000000

/* Envelope of handshake datagrams: 736 to 832 bytes, drawn at random; of thin ones 106 to 119. */
#define ALCOVE_ENVELOPE_BYTES_MIN      736
#define ALCOVE_ENVELOPE_BYTES_MAX      832
#define ALCOVE_ENVELOPE_THIN_BYTES_MIN 106
#define ALCOVE_ENVELOPE_THIN_BYTES_MAX 119
#define ALCOVE_ENVELOPE_NONCE_BYTES    24
#define ALCOVE_ENVELOPE_FRAGMENT_MAX   652
#define ALCOVE_HANDSHAKE_FRAGMENTS     2
/* Longest handshake message: IKhfs message 1, 1,296 bytes and a payload of 8. */
#define ALCOVE_HANDSHAKE_MESSAGE_MAX   1304
#define ALCOVE_HANDSHAKE_PAYLOAD_BYTES 8
/* Either thin message: KKpsk2, 48 bytes and the payload. It travels in one piece. */
#define ALCOVE_HANDSHAKE_THIN_MESSAGE_BYTES 56

/* Retransmission of an initiation: 0.5, 1, 2, 4 ... 16 s, each 20 % more or less, for 90 s. */
#define ALCOVE_HANDSHAKE_RETRY_FIRST_US 500000
#define ALCOVE_HANDSHAKE_RETRY_MAX_US   16000000
#define ALCOVE_HANDSHAKE_GIVE_UP_US     90000000
/* A line on which small packets go there and back in this time or more, and less than this rate
 * arrives, is narrow: what leaves there in vain delays words. */
#define ALCOVE_NARROW_ROUND_TRIP_US 400000
#define ALCOVE_NARROW_RATE          32000
/* One on which they, or a check, take so long is thin: a full handshake takes four seconds and
 * more. */
#define ALCOVE_THIN_ROUND_TRIP_US 1000000
/* The same of a thin message and its answer, which are shorter than a check. */
#define ALCOVE_SOUND_ROUND_TRIP_US 800000
/* The first pauses of a thin handshake: 1 kbit/s carries a message in less. */
#define ALCOVE_HANDSHAKE_THIN_RETRY_US 1200000
/* Thin keys give way to full ones when the line allows: so often that is looked at. */
#define ALCOVE_THIN_LOOK_US 10000000
/* A half-received handshake message waits this long for its other half: longer than the longest
 * pause, 16 s and 20 %, so that halves of two repetitions make a whole. */
#define ALCOVE_FRAGMENT_WAIT_US 20000000
/* After an answer, full or thin, an attempt of our own waits this long; an initiator that nobody
 * heard starts again after twice as long. */
#define ALCOVE_HANDSHAKE_CONFIRM_US      5000000
#define ALCOVE_HANDSHAKE_THIN_CONFIRM_US 15000000
/* Envelope-valid initiations answered in a second: more are dropped. */
#define ALCOVE_INITIATIONS_PER_SECOND 20

/* NATs forget a UDP mapping after 30 s or more (RFC 4787 REQ-5 asks for 2 minutes). */
#define ALCOVE_KEEPALIVE_US 25000000
/* RFC 7675 section 5.1: consent expires 30 s after the last valid answer; the link then rests: it
 * sends no media but keeps its keys, so that an outage needs no new handshake. */
#define ALCOVE_CONSENT_US    30000000
#define ALCOVE_REST_PROBE_US 1000000
/* A link that rests for ten minutes is closed. */
#define ALCOVE_REST_CLOSE_US 600000000

/* RFC 9002 constants, by its names. */
#define ALCOVE_PACKET_THRESHOLD     3
#define ALCOVE_INITIAL_RTT_US       333000
#define ALCOVE_TIMER_GRANULARITY_US 1000
#define ALCOVE_ACK_DELAY_MAX_US     25000
#define ALCOVE_PTO_BACKOFF_MAX      6
/* Packets overtaken by others that left up to this much later are late, not lost. */
#define ALCOVE_REORDER_MAX_US    50000
#define ALCOVE_REORDER_SHRINK_US 1000000

/* Bits a second of everything we send, IP and UDP headers included. The floor carries Opus at
 * 6 kbit/s in 120 ms frames; the start carries a first picture. */
#define ALCOVE_RATE_MIN   6000
#define ALCOVE_RATE_START 300000
#define ALCOVE_RATE_MAX   20000000
/* IPv4 20 and UDP 8 bytes a datagram. */
#define ALCOVE_IP_UDP_BYTES 28

/* RFC 9000 section 8.1: at most three times what an unproven address sent. */
#define ALCOVE_AMPLIFICATION_FACTOR 3

/* What one call of the pump hands over at most. */
#define ALCOVE_FRAME_BYTES_MAX 131072
/* A voice frame travels in one packet, with its slack. */
#define ALCOVE_VOICE_BYTES_MAX     1141
#define ALCOVE_RECORD_BYTES_MAX    16384
#define ALCOVE_SIGNAL_BYTES_MAX    32
#define ALCOVE_SIGNAL_LIFETIME_US  2000000
#define ALCOVE_RECORDS_WAITING_MAX 256
#define ALCOVE_SIGNALS_WAITING_MAX 32
#define ALCOVE_CANDIDATES_MAX      8

/* Every voice packet carries so much slack for acknowledgements, words and signals: its size does
 * not tell whether anything is said beside the voice. */
#define ALCOVE_VOICE_SLACK_BYTES 24

#endif
