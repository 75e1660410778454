#include "devices/synthetic.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "devices/portrait.h"
#include "devices/sprite.h"

#define FACE_MIDDLE 0.46F /* of the height, from the top */
#define NECK        0.20F /* below the middle of the face: the head turns about it */
#define PERSON      1.14F /* size of the person against the units of the portrait */
#define GRAIN_BYTES 65536 /* of noise, of which each row takes another stretch */

struct synthetic {
    struct portrait portrait;
    uint32_t seed;
    int width, height, fps;
    float unit;          /* pixels of a portrait's unit, for the person */
    struct picture room; /* the background; planes in one allocation that begins at plane[0] */
    struct sprite body;
    struct sprite head;      /* with the expression below painted on */
    struct sprite bare;      /* the head without eyes and mouth */
    struct expression shown; /* on `head` */
    uint8_t *grain;          /* GRAIN_BYTES + width bytes, to be added modulo 256 */
};

static struct ink ink_of_room(const struct portrait *portrait, float x, float y)
{
    return (struct ink){portrait_room(portrait, x, y), 1};
}

typedef struct ink layer_paint(const struct portrait *portrait, float x, float y);

/* Fills a sprite whose upper left corner lies at left, top; a unit has so many texels. */
static void layer_fill(const struct portrait *portrait, struct sprite *sprite, layer_paint *paint,
                       const float corner[2], float unit)
{
    for (int y = 0; y < sprite->height; y++) {
        uint32_t *row = sprite->texels + (ptrdiff_t)y * sprite->width;
        for (int x = 0; x < sprite->width; x++)
            row[x] = sprite_texel(paint(portrait, corner[0] + ((float)x + 0.5F) / unit,
                                        corner[1] + ((float)y + 0.5F) / unit));
    }
}

static bool layer_create(const struct synthetic *s, struct sprite *out,
                         const struct portrait_box *box, layer_paint *paint)
{
    int width = (int)((box->right - box->left) * s->unit) + 2;
    int height = (int)((box->bottom - box->top) * s->unit) + 2;
    if (!sprite_create(out, width, height))
        return false;
    layer_fill(&s->portrait, out, paint, (float[]){box->left, box->top}, s->unit);
    return true;
}

static bool room_planes_create(struct synthetic *s)
{
    size_t pixels = (size_t)s->width * (size_t)s->height;
    uint8_t *planes = calloc(pixels / 2, 3);
    if (planes == NULL)
        return false;
    s->room.width = s->width;
    s->room.height = s->height;
    s->room.plane[0] = planes;
    s->room.plane[1] = planes + pixels;
    s->room.plane[2] = planes + pixels + pixels / 4;
    s->room.stride[0] = s->width;
    s->room.stride[1] = s->width / 2;
    s->room.stride[2] = s->width / 2;
    return true;
}

/* Painted at half size, a texel wider all round, and enlarged: it is out of focus anyway. */
static bool room_create(struct synthetic *s)
{
    struct sprite half;
    if (!room_planes_create(s) || !sprite_create(&half, s->width / 2 + 4, s->height / 2 + 4))
        return false;
    float unit = (float)s->height / 2;
    float left = -0.5F * (float)s->width / (float)s->height - 2 / unit;
    layer_fill(&s->portrait, &half, ink_of_room, (float[]){left, -FACE_MIDDLE - 2 / unit}, unit);
    struct sprite_place place = {.left = -2, .top = -2, .cosine = 2};
    sprite_lay(&half, &place, &s->room);
    sprite_destroy(&half);
    return true;
}

/* Sensor noise of 1.5 steps (one standard deviation): four dice make it nearly normal. */
static bool grain_create(struct synthetic *s)
{
    size_t size = GRAIN_BYTES + (size_t)s->width;
    s->grain = malloc(size);
    if (s->grain == NULL)
        return false;
    for (size_t i = 0; i < size; i++) {
        uint32_t dice = paint_hash((uint32_t)i + s->seed * 7919);
        uint32_t sum = (dice & 255) + (dice >> 8 & 255) + (dice >> 16 & 255) + (dice >> 24);
        float noise = ((float)sum - 510) * (1.5F / 147.8F);
        s->grain[i] = (uint8_t)(int)floorf(noise + 0.5F);
    }
    return true;
}

