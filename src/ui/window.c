#include "ui/window.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "ui/window_state.h"
#include "widgets/logo.h"
#include "widgets/png.h"

#define WIDTH_MIN      480
#define HEIGHT_MIN     360
#define WIDTH_DEFAULT  1120
#define HEIGHT_DEFAULT 720
#define LOGO_SIDE      64

static const struct call_model nobody;

/* These are told on the terminal, as there is no window to tell them in. */
static void error_say(char error[WINDOW_ERROR_BYTES_MAX], const char *text)
{
    snprintf(error, WINDOW_ERROR_BYTES_MAX, "%s", text);
}

static void error_say_window(char error[WINDOW_ERROR_BYTES_MAX])
{
    snprintf(error, WINDOW_ERROR_BYTES_MAX, "the window could not be opened: %s", SDL_GetError());
}

static void hints_set(void)
{
    /* Otherwise the software renderer presents through OpenGL, at twelve times the cost: on X. */
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1"); /* kept on where it has to be */
    SDL_SetHint(SDL_HINT_IME_SHOW_UI, "1");
    SDL_SetHint(SDL_HINT_IME_SUPPORT_EXTENDED_TEXT, "1");
    SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
    SDL_SetHint(SDL_HINT_MOUSE_FOCUS_CLICKTHROUGH, "1");
    SDL_SetHint(SDL_HINT_APP_NAME, "Alcove");
}

/* Without a display SDL falls back to drivers that nobody can see, unless they were asked for. */
static bool video_start(void)
{
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0)
        return false;
    const char *driver = SDL_GetCurrentVideoDriver();
    bool unseen = driver == NULL || strcmp(driver, "offscreen") == 0 ||
                  strcmp(driver, "dummy") == 0 || strcmp(driver, "evdev") == 0;
    if (driver != NULL && strcmp(driver, "wayland") == 0) /* it has no other way there */
        SDL_ResetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION);
    if (!unseen || SDL_getenv("SDL_VIDEODRIVER") != NULL)
        return true;
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
    return false;
}

static int within(int low, int value, int high)
{
    return value < low ? low : value > high ? high : value;
}

static struct window_options options_filled(const struct window_options *wish)
{
    struct window_options o = *wish;
    o.width = o.width == 0 ? WIDTH_DEFAULT : o.width < WIDTH_MIN ? WIDTH_MIN : o.width;
    o.height = o.height == 0 ? HEIGHT_DEFAULT : o.height < HEIGHT_MIN ? HEIGHT_MIN : o.height;
    o.scale_percent =
        o.scale_percent == 0 ? 100 : within(THEME_SCALE_MIN, o.scale_percent, THEME_SCALE_MAX);
    o.x = o.x == WINDOW_ANYWHERE ? (int)SDL_WINDOWPOS_UNDEFINED : o.x;
    o.y = o.y == WINDOW_ANYWHERE ? (int)SDL_WINDOWPOS_UNDEFINED : o.y;
    return o;
}

static void logo_show(SDL_Window *window)
{
    uint32_t *pixels = logo_pixels(LOGO_SIDE);
    if (pixels == NULL)
        return;
    SDL_Surface *icon = SDL_CreateRGBSurfaceWithFormatFrom(pixels, LOGO_SIDE, LOGO_SIDE, 32,
                                                           LOGO_SIDE * 4, SDL_PIXELFORMAT_ARGB8888);
    if (icon != NULL)
        SDL_SetWindowIcon(window, icon);
    SDL_FreeSurface(icon);
    free(pixels);
}

