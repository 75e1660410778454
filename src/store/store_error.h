/* What went wrong with the profile: one line for the person, which says what is wrong and what to
 * do, and a kind for the program. */
#ifndef ALCOVE_STORE_STORE_ERROR_H
#define ALCOVE_STORE_STORE_ERROR_H

#include <stdbool.h>

enum store_error_kind {
    STORE_ERROR_NONE,    /* nothing is wrong; text is empty */
    STORE_ERROR_BUSY,    /* another instance has this profile open */
    STORE_ERROR_MISSING, /* not there (profile_default_directory: no HOME) */
    STORE_ERROR_REFUSED, /* the system refuses: permission, read-only, not our folder */
    STORE_ERROR_FULL,    /* no room on the disk, or our own maximum is reached */
    STORE_ERROR_DAMAGED, /* a file is not what was written; it is left as it is */
    STORE_ERROR_NEWER,   /* a file of a newer app; it is left as it is */
    STORE_ERROR_INVALID, /* an argument from outside: a name that is empty, long or not text */
    STORE_ERROR_LOCKED,  /* the passphrase is missing or wrong */
    STORE_ERROR_DISK,    /* any other input/output error */
};

struct store_error {
    enum store_error_kind kind;
    char text[200]; /* one line, NUL-terminated, without a newline; cut when too long */
};

/* Fills `error` (not NULL) and returns false, so that a caller can return its result. */
bool store_error_set(struct store_error *error, enum store_error_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same from an errno value and the name of the file or folder it happened to. */
bool store_error_from_errno(struct store_error *error, int number, const char *name);
void store_error_clear(struct store_error *error);

#endif
