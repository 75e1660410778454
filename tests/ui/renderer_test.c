/* What a refresh costs and whether it is the same picture that painting everything would give. */
#include "widgets/renderer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"
#include "stand.h"
#include "ui/session_screen.h"
#include "widgets/cells.h"
#include "widgets/png.h"

/* A window made of memory. */
struct sheet {
    struct text_engine *text; /* owned, as the rest */
    SDL_Surface *surface;
    SDL_Renderer *sdl;
    struct renderer *renderer;
    int width, height;
};

static struct sheet sheet_of(int width, int height, uint32_t format)
{
    struct sheet c = {.text = text_engine_create(), .width = width, .height = height};
    c.surface = SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, format);
    c.sdl = SDL_CreateSoftwareRenderer(c.surface);
    assert_true(c.text != NULL && c.sdl != NULL);
    c.renderer = renderer_create(c.sdl, c.surface, c.text);
    assert_non_null(c.renderer);
    return c;
}

static struct sheet sheet_open(int width, int height)
{
    return sheet_of(width, height, SDL_PIXELFORMAT_RGB888);
}

static void sheet_close(struct sheet *c)
{
    renderer_destroy(c->renderer);
    SDL_DestroyRenderer(c->sdl);
    SDL_FreeSurface(c->surface);
    text_engine_destroy(c->text);
}

static struct renderer_paint sheet_show(struct sheet *c, const struct draw_list *list)
{
    return renderer_refresh(c->renderer, list, c->width, c->height);
}

/* The session, said anew and painted. */
static struct renderer_paint session_show(struct sheet *c, struct stand *stand)
{
    stand_show(stand, session_screen);
    return sheet_show(c, tree_draw_list(stand->tree));
}

static void a_screen_that_does_not_change_costs_nothing(void **state)
{
    (void)state;
    struct stand *stand = stand_create();
    struct sheet c = sheet_open(1120, 720);
    assert_true(session_show(&c, stand).pixels == INT64_C(1120) * 720);
    for (int i = 0; i < 3; i++) {
        struct renderer_paint paint = session_show(&c, stand);
        assert_int_equal(paint.rectangles, 0);
        assert_int_equal(paint.pixels, 0);
    }
    sheet_close(&c);
    stand_destroy(stand);
}

static struct rectangle picture_place(const struct draw_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_command *c = &list->commands[i];
        if (c->kind == DRAW_PICTURE && c->as.picture.slot == 0)
            return c->at;
    }
    return (struct rectangle){0};
}

static void a_new_picture_repaints_its_own_cells_only(void **state)
{
    (void)state;
    struct stand *stand = stand_create();
    struct sheet c = sheet_open(1120, 720);
    session_show(&c, stand);
    stand->scene->their_picture.number++;
    struct renderer_paint paint = session_show(&c, stand);
    struct rectangle at = picture_place(tree_draw_list(stand->tree));
    int64_t cells = (int64_t)(at.width + 2 * CELL_PIXELS) * (at.height + 2 * CELL_PIXELS);
    assert_int_equal(paint.rectangles, 1);
    assert_true(paint.pixels >= (int64_t)at.width * at.height);
    assert_true(paint.pixels <= cells);
    sheet_close(&c);
    stand_destroy(stand);
}

static void a_typed_letter_repaints_little(void **state)
{
    (void)state;
    struct stand *stand = stand_create();
    struct sheet c = sheet_open(1120, 720);
    session_show(&c, stand);
    desk_write(&stand->desk, FIELD_LANE, "a");
    struct renderer_paint paint = session_show(&c, stand);
    assert_in_range(paint.pixels, 1, 1120 * 720 / 10);
    sheet_close(&c);
    stand_destroy(stand);
}

static void step(struct stand *stand, int number)
{
    struct call_model *model = &stand->scene->model;
    scene_phase(stand->scene, number % 2 == 0 ? CALL_IN_CALL : CALL_RECONNECTING);
    model->microphone_on = number % 3 != 0;
    model->nod_received_at_us = number % 4 == 1 ? SCENE_NOW_US : 0;
    model->lane_count = (size_t)number % 6;
    stand->scene->their_picture.number++;
    stand->desk.session.expressions_open = number % 2 == 1;
    desk_write(&stand->desk, FIELD_LANE, number % 3 == 1 ? "" : "word by word");
    (void)tree_pointer(stand->tree, 100 * number, 700);
}

