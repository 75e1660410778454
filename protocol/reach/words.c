#include "reach/words.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "reach/words_lists.h"

void words_commit(const uint8_t channel_binding[WORDS_BINDING_BYTES],
                  const uint8_t inviter_number[WORDS_NUMBER_BYTES],
                  uint8_t commitment[WORDS_NUMBER_BYTES])
{
    static const char label[] = "alcove.words.commit";
    crypto_generichash_state state;
    crypto_generichash_init(&state, channel_binding, WORDS_BINDING_BYTES, WORDS_NUMBER_BYTES);
    crypto_generichash_update(&state, (const uint8_t *)label, sizeof label - 1);
    crypto_generichash_update(&state, inviter_number, WORDS_NUMBER_BYTES);
    int failed = crypto_generichash_final(&state, commitment, WORDS_NUMBER_BYTES);
    ALCOVE_ASSERT(failed == 0);
    sodium_memzero(&state, sizeof state);
}

bool words_commitment_holds(const uint8_t commitment[WORDS_NUMBER_BYTES],
                            const uint8_t channel_binding[WORDS_BINDING_BYTES],
                            const uint8_t inviter_number[WORDS_NUMBER_BYTES])
{
    ALCOVE_ASSERT(commitment != NULL);
    uint8_t again[WORDS_NUMBER_BYTES];
    words_commit(channel_binding, inviter_number, again);
    return sodium_memcmp(again, commitment, sizeof again) == 0;
}

void words_derive(const struct words_pairing *pairing, uint8_t code[WORDS_COUNT])
{
    static const char label[] = "alcove.words.code";
    uint8_t hash[32];
    crypto_generichash_state state;
    int first = memcmp(pairing->statics[0], pairing->statics[1], 32) <= 0 ? 0 : 1;
    crypto_generichash_init(&state, pairing->channel_binding, WORDS_BINDING_BYTES, sizeof hash);
    crypto_generichash_update(&state, (const uint8_t *)label, sizeof label - 1);
    crypto_generichash_update(&state, pairing->statics[first], 32);
    crypto_generichash_update(&state, pairing->statics[1 - first], 32);
    crypto_generichash_update(&state, pairing->joiner_number, WORDS_NUMBER_BYTES);
    crypto_generichash_update(&state, pairing->inviter_number, WORDS_NUMBER_BYTES);
    int failed = crypto_generichash_final(&state, hash, sizeof hash);
    ALCOVE_ASSERT(failed == 0);
    memcpy(code, hash, WORDS_COUNT);
    sodium_memzero(hash, sizeof hash);
    sodium_memzero(&state, sizeof state);
}

const char *words_word(unsigned place, uint8_t byte)
{
    ALCOVE_ASSERT(place < WORDS_COUNT);
    return words_english[byte][place % 2];
}

const char *words_phrase(const uint8_t code[WORDS_COUNT], char out[WORDS_PHRASE_BYTES_MAX])
{
    size_t size = 0;
    for (unsigned i = 0; i < WORDS_COUNT; i++) {
        const char *word = words_word(i, code[i]);
        size_t length = strlen(word);
        ALCOVE_ASSERT(length > 0 && length < WORDS_WORD_BYTES_MAX);
        memcpy(out + size, word, length);
        size += length;
        out[size++] = i + 1 < WORDS_COUNT ? ' ' : '\0';
    }
    return out;
}
