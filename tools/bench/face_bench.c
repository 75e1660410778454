/* What the window costs: a refresh of a session at 720p as it is and in its calm, one where nothing
 * is new, a letter typed, and a long page said and laid out without being painted. On the offscreen
 * driver, unless SDL_VIDEODRIVER says another. */
#include <SDL2/SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bench.h"
#include "session/deck_shipped.h"
#include "session/heap.h"
#include "ui/home_scene.h"
#include "ui/screens.h"
#include "ui/session_screen.h"
#include "ui/words.h"
#include "widgets/renderer.h"

int face_bench(int argc, char **argv);

#define ROUNDS            101
#define REFRESHES         10 /* a round */
#define WIDTH             1280
#define HEIGHT            800
#define PICTURES_A_SECOND 30
#define NOW_US            UINT64_C(1000000000)

struct face {
    SDL_Window *window;
    SDL_Renderer *sdl;
    struct renderer *renderer;
    struct text_engine *text;
    struct tree *tree;
    struct deck deck;
    struct desk desk;
    struct call_model model;
    struct home_scene home;
    struct picture pictures[2]; /* theirs, one's own */
    struct screen_input in;
};

static const struct lane_entry lane[] = {
    {.author = LANE_THEM,
     .kind = LANE_TEXT,
     .state = LANE_ARRIVED,
     .minute_of_day = 851,
     .text = "Take your time with that one."},
    {.author = LANE_ME,
     .kind = LANE_TEXT,
     .state = LANE_ARRIVED,
     .minute_of_day = 852,
     .text = "It was the walk on Tuesday. I noticed I wasn’t counting the minutes."},
};

/* Slopes with grain: no row and no column is like the next. */
static bool picture_begin(struct picture *p)
{
    *p = (struct picture){.width = 1280, .height = 720};
    uint32_t dice = 1;
    for (int i = 0; i < 3; i++) {
        int width = i == 0 ? 1280 : 640;
        int height = i == 0 ? 720 : 360;
        p->stride[i] = width;
        p->plane[i] = malloc((size_t)width * (size_t)height);
        if (p->plane[i] == NULL)
            return false;
        for (int at = 0; at < width * height; at++) {
            dice = dice * 1664525u + 1013904223u;
            p->plane[i][at] = (uint8_t)(60 + at % width / 10 + at / width / 16 + (int)(dice >> 28));
        }
    }
    return true;
}

static bool window_begin(struct face *f)
{
    (void)SDL_setenv("SDL_VIDEODRIVER", "offscreen", 0);
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0)
        return false;
    f->window = SDL_CreateWindow("Alcove", 0, 0, WIDTH, HEIGHT, SDL_WINDOW_SHOWN);
    f->sdl = f->window == NULL ? NULL : SDL_CreateRenderer(f->window, -1, SDL_RENDERER_SOFTWARE);
    f->renderer = f->sdl == NULL ? NULL : renderer_create(f->sdl, NULL, f->text);
    return f->renderer != NULL;
}

static bool deck_begin(struct deck *deck)
{
    size_t i = 0;
    while (strcmp(deck_shipped_language(i), "en") != 0)
        i++;
    return deck_open_shipped(i, &heap_memory, deck) == DECK_OK;
}

static bool face_begin(struct face *f)
{
    f->text = text_engine_create();
    f->tree = tree_create();
    desk_begin(&f->desk);
    if (f->text == NULL || f->tree == NULL || !window_begin(f) || !picture_begin(&f->pictures[0]) ||
        !picture_begin(&f->pictures[1]) || !deck_begin(&f->deck))
        return false;
    words_use(&f->deck);
    home_scene_begin(&f->home);
    home_scene_many(&f->home, HOME_SCENE_PEOPLE);
    f->model = (struct call_model){
        .phase = CALL_IN_CALL,
        .own_name = "Maya",
        .their_name = "Ben",
        .microphone_on = true,
        .camera_on = true,
        .their_microphone_on = true,
        .their_camera_on = true,
        .their_picture = &f->pictures[0],
        .own_picture = &f->pictures[1],
        .lane = lane,
        .lane_count = sizeof lane / sizeof lane[0],
    };
    f->in = (struct screen_input){.model = &f->model, .desk = &f->desk, .now_us = NOW_US};
    return true;
}

