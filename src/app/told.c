#include "app/told.h"

#include <stdio.h>
#include <string.h>

#include "app/deck_file.h"
#include "records/utf8.h"
#include "session/deck_shipped.h"
#include "session/heap.h"

static const char *say(const struct deck *deck, enum deck_key key, const struct told *told,
                       char out[DECK_SAID_BYTES])
{
    const struct deck_fact facts[] = {
        {"name", told->name != NULL ? told->name : ""},
        {"words", told->words != NULL ? told->words : ""},
    };
    out[0] = '\0';
    return key == 0 ? out : deck_fill(deck, key, facts, sizeof facts / sizeof facts[0], out);
}

static void put(const struct deck *deck, const struct told *told, char out[TOLD_BYTES])
{
    char what[DECK_SAID_BYTES];
    char to_do[DECK_SAID_BYTES];
    char both[2 * DECK_SAID_BYTES];
    say(deck, told->what, told, what);
    say(deck, told->to_do, told, to_do);
    snprintf(both, sizeof both, "%s%s%s", told->what == 0 ? told->words : what,
             to_do[0] == '\0' ? "" : " ", to_do);
    size_t size = utf8_prefix(both, strlen(both), TOLD_BYTES - 1);
    memcpy(out, both, size);
    out[size] = '\0';
    explicit_bzero(what, sizeof what);
    explicit_bzero(both, sizeof both);
}

const char *told_say(const struct deck *deck, const struct told *told, char out[TOLD_BYTES])
{
    struct deck english;
    size_t language;
    out[0] = '\0';
    if (deck != NULL) {
        put(deck, told, out);
        return out;
    }
    if (!deck_file_language("en", &language) ||
        deck_open_shipped(language, &heap_memory, &english) != DECK_OK)
        return out;
    put(&english, told, out);
    deck_close(&english);
    return out;
}
