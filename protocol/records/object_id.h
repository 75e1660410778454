/* The name of an object in a space: the device that made it, and that device's count of what it
 * has made. Unique in the space without asking anybody, two to four bytes in a batch. Borrowed by
 * all of records/. SPEC.md section 8.7. */
#ifndef ALCOVE_RECORDS_OBJECT_ID_H
#define ALCOVE_RECORDS_OBJECT_ID_H

#include <stdbool.h>
#include <stdint.h>

#define SPACE_DEVICES_MAX 18
#define SPACE_MEMBERS_MAX 6

struct object_id {
    uint32_t counter; /* from 1 for what a device made; 0: the space itself, of device 0 */
    uint8_t device;   /* 0 to SPACE_DEVICES_MAX - 1 */
};

/* The space itself: its title, its roles. Every space has it from the beginning. */
#define OBJECT_SPACE ((struct object_id){0, 0})

static inline bool object_id_is_equal(struct object_id a, struct object_id b)
{
    return a.counter == b.counter && a.device == b.device;
}

/* -1, 0 or 1: by counter, then device, so that later ones come later. */
static inline int object_id_compare(struct object_id a, struct object_id b)
{
    if (a.counter != b.counter)
        return a.counter < b.counter ? -1 : 1;
    return a.device == b.device ? 0 : a.device < b.device ? -1 : 1;
}

#endif
