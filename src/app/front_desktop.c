/* What the desktop around the window says, and is told; and the screen reader beside it. */
#include <stdlib.h>
#include <string.h>

#include <SDL2/SDL_video.h>
#include <sodium.h>

#include "app/front_parts.h"
#include "desktop/window_place.h"

#define DISPLAYS_MAX 16

static const char *words(const struct front *front, enum deck_key key)
{
    return deck_text(&front->deck, key);
}

static bool hears_key(void *context, const struct access_key *key)
{
    const struct front *front = context;
    return accessible_hears(front->accessible, key);
}

void front_open_desktop(struct front *front)
{
    const struct desktop_options options = {
        .ring = front_ring,
        .context = front,
        .notices =
            {
                [DESKTOP_NOTICE_DOOR] = words(front, DECK_DESKTOP_DOOR),
                [DESKTOP_NOTICE_SOON] = words(front, DECK_DESKTOP_SOON),
                [DESKTOP_NOTICE_WORDS] = words(front, DECK_DESKTOP_WORDS),
            },
        .open_word = words(front, DECK_DESKTOP_OPEN),
        .busy_word = words(front, DECK_DESKTOP_BUSY),
    };
    const struct accessible_options reader = {"Alcove", front_ring, front};
    front->desktop = desktop_open(&options);
    front->accessible = accessible_open(&reader);
    window_set_reader(front->window, &(struct window_reader){hears_key, front});
}

void front_close_desktop(struct front *front)
{
    if (front->window != NULL)
        window_set_reader(front->window, &(struct window_reader){NULL, NULL});
    desktop_close(front->desktop); /* these two ring the window */
    accessible_close(front->accessible);
    front->desktop = NULL;
    front->accessible = NULL;
}

/* Nobody is to be heard or seen by a lid that opens: both stay off until the person says so. */
static void fall_asleep(struct front *front)
{
    front_set_microphone(front, false);
    front_set_camera(front, false);
    front_say(front, &(struct told){.what = DECK_NOTES_SLEPT});
    desktop_ready_to_sleep(front->desktop);
}

/* Whoever does not look is told that there is something; what, is told to nobody but them. */
static void notice(struct front *front)
{
    enum desktop_notice news = DESKTOP_NOTICE_NONE;
    bool knocks = front->face != NULL && front->face->model.phase == CALL_AT_DOOR;
    if (front->home != NULL)
        news = news_of(&front->news, &front->home->model);
    if (knocks && !front->knocked)
        news = DESKTOP_NOTICE_DOOR;
    if (front->knocked && !knocks)
        desktop_notify(front->desktop, DESKTOP_NOTICE_NONE);
    front->knocked = knocks;
    if (news != DESKTOP_NOTICE_NONE && !window_is_looked_at(front->window))
        desktop_notify(front->desktop, news);
}

static void take_event(struct front *front, const struct desktop_event *event)
{
    switch (event->kind) {
    case DESKTOP_APPEARANCE:
        front_take_appearance(front, &event->appearance);
        break;
    case DESKTOP_RAISE:
        window_raise(front->window);
        break;
    case DESKTOP_SLEEPS:
        fall_asleep(front);
        break;
    case DESKTOP_LOCKED:
        if (front->lock.can_lock && front_is_alone(front))
            front->lock_wanted = true;
        break;
    case DESKTOP_NOTHING:
        break;
    }
}

static void take_requests(struct front *front)
{
    struct access_request request;
    while (accessible_next(front->accessible, &request)) {
        window_request(front->window, &request);
        if (request.text != NULL)
            sodium_memzero(request.text, strlen(request.text));
        free(request.text);
    }
}

void front_follow_desktop(struct front *front)
{
    struct desktop_event event;
    bool together = front->face != NULL && front->face->phase == SESSION_TOGETHER;
    if (together != front->together)
        desktop_set_together(front->desktop, together);
    front->together = together;
    while (desktop_take(front->desktop, &event))
        take_event(front, &event);
    if (front->window == NULL)
        return;
    take_requests(front);
    if (control_raises(front->lock.control))
        window_raise(front->window);
    notice(front);
}

void front_follow_desktop_locked(struct front *front)
{
    struct desktop_event event;
    while (desktop_take(front->desktop, &event)) {
        if (event.kind == DESKTOP_SLEEPS)
            desktop_ready_to_sleep(front->desktop);
        else if (event.kind == DESKTOP_RAISE)
            window_raise(front->window);
        else if (event.kind == DESKTOP_APPEARANCE)
            front_take_appearance(front, &event.appearance);
    }
    take_requests(front);
    if (control_raises(front->lock.control))
        window_raise(front->window);
}

void front_tell_desktop(struct front *front)
{
    struct announcement said;
    accessible_update(front->accessible, window_access(front->window));
    while (window_announcement(front->window, &said))
        accessible_say(front->accessible, said.words, said.urgent);
}

/* ---- where the window is ---- */

static size_t list_displays(struct window_place displays[DISPLAYS_MAX])
{
    SDL_Rect at;
    size_t count = 0;
    for (int i = 0; i < SDL_GetNumVideoDisplays() && count < DISPLAYS_MAX; i++) {
        if (SDL_GetDisplayUsableBounds(i, &at) == 0 && at.w > 0 && at.h > 0)
            displays[count++] = (struct window_place){at.x, at.y, at.w, at.h};
    }
    return count;
}

void front_place_window(struct front *front)
{
    struct window_place displays[DISPLAYS_MAX];
    const struct window_state *look = &front->look;
    if (front->window == NULL || front->options->width > 0 || look->width == 0)
        return;
    const struct window_place was = {look->x, look->y, look->width, look->height};
    struct window_place at = window_place_on(&was, displays, list_displays(displays));
    const struct window_geometry geometry = {
        .x = at.x,
        .y = at.y,
        .width = at.width,
        .height = at.height,
        .maximised = look->maximised,
    };
    window_move(front->window, &geometry);
}

void front_keep_place(struct front *front)
{
    if (front->window == NULL || front->options->width > 0)
        return;
    struct window_geometry at = window_geometry(front->window);
    front->look.maximised = at.maximised;
    if (at.maximised) /* it goes back to the size that it had before */
        return;
    front->look.x = at.x;
    front->look.y = at.y;
    front->look.width = (uint16_t)at.width;
    front->look.height = (uint16_t)at.height;
}
