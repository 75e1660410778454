#include "hands.h"

#include <stdio.h>
#include <stdlib.h>

#include "harness.h"
#include "scene.h"

static struct window *window;
static const struct call_model *shown;
static struct deck deck;

struct window *hands_open(const struct call_model *model, int width, int height)
{
    char error[WINDOW_ERROR_BYTES_MAX] = "";
    struct window_action action;
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    scene_deck("en", &deck);
    const struct window_options options = {.deck = &deck, .width = width, .height = height};
    if (!window_open(&window, &options, error))
        fail_msg("%s", error);
    shown = model;
    window_refresh(window, shown, HANDS_NOW_US);
    for (int i = 0; i < 20; i++)
        window_wait(window, 0, &action);
    return window;
}

void hands_close(void)
{
    window_close(window);
    deck_close(&deck);
    window = NULL;
}

struct window_action hands_wait(void)
{
    struct window_action action = {.kind = WINDOW_NOTHING};
    for (int i = 0; i < 50 && action.kind == WINDOW_NOTHING; i++) {
        window_wait(window, 0, &action);
        window_refresh(window, shown, HANDS_NOW_US);
    }
    return action;
}

void hands_push_key(SDL_Keycode key, SDL_Keymod mod)
{
    SDL_Event event = {.type = SDL_KEYDOWN};
    event.key.keysym.sym = key;
    event.key.keysym.mod = (Uint16)mod;
    SDL_PushEvent(&event);
}

void hands_push_words(const char *words)
{
    SDL_Event event = {.type = SDL_TEXTINPUT};
    snprintf(event.text.text, sizeof event.text.text, "%s", words);
    SDL_PushEvent(&event);
}

void hands_push_click(enum node_id id)
{
    const struct view_node *node = view_node_of(&window->view, id);
    assert_non_null(node);
    SDL_Event event = {.type = SDL_MOUSEBUTTONDOWN};
    event.button.button = SDL_BUTTON_LEFT;
    event.button.x = node->at.x + node->at.width / 2;
    event.button.y = node->at.y + node->at.height / 2;
    SDL_PushEvent(&event);
    event.type = SDL_MOUSEBUTTONUP;
    SDL_PushEvent(&event);
}

struct window_action hands_key(SDL_Keycode key, SDL_Keymod mod)
{
    hands_push_key(key, mod);
    return hands_wait();
}

struct window_action hands_type(const char *words)
{
    hands_push_words(words);
    return hands_wait();
}

struct window_action hands_click(enum node_id id)
{
    hands_push_click(id);
    return hands_wait();
}
