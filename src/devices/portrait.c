#include "devices/portrait.h"

#include <math.h>

#include "devices/portrait_room.h"

#define EDGE 0.0035F /* how soft an outline is: a bit more than a pixel at 360 lines */

const struct portrait_box portrait_head_box = {-0.27F, -0.33F, 0.27F, 0.36F};
const struct portrait_box portrait_body_box = {-0.66F, 0.06F, 0.66F, 0.70F};
const struct portrait_box portrait_eyes_box = {-0.115F, -0.055F, 0.115F, 0.025F};
const struct portrait_box portrait_mouth_box = {-0.085F, 0.07F, 0.085F, 0.185F};

void portrait_choose(struct portrait *out, uint32_t seed)
{
    if (seed % 2 == 1) {
        *out = (struct portrait){
            .long_hair = true,
            .glasses = true,
            .wall = paint_rgb(0xd9cdb8),
            .wood = paint_rgb(0x8a5f3c),
            .skin = paint_rgb(0xecbf9f),
            .blush = paint_rgb(0xdd8d78),
            .lips = paint_rgb(0xc56f68),
            .hair = paint_rgb(0x553626),
            .shine = paint_rgb(0x9a6d4a),
            .iris = paint_rgb(0x4f6b48),
            .garment = paint_rgb(0x2f6a66),
            .shirt = paint_rgb(0xf1e8da),
        };
        return;
    }
    *out = (struct portrait){
        .evening = true,
        .beard = true,
        .wall = paint_rgb(0x8c9cae),
        .wood = paint_rgb(0x4a4a5c),
        .skin = paint_rgb(0xb98158),
        .blush = paint_rgb(0xa5603f),
        .lips = paint_rgb(0x9a5548),
        .hair = paint_rgb(0x241c1c),
        .shine = paint_rgb(0x4d413e),
        .iris = paint_rgb(0x3d2817),
        .garment = paint_rgb(0xb4583a),
        .shirt = paint_rgb(0xe0d8cc),
    };
}

struct colour portrait_room(const struct portrait *portrait, float x, float y)
{
    return portrait->evening ? room_at_dusk(portrait, x, y) : room_by_lamp(portrait, x, y);
}

static void neck_paint(const struct portrait *p, float x, float y, struct ink *ink)
{
    float flare = paint_step(0.16F, 0.34F, y);
    float half = 0.068F + 0.05F * flare * flare;
    float cover = paint_cover(fabsf(x) - half, EDGE) * paint_step(0.07F, 0.09F, y);
    float shade = 0.94F - 0.30F * paint_step(0.29F, 0.17F, y) - 0.10F * paint_step(0, 0.09F, x);
    struct colour skin = paint_light(p->skin, shade);
    float tendon = paint_bump(fabsf(x) - 0.035F + 0.12F * (y - 0.2F), 0.012F);
    paint_over(ink, paint_light(skin, 1 - 0.04F * tendon), cover);
}

static struct colour cloth(struct colour base, float x, float y, uint32_t seed)
{
    float fold = paint_texture(x * 5 + 3 * y, y * 3, 3, seed);
    float knit = paint_texture(x * 70, y * 55, 2, seed + 9);
    float side = 0.22F * paint_step(0.12F, 0.5F, fabsf(x)) + 0.10F * paint_step(-0.1F, 0.4F, x);
    return paint_light(base, 1.08F - side + 0.20F * fold + 0.07F * knit);
}

