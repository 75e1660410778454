#include "text/text_tree.h"

#include <string.h>

#include "base/assert.h"

#define LEAF_ITEMS 24
#define NODE_KIDS  16

struct leaf {
    uint32_t parent, next, count;
    struct text_item items[LEAF_ITEMS];
};

struct node {
    uint32_t parent, count;
    uint32_t kids[NODE_KIDS];
    uint32_t seen[NODE_KIDS];   /* characters seen below each */
    uint32_t length[NODE_KIDS]; /* characters in the text at hand */
};

struct text_tree text_tree_begin(const struct alcove_memory *memory)
{
    ALCOVE_ASSERT(memory != NULL);
    return (struct text_tree){
        .memory = memory,
        .leaf_array = {.item = sizeof(struct leaf)},
        .node_array = {.item = sizeof(struct node)},
        .marks = text_marks_begin(),
    };
}

void text_tree_finish(struct text_tree *t)
{
    ALCOVE_ASSERT(t->memory != NULL);
    text_array_finish(t->memory, &t->leaf_array);
    text_array_finish(t->memory, &t->node_array);
    text_marks_finish(t->memory, &t->marks);
}

static struct leaf *leaf_at(const struct text_tree *t, uint32_t index)
{
    ALCOVE_ASSERT(index < t->leaves);
    return (struct leaf *)t->leaf_array.items + index;
}

static struct node *node_at(const struct text_tree *t, uint32_t index)
{
    ALCOVE_ASSERT(index < t->nodes);
    return (struct node *)t->node_array.items + index;
}

static uint32_t seen_in(const struct text_item *item)
{
    ALCOVE_ASSERT(item->count > 0);
    return item->state == TEXT_PRESENT ? item->count : 0;
}

static uint32_t length_in(const struct text_item *item)
{
    return item->gone ? 0 : item->count;
}

/* A new leaf or node, or TEXT_NOWHERE. */
static uint32_t add_leaf(struct text_tree *t)
{
    ALCOVE_ASSERT(!t->failed);
    if (!text_array_reserve(t->memory, &t->leaf_array, (size_t)t->leaves + 1)) {
        t->failed = true;
        return TEXT_NOWHERE;
    }
    t->leaves++;
    struct leaf *leaf = leaf_at(t, t->leaves - 1);
    leaf->parent = leaf->next = TEXT_NOWHERE;
    leaf->count = 0;
    return t->leaves - 1;
}

static uint32_t add_node(struct text_tree *t)
{
    ALCOVE_ASSERT(!t->failed);
    if (!text_array_reserve(t->memory, &t->node_array, (size_t)t->nodes + 1)) {
        t->failed = true;
        return TEXT_NOWHERE;
    }
    t->nodes++;
    struct node *node = node_at(t, t->nodes - 1);
    node->parent = TEXT_NOWHERE;
    node->count = 0;
    return t->nodes - 1;
}

bool text_tree_start(struct text_tree *t, uint32_t length, uint32_t size)
{
    ALCOVE_ASSERT(length < size);
    t->leaves = t->nodes = t->height = 0;
    t->seen = t->length = length;
    t->failed = false;
    t->late_leaf = t->late_seen = t->late_length = 0;
    t->root = add_leaf(t);
    if (t->failed || !text_marks_start(t->memory, &t->marks, size))
        return false;
    if (length > 0) {
        struct leaf *leaf = leaf_at(t, t->root);
        leaf->items[0] = (struct text_item){
            .count = length, .left = TEXT_NOWHERE, .right = TEXT_NOWHERE, .state = TEXT_PRESENT};
        leaf->count = 1;
        text_marks_set(&t->marks, 0, t->root);
    }
    return true;
}

struct text_item *text_tree_item(const struct text_tree *t, struct text_spot spot)
{
    struct leaf *leaf = leaf_at(t, spot.leaf);
    ALCOVE_ASSERT(spot.index < leaf->count);
    return &leaf->items[spot.index];
}

static uint32_t kid_index(const struct node *node, uint32_t kid)
{
    uint32_t index = 0;
    while (node->kids[index] != kid)
        index++;
    ALCOVE_ASSERT(index < node->count);
    return index;
}

/* Tells the nodes above the late leaf what it gained or lost; unsigned numbers go round. */
static void settle_counts(struct text_tree *t)
{
    uint32_t kid = t->late_leaf;
    ALCOVE_ASSERT(kid < t->leaves);
    if (t->late_seen == 0 && t->late_length == 0)
        return;
    uint32_t up = leaf_at(t, kid)->parent;
    for (uint32_t level = t->height; level > 0; level--) {
        struct node *node = node_at(t, up);
        uint32_t index = kid_index(node, kid);
        node->seen[index] += t->late_seen;
        node->length[index] += t->late_length;
        kid = up;
        up = node->parent;
    }
    t->late_seen = t->late_length = 0;
}

