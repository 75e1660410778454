/* The files of assets/decks as C arrays, which the build makes (tools/build/house.zig). Called by
 * session/deck_shipped.c only. */
#ifndef ALCOVE_SESSION_DECK_ASSETS_H
#define ALCOVE_SESSION_DECK_ASSETS_H

#include <stddef.h>

struct deck_asset {
    const char *language; /* the name of the file without ".deck" */
    const char *bytes;
    size_t size;
};
extern const struct deck_asset deck_assets[];
extern const size_t deck_asset_count;

#endif
