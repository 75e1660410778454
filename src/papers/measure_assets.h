/* The packs of assets/measures as C arrays, which the build makes (tools/build/house.zig). Called
 * by papers/measure.c only. */
#ifndef ALCOVE_PAPERS_MEASURE_ASSETS_H
#define ALCOVE_PAPERS_MEASURE_ASSETS_H

#include <stddef.h>

struct measure_asset {
    const char *bytes; /* JSON */
    size_t size;
};
extern const struct measure_asset measure_assets[];
extern const size_t measure_asset_count;

#endif