/* The proof of dirty cells: a window changed step by step looks like one painted at once. */
static void steps_end_in_the_same_pixels_as_painting_at_once(void **state)
{
    (void)state;
    struct stand *stand = stand_create();
    struct sheet c = sheet_open(1120, 720);
    int width;
    int height;
    session_show(&c, stand);
    for (int i = 0; i < 8; i++) {
        step(stand, i);
        session_show(&c, stand);
        uint32_t *by_steps = renderer_pixels(c.renderer, &width, &height);
        uint32_t *at_once = stand_pixels(stand, &width, &height);
        assert_memory_equal(by_steps, at_once, (size_t)width * (size_t)height * 4);
        free(by_steps);
        free(at_once);
    }
    sheet_close(&c);
    stand_destroy(stand);
}

static struct draw_list *list_with_picture(struct picture *picture, bool mirrored)
{
    struct draw_list *list = calloc(1, sizeof *list);
    assert_non_null(list);
    draw_rectangle(list, (struct rectangle){0, 0, 320, 180},
                   (struct draw_rectangle){.fill = {0, 0, 0, 255}});
    draw_picture(list, (struct rectangle){0, 0, 320, 180},
                 (struct draw_picture){.picture = picture, .mirrored = mirrored});
    return list;
}

static void one_sees_oneself_as_in_a_mirror(void **state)
{
    (void)state;
    struct sheet c = sheet_open(320, 180);
    struct picture half;
    picture_paint_person(&half, 320, 180, true);
    for (int y = 0; y < 180; y++)
        memset(half.plane[0] + y * half.stride[0] + 160, 16, 160);
    int width;
    int height;
    struct draw_list *plain = list_with_picture(&half, false);
    sheet_show(&c, plain);
    uint32_t *seen = renderer_pixels(c.renderer, &width, &height);
    struct draw_list *turned = list_with_picture(&half, true);
    sheet_show(&c, turned);
    uint32_t *mirrored = renderer_pixels(c.renderer, &width, &height);
    for (int y = 0; y < height; y += 7) {
        for (int x = 8; x < width; x += 8)
            assert_int_equal(seen[y * width + x] & 0xff,
                             mirrored[y * width + width - 1 - x] & 0xff);
    }
    free(seen);
    free(mirrored);
    free(plain);
    free(turned);
    picture_unpaint(&half);
    sheet_close(&c);
}

/* BT.601 limited range: Y 16 is black, Y 235 is white; 81 90 240 is red. */
static void colours_are_those_of_bt_601(void **state)
{
    (void)state;
    static const int rows[][6] = {
        {16, 128, 128, 0, 0, 0}, {235, 128, 128, 255, 255, 255}, {81, 90, 240, 255, 0, 0}};
    struct sheet c = sheet_open(320, 180);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct picture flat;
        picture_paint_person(&flat, 320, 180, true);
        for (int plane = 0; plane < 3; plane++)
            memset(flat.plane[plane], rows[i][plane],
                   (size_t)flat.stride[plane] * (size_t)(plane == 0 ? 180 : 90));
        flat.number = (uint32_t)i;
        struct draw_list *list = list_with_picture(&flat, false);
        sheet_show(&c, list);
        int width;
        int height;
        uint32_t *pixels = renderer_pixels(c.renderer, &width, &height);
        uint32_t middle = pixels[90 * width + 160];
        for (int channel = 0; channel < 3; channel++)
            assert_true(abs((int)(middle >> (16 - 8 * channel) & 0xff) - rows[i][3 + channel]) < 5);
        free(pixels);
        free(list);
        picture_unpaint(&flat);
    }
    sheet_close(&c);
}

/* A scaled picture in an odd place, and a piece of glass that wanders over it. */
static void glass_list(struct draw_list *list, struct picture *picture, int step)
{
    draw_list_clear(list);
    draw_rectangle(list, (struct rectangle){0, 0, 320, 180},
                   (struct draw_rectangle){.fill = {40, 50, 60, 255}});
    draw_clip_push(list, (struct rectangle){5, 3, 290, 170});
    draw_picture(
        list, (struct rectangle){3, 1, 283, 159},
        (struct draw_picture){.picture = picture, .crop = true, .mirrored = step > 3, .radius = 9});
    draw_clip_pop(list);
    draw_rectangle(list, (struct rectangle){31 * step + 7, 17 * step, 41, 23},
                   (struct draw_rectangle){.fill = {0, 0, 200, 90}, .radius = 6});
}