struct ink portrait_body(const struct portrait *p, float x, float y)
{
    struct ink ink = {paint_light(p->garment, 0.8F), 0};
    float reach = fabsf(x) / 0.47F;
    float slope =
        0.235F + 0.07F * paint_step(0.05F, 0.3F, fabsf(x)) + 0.13F * reach * reach * reach;
    float shoulders = fmaxf(slope - y, fabsf(x) - 0.52F - 0.10F * paint_step(0.4F, 0.7F, y));
    struct colour garment = cloth(p->garment, x, y, p->evening ? 41 : 31);
    if (p->evening) {
        paint_over(&ink, garment, paint_cover(shoulders, EDGE));
        neck_paint(p, x, y, &ink);
        float front = y - 0.335F + 0.9F * x * x * 4;
        float rib = 0.93F + 0.08F * paint_wave((double)x * 60);
        paint_over(&ink, paint_light(garment, 0.86F * rib),
                   paint_cover(-front, EDGE) * paint_cover(front - 0.028F, EDGE) *
                       paint_cover(fabsf(x) - 0.13F, EDGE));
        paint_over(&ink, garment, paint_cover(0.027F - front, EDGE) * paint_cover(shoulders, EDGE));
        return ink;
    }
    /* The hair behind the neck, which the falls beside it do not cover. */
    float nape = fmaxf(fabsf(x) - 0.14F, y - 0.30F);
    paint_over(&ink, paint_light(p->hair, 0.62F), paint_cover(nape, EDGE));
    paint_over(&ink, cloth(p->shirt, x, y, 33), paint_cover(shoulders, EDGE));
    neck_paint(p, x, y, &ink);
    /* A blouse open in a small V, under a cardigan open in a long one. */
    float small = fabsf(x) - 0.52F * (0.43F - y);
    struct colour blouse = cloth(p->shirt, x, y, 33);
    float collar = paint_bump(small - 0.012F, 0.02F);
    paint_over(&ink, paint_light(blouse, 1 - 0.10F * collar),
               paint_cover(-small, EDGE) * paint_cover(shoulders, EDGE));
    float large = fabsf(x) - 0.105F + 0.10F * (y - 0.3F);
    float seam = 1 - 0.22F * paint_bump(large - 0.004F, 0.012F);
    paint_over(&ink, paint_light(garment, seam),
               paint_cover(-large, EDGE) * paint_cover(shoulders, EDGE));
    return ink;
}

/* Distance to the outline of the face, and in *r how far out a place is, 0 to 1. */
static float face_distance(const struct portrait *p, float x, float y, float *r)
{
    float jaw = p->beard ? 0.026F : 0.030F;
    float half = 0.152F - jaw * paint_step(0.01F, 0.22F, y);
    float height = y > 0 ? 0.208F : 0.235F;
    float nx = x / half;
    float ny = y / height;
    float round = nx * nx + ny * ny;
    /* Below the eyes a little squarer than an ellipse: a chin, not a point. */
    float square = nx * nx * ny * ny * (y > 0 ? 0.35F : 0);
    *r = sqrtf(round - square);
    return (*r - 1) * half;
}

static struct colour hair_colour(const struct portrait *p, float x, float y)
{
    if (!p->long_hair) {
        float curl = paint_texture(x * 62, y * 62, 3, 71);
        float top = paint_step(-0.10F, -0.26F, y) * paint_step(0.12F, -0.12F, x);
        return paint_mix(p->hair, p->shine, 0.25F + 0.55F * curl + 0.35F * top);
    }
    float along = y - 0.9F * x * x;
    float strand = paint_texture(x * 85 + 6 * paint_noise(along * 7, 1, 73), along * 6, 3, 72);
    float band = paint_bump(along + 0.185F - 0.02F * paint_noise(x * 20, 0, 74), 0.06F);
    return paint_mix(p->hair, p->shine, 0.22F + 0.5F * strand + 0.5F * band);
}

/* Distance to the outline of the hair on the head, without what falls beside the face. */
static float crown_distance(const struct portrait *p, float x, float y)
{
    return p->long_hair ? paint_ellipse(x, y + 0.055F, 0.186F, 0.240F)
                        : paint_ellipse(x, y + 0.055F, 0.160F, 0.222F);
}

static void hair_behind_paint(const struct portrait *p, float x, float y, struct ink *ink)
{
    float sway = 0.010F * paint_noise(y * 14, x < 0 ? 3 : 8, 75);
    float crown = crown_distance(p, x, y);
    if (!p->long_hair) {
        float rough = 0.006F * paint_noise(x * 60, y * 60, 76);
        paint_over(ink, hair_colour(p, x, y), paint_cover(crown + rough, EDGE));
        return;
    }
    float half = 0.186F + 0.014F * paint_step(-0.05F, 0.2F, y) + sway * paint_step(-0.05F, 0.1F, y);
    float fall =
        fmaxf(fabsf(x) - half,
              fmaxf(-0.06F - y, y - 0.27F + 2.2F * (fabsf(x) - 0.16F) * (fabsf(x) - 0.16F)));
    struct colour shade = paint_light(hair_colour(p, x, y), 0.82F);
    paint_over(ink, shade, paint_cover(fminf(crown, fall), EDGE));
    /* Between the falls the neck is seen. */
    float gap = paint_ellipse(x, y - 0.30F, 0.082F, 0.16F);
    ink->cover *= 1 - paint_cover(gap, 0.006F);
}

