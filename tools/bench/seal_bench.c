/* Sealing and opening a full packet, against libsodium's bare AEAD over the same bytes. */
#include <sodium.h>
#include <string.h>

#include "bench/bench.h"
#include "link/seal.h"

int seal_bench(int argc, char **argv);

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

/* Packets per CPU second; 0 when one did not arrive whole. */
static double through_seal(struct seal *here, struct seal *there)
{
    uint8_t datagram[ALCOVE_DATAGRAM_BYTES_MAX] = {0};
    struct seal_opened opened;
    uint64_t before_us = bench_cpu_us();
    for (int i = 0; i < PACKETS; i++) {
        memset(datagram + ALCOVE_PACKET_HEADER_BYTES, i & 0xff, PLAINTEXT);
        struct seal_sealed sealed = seal_protect(here, SEAL_BULK, 0, datagram, PLAINTEXT);
        enum seal_outcome outcome = seal_open(there, 0, datagram, sealed.size, &opened);
        if (outcome != SEAL_OPENED || opened.size != PLAINTEXT || opened.plaintext[0] != (i & 0xff))
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

int seal_bench(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    if (sodium_init() < 0) /* it chooses the fast code for this processor */
        return 1;
    static struct seal here;
    static struct seal there;
    double ours[ROUNDS];
    double bare[ROUNDS];
    double ratio[ROUNDS];
    make_ends(&here, &there);
    for (int i = 0; i < ROUNDS; i++) {
        ours[i] = through_seal(&here, &there);
        bare[i] = through_libsodium();
        ratio[i] = ours[i] / bare[i];
    }
    bench_report("sealed and opened, 1,200-byte packets", bench_median(ours, ROUNDS), "/CPU s");
    bench_report("libsodium's AEAD alone, the same bytes", bench_median(bare, ROUNDS), "/CPU s");
    return bench_at_least("ratio, median of interleaved rounds", bench_median(ratio, ROUNDS), 0.70)
               ? 0
               : 1;
}
