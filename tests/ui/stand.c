#include "stand.h"

#include <SDL2/SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "widgets/png.h"
#include "widgets/renderer.h"

#define TEXT_CONTRAST_LEAST 450 /* WCAG 2.2 AA, times 100 */
#define GOLDEN_LINES        "tests/golden/screens.txt"
#define LINE_BYTES          160

struct stand *stand_create(void)
{
    struct stand *stand = calloc(1, sizeof *stand);
    assert_true(stand != NULL);
    stand->scene = scene_create();
    stand->tree = tree_create();
    assert_true(stand->scene != NULL && stand->tree != NULL);
    desk_begin(&stand->desk);
    stand->frame = (struct tree_frame){
        .width = 1120,
        .height = 720,
        .scale_percent = 100,
        .theme = THEME_DARK,
        .now_us = SCENE_NOW_US,
        .text = stand->scene->text,
    };
    stand->in = (struct screen_input){
        .model = &stand->scene->model,
        .desk = &stand->desk,
        .now_us = SCENE_NOW_US,
    };
    return stand;
}

void stand_destroy(struct stand *stand)
{
    desk_end(&stand->desk);
    tree_destroy(stand->tree);
    scene_destroy(stand->scene);
    free(stand);
}

int stand_end(void **state)
{
    stand_destroy(*state);
    return 0;
}

void stand_speak(struct stand *stand, const char *language)
{
    scene_speak(stand->scene, language);
    stand->frame.right_to_left = strcmp(language, "ar") == 0;
}

void stand_size(struct stand *stand, int width, int height)
{
    stand->frame.width = width;
    stand->frame.height = height;
}

void stand_show(struct stand *stand, stand_screen *screen)
{
    tree_begin(stand->tree, &stand->frame);
    screen(stand->tree, &stand->in);
    tree_end(stand->tree);
    assert_true(!tree_draw_list(stand->tree)->full);
}

bool stand_says(const struct stand *stand, const char *words)
{
    const struct draw_list *list = tree_draw_list(stand->tree);
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_command *c = &list->commands[i];
        if (c->kind != DRAW_TEXT)
            continue;
        if (memmem(draw_list_text(list, &c->as.text), c->as.text.size, words, strlen(words)))
            return true;
    }
    const struct access_tree *access = tree_access(stand->tree);
    for (int i = 0; i < access->count; i++) {
        if (strstr(access->nodes[i].name, words) != NULL)
            return true;
    }
    return false;
}

const struct access_node *stand_find(const struct stand *stand, const char *name)
{
    const struct access_tree *access = tree_access(stand->tree);
    for (int i = 0; i < access->count; i++) {
        const struct access_node *node = &access->nodes[i];
        if ((node->states & ACCESS_FOCUSABLE) != 0 && strcmp(node->name, name) == 0)
            return node;
    }
    return NULL;
}

bool stand_press(struct stand *stand, const char *name)
{
    const struct access_node *node = stand_find(stand, name);
    if (node == NULL)
        return false;
    int x = node->at.x + node->at.width / 2;
    int y = node->at.y + node->at.height / 2;
    (void)tree_pointer(stand->tree, x, y);
    (void)tree_button_down(stand->tree, x, y, 1, false);
    (void)tree_button_up(stand->tree, x, y);
    return true;
}

bool stand_ask(struct stand *stand, const char *name)
{
    const struct access_node *node = stand_find(stand, name);
    return node != NULL &&
           tree_request(stand->tree, &(struct access_request){.ask = ACCESS_PRESS, .id = node->id});
}

bool stand_event(struct stand *stand, struct tree_event *out)
{
    return tree_take_event(stand->tree, out);
}

struct screen_hand stand_hand(struct stand *stand)
{
    memset(&stand->out, 0, sizeof stand->out);
    return (struct screen_hand){
        .desk = &stand->desk,
        .tree = stand->tree,
        .model = stand->in.model,
        .home = stand->in.home,
        .settings = stand->in.settings,
        .room = stand->in.room,
        .now_us = stand->in.now_us,
        .out = &stand->out,
    };
}

/* ---- what is wrong with a screen ---- */

static void audit_names(const struct access_tree *access)
{
    for (int i = 0; i < access->count; i++) {
        const struct access_node *node = &access->nodes[i];
        if ((node->states & ACCESS_FOCUSABLE) == 0)
            continue;
        if (node->name[0] == '\0' || node->at.width < TREE_TARGET_MIN ||
            node->at.height < TREE_TARGET_MIN)
            fprintf(stderr, "# \"%s\" at %d,%d is %d by %d\n", node->name, node->at.x, node->at.y,
                    node->at.width, node->at.height);
        assert_true(node->name[0] != '\0');
        assert_true(node->at.width >= TREE_TARGET_MIN && node->at.height >= TREE_TARGET_MIN);
    }
}

/* What a text stands on: the last opaque fill below all of it. */
static struct colour ground_below(const struct draw_list *list, size_t text)
{
    struct rectangle at = list->commands[text].at;
    struct colour ground = {0};
    for (size_t i = 0; i < text; i++) {
        const struct draw_command *c = &list->commands[i];
        struct rectangle both = rectangle_intersection(c->at, at);
        if (c->kind == DRAW_RECTANGLE && c->as.rectangle.fill.alpha == 255 &&
            both.width == at.width && both.height == at.height)
            ground = c->as.rectangle.fill;
    }
    return ground;
}

