/* Four words that two people who paired read aloud to each other, to know that nobody sits between
 * them. Called by the app at the end of a pairing, and whenever the words are shown.
 *
 * The 32 bits behind the words come from the pairing's handshake hash, which is the same on both
 * sides only if they spoke to each other, and from one random number of each side. The inviter
 * commits to its number before it sees the joiner's, and shows it after: so whoever stands in the
 * middle of two handshakes has fixed both before the first word can be known, and matches by luck
 * alone, once in 2^32. Without the commitment one could try keys until the words match (2^32 hashes
 * are minutes of work).
 *
 * The words are in assets/words: a line for each byte, its word at an even place and its word at an
 * odd place, so that two words in the wrong order are noticed. */
#ifndef ALCOVE_REACH_WORDS_H
#define ALCOVE_REACH_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#define WORDS_COUNT            4
#define WORDS_LIST_COUNT       256
#define WORDS_NUMBER_BYTES     32
#define WORDS_BINDING_BYTES    64
#define WORDS_WORD_BYTES_MAX   10 /* 9 bytes and a NUL */
#define WORDS_PHRASE_BYTES_MAX (WORDS_COUNT * WORDS_WORD_BYTES_MAX)

/* What both sides have in common after a pairing. */
struct words_pairing {
    uint8_t channel_binding[WORDS_BINDING_BYTES]; /* the handshake hash, link/link.h */
    uint8_t statics[2][32];                       /* both public keys, in either order */
    uint8_t inviter_number[WORDS_NUMBER_BYTES];
    uint8_t joiner_number[WORDS_NUMBER_BYTES];
};

/* What the inviter sends first; it keeps the number until the joiner's has come. */
void words_commit(const uint8_t channel_binding[WORDS_BINDING_BYTES],
                  const uint8_t inviter_number[WORDS_NUMBER_BYTES],
                  uint8_t commitment[WORDS_NUMBER_BYTES]);
/* Whether the number that was shown is the one committed to. If not: end the pairing. */
bool words_commitment_holds(const uint8_t commitment[WORDS_NUMBER_BYTES],
                            const uint8_t channel_binding[WORDS_BINDING_BYTES],
                            const uint8_t inviter_number[WORDS_NUMBER_BYTES]);

/* The four bytes behind the words; a byte is the line of a word. */
void words_derive(const struct words_pairing *pairing, uint8_t code[WORDS_COUNT]);

/* The word at `place` (0 to WORDS_COUNT - 1) for a byte of the code; static. */
const char *words_word(unsigned place, uint8_t byte);
/* All four with a space between, NUL-terminated in `out`, which is returned. */
const char *words_phrase(const uint8_t code[WORDS_COUNT], char out[WORDS_PHRASE_BYTES_MAX]);

#endif
