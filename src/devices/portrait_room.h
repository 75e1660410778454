/* The rooms behind the two people of devices/portrait.h, out of focus as a camera shows them. */
#ifndef ALCOVE_DEVICES_PORTRAIT_ROOM_H
#define ALCOVE_DEVICES_PORTRAIT_ROOM_H

#include "devices/paint.h"
#include "devices/portrait.h"

struct colour room_by_lamp(const struct portrait *portrait, float x, float y);
struct colour room_at_dusk(const struct portrait *portrait, float x, float y);

#endif
