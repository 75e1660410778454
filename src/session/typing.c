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

static bool is_told(const struct typing *typing)
{
    return typing->mine.size == typing->told.size &&
           memcmp(typing->mine.text, typing->told.text, typing->mine.size) == 0;
}

uint64_t typing_due(const struct typing *typing)
{
    bool quiet = !typing->on || typing->waits || is_told(typing);
    return quiet ? UINT64_MAX : typing->next_us;
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
    return (struct typing_change){
        .off = (uint32_t)(typing->told.size - same),
        .add = {typing->mine.text + same, typing->mine.size - same},
    };
}

void typing_told(struct typing *typing, uint64_t now_us)
{
    typing->told = typing->mine;
    typing->waits = true;
    typing->next_us = now_us + TYPING_EVERY_US;
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

bool typing_take(struct typing *typing, uint64_t now_us, const struct typing_change *change)
{
    struct typed *theirs = &typing->theirs;
    if (change->off > theirs->size)
        return false;
    size_t kept = theirs->size - change->off;
    bool fits = change->add.size <= BODY_TEXT_BYTES_MAX - kept;
    if (!fits || utf8_prefix(theirs->text, theirs->size, kept) != kept)
        return false;
    explicit_bzero(theirs->text + kept, change->off);
    if (change->add.size > 0)
        memcpy(theirs->text + kept, change->add.bytes, change->add.size);
    theirs->size = kept + change->add.size;
    theirs->text[theirs->size] = '\0';
    typing->theirs_at_us = now_us;
    return true;
}

void typing_forget_theirs(struct typing *typing)
{
    typed_wipe(&typing->theirs);
}