static bool screen_open(struct window *window)
{
    const struct window_options *o = &window->options;
    uint32_t flags = SDL_WINDOW_RESIZABLE | SDL_WINDOW_SHOWN;
    flags |= o->maximised ? SDL_WINDOW_MAXIMIZED : 0;
    window->sdl_window = SDL_CreateWindow("Alcove", o->x, o->y, o->width, o->height, flags);
    if (window->sdl_window == NULL)
        return false;
    SDL_SetWindowMinimumSize(window->sdl_window, WIDTH_MIN, HEIGHT_MIN);
    logo_show(window->sdl_window);
    window->sdl_renderer = SDL_CreateRenderer(window->sdl_window, -1, SDL_RENDERER_SOFTWARE);
    if (window->sdl_renderer == NULL)
        return false;
    window->renderer = renderer_create(window->sdl_renderer, NULL, window->text);
    window->wake_event = SDL_RegisterEvents(1);
    window->touched_at_ms = SDL_GetTicks64();
    SDL_StopTextInput();
    return window->renderer != NULL && window->wake_event != (uint32_t)-1;
}

bool window_open(struct window **out, const struct window_options *options,
                 char error[WINDOW_ERROR_BYTES_MAX])
{
    *out = NULL;
    words_use(options->deck);
    hints_set();
    if (!video_start()) {
        error_say(error, "no display to open a window on; use --no-window or start a desktop");
        return false;
    }
    struct window *window = calloc(1, sizeof *window);
    if (window == NULL) {
        error_say_window(error);
        SDL_QuitSubSystem(SDL_INIT_VIDEO);
        return false;
    }
    window->options = options_filled(options);
    window->shown.model = &nobody;
    desk_begin(&window->desk);
    window->tree = tree_create();
    window->text = text_engine_create();
    if (window->text == NULL)
        error_say(error,
                  "no font to write with; install the package fonts-inter or fonts-noto-core");
    else if (window->tree == NULL || !screen_open(window))
        error_say_window(error);
    else
        *out = window;
    if (*out == NULL)
        window_close(window);
    return *out != NULL;
}

void window_close(struct window *window)
{
    if (window == NULL)
        return;
    renderer_destroy(window->renderer);
    if (window->sdl_renderer != NULL)
        SDL_DestroyRenderer(window->sdl_renderer);
    if (window->sdl_window != NULL)
        SDL_DestroyWindow(window->sdl_window);
    text_engine_destroy(window->text);
    tree_destroy(window->tree);
    desk_end(&window->desk);
    /* What was typed does not stay in freed memory. */
    explicit_bzero(window, sizeof *window);
    free(window);
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
}

void window_name(struct window *window)
{
    bool hidden = window->desk.hidden;
    SDL_SetWindowTitle(window->sdl_window, hidden ? words_deck(DECK_HIDE_TITLE) : "Alcove");
}

static struct screen_input input_of(const struct window *window)
{
    return (struct screen_input){
        .model = window->shown.model,
        .home = window->shown.home,
        .settings = window->shown.settings,
        .room = window->shown.room,
        .desk = &window->desk,
        .now_us = window->now_us,
        .untouched_us = window_untouched_us(window),
    };
}

static void show(struct window *window)
{
    int width = 0;
    int height = 0;
    if (SDL_GetRendererOutputSize(window->sdl_renderer, &width, &height) != 0 || width < 1 ||
        height < 1)
        return;
    const struct screen_input in = input_of(window);
    const struct tree_frame frame = {
        .width = width,
        .height = height,
        .scale_percent = window->options.scale_percent,
        .theme = window->options.theme,
        .right_to_left = window->options.right_to_left,
        .reduced_motion = window->options.reduced_motion,
        .calm = screens_rest(&in),
        .active = window_is_looked_at(window),
        .title = window->desk.hidden ? words_deck(DECK_HIDE_TITLE) : "Alcove",
        .now_us = window->now_us,
        .text = window->text,
    };
    tree_begin(window->tree, &frame);
    screens_show(window->tree, &in);
    tree_end(window->tree);
    renderer_refresh(window->renderer, tree_draw_list(window->tree), width, height);
}

void window_set_comfort(struct window *window, const struct window_comfort *comfort)
{
    ALCOVE_ASSERT(comfort->scale_percent >= THEME_SCALE_MIN &&
                  comfort->scale_percent <= THEME_SCALE_MAX);
    window->options.scale_percent = comfort->scale_percent;
    window->options.theme = comfort->theme;
    window->options.reduced_motion = comfort->reduced_motion;
    window->options.keymap = comfort->keymap;
    window->desk.session.own_picture_hidden = comfort->own_picture_hidden;
    window->refresh_due = true;
}

