/* A link read with a camera, for `alcove join --camera`. */
#ifndef ALCOVE_APP_CAMERA_LINK_H
#define ALCOVE_APP_CAMERA_LINK_H

#include "app/options.h"
#include "reach/invite.h"

/* Looks through the camera that `spec` names (devices/camera.h; "" is the usual one, a path a v4l2
 * device) until it sees the QR code of a link. EXIT_OK with `text` filled; EXIT_NO_DEVICE,
 * EXIT_UNREACHABLE after a minute without one, or EXIT_INTERRUPTED; complains itself. */
enum exit_code camera_link_read(const char *spec, char text[INVITE_INPUT_BYTES_MAX]);

#endif
