/* Hands on the window: what SDL tells goes to the tree, and what the tree makes of it to whoever
 * said the screen. */
#include <string.h>

#include "ui/reader_key.h"
#include "ui/window_state.h"

#define SCROLL_STEP 48 /* pixels a turn of the wheel */

static bool act(struct window_action *out, enum window_action_kind kind)
{
    out->kind = kind;
    return true;
}

void window_follow_focus(struct window *window)
{
    bool writes = tree_writes(window->tree) && !window->desk.hidden;
    if (writes && !SDL_IsTextInputActive())
        SDL_StartTextInput();
    if (!writes && SDL_IsTextInputActive())
        SDL_StopTextInput();
    if (writes) {
        struct rectangle caret = tree_caret(window->tree);
        SDL_Rect at = {caret.x, caret.y, caret.width, caret.height};
        SDL_SetTextInputRect(&at);
    }
}

bool window_hide(struct window *window, struct window_action *out)
{
    window->desk.hidden = true;
    window_name(window);
    window->desk.leaving = false;
    tree_unfocus(window->tree);
    window_blank(window);
    window->refresh_due = true;
    return act(out, WINDOW_HIDE);
}

bool window_reveal(struct window *window, struct window_action *out)
{
    window->desk.hidden = false;
    window_name(window);
    window->refresh_due = true;
    return act(out, WINDOW_SHOW);
}

uint64_t window_untouched_us(const struct window *window)
{
    return window->unread ? 0 : (SDL_GetTicks64() - window->touched_at_ms) * 1000 + 1;
}

static bool is_resting(const struct window *window)
{
    return tree_frame_of(window->tree)->calm;
}

/* What was faded is there again. Who could not see what they pressed has pressed nothing: a tap, or
 * Enter or Space on what has the focus. Every other key is known by heart, and acts. */
static bool only_wakes(struct window *window, const SDL_Event *event)
{
    uint64_t now_ms = SDL_GetTicks64();
    bool rested = is_resting(window);
    window->touched_at_ms = now_ms;
    if (rested || window->unread)
        window->refresh_due = true;
    window->unread = false;
    if (rested)
        window->woken_at_ms = now_ms + 1;
    if (event->type == SDL_MOUSEBUTTONDOWN)
        return window->woken_at_ms != 0 && now_ms < window->woken_at_ms + WINDOW_WAKES_MS;
    SDL_Keycode key = event->type == SDL_KEYDOWN ? event->key.keysym.sym : SDLK_UNKNOWN;
    bool presses = key == SDLK_RETURN || key == SDLK_KP_ENTER || key == SDLK_SPACE;
    return rested && presses && !tree_writes(window->tree);
}

/* ---- keys ---- */

static bool hidden_key(struct window *window, const SDL_Keysym *key, struct window_action *out)
{
    bool back = key->sym == SDLK_F9 || key->sym == SDLK_RETURN || key->sym == SDLK_SPACE;
    if ((key->mod & KMOD_CTRL) != 0 && key->sym == SDLK_q)
        return window_part(window, WINDOW_LEAVE, out);
    return back && window_reveal(window, out);
}

/* Where one came from. */
static enum desk_page page_before(enum desk_page page)
{
    return page == PAGE_GOALS || page == PAGE_LETTERS ? PAGE_PERSON : PAGE_HOME;
}

static bool escape(struct window *window, struct window_action *out)
{
    uint64_t now_ms = SDL_GetTicks64() + 1;
    bool again = window->escape_at_ms != 0 && now_ms - window->escape_at_ms < WINDOW_ESCAPES_MS;
    window->escape_at_ms = again ? 0 : now_ms;
    window->refresh_due = true;
    if (again)
        return window_hide(window, out);
    if (tree_has_dialog(window->tree)) {
        (void)tree_key(window->tree, SDLK_ESCAPE, 0);
        return window_take_told(window, out);
    }
    window->desk.panel.tab = PANEL_CLOSED;
    window->desk.session.answering = 0;
    if (tree_focused_edit(window->tree) == NULL)
        window->desk.page = page_before(window->desk.page);
    tree_unfocus(window->tree);
    return window_take_told(window, out);
}

/* Held, it goes on moving, as letters go on in a field; nothing else is switched to and fro. */
static bool moves(SDL_Keycode key)
{
    return key == SDLK_LEFT || key == SDLK_RIGHT || key == SDLK_UP || key == SDLK_DOWN ||
           key == SDLK_PAGEUP || key == SDLK_PAGEDOWN || key == SDLK_TAB;
}

static bool key_take(struct window *window, const SDL_KeyboardEvent *event,
                     struct window_action *out)
{
    const SDL_Keysym *key = &event->keysym;
    bool acted = false;
    if (event->repeat != 0 && !tree_writes(window->tree) && !moves(key->sym))
        return false;
    if (window->desk.hidden)
        return hidden_key(window, key, out);
    if (key->sym == SDLK_ESCAPE)
        return escape(window, out);
    window->escape_at_ms = 0;
    window->refresh_due = true;
    if (window_key(window, key, out, &acted))
        return acted || window_take_told(window, out);
    if (!tree_key(window->tree, key->sym, key->mod) && !tree_writes(window->tree) &&
        window_stage_key(window, key, out))
        return true;
    return window_take_told(window, out);
}

