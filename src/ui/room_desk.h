/* What was tried in the practice room (ui/room_screen.h); a part of the desk, told to nobody. */
#ifndef ALCOVE_UI_ROOM_DESK_H
#define ALCOVE_UI_ROOM_DESK_H

#include <stdbool.h>
#include <stdint.h>

#define ROOM_SAID_BYTES 640 /* with its NUL; longer words are cut at a letter */

struct room_desk {
    uint64_t nodded_at_us;      /* on the clock of the refresh; 0: not yet */
    char said[ROOM_SAID_BYTES]; /* what the echo says back; "": nothing */
    uint8_t answer;             /* to the sample of a reflection; 0: none, 1: yes, 2: not quite */
};

#endif