static void a_part_of_a_picture_is_as_it_is_in_the_whole(void **state)
{
    (void)state;
    static const int sizes[][2] = {{640, 360}, {200, 160}, {1280, 720}, {284, 160}};
    struct draw_list *list = calloc(1, sizeof *list);
    assert_non_null(list);
    struct sheet steps = sheet_open(320, 180);
    struct sheet once = sheet_open(320, 180);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct picture picture;
        picture_paint_person(&picture, sizes[i][0], sizes[i][1], true);
        for (int step = 0; step < 8; step++) {
            int width;
            int height;
            glass_list(list, &picture, step);
            sheet_show(&steps, list);
            renderer_forget(once.renderer);
            sheet_show(&once, list);
            uint32_t *by_steps = renderer_pixels(steps.renderer, &width, &height);
            uint32_t *at_once = renderer_pixels(once.renderer, &width, &height);
            assert_memory_equal(by_steps, at_once, (size_t)width * (size_t)height * 4);
            free(by_steps);
            free(at_once);
        }
        picture_unpaint(&picture);
    }
    free(list);
    sheet_close(&steps);
    sheet_close(&once);
}

static void a_desktop_of_few_colours_shows_nearly_the_same(void **state)
{
    (void)state;
    static const uint32_t formats[] = {SDL_PIXELFORMAT_RGB565, SDL_PIXELFORMAT_ARGB2101010,
                                       SDL_PIXELFORMAT_BGR888};
    struct picture person;
    picture_paint_person(&person, 640, 360, true);
    struct draw_list *list = list_with_picture(&person, false);
    struct sheet full = sheet_open(320, 180);
    int width;
    int height;
    sheet_show(&full, list);
    uint32_t *wanted = renderer_pixels(full.renderer, &width, &height);
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        struct sheet few = sheet_of(320, 180, formats[i]);
        sheet_show(&few, list);
        uint32_t *seen = renderer_pixels(few.renderer, &width, &height);
        for (int at = 0; at < width * height; at++) {
            for (int bit = 0; bit < 24; bit += 8)
                assert_true(abs((int)(seen[at] >> bit & 0xff) - (int)(wanted[at] >> bit & 0xff)) <
                            9);
        }
        free(seen);
        sheet_close(&few);
    }
    free(wanted);
    sheet_close(&full);
    free(list);
    picture_unpaint(&person);
}

/* The middle of a green line or arc on black, after each step. */
static uint32_t pixel_after(struct sheet *c, struct draw_list *list, int x, int y)
{
    int width;
    int height;
    sheet_show(c, list);
    uint32_t *pixels = renderer_pixels(c->renderer, &width, &height);
    assert_non_null(pixels);
    uint32_t pixel = pixels[y * width + x] & 0xffffff;
    free(pixels);
    return pixel;
}

static void a_line_and_an_arc_are_repainted_when_they_change(void **state)
{
    (void)state;
    struct sheet c = sheet_open(320, 180);
    struct draw_list *list = calloc(1, sizeof *list);
    assert_non_null(list);
    for (int step = 0; step < 2; step++) {
        const struct point points[] = {{20, 20 + 40 * step}, {100, 60}, {180, 20 + 40 * step}};
        draw_list_clear(list);
        draw_rectangle(list, (struct rectangle){0, 0, 320, 180},
                       (struct draw_rectangle){.fill = {0, 0, 0, 255}});
        draw_line(list, points, 3, (struct draw_line){.width = 4, .colour = {0, 255, 0, 255}});
        draw_arc(list, (struct rectangle){200, 40, 100, 100},
                 (struct draw_arc){
                     .width = 8, .to = step == 0 ? 900 : 3600, .colour = {0, 0, 255, 255}});
        assert_int_equal(pixel_after(&c, list, 60, step == 0 ? 40 : 60), 0x00ff00);
        assert_int_equal(pixel_after(&c, list, 60, step == 0 ? 60 : 40), 0);
        assert_int_equal(pixel_after(&c, list, 204, 90), step == 0 ? 0 : 0x0000ff);
        assert_int_equal(pixel_after(&c, list, 296, 88), 0x0000ff);
    }
    free(list);
    sheet_close(&c);
}

