/* The link of an invite as a picture for a camera: a part of the models that show one. */
#ifndef ALCOVE_UI_INVITE_CODE_H
#define ALCOVE_UI_INVITE_CODE_H

#include <stdint.h>

struct invite_code {
    const uint8_t *modules; /* side * side of them in rows, without an edge; 1 is dark; borrowed */
    int side;               /* 0: there is no picture */
};

#endif
