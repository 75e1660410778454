/* Keys that mean the same wherever the focus is, and the single ones of the stage. */
#include "ui/home_screen.h"
#include "ui/pages_screen.h"
#include "ui/panel_screen.h"
#include "ui/session_screen.h"
#include "ui/window_state.h"

#define SCALE_STEP 25

/* Presses what a button would; its events are taken by who asked. */
static void press(struct window *window, uint16_t kind)
{
    (void)tree_press_act(window->tree, (struct act){kind, 0});
}

/* While two are together it acts whatever page lies over them. */
static bool toggle(struct window *window, enum window_action_kind kind, uint16_t page,
                   struct window_action *out)
{
    if (!call_is_together(window->shown.model->phase)) {
        press(window, page);
        return false;
    }
    out->kind = kind;
    return true;
}

static bool scale(struct window *window, int percent, struct window_action *out)
{
    percent = percent < THEME_SCALE_MIN   ? THEME_SCALE_MIN
              : percent > THEME_SCALE_MAX ? THEME_SCALE_MAX
                                          : percent;
    window->options.scale_percent = percent;
    out->kind = WINDOW_SCALED;
    return true;
}

static void full_screen(struct window *window)
{
    window->full_screen = !window->full_screen;
    SDL_SetWindowFullscreen(window->sdl_window,
                            window->full_screen ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0);
}

/* The first opens the panel of a session; once it is open it goes from part to part. */
static bool next_pane(struct window *window, bool back)
{
    bool opens = window->desk.panel.tab == PANEL_CLOSED &&
                 call_is_together(window->shown.model->phase) && window->shown.model->hour.seated;
    const struct screen_hand hand = window_hand(window, NULL);
    if (opens)
        panel_key(&hand, false);
    else
        (void)tree_key(window->tree, SDLK_F6, back ? KMOD_SHIFT : 0);
    return true;
}

static bool function_key(struct window *window, const SDL_Keysym *key, struct window_action *out,
                         bool *acted)
{
    const struct screen_hand hand = window_hand(window, out);
    switch (key->sym) {
    case SDLK_F1:
        window->desk.page = window->desk.page == PAGE_KEYS ? PAGE_HOME : PAGE_KEYS;
        return true;
    case SDLK_F6:
        return next_pane(window, (key->mod & KMOD_SHIFT) != 0);
    case SDLK_F8:
        panel_key(&hand, true);
        return true;
    case SDLK_F9:
        *acted = window_hide(window, out);
        return true;
    case SDLK_F10:
        *acted = window_part(window, WINDOW_LOCK, out);
        return true;
    case SDLK_F11:
        full_screen(window);
        return true;
    default:
        return false;
    }
}

static bool control_key(struct window *window, const SDL_Keysym *key, struct window_action *out,
                        bool *acted)
{
    switch (key->sym) {
    case SDLK_q:
    case SDLK_w:
        if (key->sym == SDLK_w && (key->mod & KMOD_SHIFT) == 0)
            return false;
        if (call_is_together(window->shown.model->phase)) {
            window->desk.leaving = true;
            return true;
        }
        *acted = window_part(window, WINDOW_LEAVE, out);
        return true;
    case SDLK_d:
        *acted = toggle(window, WINDOW_TOGGLE_MICROPHONE, PAGES_MICROPHONE, out);
        return true;
    case SDLK_e:
        *acted = toggle(window, WINDOW_TOGGLE_CAMERA, PAGES_CAMERA, out);
        return true;
    case SDLK_PLUS:
    case SDLK_EQUALS:
    case SDLK_KP_PLUS:
        *acted = scale(window, window->options.scale_percent + SCALE_STEP, out);
        return true;
    case SDLK_MINUS:
    case SDLK_KP_MINUS:
        *acted = scale(window, window->options.scale_percent - SCALE_STEP, out);
        return true;
    case SDLK_0:
        *acted = scale(window, 100, out);
        return true;
    default:
        return false;
    }
}

bool window_key(struct window *window, const SDL_Keysym *key, struct window_action *out,
                bool *acted)
{
    bool control = (key->mod & KMOD_CTRL) != 0;
    if (function_key(window, key, out, acted))
        return true;
    if (!control)
        return false;
    if (key->sym == SDLK_r) {
        const struct screen_hand hand = window_hand(window, out);
        panel_begin_reflection(&hand);
        return true;
    }
    return control_key(window, key, out, acted);
}

static char letter_of(SDL_Keycode key)
{
    bool plain = (key >= SDLK_a && key <= SDLK_z) || (key >= SDLK_0 && key <= SDLK_9);
    return plain ? (char)key : '\0';
}

/* While it is held one is heard, whatever was before. */
static bool talk(struct window *window, struct window_action *out)
{
    bool held = window->talking;
    if (held || !call_is_together(window->shown.model->phase) ||
        window->shown.model->microphone_on || window->shown.model->hour.away != SIGNAL_HERE)
        return held;
    window->talking = true;
    out->kind = WINDOW_TOGGLE_MICROPHONE;
    return true;
}

bool window_key_up(struct window *window, SDL_Keycode key, struct window_action *out)
{
    if (key != SDLK_SPACE || !window->talking)
        return false;
    window->talking = false;
    if (!window->shown.model->microphone_on)
        return false;
    out->kind = WINDOW_TOGGLE_MICROPHONE;
    return true;
}

bool window_stage_key(struct window *window, const SDL_Keysym *key, struct window_action *out)
{
    const struct screen_hand hand = window_hand(window, out);
    char usual = keymap_usual(&window->options.keymap, letter_of(key->sym));
    if (key->sym == SDLK_SPACE)
        return talk(window, out) && out->kind != WINDOW_NOTHING;
    bool single = letter_of(key->sym) != '\0' && (key->mod & KMOD_CTRL) == 0;
    struct act act = pages_act_of(&hand, single ? usual : key->sym, key->mod);
    if (act.kind != 0) {
        (void)tree_press_act(window->tree, act);
        return false;
    }
    act = home_act_of(&hand, key->sym, key->mod);
    if (act.kind != 0) {
        (void)tree_press_act(window->tree, act);
        return false;
    }
    bool plain = (key->mod & (KMOD_CTRL | KMOD_ALT | KMOD_GUI)) == 0;
    if (plain && call_is_together(window->shown.model->phase) && usual != '\0')
        (void)session_key(&hand, usual);
    return out->kind != WINDOW_NOTHING;
}
