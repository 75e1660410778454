/* One's own voice, a second later in one's own ears: to hear how one sounds, with nobody there. It
 * goes through the coder as it would to them, and to no link. */
#include <string.h>

#include "app/studio_room.h"

bool studio_rehearses(const struct studio *studio)
{
    return atomic_load(&studio->switches.rehearse) && !atomic_load(&studio->switches.live);
}

static void forget(struct studio_rehearsal *rehearsal)
{
    while (rehearsal->count > 0) {
        parcel_free(rehearsal->waiting[rehearsal->first]);
        rehearsal->first = (rehearsal->first + 1) % STUDIO_REHEARSAL_FRAMES;
        rehearsal->count--;
    }
}

void studio_rehearse_keep(struct studio *studio, const struct frame *frame, uint64_t now_us)
{
    struct studio_rehearsal *rehearsal = &studio->room->rehearsal;
    if (rehearsal->count == STUDIO_REHEARSAL_FRAMES)
        return;
    struct parcel *parcel = parcel_create_frame(frame);
    if (parcel == NULL)
        return;
    parcel->received_at_us = now_us + STUDIO_REHEARSAL_US;
    size_t last = (rehearsal->first + rehearsal->count++) % STUDIO_REHEARSAL_FRAMES;
    rehearsal->waiting[last] = parcel;
}

uint64_t studio_rehearse_step(struct studio *studio, uint64_t now_us)
{
    struct studio_rehearsal *rehearsal = &studio->room->rehearsal;
    bool on = studio_rehearses(studio);
    if (on != rehearsal->on) {
        forget(rehearsal);
        studio_begin_anew(studio);
    }
    rehearsal->on = on;
    while (rehearsal->count > 0) {
        struct parcel *parcel = rehearsal->waiting[rehearsal->first];
        if (parcel->received_at_us > now_us)
            return parcel->received_at_us;
        studio_take_frame(studio, parcel, now_us);
        parcel_free(parcel);
        rehearsal->first = (rehearsal->first + 1) % STUDIO_REHEARSAL_FRAMES;
        rehearsal->count--;
    }
    return UINT64_MAX;
}

void studio_rehearse_end(struct studio *studio)
{
    forget(&studio->room->rehearsal);
}
