/* Executes draw lists: paints what changed since the last one, and nothing when nothing did.
 *
 * It paints straight on a surface, through SDL's software renderer and, pictures, by itself; a
 * window is then given what was painted anew. The pixels are the same on every video driver.
 * Called from the thread that owns the SDL renderer. */
#ifndef ALCOVE_WIDGETS_RENDERER_H
#define ALCOVE_WIDGETS_RENDERER_H

#include <SDL2/SDL.h>

#include "widgets/draw_list.h"
#include "widgets/text.h"

struct renderer;

/* What one refresh cost; both 0 when nothing changed, and then nothing was presented either. */
struct renderer_paint {
    int rectangles;
    int64_t pixels;
};

/* Borrows all for its whole life. `sdl` is a software renderer of a window, and `sheet` NULL, or of
 * `sheet`, which has no window. NULL when memory is short. */
struct renderer *renderer_create(SDL_Renderer *sdl, SDL_Surface *sheet, struct text_engine *engine);
void renderer_destroy(struct renderer *renderer); /* NULL is allowed; before its SDL_Renderer */

/* Shows `list` on a window of this size. The pictures in it are not looked at after the return. */
struct renderer_paint renderer_refresh(struct renderer *renderer, const struct draw_list *list,
                                       int width, int height);
/* The desktop lost the window's contents: the next refresh paints all of it. */
void renderer_forget(struct renderer *renderer);
/* What was painted as 0xffRRGGBB, `width` to a row. Freed by the caller; NULL before the first
 * refresh, when the window has another size since, or when memory is short. */
uint32_t *renderer_pixels(struct renderer *renderer, int *width, int *height);

#endif
