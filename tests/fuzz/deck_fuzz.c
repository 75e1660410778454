/* rooms: session */
/* Deck files of anyone. What is refused has a line and a sentence; what is taken is kept byte for
 * byte, can be laid over a shipped deck, and what comes of that is whole and stays the same. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/heap.h"
#include "session/deck.h"
#include "session/deck_shipped.h"

static void fill_all(const struct deck *deck)
{
    static const struct deck_fact facts[] = {
        {"name", "Maya {name}"}, {"time", "15:00"}, {"end", "15:50"},    {"words", "\xd9\x85"},
        {"place", "home"},       {"delay", "0.4"},  {"plan", "call me"}, {"minutes", "5"},
        {"percent", "50"},       {"count", "3"},    {"seconds", "12"},   {"day", "Monday"},
        {"number", "000"},       {"total", "42"},   {"value", "7"},
    };
    char said[DECK_SAID_BYTES];
    for (enum deck_key key = DECK_LANGUAGE; key < DECK_KEYS; key++) {
        deck_fill(deck, key, facts, sizeof facts / sizeof facts[0], said);
        require(said[0] != '\0');
    }
}

static void lay_over(const struct deck *own)
{
    struct deck base, both, again;
    struct deck_error error;
    require(deck_open_shipped(0, &memory, &base) == DECK_OK);
    if (deck_merge(&base, own, &both, &error) == DECK_OK) {
        require(deck_is_whole(&both, &error));
        fill_all(&both);
        require(deck_merge(&both, own, &again, &error) == DECK_OK);
        require(both.size == again.size && memcmp(both.bytes, again.bytes, both.size) == 0);
        deck_close(&again);
        deck_close(&both);
    }
    deck_close(&base);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct deck deck;
    struct deck_error error = {0};
    /* A copy of the exact size, so that a read past its end is seen. */
    uint8_t *exact = malloc(size + (size == 0));
    require(exact != NULL);
    memcpy(exact, data, size);
    enum deck_outcome outcome = deck_parse(exact, size, &memory, &deck, &error);
    require(outcome != DECK_NO_MEMORY);
    if (outcome == DECK_MALFORMED) {
        require(error.text[0] != '\0' && (error.line > 0 || size > DECK_BYTES_MAX));
    } else {
        require(deck.size == size && memcmp(deck.bytes, exact, size) == 0);
        lay_over(&deck);
        deck_close(&deck);
    }
    require(held == 0);
    free(exact);
    return 0;
}
