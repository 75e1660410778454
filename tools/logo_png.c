/* Writes the logo as the PNG that the build installs: logo_png SIDE FILE. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "widgets/logo.h"
#include "widgets/png.h"

int main(int argc, char **argv)
{
    long side = argc == 3 ? strtol(argv[1], NULL, 10) : 0;
    if (side < 1 || side > LOGO_SIDE_MAX) {
        fprintf(stderr, "usage: logo_png SIDE FILE\n");
        return 2;
    }
    uint32_t *pixels = logo_pixels((int)side);
    bool done = pixels != NULL && png_write_alpha(argv[2], pixels, (int)side, (int)side);
    if (!done)
        fprintf(stderr, "%s cannot be written\n", argv[2]);
    free(pixels);
    return done ? 0 : 1;
}