/* ---- the rest ---- */

static bool screen_take(struct window *window, const SDL_WindowEvent *event,
                        struct window_action *out)
{
    switch (event->event) {
    case SDL_WINDOWEVENT_CLOSE:
        return window_part(window, WINDOW_CLOSED, out);
    case SDL_WINDOWEVENT_EXPOSED:
        renderer_forget(window->renderer);
        window->refresh_due = true;
        return false;
    case SDL_WINDOWEVENT_SIZE_CHANGED:
        window->refresh_due = true;
        return false;
    case SDL_WINDOWEVENT_FOCUS_GAINED:
        return act(out, WINDOW_LOOKED_AT);
    case SDL_WINDOWEVENT_LEAVE:
        window->refresh_due |= tree_pointer(window->tree, -1, -1);
        return false;
    default:
        return false;
    }
}

static void text_take(struct window *window, const SDL_Event *event)
{
    if (window->desk.hidden)
        return;
    if (event->type == SDL_TEXTINPUT)
        window->refresh_due |= tree_text(window->tree, event->text.text);
    else if (event->type == SDL_TEXTEDITING)
        window->refresh_due |=
            tree_preedit(window->tree, event->edit.text, event->edit.start, event->edit.length);
    else {
        window->refresh_due |= tree_preedit(window->tree, event->editExt.text, event->editExt.start,
                                            event->editExt.length);
        SDL_free(event->editExt.text);
    }
}

static void pointer_take(struct window *window, const SDL_Event *event)
{
    struct tree *tree = window->tree;
    bool extend = (SDL_GetModState() & KMOD_SHIFT) != 0;
    int x;
    int y;
    switch (event->type) {
    case SDL_MOUSEMOTION:
        window->refresh_due |= tree_pointer(tree, event->motion.x, event->motion.y);
        break;
    case SDL_MOUSEWHEEL:
        SDL_GetMouseState(&x, &y);
        window->refresh_due |= tree_wheel(tree, x, y, -event->wheel.y * SCROLL_STEP);
        break;
    case SDL_MOUSEBUTTONDOWN:
        if (event->button.button == SDL_BUTTON_LEFT)
            window->refresh_due |= tree_button_down(tree, event->button.x, event->button.y,
                                                    event->button.clicks, extend);
        break;
    default:
        if (event->button.button == SDL_BUTTON_LEFT)
            window->refresh_due |= tree_button_up(tree, event->button.x, event->button.y);
        break;
    }
}

static bool is_of_a_hand(uint32_t type)
{
    return type == SDL_KEYDOWN || type == SDL_TEXTINPUT || type == SDL_MOUSEMOTION ||
           type == SDL_MOUSEWHEEL || type == SDL_MOUSEBUTTONDOWN;
}

void window_set_reader(struct window *window, const struct window_reader *reader)
{
    window->reader = *reader;
}

static bool reader_takes(struct window *window, const SDL_Event *event)
{
    if (event->type == SDL_TEXTINPUT)
        return window->reader_took;
    if (window->reader.hears == NULL || (event->type != SDL_KEYDOWN && event->type != SDL_KEYUP))
        return false;
    const struct access_key key = reader_key_of(&event->key);
    bool took = window->reader.hears(window->reader.context, &key);
    window->reader_took = took && key.pressed;
    return took;
}

/* It is for a screen reader, or only ends a rest. */
static bool goes_by(struct window *window, const SDL_Event *event)
{
    return reader_takes(window, event) || (is_of_a_hand(event->type) && only_wakes(window, event));
}

bool window_take(struct window *window, const SDL_Event *event, struct window_action *out)
{
    if (goes_by(window, event))
        return false;
    if (event->type == window->wake_event) {
        atomic_store(&window->wake_pending, false);
        return act(out, WINDOW_WAKE);
    }
    switch (event->type) {
    case SDL_QUIT:
        return window_part(window, WINDOW_CLOSED, out);
    case SDL_WINDOWEVENT:
        return screen_take(window, &event->window, out);
    case SDL_KEYDOWN:
        return key_take(window, &event->key, out);
    case SDL_KEYUP:
        return window_key_up(window, event->key.keysym.sym, out);
    case SDL_TEXTINPUT:
    case SDL_TEXTEDITING:
    case SDL_TEXTEDITING_EXT:
        text_take(window, event);
        return window_take_told(window, out);
    case SDL_MOUSEMOTION:
    case SDL_MOUSEWHEEL:
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        pointer_take(window, event);
        return window_take_told(window, out);
    default:
        return false;
    }
}
