#include "devices/paint.h"

#include <math.h>

struct colour paint_rgb(uint32_t rgb)
{
    float r = (float)(rgb >> 16 & 255);
    float g = (float)(rgb >> 8 & 255);
    float b = (float)(rgb & 255);
    return (struct colour){
        .y = 16 + 0.257F * r + 0.504F * g + 0.098F * b,
        .u = 128 - 0.148F * r - 0.291F * g + 0.439F * b,
        .v = 128 + 0.439F * r - 0.368F * g - 0.071F * b,
    };
}

struct colour paint_mix(struct colour a, struct colour b, float share_of_b)
{
    return (struct colour){
        .y = a.y + (b.y - a.y) * share_of_b,
        .u = a.u + (b.u - a.u) * share_of_b,
        .v = a.v + (b.v - a.v) * share_of_b,
    };
}

struct colour paint_light(struct colour colour, float factor)
{
    return (struct colour){
        .y = 16 + (colour.y - 16) * factor,
        .u = 128 + (colour.u - 128) * factor,
        .v = 128 + (colour.v - 128) * factor,
    };
}

void paint_over(struct ink *ink, struct colour colour, float cover)
{
    float both = ink->cover + cover - ink->cover * cover;
    if (both <= 0)
        return;
    ink->colour = paint_mix(ink->colour, colour, cover / both);
    ink->cover = both;
}

float paint_step(float from, float to, float x)
{
    float t = (x - from) / (to - from);
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return t * t * (3 - 2 * t);
}

float paint_ellipse(float x, float y, float radius_x, float radius_y)
{
    float nx = x / radius_x;
    float ny = y / radius_y;
    return (sqrtf(nx * nx + ny * ny) - 1) * (radius_x < radius_y ? radius_x : radius_y);
}

float paint_box(float x, float y, float half_width, float half_height)
{
    float dx = fabsf(x) - half_width;
    float dy = fabsf(y) - half_height;
    if (dx > 0 && dy > 0)
        return sqrtf(dx * dx + dy * dy);
    return dx > dy ? dx : dy;
}

float paint_cover(float distance, float softness)
{
    return paint_step(softness, -softness, distance);
}

float paint_bump(float x, float width)
{
    return paint_step(width, 0, fabsf(x));
}

float paint_wave(double turns)
{
    double fraction = turns - floor(turns);
    /* Bhaskara's approximation of half a wave: it needs no library and has no jump. */
    double half = fraction < 0.5 ? 2 * fraction : 2 * fraction - 1;
    double product = half * (1 - half);
    double value = 16 * product / (5 - 4 * product);
    return (float)(fraction < 0.5 ? value : -value);
}

uint32_t paint_hash(uint32_t value)
{
    value ^= value >> 16;
    value *= UINT32_C(0x45d9f3b);
    value ^= value >> 15;
    value *= UINT32_C(0x2c1b3c6d);
    return value ^ value >> 16;
}

static float lattice(int x, int y, uint32_t seed)
{
    uint32_t h = paint_hash((uint32_t)x + paint_hash((uint32_t)y + paint_hash(seed)));
    return (float)(h >> 8) * (1.0F / 8388608.0F) - 1;
}

float paint_noise(float x, float y, uint32_t seed)
{
    float floor_x = floorf(x);
    float floor_y = floorf(y);
    int ix = (int)floor_x;
    int iy = (int)floor_y;
    float fx = paint_step(0, 1, x - floor_x);
    float fy = paint_step(0, 1, y - floor_y);
    float top = lattice(ix, iy, seed);
    float bottom = lattice(ix, iy + 1, seed);
    top += (lattice(ix + 1, iy, seed) - top) * fx;
    bottom += (lattice(ix + 1, iy + 1, seed) - bottom) * fx;
    return top + (bottom - top) * fy;
}

float paint_texture(float x, float y, int octaves, uint32_t seed)
{
    float value = 0;
    float share = 0.5F;
    for (int i = 0; i < octaves; i++) {
        value += share * paint_noise(x, y, seed + (uint32_t)i);
        x *= 2.1F;
        y *= 2.1F;
        share *= 0.55F;
    }
    return value;
}
