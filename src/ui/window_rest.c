/* Whether a hand is there: what fades without one, and what the first touch does afterwards. */
#include "ui/window_state.h"

/* What they wrote stays on the screen until a hand was there. */
void window_rest_refresh(struct window *window, const struct call_model *model)
{
    for (size_t i = window->lane_count; i < model->lane_count; i++)
        window->unread = window->unread || model->lane[i].author == LANE_THEM;
    window->lane_count = model->lane_count;
}

uint64_t window_untouched_us(const struct window *window)
{
    return window->unread ? 0 : (SDL_GetTicks64() - window->touched_at_ms) * 1000 + 1;
}

/* What was faded is there again. Who could not see what they pressed has pressed nothing: a tap, or
 * Enter or Space on what has the focus. Every other key is known by heart, and acts. */
bool window_only_wakes(struct window *window, const SDL_Event *event)
{
    uint64_t now_ms = SDL_GetTicks64();
    bool rested = window->view.resting;
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
    return rested && presses && window_field_of(window, window->focus) == NULL;
}