static void hair_front_paint(const struct portrait *p, float x, float y, struct ink *ink)
{
    float crown = crown_distance(p, x, y);
    float line;
    if (p->long_hair) {
        float from_parting = x + 0.045F;
        float sweep = from_parting > 0 ? 4.6F : 11.0F;
        line = -0.185F + sweep * from_parting * from_parting;
        line = fminf(line, 0.26F);
        crown = fminf(crown, fmaxf(fabsf(x) - 0.186F, fabsf(y - 0.10F) - 0.155F));
    } else {
        float side = paint_step(0.10F, 0.142F, fabsf(x));
        line = -0.128F + 0.012F * paint_noise(x * 40, 2, 77) - 0.25F * x * x + 0.135F * side;
    }
    float cover = paint_cover(y - line, p->long_hair ? EDGE : 0.007F) * paint_cover(crown, EDGE);
    float shadow = paint_cover(y - line - 0.016F, 0.016F) * ink->cover;
    paint_over(ink, paint_light(p->skin, 0.72F), 0.45F * shadow * paint_cover(crown, EDGE));
    paint_over(ink, hair_colour(p, x, y), cover);
}

static struct colour skin_colour(const struct portrait *p, float x, float y, float r)
{
    float light = 1.06F - 0.20F * r * r * r - 0.75F * x * (0.3F + r);
    light += 0.020F * paint_texture(x * 30, y * 30, 3, 61);
    light += 0.06F * paint_bump(x + 0.03F, 0.09F) * paint_bump(y + 0.12F, 0.08F);
    struct colour skin = paint_light(p->skin, light);
    float cheek = paint_bump(fabsf(x) - 0.085F, 0.06F) * paint_bump(y - 0.065F, 0.055F);
    return paint_mix(skin, p->blush, 0.38F * cheek);
}

static void nose_paint(float x, float y, struct ink *ink)
{
    float side = paint_bump(x - 0.021F, 0.014F) * paint_bump(y - 0.015F, 0.07F);
    float ridge = paint_bump(x + 0.003F, 0.011F) * paint_bump(y - 0.01F, 0.075F);
    float tip = paint_bump(x + 0.004F, 0.018F) * paint_bump(y - 0.052F, 0.018F);
    float under = paint_bump(x, 0.034F) * paint_bump(y - 0.079F, 0.014F);
    float wing = paint_bump(fabsf(x) - 0.015F, 0.009F) * paint_bump(y - 0.073F, 0.008F);
    float factor = 1 - 0.13F * side + 0.06F * ridge + 0.07F * tip - 0.16F * under - 0.38F * wing;
    ink->colour = paint_light(ink->colour, factor);
}

static void brows_paint(const struct portrait *p, float x, float y, struct ink *ink)
{
    float along = (fabsf(x) - 0.066F) / 0.040F;
    float arch = -0.073F - 0.010F * (1 - along * along) + 0.004F * along;
    float thick = (p->beard ? 0.0085F : 0.0062F) * (1 - 0.45F * paint_step(0, 1, along));
    float cover =
        paint_cover(fabsf(y - arch) - thick, 0.003F) * paint_cover(fabsf(along) - 1, 0.12F);
    float hairs = 0.75F + 0.25F * paint_noise(x * 190, y * 60, 66);
    paint_over(ink, paint_mix(p->hair, p->skin, 0.18F), 0.85F * cover * hairs);
}