void window_blank(struct window *window)
{
    const struct window_shown shown = window->shown;
    window->shown = (struct window_shown){.model = &nobody};
    show(window);
    window->shown = shown;
}

struct screen_hand window_hand(struct window *window, struct window_action *out)
{
    return (struct screen_hand){
        .desk = &window->desk,
        .tree = window->tree,
        .model = window->shown.model,
        .home = window->shown.home,
        .settings = window->shown.settings,
        .room = window->shown.room,
        .now_us = window->now_us,
        .out = out,
    };
}

/* What they wrote stays on the screen until a hand was there. */
static void count_lines(struct window *window, const struct call_model *model)
{
    for (size_t i = window->lane_count; i < model->lane_count; i++)
        window->unread = window->unread || model->lane[i].author == LANE_THEM;
    window->lane_count = model->lane_count;
}

void window_refresh(struct window *window, const struct window_shown *shown, uint64_t now_us)
{
    const struct call_model *model = shown->model;
    ALCOVE_ASSERT(model != NULL);
    window->shown = *shown;
    window->now_us = now_us;
    const struct screen_hand hand = window_hand(window, NULL);
    screens_follow(&hand);
    count_lines(window, model);
    announcer_look(&window->announcer, model);
    window->refreshed_at_ms = SDL_GetTicks64();
    window->refresh_due = false;
    show(window);
    if (!window->desk.hidden && !call_is_together(model->phase))
        announcer_look_at_page(&window->announcer, tree_access(window->tree));
    window_follow_focus(window);
}

static int sooner(int timeout_ms, uint64_t in_ms)
{
    return in_ms < (uint64_t)timeout_ms ? (int)in_ms : timeout_ms;
}

/* The wait ends when the tree changes by itself, whatever the app asked for. */
static int wait_ms(const struct window *window, int timeout_ms, uint64_t now_ms)
{
    if (window->refresh_due)
        return 0;
    uint64_t changes_at_us = tree_changes_at(window->tree);
    if (changes_at_us > window->now_us) {
        uint64_t due = window->refreshed_at_ms + (changes_at_us - window->now_us) / 1000 + 1;
        timeout_ms = sooner(timeout_ms, due > now_ms ? due - now_ms : 0);
    }
    return timeout_ms;
}

static bool due(struct window *window, struct window_action *out)
{
    const struct screen_hand hand = window_hand(window, out);
    if (window_take_told(window, out) || screens_due(&hand))
        return true;
    out->kind = window->then;
    window->then = WINDOW_NOTHING;
    return out->kind != WINDOW_NOTHING;
}

bool window_part(struct window *window, enum window_action_kind kind, struct window_action *out)
{
    tree_leave_field(window->tree);
    window->then = kind;
    return due(window, out);
}

bool window_take_told(struct window *window, struct window_action *out)
{
    struct tree_event event;
    const struct screen_hand hand = window_hand(window, out);
    while (tree_take_event(window->tree, &event)) {
        window->refresh_due = true;
        if (!screens_take(&hand, &event))
            continue;
        if (out->kind == WINDOW_HIDE)
            return window_hide(window, out);
        return out->kind != WINDOW_SHOW || window_reveal(window, out);
    }
    return false;
}

static void wait_for(struct window *window, int timeout_ms, struct window_action *out)
{
    ALCOVE_ASSERT(timeout_ms >= 0);
    out->kind = WINDOW_NOTHING;
    out->wish = (struct wish){0};
    out->home = (struct home_wish){0};
    out->settings = (struct settings_wish){0};
    out->text_count = 0;
    if (due(window, out))
        return;
    uint64_t end_ms = SDL_GetTicks64() + (uint64_t)timeout_ms;
    for (;;) {
        uint64_t now_ms = SDL_GetTicks64();
        int left_ms = now_ms < end_ms ? (int)(end_ms - now_ms) : 0;
        SDL_Event event;
        if (!SDL_WaitEventTimeout(&event, wait_ms(window, left_ms, now_ms)))
            return;
        if (window_take(window, &event, out) || window->refresh_due)
            return;
    }
}

