/* The devices of this side, seen from the main thread: when they are needed, and what becomes of
 * them. */
#include <stdlib.h>

#include "app/front_parts.h"
#include "net/clock.h"

bool front_rests(const struct front *front)
{
    return atomic_load(&front->studio->switches.rests);
}

/* Whether what is shown needs neither picture nor sound. */
static bool needs_nothing(const struct front *front)
{
    switch (front->face->model.phase) {
    case CALL_WAITING:
        return front->waits && !window_shows_room(front->window);
    case CALL_ENDED:
    case CALL_FAILED:
        return true;
    default:
        return false;
    }
}

/* What was lost is tried again with the next session, as it was before. */
static void rest(struct front *front)
{
    bool rests = needs_nothing(front);
    if (rests == front_rests(front))
        return;
    if (rests && front->camera_lost && !front->away)
        front_set_camera(front, true);
    stats_event(front->stats, net_now_us(), "rests", rests);
    atomic_store(&front->studio->switches.rests, rests);
    wake_ring(&front->studio->wake);
}

static void tell_lost(struct front *front)
{
    static const struct {
        enum studio_device device;
        struct told told;
    } rows[] = {
        {STUDIO_CAMERA, {.what = DECK_DEVICES_CAMERA_GONE, .to_do = DECK_DEVICES_PLUG_IN}},
        {STUDIO_MICROPHONE,
         {.what = DECK_DEVICES_MICROPHONE_GONE, .to_do = DECK_DEVICES_WRITE_OR_PLUG_IN}},
        {STUDIO_SPEAKER,
         {.what = DECK_DEVICES_LOUDSPEAKER_GONE, .to_do = DECK_DEVICES_WRITE_OR_PLUG_IN}},
    };
    unsigned lost = atomic_load(&front->studio->switches.lost);
    unsigned fresh = lost & ~front->lost_told;
    front->lost_told = lost;
    struct device_error *unhad = fresh != 0 ? mailbox_take(&front->studio->unhad) : NULL;
    const struct told why = unhad != NULL ? told_device(unhad) : (struct told){.words = NULL};
    if (unhad != NULL)
        front_say(front, &why);
    for (size_t i = 0; unhad == NULL && i < sizeof rows / sizeof rows[0]; i++) {
        if ((fresh & rows[i].device) != 0)
            front_say(front, &rows[i].told);
    }
    free(unhad);
    if ((fresh & STUDIO_CAMERA) != 0) {
        bool was_on = front->camera_on;
        front_set_camera(front, false);
        front->camera_lost = was_on;
    }
}

/* That sound comes out of something else now, and what it means for the person's voice. At first
 * only what is not known is worth a word. */
static void tell_headphones(struct front *front)
{
    static const struct told told[] = {
        [HEADPHONES_ASK] = {.what = DECK_READY_HEADPHONES_ASK,
                            .to_do = DECK_DEVICES_HEADPHONES_SAY,
                            .by_hand = DECK_DEVICES_HEADPHONES_DO},
        [HEADPHONES_YES] = {.what = DECK_DEVICES_HEADPHONES_ON},
        [HEADPHONES_NO] = {.what = DECK_DEVICES_HEADPHONES_OFF},
    };
    int before = front->headphones_told;
    int now = atomic_load(&front->studio->meters.headphones);
    if (now == before || !atomic_load(&front->studio->meters.sounds))
        return;
    front->headphones_told = now;
    if (before != FRONT_HEADPHONES_UNKNOWN || now == HEADPHONES_ASK)
        front_say(front, &told[now]);
}

void front_follow_devices(struct front *front)
{
    if (front->window != NULL && front->face != NULL)
        rest(front);
    tell_lost(front);
    tell_headphones(front);
}
