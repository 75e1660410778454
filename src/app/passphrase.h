/* A passphrase as it comes from a person or a script: read from a descriptor or asked for on the
 * terminal, never from the command line, which others can see. Lives in locked memory. */
#ifndef ALCOVE_APP_PASSPHRASE_H
#define ALCOVE_APP_PASSPHRASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/keyring.h"

struct passphrase {
    uint8_t *bytes; /* NULL: none */
    size_t size;
};

enum passphrase_outcome {
    PASSPHRASE_READ,
    PASSPHRASE_NONE,     /* an empty line, or the person gave it up */
    PASSPHRASE_TOO_LONG, /* more than KEYRING_PASSPHRASE_BYTES_MAX bytes */
    PASSPHRASE_BROKEN,   /* the descriptor cannot be read, or there is no memory */
};

/* One line, without its end. Not a byte more is taken from the descriptor. */
enum passphrase_outcome passphrase_read(struct passphrase *out, int fd);
/* The same of a terminal on standard input, without showing it; `prompt` goes to stderr. */
enum passphrase_outcome passphrase_ask(struct passphrase *out, const char *prompt);
bool passphrase_can_ask(void);
bool passphrase_equal(const struct passphrase *a, const struct passphrase *b);
/* Wipes it. */
void passphrase_free(struct passphrase *passphrase);
struct keyring_passphrase passphrase_borrow(const struct passphrase *passphrase);

#endif
