#include "devices/device_error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool device_error_set(struct device_error *error, enum device_error_kind kind, const char *format,
                      ...)
{
    error->kind = kind;
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    /* A file name may hold any byte; the text stays one line. */
    for (char *c = error->text; *c != '\0'; c++) {
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            *c = '?';
    }
    return false;
}

bool device_error_from_errno(struct device_error *error, int number, const char *what,
                             const char *name)
{
    switch (number) {
    case ENOENT:
    case ENODEV:
    case ENXIO:
    case ENOTDIR:
        return device_error_set(error, DEVICE_ERROR_NOT_FOUND,
                                "%s %.70s: it is not there; check the name or plug it in", what,
                                name);
    case EBUSY:
        return device_error_set(error, DEVICE_ERROR_BUSY,
                                "%s %.60s: another program uses it; close that and try again", what,
                                name);
    case EACCES:
    case EPERM:
        return device_error_set(error, DEVICE_ERROR_UNREADABLE,
                                "%s %.60s: you may not use it; change its permissions", what, name);
    case ENOSPC:
    case EDQUOT:
        return device_error_set(error, DEVICE_ERROR_UNREADABLE,
                                "%s %.60s: the disk is full; make room and try again", what, name);
    case ENOMEM:
        return device_error_set(error, DEVICE_ERROR_MEMORY,
                                "%s %.60s: no memory is left; close other programs", what, name);
    default:
        return device_error_set(error, DEVICE_ERROR_UNREADABLE, "%s %.60s: %s; try another one",
                                what, name, strerror(number));
    }
}

void device_error_clear(struct device_error *error)
{
    error->kind = DEVICE_ERROR_NONE;
    error->text[0] = '\0';
}
