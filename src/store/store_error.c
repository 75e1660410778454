#include "store/store_error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool store_error_set(struct store_error *error, enum store_error_kind kind, const char *format, ...)
{
    error->kind = kind;
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    /* A path may hold any byte; the text stays one line. */
    for (char *c = error->text; *c != '\0'; c++) {
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            *c = '?';
    }
    return false;
}

bool store_error_from_errno(struct store_error *error, int number, const char *name)
{
    switch (number) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return store_error_set(error, STORE_ERROR_FULL,
                               "%.90s: the disk is full; make room and try again", name);
    case EACCES:
    case EPERM:
        return store_error_set(error, STORE_ERROR_REFUSED,
                               "%.90s: no permission; change it, or choose another folder with "
                               "--profile",
                               name);
    case EROFS:
        return store_error_set(error, STORE_ERROR_REFUSED,
                               "%.90s: the disk is read-only; choose another folder with --profile",
                               name);
    case ENOTDIR:
    case ELOOP:
    case ENAMETOOLONG:
        return store_error_set(error, STORE_ERROR_REFUSED,
                               "%.90s: not a folder; choose another one with --profile", name);
    case ENOENT:
        return store_error_set(error, STORE_ERROR_MISSING, "%.90s: it is not there", name);
    default:
        return store_error_set(error, STORE_ERROR_DISK, "%.90s: %s; check the disk and try again",
                               name, strerror(number));
    }
}

void store_error_clear(struct store_error *error)
{
    error->kind = STORE_ERROR_NONE;
    error->text[0] = '\0';
}
