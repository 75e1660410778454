/* What a person chose for the window of this device, in the file `choices` of the profile, sealed
 * as all are: colours and size are in store/window_state.h. Read by the app before it opens devices
 * and decks, and written when it ends; while the profile is locked it cannot be read. */
#ifndef ALCOVE_STORE_CHOICES_H
#define ALCOVE_STORE_CHOICES_H

#include <stdbool.h>
#include <stdint.h>

#include "store/folder.h"
#include "store/store_error.h"

#define CHOICES_LANGUAGE_BYTES 8
#define CHOICES_DEVICE_BYTES   256 /* as devices/camera.h and its kin name one, with its NUL */
#define CHOICES_DEVICES        3   /* camera, microphone, loudspeaker */
#define CHOICES_LETTERS        26
#define CHOICES_DATA_MB_MAX    10000

struct choices {
    char language[CHOICES_LANGUAGE_BYTES];               /* "es"; "": that of the system */
    char devices[CHOICES_DEVICES][CHOICES_DEVICE_BYTES]; /* "": as the computer does */
    bool single_keys_off;
    char letters[CHOICES_LETTERS]; /* as ui/keymap.h has them */
    uint16_t data_mb;              /* the most an hour may use; 0: free */
};

/* All zero when there is none, or it is damaged: that is no error, all is as usual. */
struct choices choices_load(const struct folder *folder);
bool choices_save(const struct folder *folder, const struct choices *choices,
                  struct store_error *error);

#endif
