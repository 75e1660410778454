#include "session/deck_shipped.h"

#include "base/assert.h"
#include "session/deck_assets.h"

size_t deck_shipped_count(void)
{
    return deck_asset_count;
}

const char *deck_shipped_language(size_t index)
{
    ALCOVE_ASSERT(index < deck_asset_count);
    return deck_assets[index].language;
}

enum deck_outcome deck_open_shipped(size_t index, const struct alcove_memory *memory,
                                    struct deck *out)
{
    struct deck_error error;
    ALCOVE_ASSERT(index < deck_asset_count);
    const struct deck_asset *asset = &deck_assets[index];
    enum deck_outcome outcome = deck_parse(asset->bytes, asset->size, memory, out, &error);
    ALCOVE_ASSERT(outcome != DECK_MALFORMED);
    ALCOVE_ASSERT(outcome != DECK_OK || deck_is_whole(out, &error));
    return outcome;
}
