/* What all pages of ui/pages_screen.h are made of: a column in the middle of the window that is
 * read from top to bottom, with one thing to do, and one's devices below it. */
#ifndef ALCOVE_UI_PAGE_PARTS_H
#define ALCOVE_UI_PAGE_PARTS_H

#include "ui/pages_screen.h"

extern const struct fit page_fills; /* as wide as its column */

/* Opens the column of a page, `width` units at most; what is said next is in it. `name` is what a
 * screen reader calls the page. */
struct page {
    const char *key, *name;
    int width;                      /* 0: as wide as is good to read */
    int gap;                        /* 0: the usual one */
    bool bare;                      /* without one's devices and the way out: nobody is near */
    void (*end)(struct tree *tree); /* says what stays in sight below a long page; NULL: nothing */
};

void page_open(struct tree *tree, const struct page *page);
void page_close(struct tree *tree, const struct screen_input *in, const struct page *page);

/* In the middle of the column. */
void page_icon(struct tree *tree, enum icon icon);
void page_title(struct tree *tree, const char *words);
void page_words(struct tree *tree, const char *words);
void page_hint(struct tree *tree, const char *words);
/* A row of buttons in the middle, which wraps where it is full; closed with tree_close. */
void page_open_buttons(struct tree *tree, const char *key);
/* The window keeps all of its height for what is read: what stands at the end is scrolled to, and
 * does not take the focus, so that one begins at the beginning. */
bool page_is_low(const struct tree *tree);
/* The one thing to do: it has the focus when the page comes, unless the window is low. */
void page_first(struct tree *tree, enum deck_key words, struct act act, enum icon icon);
void page_plain(struct tree *tree, enum deck_key words, struct act act, const char *shortcut);

#endif