struct synthetic *synthetic_create(uint32_t seed, int width, int height, int fps)
{
    ALCOVE_ASSERT(width >= 16 && width <= PICTURE_WIDTH_MAX && width % 2 == 0);
    ALCOVE_ASSERT(height >= 16 && height <= PICTURE_HEIGHT_MAX && height % 2 == 0);
    ALCOVE_ASSERT(fps >= 1 && fps <= 120);
    struct synthetic *s = calloc(1, sizeof *s);
    if (s == NULL)
        return NULL;
    s->seed = seed;
    s->width = width;
    s->height = height;
    s->fps = fps;
    s->unit = PERSON * (float)height;
    portrait_choose(&s->portrait, seed);
    s->shown.mouth = -1; /* nothing is painted on yet */
    if (!room_create(s) || !layer_create(s, &s->body, &portrait_body_box, portrait_body) ||
        !layer_create(s, &s->bare, &portrait_head_box, portrait_head) ||
        !sprite_create(&s->head, s->bare.width, s->bare.height) || !grain_create(s)) {
        synthetic_destroy(s);
        return NULL;
    }
    memcpy(s->head.texels, s->bare.texels,
           (size_t)s->bare.width * (size_t)s->bare.height * sizeof *s->bare.texels);
    return s;
}

void synthetic_destroy(struct synthetic *s)
{
    if (s == NULL)
        return;
    free(s->room.plane[0]);
    sprite_destroy(&s->body);
    sprite_destroy(&s->head);
    sprite_destroy(&s->bare);
    free(s->grain);
    free(s);
}

static double part_of(double value, double period)
{
    return value - period * floor(value / period);
}

/* A value that stays for `period` seconds and then jumps, 0 to 1. */
static float held(double seconds, double period, uint32_t seed)
{
    uint32_t step = (uint32_t)(uint64_t)(seconds / period);
    return (float)(paint_hash(step + paint_hash(seed)) & 0xffff) / 65535;
}

static struct expression expression_at(const struct synthetic *s, double seconds)
{
    /* The two take turns: the therapist asks, the client tells. */
    float turn = (float)part_of(seconds + (s->seed % 2 == 1 ? 0 : 12), 20);
    float talks = s->seed % 2 == 1 ? paint_step(0, 0.3F, turn) * paint_step(7, 6.7F, turn)
                                   : paint_step(0, 0.3F, turn) * paint_step(11, 10.7F, turn);
    float syllables = 0.42F + 0.8F * paint_noise((float)part_of(seconds * 6.3, 4096), 1, s->seed);
    float since_blink = (float)part_of(seconds + 0.9 * (double)held(seconds, 3.7, s->seed), 3.7);
    float look = held(seconds, 1.9, s->seed + 1);
    return (struct expression){
        .mouth = talks * (syllables < 0   ? 0
                          : syllables > 1 ? 1
                                          : syllables),
        .blink = paint_bump(since_blink - 0.12F, 0.11F),
        .gaze = look < 0.7F ? 0 : (look - 0.85F) * 5,
        .smile = 0.35F + 0.65F * paint_step(0.2F, 0.8F, paint_wave(seconds * 0.043)),
    };
}

/* Paints over the part of the head inside a box. */
static void face_paint(struct synthetic *s, const struct portrait_box *box,
                       const struct expression *expression, bool eyes)
{
    float unit = s->unit;
    int left = (int)((box->left - portrait_head_box.left) * unit);
    int right = (int)((box->right - portrait_head_box.left) * unit);
    int top = (int)((box->top - portrait_head_box.top) * unit);
    int bottom = (int)((box->bottom - portrait_head_box.top) * unit);
    for (int y = top; y < bottom; y++) {
        float place_y = portrait_head_box.top + ((float)y + 0.5F) / unit;
        for (int x = left; x < right; x++) {
            float place_x = portrait_head_box.left + ((float)x + 0.5F) / unit;
            size_t at = (size_t)y * (size_t)s->head.width + (size_t)x;
            struct ink ink = sprite_ink(s->bare.texels[at]);
            if (eyes)
                portrait_eyes(&s->portrait, expression, place_x, place_y, &ink);
            else
                portrait_mouth(&s->portrait, expression, place_x, place_y, &ink);
            s->head.texels[at] = sprite_texel(ink);
        }
    }
}

static bool same(float a, float b)
{
    return fabsf(a - b) < 1e-6F;
}

