#include "app/parcel.h"

#include <stdlib.h>
#include <string.h>

struct parcel *parcel_create(enum parcel_kind kind, uint32_t frame_id)
{
    struct parcel *parcel = calloc(1, sizeof *parcel);
    if (parcel == NULL)
        return NULL;
    parcel->kind = kind;
    parcel->frame.id = frame_id;
    return parcel;
}

struct parcel *parcel_create_frame(const struct frame *frame)
{
    struct parcel *parcel = calloc(1, sizeof *parcel + frame->size);
    if (parcel == NULL)
        return NULL;
    parcel->kind = PARCEL_FRAME;
    parcel->frame = *frame;
    parcel->frame.bytes = parcel->bytes;
    memcpy(parcel->bytes, frame->bytes, frame->size);
    return parcel;
}

struct parcel *parcel_create_voice(const struct parcel_voice *voice)
{
    struct parcel *parcel = parcel_create(PARCEL_VOICE, 0);
    if (parcel != NULL)
        parcel->voice = *voice;
    return parcel;
}

void parcel_free(struct parcel *parcel)
{
    free(parcel);
}
