/* What the person wants, from the main thread on: devices of this side first, then the session. */
#include <stdio.h>

#include "app/calendar.h"
#include "app/front_parts.h"
#include "net/clock.h"
#include "papers/civil.h"

bool front_has_voice(const struct front *front)
{
    return !front->options->text;
}

bool front_has_picture(const struct front *front)
{
    return !front->options->text && !front->options->voice;
}

void front_hand_over(struct front *front, struct order *order)
{
    if (!switchboard_order(front->board, order))
        front_say(front, &(struct told){.what = DECK_NOTES_NO_MEMORY});
}

void front_order(struct front *front, enum order_kind kind, const struct wish *wish)
{
    front_hand_over(front, order_create(kind, wish));
}

void front_wish(struct front *front, const struct wish *wish)
{
    front_order(front, ORDER_WISH, wish);
}

static void switch_microphone(struct front *front, bool on)
{
    front->microphone_on = on;
    atomic_store(&front->studio->switches.microphone_on, on);
}

static void switch_camera(struct front *front, bool on)
{
    front->camera_on = on;
    atomic_store(&front->studio->switches.camera_on, on);
    wake_ring(&front->studio->wake);
}

/* Silent and dark at once, before anybody is told; and back as it was, but for what was switched
 * meanwhile. The session tells the other side of both (session_set_away). */
static void set_away(struct front *front, const struct wish *wish)
{
    bool away = wish->numbers[0] != SIGNAL_HERE;
    stats_event(front->stats, net_now_us(), "away", wish->numbers[0]);
    if (away != front->away) {
        bool microphone_on = front->microphone_on;
        bool camera_on = front->camera_on;
        switch_microphone(front, !away && front->microphone_was_on);
        switch_camera(front, !away && front->camera_was_on);
        front->microphone_was_on = microphone_on;
        front->camera_was_on = camera_on;
        front->away = away;
    }
    front_wish(front, wish);
}

void front_set_microphone(struct front *front, bool on)
{
    if (on && !front_has_voice(front))
        return;
    switch_microphone(front, on);
    front->microphone_was_on = on;
    front_wish(front, &(struct wish){.kind = WISH_MICROPHONE, .on = on});
}

void front_set_camera(struct front *front, bool on)
{
    if (on && !front_has_picture(front))
        return;
    switch_camera(front, on);
    front->camera_was_on = on;
    front->camera_lost = false;
    front_wish(front, &(struct wish){.kind = WISH_CAMERA, .on = on});
}

/* Of the next picture on; nobody is told of it. */
void front_set_crop(struct front *front, enum picture_crop crop)
{
    stats_event(front->stats, net_now_us(), "crop", crop);
    atomic_store(&front->studio->switches.crop, (int)crop);
    wake_ring(&front->studio->wake);
}

/* A day and its minute are by the clock here, as they are on that day. */
static void meet(struct front *front, const struct wish *wish)
{
    char day[CIVIL_TEXT_BYTES];
    char text[CIVIL_TEXT_BYTES + 8];
    uint32_t minute;
    unsigned of_day = (unsigned)wish->numbers[1];
    (void)civil_print_iso((uint32_t)wish->numbers[0], day);
    snprintf(text, sizeof text, "%s %02u:%02u", day, of_day / 60, of_day % 60);
    if (!calendar_minute_parse(text, &minute))
        return;
    front_wish(front, &(struct wish){.kind = WISH_MEET, .numbers = {minute}});
    const struct home_wish weekly = {
        .kind = HOME_NEXT, .person = wish->card, .number = 1, .texts = {text}};
    if (wish->on)
        front_hand_over(front, order_create_home(&weekly));
}

/* Hiding silences at once; what was switched off stays off until the person switches it on. */
void front_set_hidden(struct front *front, bool hidden)
{
    stats_event(front->stats, net_now_us(), "hidden", hidden);
    if (hidden) {
        front_set_microphone(front, false);
        front_set_camera(front, false);
    }
    atomic_store(&front->studio->switches.quiet, hidden);
    front_wish(front, &(struct wish){.kind = WISH_HIDDEN, .on = hidden});
}

void front_take_wish(struct front *front, const struct wish *wish)
{
    if (wish->kind == WISH_MICROPHONE)
        front_set_microphone(front, wish->on);
    else if (wish->kind == WISH_CAMERA)
        front_set_camera(front, wish->on);
    else if (wish->kind == WISH_HIDDEN)
        front_set_hidden(front, wish->on);
    else if (wish->kind == WISH_AWAY)
        set_away(front, wish);
    else if (wish->kind == WISH_LEAVE)
        front_leave(front);
    else
        front_wish(front, wish);
}

bool front_act_in_hour(struct front *front, const struct window_action *action)
{
    struct wish wish = window_wish_of(action);
    switch (action->kind) {
    case WINDOW_WISH:
        front_take_wish(front, &wish);
        return true;
    case WINDOW_EASIER:
        front_take_easier(front, &wish);
        return true;
    case WINDOW_MEET:
        meet(front, &wish);
        return true;
    case WINDOW_CROP:
        front_set_crop(front, (enum picture_crop)wish.numbers[0]);
        return true;
    case WINDOW_NOISE:
        atomic_store(&front->studio->switches.noise, (int)wish.numbers[0]);
        return true;
    case WINDOW_BLOCK:
        front_order(front, ORDER_BLOCK, &wish);
        return true;
    default:
        return false;
    }
}

void front_leave(struct front *front)
{
    bool over = front->face == NULL || front->face->phase == SESSION_CLOSED ||
                front->face->phase == SESSION_ARRIVING;
    if (front_go_home(front))
        return;
    if (over) {
        front->closed = true;
        return;
    }
    front->goes_home = front->face->phase == SESSION_LEAVING; /* once the goodbye is said */
    front_wish(front, &(struct wish){.kind = WISH_LEAVE});
}
