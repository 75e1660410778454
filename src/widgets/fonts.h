/* Which font draws which character. Inter first; Noto Sans, its Arabic and Hebrew, and colour
 * emoji behind it; after these whatever the machine has. Names are looked up by fontconfig; no
 * font file is part of this program. Debian: fonts-inter, fonts-noto-core (both needed for the
 * face as designed and for golden pictures), fonts-noto-color-emoji (welcome). */
#ifndef ALCOVE_WIDGETS_FONTS_H
#define ALCOVE_WIDGETS_FONTS_H

#include <SDL2/SDL_ttf.h>
#include <stdbool.h>
#include <stdint.h>

#include "widgets/draw_list.h"

#define FONT_NONE (-1)

struct fonts;

/* Needs TTF_Init. NULL when not even one font is on this machine. */
struct fonts *fonts_create(void);
void fonts_destroy(struct fonts *fonts); /* NULL is allowed */

/* The face that text of this weight begins with. */
int fonts_first(const struct fonts *fonts, enum text_weight weight);
/* The first face that has a glyph for `point`, or fonts_first when none has. */
int fonts_for(struct fonts *fonts, enum text_weight weight, uint32_t point);
/* True for a face that comes in one size only and has to be scaled (colour emoji). */
bool fonts_face_is_bitmaps(const struct fonts *fonts, int face);
bool fonts_face_has(struct fonts *fonts, int face, uint32_t point);

/* The face at this size; NULL when the file cannot be read any more. Owned by `fonts`; valid until
 * the next call. */
TTF_Font *fonts_open(struct fonts *fonts, int face, int pixels);

#endif
