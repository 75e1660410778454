/* A block as its paragraphs, laid out one after the other and remembered: the inside of text.h. */
#ifndef ALCOVE_WIDGETS_TEXT_WALK_H
#define ALCOVE_WIDGETS_TEXT_WALK_H

#include "widgets/text_runs.h"

#define ENGINE_LAYOUTS  4096               /* remembered paragraphs */
#define ENGINE_BYTES    (32 * 1024 * 1024) /* of them; when there are more, all are forgotten */
#define ENGINE_MEASURES 1024               /* remembered extents; a refresh needs a hundred */

struct text_measured {
    uint64_t key; /* 0: none */
    struct text_extent extent;
};

struct text_kept {
    uint64_t key;
    struct text_layout *layout; /* owned; NULL: none */
};

struct text_engine {
    struct layout_tools tools; /* `fonts` is owned */
    struct text_measured measured[ENGINE_MEASURES];
    struct text_kept kept[ENGINE_LAYOUTS];
    size_t kept_bytes;
    struct layout_run runs[LAYOUT_RUNS_MAX + 1]; /* of the line looked at; spaces at its end */
};

/* Where a walk stands: on a paragraph. */
struct text_walk {
    struct text_engine *engine;
    const struct text_block *block;
    const struct text_layout *layout; /* valid until the next step or the next walk */
    size_t from;                      /* of the paragraph, in the bytes of the block */
    size_t next;                      /* of the paragraph behind its newline */
    int line;                         /* number of its first line */
    int width;                        /* of the extent, if lines are not aligned left */
    bool right_to_left;               /* the block as a whole */
};

/* FNV-1a over words of eight bytes. */
uint64_t text_hash(uint64_t hash, const void *bytes, size_t size);
void text_walk_begin(struct text_walk *walk, struct text_engine *engine,
                     const struct text_block *block);
/* False behind the last paragraph. Where memory is short a paragraph is left out. */
bool text_walk_next(struct text_walk *walk);
/* To the paragraph of a byte, or of a line; to the last one if it is behind that. False when not
 * even that could be laid out. */
bool text_walk_to_byte(struct text_walk *walk, size_t at);
bool text_walk_to_line(struct text_walk *walk, int line);
void text_engine_forget(struct text_engine *engine);

/* The point of the paragraph at which the byte of the block begins, or the next one. */
int text_walk_point(const struct text_walk *walk, size_t at);
/* The line a point is on: the later one when it is where a line was broken. */
int text_walk_line_of(const struct text_walk *walk, int point);
/* The last point of a line before which a caret can stand. */
int text_walk_last(const struct text_walk *walk, const struct layout_line *line);
/* How far the alignment moves a line within the extent. */
int text_walk_shift(const struct text_walk *walk, const struct layout_line *line);

#endif
