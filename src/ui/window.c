#include "ui/window.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "ui/window_state.h"
#include "ui/words.h"
#include "widgets/png.h"
#include "widgets/utf8.h"

#define WIDTH_MIN      480
#define HEIGHT_MIN     360
#define WIDTH_DEFAULT  1120
#define HEIGHT_DEFAULT 720

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
    /* Otherwise the software renderer presents through OpenGL, at twelve times the cost. */
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    SDL_SetHint(SDL_HINT_IME_SHOW_UI, "1");
    SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
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
    if (!unseen || SDL_getenv("SDL_VIDEODRIVER") != NULL)
        return true;
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
    return false;
}

static struct window_options options_filled(const struct window_options *wish)
{
    struct window_options o = *wish;
    o.width = o.width == 0 ? WIDTH_DEFAULT : o.width < WIDTH_MIN ? WIDTH_MIN : o.width;
    o.height = o.height == 0 ? HEIGHT_DEFAULT : o.height < HEIGHT_MIN ? HEIGHT_MIN : o.height;
    o.scale_percent = o.scale_percent == 0 ? 100 : o.scale_percent;
    o.scale_percent = o.scale_percent < THEME_SCALE_MIN ? THEME_SCALE_MIN : o.scale_percent;
    o.scale_percent = o.scale_percent > THEME_SCALE_MAX ? THEME_SCALE_MAX : o.scale_percent;
    o.x = o.x == WINDOW_ANYWHERE ? (int)SDL_WINDOWPOS_UNDEFINED : o.x;
    o.y = o.y == WINDOW_ANYWHERE ? (int)SDL_WINDOWPOS_UNDEFINED : o.y;
    return o;
}

static bool screen_open(struct window *window)
{
    const struct window_options *o = &window->options;
    window->sdl_window = SDL_CreateWindow("Alcove", o->x, o->y, o->width, o->height,
                                          SDL_WINDOW_RESIZABLE | SDL_WINDOW_SHOWN);
    if (window->sdl_window == NULL)
        return false;
    SDL_SetWindowMinimumSize(window->sdl_window, WIDTH_MIN, HEIGHT_MIN);
    window->sdl_renderer = SDL_CreateRenderer(window->sdl_window, -1, SDL_RENDERER_SOFTWARE);
    if (window->sdl_renderer == NULL)
        return false;
    window->renderer = renderer_create(window->sdl_renderer, window->text);
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
    window->hand.rating = RATING_NONE;
    window->text = text_engine_create();
    if (window->text == NULL)
        error_say(error,
                  "no font to write with; install the package fonts-inter or fonts-noto-core");
    else if (!screen_open(window))
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
    /* What was typed does not stay in freed memory. */
    memset(window, 0, sizeof *window);
    free(window);
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
}

static void show(struct window *window, const struct call_model *model, uint64_t now_us)
{
    int width = 0;
    int height = 0;
    if (SDL_GetRendererOutputSize(window->sdl_renderer, &width, &height) != 0 || width < 1 ||
        height < 1)
        return;
    const struct call_view_input in = {
        .model = model,
        .text = window->text,
        .width = width,
        .height = height,
        .scale_percent = window->options.scale_percent,
        .theme = window->options.theme,
        .right_to_left = window->options.right_to_left,
        .now_us = now_us,
        .focus = window->focus,
        .focus_shown = window->focus_shown,
        .hover = window->hover,
        .tip_due = window->tip_due,
        .hidden = window->hidden,
        .own_picture_hidden = window->own_picture_hidden,
        .invite_copied = window->invite_copied,
        .words_open = window->words_open,
        .lane_scroll = window->lane_scroll,
        .reduced_motion = window->options.reduced_motion,
        .untouched_us = window_untouched_us(window),
        .hand = window->hand,
        .fields = window->fields,
    };
    call_view(&window->view, &in);
    renderer_refresh(window->renderer, &window->view.list, width, height);
}

/* One dot for each code point, and the caret where it is. */
static void dots_fill(struct window *window)
{
    static const char dot[] = "•";
    const struct text_field *typed = &window->passphrase;
    struct text_field *dots = &window->fields[FIELD_PASSPHRASE];
    size_t caret = 0;
    text_field_clear(dots);
    for (size_t at = 0; at < typed->size; at = utf8_after(typed->bytes, typed->size, at)) {
        (void)text_field_insert(dots, dot, sizeof dot - 1);
        if (at < typed->caret)
            caret = dots->size;
    }
    text_field_place(dots, caret);
}

