#include "devices/portrait_room.h"

#include <math.h>

#define BLUR 0.008F /* softness of edges in the background */

static struct colour plaster(struct colour wall, float x, float y, uint32_t seed)
{
    float grain = 0.03F * paint_texture(x * 9, y * 9, 3, seed);
    float fine = 0.025F * paint_texture(x * 60, y * 60, 2, seed + 5);
    return paint_light(wall, 1 + grain + fine);
}

/* Books of several heights and colours on three boards. */
static void shelf_paint(const struct portrait *p, float x, float y, struct ink *ink)
{
    static const uint32_t colours[] = {0x7a3b34, 0x385a6b, 0xc9a55f, 0x4d6a4f,
                                       0xd8cbb2, 0x8b6b8f, 0x2f3f55, 0xb8704a};
    float left = -0.85F;
    float inside = paint_cover(paint_box(x - left, y, 0.30F, 0.62F), BLUR);
    if (inside <= 0)
        return;
    paint_over(ink, paint_light(p->wood, 0.52F), inside);
    float row = (y + 0.62F) / 0.27F;
    float in_row = row - floorf(row);
    float place = (x + 2) / 0.037F;
    uint32_t book = paint_hash((uint32_t)(int)floorf(place) * 31 + (uint32_t)(int)floorf(row));
    float in_book = place - floorf(place);
    float top = 0.18F + 0.30F * (float)(book & 255) / 255;
    float spine = paint_cover(fabsf(in_book - 0.5F) - 0.44F, 0.10F);
    float cover = paint_step(top - 0.03F, top + 0.03F, in_row) * spine;
    struct colour colour = paint_rgb(colours[book >> 8 & 7]);
    float band = (book >> 12 & 3) == 0 ? paint_bump(in_row - 0.62F, 0.05F) : 0;
    colour = paint_light(colour, 0.80F + 0.25F * paint_bump(in_book - 0.35F, 0.4F) + 0.4F * band);
    if ((book >> 16 & 7) != 0)
        paint_over(ink, colour, inside * cover);
    float board = paint_bump(in_row < 0.5F ? in_row : in_row - 1, 0.085F);
    paint_over(ink, paint_light(p->wood, 1.05F), inside * paint_step(0.15F, 0.5F, board));
    float side = fabsf(fabsf(x - left) - 0.29F) - 0.012F;
    paint_over(ink, p->wood, inside * paint_cover(side, BLUR));
}

static void plant_paint(float x, float y, struct ink *ink)
{
    float px = x - 0.70F;
    for (int i = 0; i < 11; i++) {
        float turns = 0.53F + 0.044F * (float)i;
        float dx = paint_wave((double)turns + 0.25);
        float dy = paint_wave((double)turns);
        float length = 0.19F + 0.06F * paint_noise((float)i * 1.7F, 3, 81);
        float along = px * dx + (y - 0.34F) * dy;
        float across = px * dy - (y - 0.34F) * dx + 0.5F * (along - 0.1F) * (along - 0.1F);
        float leaf = paint_ellipse(along - length, across, length * 0.62F, 0.034F);
        float vein = 0.12F * paint_bump(across, 0.006F);
        float light = 0.66F + 0.045F * (float)(i * 5 % 11) + vein - 0.5F * across;
        paint_over(ink, paint_light(paint_rgb(0x5d8a52), light), paint_cover(leaf, BLUR * 0.7F));
    }
    float pot = paint_box(px, y - 0.50F, 0.085F - 0.10F * (y - 0.45F), 0.15F);
    paint_over(ink, paint_light(paint_rgb(0xc27a55), 1.05F - 2.2F * fabsf(px + 0.02F)),
               paint_cover(pot, BLUR));
}

static void lamp_paint(float x, float y, struct ink *ink)
{
    float lx = x - 0.50F;
    float ly = y + 0.27F;
    float far = sqrtf(lx * lx + ly * ly);
    float glow = paint_step(0.75F, 0, far);
    paint_over(ink, paint_rgb(0xffe2ae), 0.55F * glow * glow);
    float pole = fmaxf(fabsf(lx) - 0.006F, 0.08F - ly);
    paint_over(ink, paint_rgb(0x6e5a40), paint_cover(pole, BLUR * 0.6F));
    float half = 0.085F + 0.28F * ly;
    float shade = fmaxf(fabsf(lx) - half, fabsf(ly) - 0.085F);
    float lit = 1.0F - 0.18F * paint_step(0.02F, 0.12F, fabsf(lx));
    paint_over(ink, paint_light(paint_rgb(0xffedc8), lit), paint_cover(shade, BLUR));
}

struct colour room_by_lamp(const struct portrait *p, float x, float y)
{
    struct colour wall = plaster(p->wall, x, y, 11);
    struct ink ink = {paint_light(wall, 0.90F - 0.16F * paint_step(-0.1F, 0.6F, y)), 1};
    shelf_paint(p, x, y, &ink);
    lamp_paint(x, y, &ink);
    plant_paint(x, y, &ink);
    return ink.colour;
}