static void a_card_throws_a_soft_shadow_on_its_ground(void **state)
{
    (void)state;
    struct sheet c = sheet_open(320, 180);
    struct draw_list *list = calloc(1, sizeof *list);
    assert_non_null(list);
    draw_rectangle(list, (struct rectangle){0, 0, 320, 180},
                   (struct draw_rectangle){.fill = {200, 200, 200, 255}});
    draw_shadow(
        list, (struct rectangle){100, 50, 120, 80},
        (struct draw_shadow){.colour = {0, 0, 0, 128}, .radius = 8, .reach = 12, .drop = 4});
    uint32_t above = pixel_after(&c, list, 160, 48) & 0xff;
    uint32_t below = pixel_after(&c, list, 160, 131) & 0xff;
    uint32_t beside = pixel_after(&c, list, 98, 90) & 0xff;
    assert_true(below < beside && beside < above && above < 200);
    assert_int_equal(pixel_after(&c, list, 221, 90) & 0xff, beside);
    assert_int_equal(pixel_after(&c, list, 160, 90) & 0xff, 200);
    assert_int_equal(pixel_after(&c, list, 60, 90) & 0xff, 200);
    free(list);
    sheet_close(&c);
}

static void a_gradient_goes_from_colour_to_colour(void **state)
{
    (void)state;
    struct sheet c = sheet_open(320, 180);
    struct draw_list *list = calloc(1, sizeof *list);
    assert_non_null(list);
    draw_gradient(list, (struct rectangle){0, 0, 320, 180},
                  (struct draw_gradient){{10, 20, 30, 255}, {190, 20, 0, 255}});
    assert_int_equal(pixel_after(&c, list, 10, 0), 0x0b141e);
    assert_int_equal(pixel_after(&c, list, 310, 179), 0xbe1400);
    assert_int_equal(pixel_after(&c, list, 160, 90) >> 16, 101);
    draw_list_clear(list);
    draw_gradient(list, (struct rectangle){0, 0, 320, 180},
                  (struct draw_gradient){{10, 20, 30, 255}, {10, 20, 30, 255}});
    assert_int_equal(pixel_after(&c, list, 310, 179), 0x0a141e);
    free(list);
    sheet_close(&c);
}

static void a_full_list_drops_and_says_so(void **state)
{
    (void)state;
    struct draw_list *list = calloc(1, sizeof *list);
    assert_non_null(list);
    for (int i = 0; i <= DRAW_COMMANDS_MAX; i++)
        draw_rectangle(list, (struct rectangle){0}, (struct draw_rectangle){0});
    assert_true(list->full);
    assert_int_equal(list->count, DRAW_COMMANDS_MAX);
    draw_list_clear(list);
    assert_false(list->full);
    char *words = calloc(1, DRAW_TEXT_BYTES_MAX + 1);
    draw_text(list, (struct rectangle){0}, (struct draw_text){0}, words, DRAW_TEXT_BYTES_MAX + 1);
    assert_true(list->full);
    assert_int_equal(list->count, 0);
    free(words);
    free(list);
}

static void a_png_reads_back_as_written(void **state)
{
    (void)state;
    char path[] = "/tmp/alcove-png-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    uint32_t pixels[7 * 5];
    for (uint32_t i = 0; i < 35; i++)
        pixels[i] = 0xff000000u | i * 0x072b11u;
    assert_true(png_write(path, pixels, 7, 5));
    int width;
    int height;
    uint32_t *again = png_read(path, &width, &height);
    assert_int_equal(width, 7);
    assert_int_equal(height, 5);
    assert_memory_equal(again, pixels, sizeof pixels);
    free(again);
    remove(path);
    assert_false(png_write("/nowhere/at/all.png", pixels, 7, 5));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_screen_that_does_not_change_costs_nothing),
    cmocka_unit_test(a_new_picture_repaints_its_own_cells_only),
    cmocka_unit_test(a_typed_letter_repaints_little),
    cmocka_unit_test(steps_end_in_the_same_pixels_as_painting_at_once),
    cmocka_unit_test(a_part_of_a_picture_is_as_it_is_in_the_whole),
    cmocka_unit_test(a_desktop_of_few_colours_shows_nearly_the_same),
    cmocka_unit_test(one_sees_oneself_as_in_a_mirror),
    cmocka_unit_test(colours_are_those_of_bt_601),
    cmocka_unit_test(a_line_and_an_arc_are_repainted_when_they_change),
    cmocka_unit_test(a_card_throws_a_soft_shadow_on_its_ground),
    cmocka_unit_test(a_gradient_goes_from_colour_to_colour),
    cmocka_unit_test(a_full_list_drops_and_says_so),
    cmocka_unit_test(a_png_reads_back_as_written),
};
TEST_GROUP(renderer, tests)