void window_set_comfort(struct window *window, const struct window_comfort *comfort)
{
    ALCOVE_ASSERT(comfort->scale_percent >= THEME_SCALE_MIN &&
                  comfort->scale_percent <= THEME_SCALE_MAX);
    window->options.scale_percent = comfort->scale_percent;
    window->options.reduced_motion = comfort->reduced_motion;
    window->own_picture_hidden = comfort->own_picture_hidden;
    window->refresh_due = true;
}

void window_blank(struct window *window)
{
    show(window, &nobody, 0);
}

static void invite_keep(struct window *window, const struct call_model *model)
{
    const char *invite = model->phase == CALL_WAITING ? model->invite : NULL;
    if (invite == NULL || strlen(invite) >= sizeof window->invite)
        invite = "";
    if (strcmp(invite, window->invite) != 0) {
        window->invite_copied = false;
        memset(window->invite, 0, sizeof window->invite);
        memcpy(window->invite, invite, strlen(invite));
    }
}

static bool opens_question(const struct window *window, const struct call_model *model)
{
    bool shown = model->phase == CALL_IN_CALL || model->phase == CALL_KNOCKING;
    return model->check_in_open && shown && !window->check_in_open;
}

void window_refresh(struct window *window, const struct call_model *model, uint64_t now_us)
{
    ALCOVE_ASSERT(model != NULL);
    invite_keep(window, model);
    if (opens_question(window, model) && window->focus == NODE_NONE)
        window->focus = NODE_CHECK_IN_FEELING;
    bool shown = model->phase == CALL_IN_CALL || model->phase == CALL_KNOCKING;
    window->check_in_open = model->check_in_open && shown;
    window->words_open = window->words_open && model->question == CALL_ASKS_WORDS;
    if (model->phase == CALL_LOCKED && window->phase != CALL_LOCKED && !window->hidden)
        window->focus = NODE_PASSPHRASE;
    window->phase = model->phase;
    window_hour_refresh(window, model);
    window_rest_refresh(window, model);
    dots_fill(window);
    window->now_us = now_us;
    window->refreshed_at_ms = SDL_GetTicks64();
    window->refresh_due = false;
    show(window, model, now_us);
    enum node_id focus = window->focus;
    window_focus_check(window);
    if (window->focus != focus)
        show(window, model, now_us);
    if (window->lane_scroll > window->view.lane_scroll_max)
        window->lane_scroll = window->view.lane_scroll_max;
}

static int sooner(int timeout_ms, uint64_t in_ms)
{
    return in_ms < (uint64_t)timeout_ms ? (int)in_ms : timeout_ms;
}

/* The wait ends when a tip is due or the view changes by itself, whatever the app asked for. */
static int wait_ms(const struct window *window, int timeout_ms, uint64_t now_ms)
{
    if (window->refresh_due)
        return 0;
    if (window->hover != NODE_NONE && !window->tip_due) {
        uint64_t due = window->hover_since_ms + WINDOW_TIP_AFTER_MS;
        timeout_ms = sooner(timeout_ms, due > now_ms ? due - now_ms : 0);
    }
    uint64_t changes_at_us = window->view.changes_at_us;
    if (changes_at_us > window->now_us) {
        uint64_t due = window->refreshed_at_ms + (changes_at_us - window->now_us) / 1000 + 1;
        timeout_ms = sooner(timeout_ms, due > now_ms ? due - now_ms : 0);
    }
    return timeout_ms;
}

static void tip_check(struct window *window)
{
    if (window->hover != NODE_NONE && !window->tip_due &&
        SDL_GetTicks64() >= window->hover_since_ms + WINDOW_TIP_AFTER_MS) {
        window->tip_due = true;
        window->refresh_due = true;
    }
}

void window_wait(struct window *window, int timeout_ms, struct window_action *out)
{
    ALCOVE_ASSERT(timeout_ms >= 0);
    out->kind = WINDOW_NOTHING;
    out->wish = (struct wish){0};
    out->text_count = 0;
    if (window_hour_due(window, out))
        return;
    uint64_t end_ms = SDL_GetTicks64() + (uint64_t)timeout_ms;
    for (;;) {
        uint64_t now_ms = SDL_GetTicks64();
        int left_ms = now_ms < end_ms ? (int)(end_ms - now_ms) : 0;
        int wait = wait_ms(window, left_ms, now_ms);
        SDL_Event event;
        if (!SDL_WaitEventTimeout(&event, wait)) {
            tip_check(window);
            return;
        }
        if (window_take(window, &event, out) || window->refresh_due)
            return;
    }
}

struct wish window_wish_of(const struct window_action *action)
{
    struct wish wish = action->wish;
    for (unsigned i = 0; i < action->text_count; i++)
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