/* The leaf gained or lost characters. Changes come many to a leaf, so nodes are told later. */
static void count_up(struct text_tree *t, uint32_t leaf, uint32_t seen, uint32_t length)
{
    ALCOVE_ASSERT(leaf < t->leaves);
    if (leaf != t->late_leaf)
        settle_counts(t);
    t->late_leaf = leaf;
    t->late_seen += seen;
    t->late_length += length;
    t->seen += seen;
    t->length += length;
}

struct text_spot text_tree_find(struct text_tree *t, uint32_t seen, uint32_t *at)
{
    ALCOVE_ASSERT(seen <= t->seen);
    settle_counts(t);
    uint32_t index = t->root, before = 0;
    for (uint32_t level = t->height; level > 0; level--) {
        const struct node *node = node_at(t, index);
        uint32_t kid = 0;
        while (seen > node->seen[kid]) {
            seen -= node->seen[kid];
            before += node->length[kid++];
        }
        index = node->kids[kid];
    }
    struct text_spot spot = {index, 0, 0};
    const struct leaf *leaf = leaf_at(t, index);
    if (seen > 0) {
        const struct text_item *item = leaf->items;
        while (seen > seen_in(item)) {
            seen -= seen_in(item);
            before += length_in(item++);
        }
        spot.index = (uint32_t)(item - leaf->items);
        spot.offset = seen;
        before += item->gone ? 0 : seen;
        ALCOVE_ASSERT(spot.index < leaf->count);
    }
    *at = before;
    return spot;
}

bool text_tree_settle(const struct text_tree *t, struct text_spot *spot)
{
    const struct leaf *leaf = leaf_at(t, spot->leaf);
    if (spot->index < leaf->count)
        return true;
    ALCOVE_ASSERT(spot->index == leaf->count);
    if (leaf->next == TEXT_NOWHERE)
        return false;
    *spot = (struct text_spot){leaf->next, 0, 0};
    return leaf_at(t, leaf->next)->count > 0;
}

struct text_spot text_tree_locate(const struct text_tree *t, uint32_t id)
{
    uint32_t mark = text_marks_before(&t->marks, id);
    struct text_spot spot = {text_marks_value(&t->marks, mark), 0, 0};
    const struct leaf *leaf = leaf_at(t, spot.leaf);
    while (spot.index < leaf->count && leaf->items[spot.index].id != mark)
        spot.index++;
    ALCOVE_ASSERT(spot.index < leaf->count);
    spot.offset = id - mark;
    return spot;
}

bool text_tree_is_before(const struct text_tree *t, uint32_t id, uint32_t other)
{
    ALCOVE_ASSERT(id != other);
    struct text_spot a = text_tree_locate(t, id), b = text_tree_locate(t, other);
    if (a.leaf == b.leaf)
        return a.index == b.index ? a.offset < b.offset : a.index < b.index;
    uint32_t left = a.leaf, right = b.leaf;
    uint32_t left_up = leaf_at(t, left)->parent, right_up = leaf_at(t, right)->parent;
    while (left_up != right_up) {
        left = left_up;
        right = right_up;
        left_up = node_at(t, left)->parent;
        right_up = node_at(t, right)->parent;
    }
    const struct node *node = node_at(t, left_up);
    return kid_index(node, left) < kid_index(node, right);
}

/* The first item below a kid. */
static const struct text_item *first_below(const struct text_tree *t, uint32_t level, uint32_t kid)
{
    for (; level > 0; level--)
        kid = node_at(t, kid)->kids[0];
    const struct leaf *leaf = leaf_at(t, kid);
    ALCOVE_ASSERT(leaf->count > 0);
    return &leaf->items[0];
}

struct text_spot text_tree_partition(const struct text_tree *t,
                                     bool (*is_passed)(const void *, const struct text_item *),
                                     const void *context)
{
    uint32_t index = t->root;
    for (uint32_t level = t->height; level > 0; level--) {
        const struct node *node = node_at(t, index);
        uint32_t low = 0, high = node->count;
        while (high - low > 1) {
            uint32_t middle = low + (high - low) / 2;
            if (is_passed(context, first_below(t, level - 1, node->kids[middle])))
                low = middle;
            else
                high = middle;
        }
        index = node->kids[low];
    }
    const struct leaf *leaf = leaf_at(t, index);
    struct text_spot spot = {index, 0, 0};
    while (spot.index < leaf->count && is_passed(context, &leaf->items[spot.index]))
        spot.index++;
    ALCOVE_ASSERT(spot.index > 0);
    return spot;
}

