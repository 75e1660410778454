#include "hands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "scene.h"

static struct window *window;
static const struct call_model *shown;
static const struct home_model *at_home;
static struct deck deck;
static struct call_model session;
static struct picture own_picture, their_picture;

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
    hands_refresh(NULL);
    for (int i = 0; i < 20; i++) {
        window_wait(window, 0, &action);
        hands_refresh(NULL);
    }
    return window;
}

struct window *hands_open_session(struct call_model **model)
{
    picture_paint_person(&own_picture, 320, 180, true);
    picture_paint_person(&their_picture, 640, 360, false);
    session = (struct call_model){.phase = CALL_IN_CALL,
                                  .their_name = "Ben",
                                  .microphone_on = true,
                                  .camera_on = true,
                                  .their_microphone_on = true,
                                  .their_camera_on = true,
                                  .own_picture = &own_picture,
                                  .their_picture = &their_picture};
    session.hour = (struct hour_model){
        .shown = true, .seated = true, .stage = STAGE_WORK, .recap = {"", "", ""}};
    *model = &session;
    return hands_open(&session, 960, 600);
}

void hands_close(void)
{
    window_close(window);
    deck_close(&deck);
    picture_unpaint(&own_picture);
    picture_unpaint(&their_picture);
    window = NULL;
}

int hands_end(void **state)
{
    (void)state;
    hands_close();
    return 0;
}

void hands_refresh(const struct home_model *home)
{
    at_home = home;
    window_refresh(window, &(struct window_shown){.model = shown, .home = at_home}, HANDS_NOW_US);
}

struct window_action hands_wait(void)
{
    struct window_action action = {.kind = WINDOW_NOTHING};
    for (int i = 0; i < 50 && action.kind == WINDOW_NOTHING; i++) {
        window_wait(window, 0, &action);
        hands_refresh(at_home);
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

void hands_write(const char *words)
{
    hands_push_words(words);
    for (int i = 0; i < 3; i++)
        hands_wait();
}

const struct access_node *hands_find(const char *name)
{
    const struct access_tree *access = window_access(window);
    for (int i = 0; i < access->count; i++) {
        const struct access_node *node = &access->nodes[i];
        if ((node->states & ACCESS_FOCUSABLE) != 0 && strcmp(node->name, name) == 0)
            return node;
    }
    return NULL;
}

const char *hands_focus(void)
{
    const struct access_tree *access = window_access(window);
    for (int i = 0; i < access->count; i++) {
        if ((access->nodes[i].states & ACCESS_FOCUSED) != 0)
            return access->nodes[i].name;
    }
    return "";
}

bool hands_see(const char *words)
{
    const struct access_tree *access = window_access(window);
    for (int i = 0; i < access->count; i++) {
        if (strstr(access->nodes[i].name, words) != NULL)
            return true;
    }
    return false;
}

const char *hands_lane(void)
{
    return text_edit_bytes(&window->desk.fields[FIELD_LANE]);
}

struct window_action hands_push(SDL_Event event)
{
    SDL_PushEvent(&event);
    return hands_wait();
}

struct window_action hands_key(SDL_Keycode key, SDL_Keymod mod)
{
    hands_push_key(key, mod);
    return hands_wait();
}

enum window_action_kind hands_after_key(SDL_Keycode key, SDL_Keymod mod)
{
    return hands_key(key, mod).kind;
}

struct window_action hands_type(const char *words)
{
    hands_push_words(words);
    return hands_wait();
}

struct window_action hands_press(const char *name)
{
    const struct access_node *node = hands_find(name);
    if (node == NULL)
        fail_msg("there is no \"%s\"", name);
    SDL_Event event = {.type = SDL_MOUSEBUTTONDOWN};
    event.button.button = SDL_BUTTON_LEFT;
    event.button.clicks = 1;
    event.button.x = node->at.x + node->at.width / 2;
    event.button.y = node->at.y + node->at.height / 2;
    SDL_PushEvent(&event);
    event.type = SDL_MOUSEBUTTONUP;
    return hands_push(event);
}
