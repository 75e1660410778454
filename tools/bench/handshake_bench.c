/* Whole handshakes between two contacts, against their X25519 and ML-KEM operations alone; and
 * foreign datagrams refused, against libsodium's refusal of the same. */
#include <sodium.h>
#include <string.h>

#include "bench/bench.h"
#include "link/handshake.h"
#include "link/mlkem.h"

int handshake_bench(int argc, char **argv);

#define ROUNDS     7
#define HANDSHAKES 100
#define FOREIGN    20000
#define SECOND_US  1000000

static struct handshake ends[2];

static void fill(void *context, uint8_t *out, size_t size)
{
    (void)context;
    randombytes_buf(out, size);
}

static void make_ends(void)
{
    struct alcove_link_config configs[2] = {{0}};
    for (size_t i = 0; i < 2; i++) {
        configs[i].purpose = ALCOVE_LINK_CONTACT;
        configs[i].random.fill = fill;
        configs[i].psk.present = true;
        memset(configs[i].static_secret, (int)i + 1, 32);
        crypto_scalarmult_base(configs[i].static_public, configs[i].static_secret);
    }
    for (size_t i = 0; i < 2; i++) {
        memcpy(configs[i].remote_static, configs[1 - i].static_public, 32);
        handshake_init(&ends[i], &configs[i]);
    }
}

/* Carries what one end has to say to the other; true when that completed it. */
static bool carry(size_t from, uint64_t now_us)
{
    uint8_t datagram[ALCOVE_ENVELOPE_BYTES_MAX];
    struct handshake_result result;
    bool complete = false, answer;
    size_t size;
    while ((size = handshake_poll_transmit(&ends[from], now_us, datagram, &answer)) > 0)
        complete = handshake_receive(&ends[1 - from], now_us, datagram, size, &result) ==
                   HANDSHAKE_COMPLETE;
    return complete;
}

/* Handshakes per CPU second, both ends together; 0 when one failed. */
static double whole_handshakes(void)
{
    make_ends();
    uint64_t before_us = bench_cpu_us();
    for (uint64_t i = 1; i <= HANDSHAKES; i++) {
        uint64_t now_us = i * SECOND_US;
        if (!handshake_start(&ends[0], now_us) || !carry(0, now_us) || !carry(1, now_us))
            return 0;
        handshake_confirmed(&ends[0]);
        handshake_confirmed(&ends[1]);
    }
    return HANDSHAKES * 1e6 / (double)(bench_cpu_us() - before_us);
}

/* What IKhfs costs both ends at least: two ephemeral keys, eight Diffie-Hellman operations, one
 * ML-KEM key, one encapsulation, one decapsulation. */
static double bare_operations(void)
{
    static uint8_t seed[MLKEM_SEED_BYTES], key[MLKEM_PUBLIC_BYTES];
    static uint8_t ciphertext[MLKEM_CIPHERTEXT_BYTES], secret[MLKEM_SECRET_BYTES];
    uint8_t shared[32], scalar[32] = {9};
    bool good = true;
    uint64_t before_us = bench_cpu_us();
    for (int i = 0; i < HANDSHAKES; i++) {
        memcpy(seed, &i, sizeof i);
        for (int k = 0; k < 2; k++)
            crypto_scalarmult_base(shared, scalar);
        for (int k = 0; k < 8; k++)
            good = crypto_scalarmult(shared, scalar, shared) == 0 && good;
        mlkem_keygen(seed, key);
        good = mlkem_encapsulate(key, shared, ciphertext, secret) && good;
        mlkem_decapsulate(seed, ciphertext, secret);
    }
    return good ? HANDSHAKES * 1e6 / (double)(bench_cpu_us() - before_us) : 0;
}

static double foreign_refused(const uint8_t *datagram)
{
    struct handshake_result result;
    bool refused = true;
    uint64_t before_us = bench_cpu_us();
    for (int i = 0; i < FOREIGN; i++)
        refused = handshake_receive(&ends[0], 0, datagram, ALCOVE_ENVELOPE_BYTES_MAX, &result) ==
                      HANDSHAKE_NOT_MINE &&
                  refused;
    return refused ? FOREIGN * 1e6 / (double)(bench_cpu_us() - before_us) : 0;
}

static double bare_refusals(const uint8_t *datagram)
{
    uint8_t plaintext[ALCOVE_ENVELOPE_BYTES_MAX];
    bool refused = true;
    uint64_t before_us = bench_cpu_us();
    for (int i = 0; i < FOREIGN; i++)
        refused = crypto_aead_xchacha20poly1305_ietf_decrypt(
                      plaintext, NULL, NULL, datagram + ALCOVE_ENVELOPE_NONCE_BYTES,
                      ALCOVE_ENVELOPE_BYTES_MAX - ALCOVE_ENVELOPE_NONCE_BYTES, NULL, 0, datagram,
                      ends[0].key_receive) != 0 &&
                  refused;
    return refused ? FOREIGN * 1e6 / (double)(bench_cpu_us() - before_us) : 0;
}

int handshake_bench(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    if (sodium_init() < 0) /* it chooses the fast code for this processor */
        return 1;
    uint8_t foreign[ALCOVE_ENVELOPE_BYTES_MAX];
    double ours[ROUNDS], bare[ROUNDS];
    double refused[ROUNDS], bare_refused[ROUNDS];
    randombytes_buf(foreign, sizeof foreign);
    for (size_t i = 0; i < ROUNDS; i++) {
        ours[i] = whole_handshakes();
        bare[i] = bare_operations();
        refused[i] = foreign_refused(foreign);
        bare_refused[i] = bare_refusals(foreign);
    }
    bool good = bench_report(&(struct bench_figure){
        .what = "handshakes, both ends together, beside their X25519 and ML-KEM alone",
        .unit = "/CPU s",
        .values = ours,
        .ceiling = bare,
        .count = ROUNDS,
        .ratio_at_least = 0.70,
    });
    good = bench_report(&(struct bench_figure){
               .what = "foreign datagrams refused, one contact, beside libsodium's refusal",
               .unit = "/CPU s",
               .values = refused,
               .ceiling = bare_refused,
               .count = ROUNDS,
               .ratio_at_least = 0.70,
           }) &&
           good;
    return good ? 0 : 1;
}
