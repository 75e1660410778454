#include "desktop/accessible_copy.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "widgets/utf8.h"

static const char *or_empty(const char *text)
{
    return text != NULL ? text : "";
}

static size_t strings_size(const struct access_node *node)
{
    return strlen(or_empty(node->name)) + strlen(or_empty(node->description)) +
           strlen(or_empty(node->shortcut)) + strlen(or_empty(node->text)) + 4;
}

/* One byte that is not UTF-8 would cost the whole connection: it becomes a question mark. */
static const char *put_string(char **at, const char *from)
{
    const char *text = or_empty(from);
    size_t size = strlen(text);
    char *out = *at;
    memcpy(out, text, size + 1);
    for (size_t i = 0; i < size;) {
        size_t begin = i;
        if (utf8_next(text, size, &i) == UTF8_REPLACEMENT &&
            (i - begin != 3 || memcmp(text + begin, "\xef\xbf\xbd", 3) != 0))
            memset(out + begin, '?', i - begin);
    }
    *at = out + size + 1;
    return out;
}

static void relate(struct accessible_copy *copy, int place)
{
    struct accessible_kin *own = &copy->kin[place];
    int parent = copy->nodes[place].parent;
    *own = (struct accessible_kin){.first = -1, .next = -1, .last = -1};
    ALCOVE_ASSERT(parent < place);
    if (parent < 0)
        return;
    struct accessible_kin *above = &copy->kin[parent];
    own->index = above->children++;
    if (above->last < 0)
        above->first = place;
    else
        copy->kin[above->last].next = place;
    above->last = place;
}

struct accessible_copy *accessible_copy_make(const struct access_tree *tree)
{
    size_t count = (size_t)tree->count;
    ALCOVE_ASSERT(tree->count >= 1 && tree->count <= ACCESS_NODES_MAX);
    size_t size = sizeof(struct accessible_copy) +
                  count * (sizeof(struct access_node) + sizeof(struct accessible_kin));
    size_t strings = 0;
    for (size_t i = 0; i < count; i++)
        strings += strings_size(&tree->nodes[i]);
    struct accessible_copy *copy = malloc(size + strings);
    if (copy == NULL)
        return NULL;
    copy->bytes = size + strings;
    atomic_init(&copy->holders, 1);
    copy->count = tree->count;
    copy->kin = (struct accessible_kin *)(void *)(copy->nodes + count);
    char *at = (char *)(copy->kin + count);
    for (size_t i = 0; i < count; i++) {
        struct access_node *node = &copy->nodes[i];
        *node = tree->nodes[i];
        node->name = put_string(&at, node->name);
        node->description = put_string(&at, node->description);
        node->shortcut = put_string(&at, node->shortcut);
        node->text = put_string(&at, node->text);
        relate(copy, (int)i);
    }
    return copy;
}

struct accessible_copy *accessible_copy_hold(struct accessible_copy *copy)
{
    if (copy != NULL)
        atomic_fetch_add(&copy->holders, 1);
    return copy;
}

void accessible_copy_release(struct accessible_copy *copy)
{
    if (copy == NULL || atomic_fetch_sub(&copy->holders, 1) != 1)
        return;
    explicit_bzero(copy, copy->bytes);
    free(copy);
}

void accessible_forget(char *text)
{
    if (text != NULL)
        explicit_bzero(text, strlen(text));
    free(text);
}

static bool same_value(const struct access_node *a, const struct access_node *b)
{
    return a->has_value == b->has_value && memcmp(&a->value, &b->value, sizeof a->value) == 0 &&
           memcmp(&a->value_min, &b->value_min, sizeof a->value) == 0 &&
           memcmp(&a->value_max, &b->value_max, sizeof a->value) == 0 &&
           memcmp(&a->value_step, &b->value_step, sizeof a->value) == 0;
}

static bool same_shape(const struct access_node *a, const struct access_node *b)
{
    return a->id == b->id && a->parent == b->parent && a->role == b->role &&
           a->states == b->states && memcmp(&a->at, &b->at, sizeof a->at) == 0 &&
           a->acts == b->acts && a->caret == b->caret && a->selection_from == b->selection_from &&
           a->selection_to == b->selection_to;
}

bool accessible_copy_is(const struct accessible_copy *copy, const struct access_tree *tree)
{
    if (copy == NULL || copy->count != tree->count)
        return false;
    for (int i = 0; i < tree->count; i++) {
        const struct access_node *a = &copy->nodes[i], *b = &tree->nodes[i];
        if (!same_shape(a, b) || !same_value(a, b) || strcmp(a->name, or_empty(b->name)) != 0 ||
            strcmp(a->description, or_empty(b->description)) != 0 ||
            strcmp(a->shortcut, or_empty(b->shortcut)) != 0 ||
            strcmp(a->text, or_empty(b->text)) != 0)
            return false;
    }
    return true;
}

int accessible_copy_find(const struct accessible_copy *copy, uint64_t id, int hint)
{
    if (copy == NULL)
        return -1;
    if (hint >= 0 && hint < copy->count && copy->nodes[hint].id == id)
        return hint;
    for (int i = 0; i < copy->count; i++)
        if (copy->nodes[i].id == id)
            return i;
    return -1;
}

int accessible_copy_child(const struct accessible_copy *copy, int place, int index)
{
    int child = index >= 0 && index < copy->kin[place].children ? copy->kin[place].first : -1;
    while (child >= 0 && copy->kin[child].index < index)
        child = copy->kin[child].next;
    return child;
}
