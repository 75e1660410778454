#include "noise_patterns.h"

#include <string.h>

#include <sodium.h>

#include "harness.h"

static void sha256(const struct noise_span *parts, size_t count, uint8_t *out)
{
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    for (size_t i = 0; i < count; i++)
        crypto_hash_sha256_update(&state, parts[i].bytes, parts[i].size);
    crypto_hash_sha256_final(&state, out);
}

static const struct noise_hash noise_sha256 = {
    .hash_bytes = 32,
    .block_bytes = 64,
    .hash = sha256,
};

#define E     NOISE_E
#define S     NOISE_S
#define EE    NOISE_EE
#define ES    NOISE_ES
#define SE    NOISE_SE
#define SS    NOISE_SS
#define E1    NOISE_E1
#define EKEM1 NOISE_EKEM1

struct pattern {
    const char *name;
    bool initiator_known;
    bool responder_known;
    uint8_t messages;
    uint8_t tokens[NOISE_MESSAGES_MAX][NOISE_TOKENS_MAX];
};

/* Noise section 7.5, appendix A, and the hybrid forward secrecy extension, section 5. */
static const struct pattern patterns[] = {
    {"NN", false, false, 2, {{E}, {E, EE}}},
    {"NK", false, true, 2, {{E, ES}, {E, EE}}},
    {"XX", false, false, 3, {{E}, {E, EE, S, ES}, {S, SE}}},
    {"IK", false, true, 2, {{E, ES, S, SS}, {E, EE, SE}}},
    {"KK", true, true, 2, {{E, ES, SS}, {E, EE, SE}}},
    {"XK", false, true, 3, {{E, ES}, {E, EE}, {S, SE}}},
    {"XK1", false, true, 3, {{E}, {E, EE, ES}, {S, SE}}},
    {"IK1", false, true, 2, {{E, S}, {E, EE, SE, ES}}},
    {"IKhfs", false, true, 2, {{E, ES, E1, S, SS}, {E, EE, EKEM1, SE}}},
    {"XXhfs", false, false, 3, {{E, E1}, {E, EE, EKEM1, S, ES}, {S, SE}}},
    {"XKhfs", false, true, 3, {{E, ES, E1}, {E, EE, EKEM1}, {S, SE}}},
};

/* Section 9.4: psk0 stands at the start of the first message, pskN at the end of message N. */
static void add_psk(struct noise_protocol *protocol, int position)
{
    uint8_t *tokens = protocol->tokens[position == 0 ? 0 : position - 1];
    size_t count = 0;
    while (tokens[count] != NOISE_END)
        count++;
    assert_true(count + 1 < NOISE_TOKENS_MAX);
    if (position > 0) {
        tokens[count] = NOISE_PSK;
        return;
    }
    memmove(tokens + 1, tokens, count);
    tokens[0] = NOISE_PSK;
}

static const struct pattern *find_pattern(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        if (strlen(patterns[i].name) == length && memcmp(patterns[i].name, name, length) == 0)
            return &patterns[i];
    }
    fail_msg("no pattern %.*s", (int)length, name);
    return NULL;
}

bool noise_protocol_by_name(const char *name, struct noise_protocol *protocol)
{
    assert_memory_equal(name, "Noise_", 6);
    const char *base = name + 6;
    const char *end = strchr(base, '_');
    const char *psk = strstr(base, "psk");
    const char *base_end = psk == NULL || psk > end ? end : psk[-1] == '+' ? psk - 1 : psk;
    const struct pattern *pattern = find_pattern(base, (size_t)(base_end - base));
    *protocol = (struct noise_protocol){
        .name = name,
        .initiator_static_known = pattern->initiator_known,
        .responder_static_known = pattern->responder_known,
        .messages = pattern->messages,
    };
    memcpy(protocol->tokens, pattern->tokens, sizeof protocol->tokens);
    for (; psk != NULL && psk < end; psk = strstr(psk + 3, "psk"))
        add_psk(protocol, psk[3] - '0');
    const char *hash = strrchr(name, '_') + 1;
    if (strcmp(hash, "BLAKE2b") == 0)
        protocol->hash = &noise_blake2b;
    else if (strcmp(hash, "SHA256") == 0)
        protocol->hash = &noise_sha256;
    else
        assert_string_equal(hash, "BLAKE2s");
    return protocol->hash != NULL;
}
