#include "session/typing.h"

#include <string.h>

#include "base/assert.h"
#include "records/utf8.h"

static void typed_wipe(struct typed *typed)
{
    explicit_bzero(typed, sizeof *typed);
}

bool typing_set(struct typing *typing, const char *text)
{
    size_t size = strlen(text);
    if (size > BODY_TEXT_BYTES_MAX || !utf8_is_text(text, size))
        return false;
    typed_wipe(&typing->mine);
    memcpy(typing->mine.text, text, size + 1);
    typing->mine.size = size;
    return true;
}

bool typing_is_told(const struct typing *typing)
{
    return typing->mine.size == typing->told.size &&
           memcmp(typing->mine.text, typing->told.text, typing->mine.size) == 0;
}

uint64_t typing_due(const struct typing *typing)
{
    bool quiet = !typing->on || typing->waits || typing_is_told(typing);
    return quiet ? UINT64_MAX : typing->next_us;
}

static bool begins_character(char byte)
{
    return ((uint8_t)byte & 0xc0) != 0x80;
}

/* How many bytes both begin with, in whole characters. */
static size_t common(const struct typed *a, const struct typed *b)
{
    size_t same = 0;
    while (same < a->size && same < b->size && a->text[same] == b->text[same])
        same++;
    size_t whole = utf8_prefix(a->text, a->size, same);
    ALCOVE_ASSERT(whole <= same);
    return whole;
}

struct typing_change typing_change(const struct typing *typing)
{
    size_t same = common(&typing->mine, &typing->told);
    const char *rest = typing->mine.text + same;
    size_t size = typing->mine.size - same;
    struct typing_change change = {.typed = {rest, utf8_prefix(rest, size, BODY_TYPED_BYTES_MAX)}};
    for (size_t i = same; i < typing->told.size; i++)
        change.taken += begins_character(typing->told.text[i]);
    return change;
}

/* Where the last `count` characters begin; SIZE_MAX where there are fewer. */
static size_t characters_back(const struct typed *typed, size_t count)
{
    size_t at = typed->size;
    while (count > 0 && at > 0)
        count -= begins_character(typed->text[--at]);
    return count == 0 ? at : SIZE_MAX;
}

static bool apply(struct typed *typed, const struct typing_change *change)
{
    size_t kept = characters_back(typed, change->taken);
    if (kept == SIZE_MAX || change->typed.size > BODY_TEXT_BYTES_MAX - kept)
        return false;
    explicit_bzero(typed->text + kept, typed->size - kept);
    if (change->typed.size > 0)
        memcpy(typed->text + kept, change->typed.bytes, change->typed.size);
    typed->size = kept + change->typed.size;
    typed->text[typed->size] = '\0';
    return true;
}

void typing_later(struct typing *typing, uint64_t now_us)
{
    typing->next_us = now_us + TYPING_EVERY_US;
}

void typing_told(struct typing *typing, uint64_t now_us)
{
    const struct typing_change change = typing_change(typing);
    bool fits = apply(&typing->told, &change);
    ALCOVE_ASSERT(fits);
    typing->waits = true;
    typing_later(typing, now_us);
}

void typing_left(struct typing *typing)
{
    typing->waits = false;
}

void typing_done(struct typing *typing)
{
    typed_wipe(&typing->mine);
    typed_wipe(&typing->told);
}

void typing_forget_told(struct typing *typing)
{
    typed_wipe(&typing->told);
    typing->waits = false;
}

bool typing_take(struct typing *typing, uint64_t now_us, const struct typing_change *change)
{
    if (!apply(&typing->theirs, change))
        return false;
    typing->theirs_at_us = now_us;
    return true;
}

void typing_forget_theirs(struct typing *typing)
{
    typed_wipe(&typing->theirs);
}