static void window_paint(float x, float y, struct ink *ink)
{
    float wx = x + 0.58F;
    float wy = y + 0.10F;
    float frame = paint_box(wx, wy, 0.235F, 0.295F);
    float pane = paint_box(wx, wy, 0.215F, 0.275F);
    paint_over(ink, paint_rgb(0xe8ebee), paint_cover(frame, BLUR));
    struct colour sky =
        paint_mix(paint_rgb(0x5f7fae), paint_rgb(0xf3b98a), paint_step(-0.30F, 0.16F, wy));
    float cloud = paint_step(0.02F, 0.35F, paint_texture(wx * 4, wy * 13, 4, 21));
    sky = paint_mix(sky, paint_rgb(0xf5d3bb), 0.5F * cloud);
    float roofs = 0.15F + 0.03F * paint_noise(floorf(wx * 16), 0, 23);
    sky = paint_mix(sky, paint_rgb(0x4a5468), paint_step(roofs - 0.01F, roofs + 0.01F, wy));
    paint_over(ink, sky, paint_cover(pane, BLUR));
    float bars = fminf(fabsf(wx), fabsf(wy + 0.04F)) - 0.009F;
    paint_over(ink, paint_rgb(0xdfe3e8), paint_cover(bars, BLUR) * paint_cover(pane, BLUR));
}

static void curtain_paint(float x, float y, struct ink *ink)
{
    float hang = x + 0.335F - 0.015F * paint_wave((double)y * 0.8);
    float edge = fmaxf(fabsf(hang) - 0.065F, y - 0.46F);
    float fold =
        0.90F + 0.14F * paint_wave((double)hang * 21) + 0.04F * paint_noise(x * 50, y * 9, 25);
    paint_over(ink, paint_light(paint_rgb(0xc3ccd8), fold), 0.96F * paint_cover(edge, BLUR));
}

static void frame_paint(const struct portrait *p, float x, float y, struct ink *ink)
{
    float fx = x - 0.58F;
    float fy = y + 0.18F;
    paint_over(ink, paint_light(p->wall, 0.72F),
               0.6F * paint_cover(paint_box(fx - 0.012F, fy - 0.014F, 0.15F, 0.12F), 0.02F));
    paint_over(ink, paint_rgb(0x3b3a44), paint_cover(paint_box(fx, fy, 0.15F, 0.12F), BLUR));
    paint_over(ink, paint_rgb(0xf0ece4), paint_cover(paint_box(fx, fy, 0.136F, 0.106F), BLUR));
    float hills = fy - 0.02F - 0.03F * paint_noise(fx * 14, 1, 27);
    struct colour art =
        paint_mix(paint_rgb(0xe9c9a0), paint_rgb(0x5e8a90), paint_step(-0.01F, 0.01F, hills));
    art = paint_mix(art, paint_rgb(0x35586b), paint_step(0.02F, 0.04F, hills - 0.2F * fx));
    art = paint_mix(art, paint_rgb(0xd9774f),
                    paint_cover(paint_ellipse(fx - 0.04F, fy + 0.03F, 0.02F, 0.02F), 0.005F));
    paint_over(ink, art, paint_cover(paint_box(fx, fy, 0.10F, 0.075F), BLUR));
}

static void sofa_paint(float x, float y, struct ink *ink)
{
    float back =
        0.33F + 0.012F * paint_wave((double)x * 0.9) + 0.05F * paint_step(0.7F, 0.95F, fabsf(x));
    float weave = 0.05F * paint_texture(x * 80, y * 80, 2, 28);
    float light = 0.95F - 0.5F * paint_step(back, back + 0.26F, y) +
                  0.16F * paint_bump(y - back - 0.02F, 0.025F) + weave;
    float seam = paint_bump(fabsf(x) - 0.44F, 0.010F);
    paint_over(ink, paint_light(paint_rgb(0x56687d), light - 0.2F * seam),
               paint_cover(back - y, BLUR));
    float cushion = paint_ellipse(x - 0.62F, y - 0.44F + 0.1F * x, 0.15F, 0.12F);
    paint_over(ink,
               paint_light(paint_rgb(0xd0a253),
                           1.0F + 0.1F * paint_texture(x * 30, y * 30, 3, 29) - 0.8F * (y - 0.4F)),
               paint_cover(cushion, BLUR));
}

struct colour room_at_dusk(const struct portrait *p, float x, float y)
{
    struct colour wall = plaster(p->wall, x, y, 12);
    float from_window = paint_step(1.3F, -0.5F, x);
    struct ink ink = {paint_light(wall, 0.72F + 0.32F * from_window), 1};
    window_paint(x, y, &ink);
    curtain_paint(x, y, &ink);
    frame_paint(p, x, y, &ink);
    sofa_paint(x, y, &ink);
    return ink.colour;
}
