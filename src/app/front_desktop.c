/* What the desktop around the window says, and is told. */
#include "app/front_parts.h"

void front_open_desktop(struct front *front)
{
    const struct desktop_options options = {
        .ring = front_ring,
        .context = front,
        .busy_word = "A session is open",
    };
    front->desktop = desktop_open(&options);
}

/* Nobody is to be heard or seen by a lid that opens: both stay off until the person says so. */
static void fall_asleep(struct front *front)
{
    front_set_microphone(front, false);
    front_set_camera(front, false);
    front_tell(front, "The computer slept. Microphone and camera are off.");
    desktop_ready_to_sleep(front->desktop);
}

void front_follow_desktop(struct front *front)
{
    struct desktop_event event;
    bool together = front->face != NULL && front->face->phase == SESSION_TOGETHER;
    if (together != front->together)
        desktop_set_together(front->desktop, together);
    front->together = together;
    while (desktop_take(front->desktop, &event)) {
        if (event.kind == DESKTOP_SLEEPS)
            fall_asleep(front);
        else if (event.kind == DESKTOP_LOCKED && front->lock.can_lock && front_is_alone(front))
            front->lock_wanted = true;
    }
}

void front_follow_desktop_locked(struct front *front)
{
    struct desktop_event event;
    while (desktop_take(front->desktop, &event)) {
        if (event.kind == DESKTOP_SLEEPS)
            desktop_ready_to_sleep(front->desktop);
    }
}