static void face_end(struct face *f)
{
    renderer_destroy(f->renderer);
    if (f->sdl != NULL)
        SDL_DestroyRenderer(f->sdl);
    if (f->window != NULL)
        SDL_DestroyWindow(f->window);
    for (int i = 0; i < 6; i++)
        free(f->pictures[i / 3].plane[i % 3]);
    deck_close(&f->deck);
    desk_end(&f->desk);
    tree_destroy(f->tree);
    text_engine_destroy(f->text);
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
}

static void say(struct face *f)
{
    const struct tree_frame frame = {
        .width = WIDTH,
        .height = HEIGHT,
        .scale_percent = 100,
        .theme = THEME_DARK,
        .calm = screens_rest(&f->in),
        .now_us = f->in.now_us,
        .text = f->text,
    };
    tree_begin(f->tree, &frame);
    screens_show(f->tree, &f->in);
    tree_end(f->tree);
}

static void next_pictures(struct face *f, int i)
{
    (void)i;
    f->pictures[0].number++;
    f->pictures[1].number++;
}

static void next_letter(struct face *f, int i)
{
    char words[REFRESHES + 1] = {0};
    memset(words, 'n', (size_t)i + 1);
    desk_write(&f->desk, FIELD_LANE, words);
}

static void nothing_new(struct face *f, int i)
{
    (void)f;
    (void)i;
}

/* Each value of milliseconds, as many times a second, is so many of 100 of a core. */
static bool report_part(struct bench_figure figure)
{
    char what[80];
    snprintf(what, sizeof what, "%s, 30 a second", figure.what);
    for (size_t i = 0; i < figure.count; i++)
        figure.values[i] *= PICTURES_A_SECOND * 100 / 1000.0;
    figure.what = what;
    figure.unit = "% of a core";
    figure.at_most = 3;
    return bench_report(&figure);
}

/* Milliseconds a refresh after `change`; said alone, if it is not to be painted. */
static bool measure(struct face *f, void (*change)(struct face *f, int i), bool painted,
                    struct bench_figure figure)
{
    static double values[ROUNDS];
    for (int round = -1; round < ROUNDS; round++) {
        uint64_t before_us = bench_cpu_us();
        for (int i = 0; i < REFRESHES; i++) {
            change(f, i);
            say(f);
            if (painted)
                (void)renderer_refresh(f->renderer, tree_draw_list(f->tree), WIDTH, HEIGHT);
        }
        if (round >= 0) /* before, all is painted for the first time */
            values[round] = (double)(bench_cpu_us() - before_us) / 1000 / REFRESHES;
    }
    figure.values = values;
    figure.count = ROUNDS;
    figure.unit = "ms";
    bool met = bench_report(&figure);
    return change == next_pictures ? report_part(figure) : met;
}

int face_bench(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    static struct face face;
    struct face *f = &face;
    bool met = face_begin(f);
    if (!met)
        fprintf(stderr, "no window: %s\n", SDL_GetError());
    if (met) {
        met &= measure(f, next_pictures, true, (struct bench_figure){.what = "new pictures"});
        met &= measure(f, next_letter, true, (struct bench_figure){.what = "a typed letter"});
        desk_clear(&f->desk, FIELD_LANE);
        f->desk.session.own_picture_hidden = false;
        met &= measure(f, next_pictures, true,
                       (struct bench_figure){.what = "new pictures with one's own"});
        f->desk.session.own_picture_hidden = true;
        f->in.untouched_us = SESSION_CALM_US + SESSION_FADE_US;
        met &= screens_rest(&f->in);
        met &= measure(f, next_pictures, true,
                       (struct bench_figure){.what = "new pictures in the calm"});
        f->in.untouched_us = 0;
        f->model = (struct call_model){.phase = CALL_WAITING, .own_name = "Maya"};
        f->in.home = &f->home.model;
        met &= measure(f, nothing_new, true,
                       (struct bench_figure){.what = "a refresh of home without a change"});
        met &= measure(f, nothing_new, false,
                       (struct bench_figure){.what = "home of 32 people, said and laid out"});
    }
    face_end(f);
    return met ? 0 : 1;
}
