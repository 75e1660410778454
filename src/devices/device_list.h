/* Which cameras, microphones and loudspeakers there are now, by name, with what opens each
 * (devices/camera.h and its kin). Asked by the settings, on the main thread; it opens nothing that
 * shows or hears. */
#ifndef ALCOVE_DEVICES_DEVICE_LIST_H
#define ALCOVE_DEVICES_DEVICE_LIST_H

#include <stdbool.h>
#include <stddef.h>

#define DEVICE_LIST_MAX        8
#define DEVICE_LIST_NAME_BYTES 128
#define DEVICE_LIST_SPEC_BYTES 256

struct device_entry {
    char name[DEVICE_LIST_NAME_BYTES]; /* as people know it; never empty */
    char spec[DEVICE_LIST_SPEC_BYTES];
};

/* The first ones; a name that is too long to open it by is left out. */
struct device_list {
    struct device_entry entries[DEVICE_LIST_MAX];
    size_t count;
};

enum device_kind { DEVICE_CAMERAS, DEVICE_MICROPHONES, DEVICE_LOUDSPEAKERS };

void device_list_fill(struct device_list *out, enum device_kind kind);

#endif
