/* What the practice room shows, as plain data: the app fills it, ui/room_screen.h turns it into
 * words and shapes. Nothing of it leaves this computer. A zeroed model is valid. */
#ifndef ALCOVE_UI_ROOM_MODEL_H
#define ALCOVE_UI_ROOM_MODEL_H

#include <stdbool.h>

#include "media/picture.h"

struct room_model {
    const struct picture *own_picture; /* not mirrored; NULL: no camera, or it is off */
    bool has_microphone;               /* there is one that is heard */
    bool hears;                        /* one's own voice comes back, a moment later */
    double level;                      /* 0 to 1: how loud it is here */
};

#endif
