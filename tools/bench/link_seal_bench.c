/* Sealing, opening and parsing a full packet, against libsodium's bare AEAD over the same bytes. */
#include <sodium.h>
#include <string.h>

#include "bench/bench.h"
#include "link/chunk.h"
#include "link/intake.h"
#include "link/seal.h"

int link_seal_bench(int argc, char **argv);

#define ROUNDS    11
#define PACKETS   20000
#define PLAINTEXT ALCOVE_PLAINTEXT_BYTES_MAX

/* Both ends of one generation of keys. */
static void make_ends(struct seal *here, struct seal *there)
{
    struct handshake_result keys = {.initiator = true};
    memset(keys.key_send, 1, sizeof keys.key_send);
    memset(keys.key_receive, 2, sizeof keys.key_receive);
    seal_init(here, &keys, 0);
    keys.initiator = false;
    memset(keys.key_send, 2, sizeof keys.key_send);
    memset(keys.key_receive, 1, sizeof keys.key_receive);
    seal_init(there, &keys, 0);
}

/* A packet full of a picture. */
static size_t fill_packet(uint8_t *plaintext, uint32_t id)
{
    static uint8_t coded[PLAINTEXT - CHUNK_VIDEO_HEADER_BYTES];
    struct byte_writer writer = byte_writer_over(plaintext, PLAINTEXT);
    const struct chunk_part part = {
        .id = id, .total = ALCOVE_FRAME_BYTES_MAX, .bytes = coded, .size = sizeof coded};
    chunk_write_part(&writer, CHUNK_VIDEO, &part);
    chunk_write_padding(&writer);
    return writer.size;
}

/* Packets per CPU second; 0 when one did not arrive whole. */
static double through_seal(struct seal *here, struct seal *there)
{
    uint8_t datagram[ALCOVE_DATAGRAM_BYTES_MAX] = {0};
    struct seal_opened opened;
    uint64_t before_us = bench_cpu_us();
    for (uint32_t i = 0; i < PACKETS; i++) {
        struct intake intake;
        size_t size = fill_packet(datagram + ALCOVE_PACKET_HEADER_BYTES, i);
        struct seal_sealed sealed = seal_protect(here, SEAL_BULK, 0, datagram, size);
        if (seal_open(there, 0, datagram, sealed.size, &opened) != SEAL_OPENED)
            return 0;
        intake_inspect(opened.plaintext, opened.size, &intake);
        if (intake.malformed || opened.size != PLAINTEXT)
            return 0;
    }
    return PACKETS * 1e6 / (double)(bench_cpu_us() - before_us);
}

static double through_libsodium(void)
{
    uint8_t sealed[PLAINTEXT + crypto_aead_chacha20poly1305_ietf_ABYTES];
    uint8_t plaintext[PLAINTEXT];
    const uint8_t key[crypto_aead_chacha20poly1305_ietf_KEYBYTES] = {1};
    uint8_t nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES] = {0};
    uint64_t before_us = bench_cpu_us();
    for (int i = 0; i < PACKETS; i++) {
        memset(plaintext, i & 0xff, sizeof plaintext);
        memcpy(nonce, &i, sizeof i);
        crypto_aead_chacha20poly1305_ietf_encrypt(sealed, NULL, plaintext, sizeof plaintext, NULL,
                                                  0, NULL, nonce, key);
        if (crypto_aead_chacha20poly1305_ietf_decrypt(plaintext, NULL, NULL, sealed, sizeof sealed,
                                                      NULL, 0, nonce, key) != 0)
            return 0;
    }
    return PACKETS * 1e6 / (double)(bench_cpu_us() - before_us);
}

int link_seal_bench(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    if (sodium_init() < 0) /* it chooses the fast code for this processor */
        return 1;
    static struct seal here;
    static struct seal there;
    double ours[ROUNDS];
    double bare[ROUNDS];
    make_ends(&here, &there);
    for (int i = 0; i < ROUNDS; i++) {
        ours[i] = through_seal(&here, &there);
        bare[i] = through_libsodium();
    }
    const struct bench_figure figure = {
        .what = "1,200-byte packets sealed, opened and parsed, beside libsodium's AEAD alone",
        .unit = "/CPU s",
        .values = ours,
        .ceiling = bare,
        .count = ROUNDS,
        .ratio_at_least = 0.70,
    };
    return bench_report(&figure) ? 0 : 1;
}
