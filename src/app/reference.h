/* The clip that the other side sends, known here too, so that what arrived can be compared with
 * what was sent: measure mode. It finds the picture by its number. */
#ifndef ALCOVE_APP_REFERENCE_H
#define ALCOVE_APP_REFERENCE_H

#include <stdbool.h>

#include "devices/device_error.h"
#include "media/picture.h"

struct reference;

/* `spec` is `synthetic[:SEED]` or `y4m:FILE` as the other side's --camera has it. NULL on failure,
 * with `error` filled. */
struct reference *reference_open(const char *spec, struct device_error *error);
void reference_close(struct reference *reference); /* NULL is allowed */

/* Decibels of luma between `picture` and the one sent under the same number, which is the one
 * stamped into it, if one is, or else the one that travelled beside it. False when the clip has no
 * such picture; nothing is stored then. */
bool reference_compare(struct reference *reference, const struct picture *picture, double *psnr_db,
                       uint32_t *number);

#endif