/* What is copied is on the clipboard before the app hears of it. */
void window_wait(struct window *window, int timeout_ms, struct window_action *out)
{
    wait_for(window, timeout_ms, out);
    if (out->kind == WINDOW_COPY_INVITE && out->text_count > 0)
        (void)SDL_SetClipboardText(out->texts[0]);
}

struct wish window_wish_of(const struct window_action *action)
{
    struct wish wish = action->wish;
    for (unsigned i = 0; i < action->text_count; i++)
        wish.texts[i] = action->texts[i];
    return wish;
}

struct home_wish window_home_wish_of(const struct window_action *action)
{
    struct home_wish wish = action->home;
    for (unsigned i = 0; i < action->text_count && i < HOME_WISH_TEXTS; i++)
        wish.texts[i] = action->texts[i];
    return wish;
}

struct settings_wish window_settings_wish_of(const struct window_action *action)
{
    struct settings_wish wish = action->settings;
    for (unsigned i = 0; i < action->text_count && i < SETTINGS_WISH_TEXTS; i++)
        wish.texts[i] = action->texts[i];
    return wish;
}

void window_wake(struct window *window)
{
    if (atomic_exchange(&window->wake_pending, true))
        return;
    SDL_Event event = {.type = window->wake_event};
    if (SDL_PushEvent(&event) != 1)
        atomic_store(&window->wake_pending, false);
}

uint64_t window_idle_ms(const struct window *window)
{
    return SDL_GetTicks64() - window->touched_at_ms;
}

bool window_screenshot(struct window *window, const char *path)
{
    int width = 0;
    int height = 0;
    uint32_t *pixels = renderer_pixels(window->renderer, &width, &height);
    bool written = pixels != NULL && png_write(path, pixels, width, height);
    free(pixels);
    return written;
}

/* ---- the desktop ---- */

const struct access_tree *window_access(const struct window *window)
{
    return tree_access(window->tree);
}

void window_request(struct window *window, const struct access_request *request)
{
    window->touched_at_ms = SDL_GetTicks64();
    window->unread = false;
    if (tree_request(window->tree, request))
        window->refresh_due = true;
}

bool window_announcement(struct window *window, struct announcement *out)
{
    while (announcer_next(&window->announcer, out)) {
        if (!window->desk.hidden) /* a voice would tell what the page hides */
            return true;
    }
    return false;
}

void window_raise(struct window *window)
{
    SDL_RestoreWindow(window->sdl_window);
    SDL_RaiseWindow(window->sdl_window);
}

bool window_shows_room(const struct window *window)
{
    return window->desk.page == PAGE_PRACTICE_ROOM && !window->desk.hidden;
}

bool window_is_looked_at(const struct window *window)
{
    return (SDL_GetWindowFlags(window->sdl_window) & SDL_WINDOW_INPUT_FOCUS) != 0;
}

struct window_geometry window_geometry(const struct window *window)
{
    struct window_geometry place = {.scale_percent = window->options.scale_percent};
    SDL_GetWindowPosition(window->sdl_window, &place.x, &place.y);
    SDL_GetWindowSize(window->sdl_window, &place.width, &place.height);
    place.maximised = (SDL_GetWindowFlags(window->sdl_window) & SDL_WINDOW_MAXIMIZED) != 0;
    return place;
}

void window_move(struct window *window, const struct window_geometry *to)
{
    SDL_SetWindowSize(window->sdl_window, to->width, to->height);
    SDL_SetWindowPosition(window->sdl_window, to->x, to->y);
    if (to->maximised)
        SDL_MaximizeWindow(window->sdl_window);
    window->refresh_due = true;
}

void window_take_link(struct window *window, const char *link)
{
    desk_write(&window->desk, FIELD_LINK, link);
    window->desk.page = PAGE_LINK;
    window->refresh_due = true;
}

void window_go_home(struct window *window)
{
    window->desk.page = PAGE_HOME;
    window->refresh_due = true;
}
