/* The drawings of assets/icons and assets/logo as the build bakes them (tools/build/icons.zig).
 * Coordinates are 1/256 of a grid of 24 by 24. mask.c makes icons of them, logo.c the logo. */
#ifndef ALCOVE_WIDGETS_ICON_ASSETS_H
#define ALCOVE_WIDGETS_ICON_ASSETS_H

#include "widgets/coverage.h"
#include "widgets/draw_list.h"

#define ICON_GRID_PARTS 256
#define ICON_SHAPES_MAX 24
#define ICON_CLEARS     0xffffffu /* what an icon has in white is taken away */

struct icon_shape {
    uint16_t first; /* of icon_points */
    uint16_t count;
    int16_t half;    /* of its stroke; 0: the area inside */
    uint32_t colour; /* 0xRRGGBB */
};

struct icon_asset {
    uint16_t first; /* of icon_shapes */
    uint16_t count; /* at most ICON_SHAPES_MAX */
    bool mirrored;  /* points along the line: turned around from right to left */
};

extern const struct coverage_point icon_points[];
extern const struct icon_shape icon_shapes[];
extern const struct icon_asset icon_assets[ICON_COUNT];
extern const struct icon_asset logo_asset;

/* The shape on a square of so many pixels; it does not clear. */
static inline struct coverage_shape icon_coverage(const struct icon_shape *shape, int side)
{
    return (struct coverage_shape){
        .points = icon_points + shape->first,
        .count = shape->count,
        .scale = side,
        .half = shape->half,
    };
}

#endif
