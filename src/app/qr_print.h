/* A link as a QR code on a terminal: two rows of the code in one of text, by half blocks, with its
 * quiet zone. It sets its own colours, so that it is dark on light whatever the terminal's are.
 * Called by `alcove invite --qr`. */
#ifndef ALCOVE_APP_QR_PRINT_H
#define ALCOVE_APP_QR_PRINT_H

#include <stdbool.h>
#include <stdio.h>

/* False when memory is short or the link is too long for a code. */
bool qr_print(FILE *file, const char *link);

#endif
