/* Text: from bytes written by anyone to lines of glyphs.
 *
 * A paragraph is made safe (utf8.h; controls become spaces or marks, at most a few accents on one
 * letter), its direction found (Unicode TR9 by FriBidi), split into runs of one direction, script
 * and font, broken into lines and shaped run by run (HarfBuzz inside SDL2_ttf). Without this
 * Arabic and Hebrew come out reversed and unjoined. Used by views to measure and by the renderer
 * to paint; both from the same thread.
 *
 * Text may be long (an area of 65,000 characters): layouts of its paragraphs are remembered, so
 * that a changed letter costs its own paragraph anew. They are wiped when they are forgotten. */
#ifndef ALCOVE_WIDGETS_TEXT_H
#define ALCOVE_WIDGETS_TEXT_H

#include "widgets/draw_list.h"

#define TEXT_PAINTED_LINES_MAX 256 /* in one picture; longer text is painted line by line */

struct SDL_Surface;
struct text_engine;

/* A paragraph and how it shall look. Newlines begin a new paragraph. */
struct text_block {
    const char *bytes; /* borrowed for the call */
    size_t size;
    int width_max;          /* pixels; lines are broken to stay within */
    struct draw_text style; /* `offset` and `size` are not looked at */
};

struct text_extent {
    int width;
    int height;         /* lines times line_pixels */
    int lines;          /* at least 1, even for no text */
    bool right_to_left; /* the first letter with a direction decides */
};

/* Where the caret stands: left edge and line within the extent of the block. */
struct text_caret {
    int x;
    int line;
};

struct text_range {
    size_t from;
    size_t to;
};

struct text_line {
    struct text_range shown; /* without the newline or spaces at which it was broken */
    size_t last;             /* the last place on it at which a caret can stand */
    int x;                   /* within the extent */
    int width;
    bool right_to_left;
};

/* NULL when no font can be opened; the person then has to install one. Calls TTF_Init. */
struct text_engine *text_engine_create(void);
void text_engine_destroy(struct text_engine *engine); /* NULL is allowed */

/* Some letter of it is of a writing that runs to the left. */
bool text_has_left_running(const char *bytes, size_t size);

struct text_extent text_measure(struct text_engine *engine, const struct text_block *block);
/* The caret before the byte `at` of a block that is aligned left or right. */
struct text_caret text_caret(struct text_engine *engine, const struct text_block *block, size_t at);
/* The byte before which a caret stands nearest to a place within the extent. */
size_t text_byte_at(struct text_engine *engine, const struct text_block *block, int x, int line);
/* The place nearest to the left or right on the screen; over the end of a line, the
 * nearest on the line that is read next. */
size_t text_beside(struct text_engine *engine, const struct text_block *block, size_t at,
                   bool right);
/* One line, so that a part of a long text can be painted: as a block of its own, at `x`, aligned
 * left, with the base that says `right_to_left`. `line` is below the extent's. */
struct text_line text_line(struct text_engine *engine, const struct text_block *block, int line);
/* Boxes within the extent that cover the bytes from..to: one for each stretch of a line (several
 * where the line runs both ways); a newline among them is a narrow one. Returns how many there are;
 * at most `max` are written. */
int text_selection(struct text_engine *engine, const struct text_block *block,
                   struct text_range range, struct rectangle *boxes, int max);
/* As large as the extent, but at most TEXT_PAINTED_LINES_MAX lines, 32 bits with alpha; the caller
 * frees it. NULL for no text, or when memory is short. */
struct SDL_Surface *text_paint(struct text_engine *engine, const struct text_block *block);

#endif
