/* The sequence of the tracker: runs of characters that share a state, as a B-tree that only grows.
 * It finds a place by counting what is seen at the replayed version, and a character by its id.
 * Used by text_tracker.c and text_leap.c. */
#ifndef ALCOVE_TEXT_TEXT_TREE_H
#define ALCOVE_TEXT_TEXT_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/memory.h"
#include "text/text_marks.h"
#include "text/text_memory.h"

#define TEXT_NOWHERE UINT32_MAX

/* States of a character at the replayed version; every further delete counts one more. */
enum {
    TEXT_UNKNOWN = 0, /* not inserted yet */
    TEXT_PRESENT = 1,
};

struct text_item {
    uint32_t id; /* of its first character; the others follow it in the ids and in the text */
    uint32_t count;
    uint32_t left, right; /* what the first character was put between, or TEXT_NOWHERE */
    uint32_t state : 31;
    uint32_t gone : 1; /* deleted in the text at hand */
    uint32_t shoot;    /* what was inserted with it (text_shoots.h); of no matter here */
};

/* An item, and a place in it: after `offset` of its characters. */
struct text_spot {
    uint32_t leaf, index, offset;
};

struct text_tree {
    const struct alcove_memory *memory;
    struct text_array leaf_array, node_array;
    uint32_t leaves, nodes;
    uint32_t root, height; /* height 0: the root is a leaf */
    struct text_marks marks;
    uint32_t seen;   /* characters at the replayed version */
    uint32_t length; /* of the text at hand */
    bool failed;     /* no memory */
    /* What the nodes above a leaf are still to be told. */
    uint32_t late_leaf, late_seen, late_length;
};

struct text_tree text_tree_begin(const struct alcove_memory *memory);
void text_tree_finish(struct text_tree *tree);
/* One item of `length` characters, or none; ids are below `size`. False without memory. */
bool text_tree_start(struct text_tree *tree, uint32_t length, uint32_t size);

struct text_item *text_tree_item(const struct text_tree *tree, struct text_spot spot);
/* After the `seen`-th character that is seen; the very start for 0. `*at` is that place in the text
 * at hand. */
struct text_spot text_tree_find(struct text_tree *tree, uint32_t seen, uint32_t *at);
/* Moves a spot that stands after the last item of its leaf to the next leaf; false at the end. */
bool text_tree_settle(const struct text_tree *tree, struct text_spot *spot);
/* Where the character with the id is; the offset is before it. */
struct text_spot text_tree_locate(const struct text_tree *tree, uint32_t id);
/* The place after all items that are passed: first come those, then those that are not. */
struct text_spot text_tree_partition(const struct text_tree *tree,
                                     bool (*is_passed)(const void *, const struct text_item *),
                                     const void *context);
/* Characters before an item in the text at hand. */
uint32_t text_tree_before(struct text_tree *tree, struct text_spot spot);
/* Whether a character stands before another one. */
bool text_tree_is_before(const struct text_tree *tree, uint32_t id, uint32_t other);

/* These may fail for want of memory: tree.failed is set then. Spots got before are invalid. */

/* Cuts the item at the offset; returns the spot after the first part. */
struct text_spot text_tree_split(struct text_tree *tree, struct text_spot spot);
/* Makes an item of what starts at `id` and ends at `end` or before it. */
struct text_spot text_tree_isolate(struct text_tree *tree, uint32_t id, uint32_t end);
/* Inserts before the item at the spot, whose offset does not matter. */
void text_tree_insert(struct text_tree *tree, struct text_spot spot, const struct text_item *item);

/* Adds `count` present characters to the end of a present item. */
void text_tree_extend(struct text_tree *tree, struct text_spot spot, uint32_t count);
void text_tree_set_state(struct text_tree *tree, struct text_spot spot, uint32_t state, bool gone);

#endif
