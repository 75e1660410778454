#include "app/told.h"

#include <stdio.h>
#include <string.h>

#include "app/deck_file.h"
#include "base/assert.h"
#include "records/utf8.h"
#include "session/deck_shipped.h"
#include "session/heap.h"

struct told told_store(enum deck_key what, const struct store_error *error)
{
    static const enum deck_key plain[] = {
        [STORE_ERROR_BUSY] = DECK_NOTES_STORE_BUSY,
        [STORE_ERROR_MISSING] = DECK_NOTES_STORE_MISSING,
        [STORE_ERROR_REFUSED] = DECK_NOTES_STORE_REFUSED,
        [STORE_ERROR_FULL] = DECK_NOTES_STORE_FULL,
        [STORE_ERROR_DAMAGED] = DECK_NOTES_STORE_DAMAGED,
        [STORE_ERROR_NEWER] = DECK_NOTES_STORE_NEWER,
        [STORE_ERROR_INVALID] = DECK_NOTES_STORE_INVALID,
        [STORE_ERROR_LOCKED] = DECK_NOTES_STORE_LOCKED,
        [STORE_ERROR_DISK] = DECK_NOTES_STORE_DISK,
    };
    return (struct told){.what = what, .words = error->text, .plain = plain[error->kind]};
}

struct told told_device(const struct device_error *error)
{
    static const enum deck_key plain[] = {
        [DEVICE_ERROR_NOT_FOUND] = DECK_NOTES_DEVICE_MISSING,
        [DEVICE_ERROR_BUSY] = DECK_NOTES_DEVICE_BUSY,
        [DEVICE_ERROR_UNREADABLE] = DECK_NOTES_DEVICE_REFUSED,
        [DEVICE_ERROR_FORMAT] = DECK_NOTES_DEVICE_FORMAT,
        [DEVICE_ERROR_MEMORY] = DECK_NOTES_NO_MEMORY,
    };
    return (struct told){.words = error->text, .plain = plain[error->kind]};
}

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
    const char *words = told->words != NULL ? told->words : "";
    say(deck, told->what, told, what);
    say(deck, told->to_do, told, to_do);
    snprintf(both, sizeof both, "%s%s%s", told->what == 0 ? words : what,
             to_do[0] == '\0' ? "" : " ", to_do);
    size_t size = utf8_prefix(both, strlen(both), TOLD_BYTES - 1);
    memcpy(out, both, size);
    out[size] = '\0';
    explicit_bzero(what, sizeof what);
    explicit_bzero(both, sizeof both);
}

const char *told_say(struct told_to to, const struct told *told, char out[TOLD_BYTES])
{
    struct told said = *told;
    struct deck english;
    size_t language;
    ALCOVE_ASSERT(!to.window || to.deck != NULL);
    out[0] = '\0';
    if (to.window && told->plain != 0)
        said.words = deck_text(to.deck, told->plain);
    if (!to.window && told->by_hand != 0)
        said.to_do = told->by_hand;
    if (to.deck != NULL) {
        put(to.deck, &said, out);
        return out;
    }
    if (!deck_file_language("en", &language) ||
        deck_open_shipped(language, &heap_memory, &english) != DECK_OK)
        return out;
    put(&english, &said, out);
    deck_close(&english);
    return out;
}