uint32_t text_tree_before(struct text_tree *t, struct text_spot spot)
{
    const struct leaf *leaf = leaf_at(t, spot.leaf);
    uint32_t before = 0, kid = spot.leaf, up = leaf->parent;
    ALCOVE_ASSERT(spot.index <= leaf->count);
    settle_counts(t);
    for (uint32_t i = 0; i < spot.index; i++)
        before += length_in(&leaf->items[i]);
    for (uint32_t level = t->height; level > 0; level--) {
        const struct node *node = node_at(t, up);
        for (uint32_t i = kid_index(node, kid); i-- > 0;)
            before += node->length[i];
        kid = up;
        up = node->parent;
    }
    return before;
}

static void put_kid(struct node *node, uint32_t index, uint32_t kid)
{
    ALCOVE_ASSERT(node->count < NODE_KIDS && index <= node->count);
    size_t moved = (node->count - index) * sizeof(uint32_t);
    memmove(&node->kids[index + 1], &node->kids[index], moved);
    memmove(&node->seen[index + 1], &node->seen[index], moved);
    memmove(&node->length[index + 1], &node->length[index], moved);
    node->kids[index] = kid;
    node->count++;
}

static void set_parent(struct text_tree *t, uint32_t level, uint32_t kid, uint32_t parent)
{
    ALCOVE_ASSERT(parent < t->nodes);
    if (level == 0)
        leaf_at(t, kid)->parent = parent;
    else
        node_at(t, kid)->parent = parent;
}

static uint32_t parent_of(const struct text_tree *t, uint32_t level, uint32_t kid)
{
    ALCOVE_ASSERT(level <= t->height);
    return level == 0 ? leaf_at(t, kid)->parent : node_at(t, kid)->parent;
}

/* Moves the later half of a full node to a new one, which has no parent yet. */
static uint32_t halve_node(struct text_tree *t, uint32_t level, uint32_t index)
{
    ALCOVE_ASSERT(level > 0);
    uint32_t fresh = add_node(t);
    if (t->failed)
        return fresh;
    struct node *node = node_at(t, index);
    struct node *half = node_at(t, fresh);
    uint32_t kept = node->count / 2;
    half->count = node->count - kept;
    size_t size = half->count * sizeof(uint32_t);
    memcpy(half->kids, node->kids + kept, size);
    memcpy(half->seen, node->seen + kept, size);
    memcpy(half->length, node->length + kept, size);
    node->count = kept;
    for (uint32_t i = 0; i < half->count; i++)
        set_parent(t, level - 1, half->kids[i], fresh);
    return fresh;
}

/* A new root above the old one, with its counts. */
static void raise_root(struct text_tree *t)
{
    ALCOVE_ASSERT(!t->failed);
    uint32_t fresh = add_node(t);
    if (t->failed)
        return;
    struct node *node = node_at(t, fresh);
    put_kid(node, 0, t->root);
    node->seen[0] = t->seen;
    node->length[0] = t->length;
    set_parent(t, t->height, t->root, fresh);
    t->root = fresh;
    t->height++;
}

static void hang(struct text_tree *t, uint32_t level, uint32_t kid, uint32_t fresh);

/* Makes room below the parent of `kid`; returns the parent, or TEXT_NOWHERE without memory. */
static uint32_t roomy_parent(struct text_tree *t, uint32_t level, uint32_t kid)
{
    ALCOVE_ASSERT(level <= t->height);
    if (level == t->height)
        raise_root(t);
    if (t->failed)
        return TEXT_NOWHERE;
    uint32_t up = parent_of(t, level, kid);
    if (node_at(t, up)->count < NODE_KIDS)
        return up;
    uint32_t half = halve_node(t, level + 1, up);
    if (t->failed)
        return TEXT_NOWHERE;
    hang(t, level + 1, up, half);
    return t->failed ? TEXT_NOWHERE : parent_of(t, level, kid);
}

struct counts {
    uint32_t seen, length;
};

static struct counts counts_of(const struct text_tree *t, uint32_t level, uint32_t kid)
{
    struct counts counts = {0, 0};
    if (level == 0) {
        const struct leaf *leaf = leaf_at(t, kid);
        for (uint32_t i = 0; i < leaf->count; i++) {
            counts.seen += seen_in(&leaf->items[i]);
            counts.length += length_in(&leaf->items[i]);
        }
        return counts;
    }
    const struct node *node = node_at(t, kid);
    ALCOVE_ASSERT(node->count > 0);
    for (uint32_t i = 0; i < node->count; i++) {
        counts.seen += node->seen[i];
        counts.length += node->length[i];
    }
    return counts;
}