static void face_show(struct synthetic *s, const struct expression *now)
{
    bool first = s->shown.mouth < 0;
    bool smile = first || !same(s->shown.smile, now->smile);
    if (smile || !same(s->shown.mouth, now->mouth))
        face_paint(s, &portrait_mouth_box, now, false);
    if (smile || !same(s->shown.blink, now->blink) || !same(s->shown.gaze, now->gaze))
        face_paint(s, &portrait_eyes_box, now, true);
    s->shown = *now;
}

static struct sprite_place place_of(const struct synthetic *s, const struct portrait_box *box)
{
    float unit = s->unit;
    float middle_x = 0.5F * (float)s->width;
    float middle_y = FACE_MIDDLE * (float)s->height;
    return (struct sprite_place){
        .left = middle_x + box->left * unit,
        .top = middle_y + box->top * unit,
        .pivot_x = middle_x,
        .pivot_y = middle_y + NECK * unit,
        .cosine = 1,
    };
}

/* Sways slowly, turns the head a little, and nods twice every seven seconds. */
static void person_lay(const struct synthetic *s, double seconds, struct picture *picture)
{
    float unit = s->unit;
    double own = (double)(s->seed % 97) * 0.37;
    float sway =
        0.022F * paint_wave(seconds * 0.093 + own) + 0.008F * paint_wave(seconds * 0.27 + own * 2);
    float breath = 0.004F * paint_wave(seconds * 0.24 + own);
    float in_nod = (float)part_of(seconds + own * 3, 7);
    float nod =
        in_nod < 1.2F ? paint_bump(in_nod - 0.3F, 0.3F) + paint_bump(in_nod - 0.9F, 0.3F) : 0;
    float turn =
        0.030F * paint_wave(seconds * 0.171 + own) + 0.014F * paint_wave(seconds * 0.41 + own * 3);
    float zoom = 1 + 0.012F * paint_wave(seconds * 0.061 + own);

    struct sprite_place body = place_of(s, &portrait_body_box);
    body.shift_x = 0.7F * sway * unit;
    body.shift_y = breath * unit;
    body.cosine = zoom;
    sprite_lay(&s->body, &body, picture);

    struct sprite_place head = place_of(s, &portrait_head_box);
    head.shift_x = sway * unit;
    head.shift_y = (0.6F * breath + 0.020F * nod) * unit;
    head.sine = turn * zoom;
    head.cosine = (1 - turn * turn / 2) * zoom;
    sprite_lay(&s->head, &head, picture);
}

static void room_lay(const struct synthetic *s, struct picture *picture)
{
    for (int p = 0; p < 3; p++) {
        int shift = p == 0 ? 0 : 1;
        for (int y = 0; y < s->height >> shift; y++)
            memcpy(picture->plane[p] + (ptrdiff_t)y * picture->stride[p],
                   s->room.plane[p] + (ptrdiff_t)y * s->room.stride[p],
                   (size_t)(s->width >> shift));
    }
}

/* Adds eight bytes at once, each modulo 256: colours keep away from both ends. */
static void bytes_add(uint8_t *row, const uint8_t *grain, size_t count)
{
    const uint64_t high = UINT64_C(0x8080808080808080);
    size_t x = 0;
    for (; x + 8 <= count; x += 8) {
        uint64_t a;
        uint64_t b;
        memcpy(&a, row + x, 8);
        memcpy(&b, grain + x, 8);
        uint64_t sum = ((a & ~high) + (b & ~high)) ^ ((a ^ b) & high);
        memcpy(row + x, &sum, 8);
    }
    for (; x < count; x++)
        row[x] = (uint8_t)((unsigned)row[x] + grain[x]);
}

static void grain_add(const struct synthetic *s, uint32_t number, struct picture *picture)
{
    for (int y = 0; y < s->height; y++) {
        uint32_t dice = paint_hash(number * 4096 + (uint32_t)y);
        bytes_add(picture->plane[0] + (ptrdiff_t)y * picture->stride[0],
                  s->grain + dice % GRAIN_BYTES, (size_t)s->width);
    }
}

void synthetic_draw(struct synthetic *s, uint32_t number, struct picture *picture)
{
    ALCOVE_ASSERT(picture->width == s->width && picture->height == s->height);
    double seconds = (double)number / s->fps;
    struct expression now = expression_at(s, seconds);
    face_show(s, &now);
    room_lay(s, picture);
    person_lay(s, seconds, picture);
    grain_add(s, number, picture);
}