static void audit_contrast(const struct draw_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_command *c = &list->commands[i];
        if (c->kind != DRAW_TEXT)
            continue;
        int contrast = theme_contrast_percent(c->as.text.colour, ground_below(list, i));
        if (contrast < TEXT_CONTRAST_LEAST)
            fprintf(stderr, "# %d: %.*s\n", contrast, (int)c->as.text.size,
                    draw_list_text(list, &c->as.text));
        assert_true(contrast >= TEXT_CONTRAST_LEAST);
    }
}

void stand_audit(const struct stand *stand)
{
    audit_names(tree_access(stand->tree));
    if (!tree_has_dialog(stand->tree)) /* behind a veil nothing is read */
        audit_contrast(tree_draw_list(stand->tree));
}

/* ---- golden frames ---- */

struct shot_pixels {
    uint32_t *pixels;
    int width, height;
};

struct shot {
    enum theme_kind theme;
    int scale;
    const char *language;
};

static uint64_t hash_of(const uint32_t *pixels, size_t count)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < count; i++) {
        hash = (hash ^ pixels[i]) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 29;
    }
    return hash;
}

static void name_shot(char out[LINE_BYTES], const char *name, const struct shot *shot)
{
    snprintf(out, LINE_BYTES, "%s-%s-%d-%s", name, shot->theme == THEME_LIGHT ? "light" : "dark",
             shot->scale, shot->language);
}

static bool is_listed(const char *line)
{
    char read[LINE_BYTES];
    bool found = false;
    FILE *file = fopen(GOLDEN_LINES, "r");
    while (file != NULL && !found && fgets(read, sizeof read, file) != NULL) {
        read[strcspn(read, "\n")] = '\0';
        found = strcmp(read, line) == 0;
    }
    if (file != NULL)
        fclose(file);
    return found;
}

static void write_shot(const char *folder, const char *name, const char *line,
                       const struct shot_pixels *pixels)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s.png", folder, name);
    assert_true(png_write(path, pixels->pixels, pixels->width, pixels->height));
    snprintf(path, sizeof path, "%s/screens.txt", folder);
    FILE *file = fopen(path, "a");
    assert_true(file != NULL);
    fprintf(file, "%s\n", line);
    fclose(file);
}

uint32_t *stand_pixels(struct stand *stand, int *width, int *height)
{
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(
        0, stand->frame.width, stand->frame.height, 32, SDL_PIXELFORMAT_RGB888);
    assert_true(surface != NULL);
    SDL_Renderer *sdl = SDL_CreateSoftwareRenderer(surface);
    struct renderer *renderer = renderer_create(sdl, surface, stand->scene->text);
    assert_true(sdl != NULL && renderer != NULL);
    renderer_refresh(renderer, tree_draw_list(stand->tree), stand->frame.width,
                     stand->frame.height);
    uint32_t *pixels = renderer_pixels(renderer, width, height);
    renderer_destroy(renderer);
    SDL_DestroyRenderer(sdl);
    SDL_FreeSurface(surface);
    assert_true(pixels != NULL);
    return pixels;
}

static void check_shot(struct stand *stand, stand_screen *screen, const char *name,
                       const struct shot *shot)
{
    char full[LINE_BYTES];
    char line[LINE_BYTES + 24];
    const char *folder = getenv("ALCOVE_GOLDEN_FRAMES");
    name_shot(full, name, shot);
    stand->frame.theme = shot->theme;
    stand->frame.scale_percent = shot->scale;
    stand_size(stand, 1120 * shot->scale / 100, 720 * shot->scale / 100);
    stand_speak(stand, shot->language);
    stand_show(stand, screen);
    stand_show(stand, screen); /* what takes the focus has it */
    struct shot_pixels pixels;
    pixels.pixels = stand_pixels(stand, &pixels.width, &pixels.height);
    size_t count = (size_t)pixels.width * (size_t)pixels.height;
    snprintf(line, sizeof line, "%s %016llx", full,
             (unsigned long long)hash_of(pixels.pixels, count));
    if (folder != NULL)
        write_shot(folder, full, line, &pixels);
    else if (!is_listed(line))
        fprintf(stderr, "# the frame %s is another one; see tests/ui/stand.h\n", full);
    free(pixels.pixels);
    assert_true(folder != NULL || is_listed(line));
}

void stand_golden(struct stand *stand, stand_screen *screen, const char *name)
{
    static const struct shot shots[] = {
        {THEME_DARK, 100, "en"},  {THEME_LIGHT, 100, "en"}, {THEME_DARK, 200, "en"},
        {THEME_LIGHT, 200, "en"}, {THEME_DARK, 100, "ar"},  {THEME_LIGHT, 100, "ar"},
        {THEME_DARK, 200, "ar"},  {THEME_LIGHT, 200, "ar"},
    };
    for (size_t i = 0; i < sizeof shots / sizeof shots[0]; i++)
        check_shot(stand, screen, name, &shots[i]);
}