/* Hangs `fresh` after `kid`, whose later half it holds. */
static void hang(struct text_tree *t, uint32_t level, uint32_t kid, uint32_t fresh)
{
    ALCOVE_ASSERT(kid != fresh);
    uint32_t up = roomy_parent(t, level, kid);
    if (t->failed)
        return;
    struct counts counts = counts_of(t, level, fresh);
    struct node *node = node_at(t, up);
    uint32_t index = kid_index(node, kid);
    node->seen[index] -= counts.seen;
    node->length[index] -= counts.length;
    put_kid(node, index + 1, fresh);
    node->seen[index + 1] = counts.seen;
    node->length[index + 1] = counts.length;
    set_parent(t, level, fresh, up);
}

/* Room for one more item in the leaf of the spot, which moves along. */
static void make_room(struct text_tree *t, struct text_spot *spot)
{
    ALCOVE_ASSERT(!t->failed);
    if (leaf_at(t, spot->leaf)->count < LEAF_ITEMS)
        return;
    settle_counts(t);
    uint32_t fresh = add_leaf(t);
    if (t->failed)
        return;
    struct leaf *leaf = leaf_at(t, spot->leaf);
    struct leaf *half = leaf_at(t, fresh);
    uint32_t kept = leaf->count / 2;
    half->count = leaf->count - kept;
    half->next = leaf->next;
    leaf->count = kept;
    leaf->next = fresh;
    memcpy(half->items, leaf->items + kept, half->count * sizeof half->items[0]);
    for (uint32_t i = 0; i < half->count; i++)
        text_marks_set(&t->marks, half->items[i].id, fresh);
    hang(t, 0, spot->leaf, fresh);
    if (spot->index >= kept)
        *spot = (struct text_spot){fresh, spot->index - kept, spot->offset};
}

/* Puts the item there, without counting it. */
static void put_item(struct text_tree *t, struct text_spot spot, const struct text_item *item)
{
    struct leaf *leaf = leaf_at(t, spot.leaf);
    ALCOVE_ASSERT(leaf->count < LEAF_ITEMS && spot.index <= leaf->count);
    struct text_item *at = &leaf->items[spot.index];
    memmove(at + 1, at, (leaf->count - spot.index) * sizeof *at);
    *at = *item;
    leaf->count++;
    text_marks_set(&t->marks, item->id, spot.leaf);
}

struct text_spot text_tree_split(struct text_tree *t, struct text_spot spot)
{
    ALCOVE_ASSERT(spot.offset <= text_tree_item(t, spot)->count);
    if (spot.offset == 0)
        return spot;
    if (spot.offset < text_tree_item(t, spot)->count) {
        make_room(t, &spot);
        if (t->failed)
            return spot;
        struct text_item *item = text_tree_item(t, spot);
        struct text_item rest = *item;
        rest.id += spot.offset;
        rest.count -= spot.offset;
        rest.left = rest.id - 1;
        rest.right = TEXT_NOWHERE;
        item->count = spot.offset;
        put_item(t, (struct text_spot){spot.leaf, spot.index + 1, 0}, &rest);
    }
    return (struct text_spot){spot.leaf, spot.index + 1, 0};
}

struct text_spot text_tree_isolate(struct text_tree *t, uint32_t id, uint32_t end)
{
    ALCOVE_ASSERT(id < end);
    struct text_spot spot = text_tree_locate(t, id);
    if (spot.offset > 0) {
        spot = text_tree_split(t, spot);
        if (t->failed)
            return spot;
    }
    const struct text_item *item = text_tree_item(t, spot);
    if (item->count > end - id) {
        spot.offset = end - id;
        spot = text_tree_split(t, spot);
        spot.index--;
    }
    return spot;
}

void text_tree_insert(struct text_tree *t, struct text_spot spot, const struct text_item *item)
{
    ALCOVE_ASSERT(item->count > 0);
    make_room(t, &spot);
    if (t->failed)
        return;
    put_item(t, spot, item);
    count_up(t, spot.leaf, seen_in(item), length_in(item));
}

void text_tree_extend(struct text_tree *t, struct text_spot spot, uint32_t count)
{
    struct text_item *item = text_tree_item(t, spot);
    ALCOVE_ASSERT(item->state == TEXT_PRESENT && !item->gone);
    item->count += count;
    count_up(t, spot.leaf, count, count);
}

void text_tree_set_state(struct text_tree *t, struct text_spot spot, uint32_t state, bool gone)
{
    struct text_item *item = text_tree_item(t, spot);
    ALCOVE_ASSERT(!item->gone || gone);
    uint32_t seen = seen_in(item), length = length_in(item);
    item->state = state & 0x7fffffff;
    item->gone = gone;
    seen = seen_in(item) - seen;
    length = length_in(item) - length;
    if (seen != 0 || length != 0)
        count_up(t, spot.leaf, seen, length);
}