static void beard_paint(const struct portrait *p, float x, float y, struct ink *ink)
{
    float low = paint_step(0.055F, 0.10F, y + 0.45F * (fabsf(x) - 0.06F));
    float sides = paint_step(0.112F, 0.135F, fabsf(x)) * paint_step(-0.03F, 0.02F, y);
    float area = fmaxf(low, sides);
    float lip = paint_cover(paint_ellipse(x, y - 0.128F, 0.047F, 0.026F), 0.008F);
    float cheek = paint_bump(fabsf(x) - 0.06F, 0.05F) * paint_bump(y - 0.075F, 0.035F);
    float stubble = 0.62F + 0.22F * paint_texture(x * 120, y * 90, 2, 67);
    paint_over(ink, p->hair, area * (1 - lip) * (1 - 0.9F * cheek) * stubble);
}

static void ears_paint(const struct portrait *p, float x, float y, struct ink *ink)
{
    float ear = paint_ellipse(fabsf(x) - 0.153F, y - 0.012F, 0.024F, 0.043F);
    float inner = paint_ellipse(fabsf(x) - 0.155F, y - 0.010F, 0.011F, 0.026F);
    float light = 0.90F - 0.8F * x - 0.16F * paint_cover(inner, 0.008F);
    paint_over(ink, paint_mix(paint_light(p->skin, light), p->blush, 0.2F), paint_cover(ear, EDGE));
}

struct ink portrait_head(const struct portrait *p, float x, float y)
{
    struct ink ink = {p->hair, 0};
    hair_behind_paint(p, x, y, &ink);
    if (!p->long_hair)
        ears_paint(p, x, y, &ink);
    float r = 0;
    float face = face_distance(p, x, y, &r);
    float inside = paint_cover(face, EDGE);
    if (inside > 0) {
        struct ink skin = {skin_colour(p, x, y, r), 1};
        nose_paint(x, y, &skin);
        float socket = paint_bump(fabsf(x) - 0.062F, 0.045F) * paint_bump(y + 0.03F, 0.035F);
        skin.colour = paint_light(skin.colour, 1 - 0.10F * socket);
        float crease = paint_bump(fabsf(x) - 0.042F - 0.30F * (y - 0.07F), 0.007F) *
                       paint_bump(y - 0.098F, 0.03F);
        skin.colour = paint_light(skin.colour, 1 - 0.10F * crease);
        if (p->beard)
            beard_paint(p, x, y, &skin);
        brows_paint(p, x, y, &skin);
        paint_over(&ink, skin.colour, inside);
    }
    hair_front_paint(p, x, y, &ink);
    return ink;
}

static void eye_paint(const struct portrait *p, const struct expression *e, float x, float y,
                      struct ink *ink)
{
    float half = 0.030F;
    float along = x / half;
    float lens = 1 - along * along;
    if (lens < -0.9F)
        return;
    float open = 1 - e->blink;
    float upper = -0.0150F * lens * (open - 0.35F * e->blink) + 0.002F * along;
    float lower = 0.0100F * lens * (1 - 0.25F * e->smile);
    float inside =
        paint_cover(fmaxf(upper - y, y - lower), 0.0028F) * paint_step(-0.05F, 0.1F, lens);
    struct colour white = paint_rgb(0xf3ece6);
    float shade = 1 - 0.28F * paint_step(0.014F, 0, y - upper);
    float ix = x - 0.0085F * e->gaze;
    float iris = sqrtf(ix * ix + (y + 0.002F) * (y + 0.002F));
    struct colour eye = paint_light(white, shade);
    eye = paint_mix(eye, paint_light(p->iris, 0.75F), paint_cover(iris - 0.0125F, 0.0018F));
    eye = paint_mix(eye, paint_light(p->iris, 1.35F), paint_cover(iris - 0.0098F, 0.003F));
    eye = paint_mix(eye, paint_rgb(0x0c0a0a), paint_cover(iris - 0.0056F, 0.0016F));
    float glint = paint_ellipse(ix + 0.0042F, y + 0.0068F, 0.0026F, 0.0026F);
    eye = paint_mix(eye, paint_rgb(0xffffff), 0.95F * paint_cover(glint, 0.0014F));
    paint_over(ink, eye, open > 0.12F ? inside : 0);
    float lash = paint_cover(fabsf(y - upper) - (p->beard ? 0.0018F : 0.0027F), 0.0022F);
    paint_over(ink, paint_light(p->hair, 0.55F), 0.9F * lash * paint_step(-0.12F, 0.1F, lens));
    float fold = paint_cover(fabsf(y - upper + 0.0095F) - 0.0008F, 0.003F);
    paint_over(ink, paint_light(p->skin, 0.68F), 0.5F * fold * paint_step(0, 0.3F, lens));
    float rim = paint_cover(fabsf(y - lower) - 0.0008F, 0.002F);
    paint_over(ink, paint_light(p->skin, 0.62F), 0.5F * rim * paint_step(0, 0.2F, lens));
}

