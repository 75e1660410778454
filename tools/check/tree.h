/* The files the checks look at, each with a second view in which comments, strings and character
 * constants are blanked (same length, same lines), so that a rule about code reads only code.
 *
 * A tree is loaded from the disk (tree_load) or put together by a test (tree_add). It owns all it
 * holds; tree_free gives it back. */
#ifndef TOOLS_CHECK_TREE_H
#define TOOLS_CHECK_TREE_H

#include <stdbool.h>
#include <stddef.h>

struct file {
    char *path; /* from the root of the repository, with / */
    char *text; /* NUL-terminated */
    char *code; /* C only: the blanked view; for other files the text */
    int lines;
};

struct tree {
    struct file *files;
    size_t count;
};

/* Everything of ours below the folders that hold code. False when the root cannot be read. */
bool tree_load(struct tree *tree, const char *root);
void tree_add(struct tree *tree, const char *path, const char *text);
const struct file *tree_find(const struct tree *tree, const char *path);
void tree_free(struct tree *tree);

bool has_prefix(const char *text, const char *prefix);
bool has_suffix(const char *text, const char *suffix);
bool is_c(const struct file *file);      /* .c or .h */
bool is_source(const struct file *file); /* .c */
bool is_header(const struct file *file); /* .h */
bool is_below(const struct file *file, const char *dir);

/* The line number of a place in `view`, which is the file's text or code. */
int line_at(const char *view, const char *place);
/* The next occurrence of `word` standing alone as an identifier, or NULL. */
const char *find_word(const char *from, const char *word);

#endif
