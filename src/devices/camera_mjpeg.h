/* Motion JPEG, as cameras give it where USB is too slow for raw pictures: each picture an image of
 * its own (ITU-T T.81), decoded by libjpeg-turbo. Full range in, the limited range of struct
 * picture out. */
#ifndef ALCOVE_DEVICES_CAMERA_MJPEG_H
#define ALCOVE_DEVICES_CAMERA_MJPEG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/picture.h"

struct mjpeg;

/* NULL when memory is short. The caller destroys it. */
struct mjpeg *mjpeg_create(int width, int height);
void mjpeg_destroy(struct mjpeg *mjpeg); /* NULL is allowed */

/* Fills `picture`, which has the size given to create (asserted). False when the bytes are damaged,
 * of another size, or sampled otherwise than 4:2:2 or 4:2:0; the contents are then undefined. */
bool mjpeg_decode(struct mjpeg *mjpeg, const uint8_t *bytes, size_t size, struct picture *picture);

#endif