void portrait_eyes(const struct portrait *p, const struct expression *e, float x, float y,
                   struct ink *ink)
{
    float centre = x < 0 ? -0.064F : 0.064F;
    /* Mirrored, so that both outer corners rise. */
    struct expression own = *e;
    own.gaze = x < 0 ? -e->gaze : e->gaze;
    eye_paint(p, &own, x < 0 ? centre - x : x - centre, y + 0.018F, ink);
    if (!p->glasses)
        return;
    float lens = paint_ellipse(fabsf(x) - 0.064F, y + 0.014F, 0.047F, 0.037F);
    float rim = paint_cover(fabsf(lens) - 0.0022F, 0.0020F);
    float bridge = paint_cover(fabsf(y + 0.022F + 3 * x * x) - 0.0020F, 0.0018F) *
                   paint_cover(fabsf(x) - 0.018F, 0.002F);
    paint_over(ink, paint_rgb(0xffffff), 0.06F * paint_cover(lens, 0.002F));
    paint_over(ink, paint_rgb(0x4a2d22), 0.92F * fmaxf(rim, bridge));
}

void portrait_mouth(const struct portrait *p, const struct expression *e, float x, float y,
                    struct ink *ink)
{
    float half = 0.050F + 0.006F * e->smile - 0.010F * e->mouth;
    float along = x / half;
    float arch = 1 - along * along;
    if (arch < -0.4F)
        return;
    float middle = y - 0.126F + 0.010F * e->smile * along * along;
    float bow = 1 - 0.25F * paint_bump(x, 0.012F);
    float ends = paint_step(-0.05F, 0.12F, arch);
    float gap_up = 0.006F * e->mouth * arch;
    float gap_down = 0.028F * e->mouth * arch;
    float upper = -gap_up - 0.0105F * arch * bow;
    float lower = gap_down + 0.0145F * arch;
    float lips = paint_cover(fmaxf(upper - middle, middle - lower), 0.003F) * ends;
    float light = 0.90F + 0.22F * paint_bump(middle - gap_down - 0.007F, 0.008F) -
                  0.10F * paint_step(0, -0.01F, middle);
    paint_over(ink, paint_light(p->lips, light), 0.88F * lips);
    float open = paint_cover(fmaxf(-gap_up - middle, middle - gap_down), 0.0022F) * ends;
    struct colour inner = paint_rgb(0x4a1f1f);
    float teeth =
        paint_cover(middle + gap_up - 0.010F, 0.002F) * paint_step(0.15F, 0.35F, e->mouth);
    inner = paint_mix(inner, paint_rgb(0xeae0d6), 0.9F * teeth);
    float tongue = paint_cover(paint_ellipse(x, middle - gap_down, 0.026F, 0.010F), 0.004F);
    inner = paint_mix(inner, paint_rgb(0xa8504c), 0.7F * tongue * (1 - teeth));
    paint_over(ink, inner, open * paint_step(0.02F, 0.15F, e->mouth));
    float line = paint_cover(fabsf(middle) - 0.0012F, 0.0022F) * paint_step(-0.25F, 0, arch);
    paint_over(ink, paint_light(p->lips, 0.45F), 0.75F * line * paint_step(0.2F, 0.02F, e->mouth));
    float below = paint_bump(x, 0.04F) * paint_bump(middle - lower - 0.010F, 0.009F);
    paint_over(ink, paint_light(p->skin, 0.7F), (p->beard ? 0.1F : 0.28F) * below);
}
