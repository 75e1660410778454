/* What went wrong with a camera, a microphone, a speaker or a media file: one line for the person
 * in front of the screen, which says what is wrong and what to do, and a kind for the program. */
#ifndef ALCOVE_DEVICES_DEVICE_ERROR_H
#define ALCOVE_DEVICES_DEVICE_ERROR_H

#include <stdbool.h>

enum device_error_kind {
    DEVICE_ERROR_NONE,       /* nothing is wrong; text is empty */
    DEVICE_ERROR_NOT_FOUND,  /* no such device or file, or it was unplugged */
    DEVICE_ERROR_BUSY,       /* another program holds the device */
    DEVICE_ERROR_UNREADABLE, /* the system refuses: permission, input/output error, disk full */
    DEVICE_ERROR_FORMAT,     /* the specification, the file or what the device offers is no use */
    DEVICE_ERROR_MEMORY,     /* no memory left */
};

struct device_error {
    enum device_error_kind kind;
    char text[160]; /* one line, NUL-terminated, without a newline; cut when too long */
};

/* Fills `error` (not NULL) and returns false, so that a caller can `return device_error_set(…)`. */
bool device_error_set(struct device_error *error, enum device_error_kind kind, const char *format,
                      ...) __attribute__((format(printf, 3, 4)));

/* The same from an errno value: `what` happened to `name`, and what to do about it. */
bool device_error_from_errno(struct device_error *error, int number, const char *what,
                             const char *name);

void device_error_clear(struct device_error *error);

#endif
