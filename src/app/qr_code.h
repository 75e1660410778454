/* A link as the squares of a QR code, for a window or a terminal to draw. Letters are made upper
 * case, which a code holds in fewer squares; a link means the same in either. The quiet zone of
 * four squares around it (ISO/IEC 18004) is left to who draws. */
#ifndef ALCOVE_APP_QR_CODE_H
#define ALCOVE_APP_QR_CODE_H

#include <stdbool.h>
#include <stdint.h>

#define QR_CODE_QUIET 4

struct qr_code {
    uint8_t *squares; /* owned: `side` rows of `side`, 1 is dark; NULL: there is none */
    int side;
};

/* False when memory is short or the link is too long; then `out` is empty. */
bool qr_code_make(const char *link, struct qr_code *out);
/* Wiped, as whoever sees it may come in. An empty one is allowed. */
void qr_code_free(struct qr_code *code);

#endif
