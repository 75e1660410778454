/* A copy of what the tree told, for the thread that answers: it never changes once it is made, and
 * lives until the last of its holders lets go. The main thread makes it, any thread holds it. */
#ifndef ALCOVE_DESKTOP_ACCESSIBLE_COPY_H
#define ALCOVE_DESKTOP_ACCESSIBLE_COPY_H

#include <stdatomic.h>
#include <stdbool.h>

#include "widgets/access.h"

/* Places of nodes in the copy; -1 for none. */
struct accessible_kin {
    int first, next; /* child, and sibling */
    int last;        /* child */
    int children;
    int index; /* among the children of the parent */
};

struct accessible_copy {
    size_t bytes; /* of all of it: it is wiped before it is freed */
    atomic_int holders;
    int count;
    struct accessible_kin *kin;
    struct access_node nodes[]; /* strings are valid UTF-8 and never NULL */
};

/* Held by the caller; NULL when memory is short. */
struct accessible_copy *accessible_copy_make(const struct access_tree *tree);
/* `copy` may be NULL. Returns it. */
struct accessible_copy *accessible_copy_hold(struct accessible_copy *copy);
void accessible_copy_release(struct accessible_copy *copy);
/* Whether it still says what the tree says. */
bool accessible_copy_is(const struct accessible_copy *copy, const struct access_tree *tree);
/* The place of a node, looked for at `hint` first; -1: it is not there. */
int accessible_copy_find(const struct accessible_copy *copy, uint64_t id, int hint);
int accessible_copy_child(const struct accessible_copy *copy, int place, int index);
/* Wipes and frees a text that was copied; NULL is allowed. */
void accessible_forget(char *text);

#endif
