#include "app/object_verbs.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "app/erasing.h"
#include "base/assert.h"
#include "records/order_key.h"

enum exit_code object_verb_find(const struct space_desk *desk, struct object_id *out)
{
    return space_desk_find(desk, desk->options->operands[2], desk->kind, out);
}

/* ---- order ---- */

static uint8_t order_field(const struct space_desk *desk)
{
    ALCOVE_ASSERT(desk->kind == KIND_GOAL || desk->kind == KIND_PRACTICE);
    return desk->kind == KIND_GOAL ? (uint8_t)GOAL_ORDER : (uint8_t)PRACTICE_ORDER;
}

static struct order_key key_of(const struct space *space, struct object_id object, uint8_t field)
{
    struct value value = space_value(space, object, field);
    return order_key_of(&value);
}

static enum exit_code put_key(struct space_desk *desk, struct object_id object, uint8_t field,
                              const struct order_key *key)
{
    struct value value = value_bytes(key->bytes, key->size);
    return space_desk_set_field(desk, object, field, &value);
}

/* A list in its wanted order, in which the keys do not leave room any more: all get new ones. */
static enum exit_code spread(struct space_desk *desk, const struct object_id *list, size_t count,
                             uint8_t field)
{
    struct order_key *keys = calloc(count, sizeof *keys);
    enum exit_code exit = EXIT_OK;
    if (keys == NULL)
        return complain(EXIT_FAILED, "There is not enough memory for this.");
    order_keys_spread(count, keys);
    for (size_t i = 0; i < count && exit == EXIT_OK; i++)
        exit = put_key(desk, list[i], field, &keys[i]);
    free(keys);
    return exit;
}

/* Takes the object out of the list and puts it before the one at `at`. */
static size_t rearrange(struct object_id *list, size_t count, struct object_id object,
                        struct object_id before)
{
    size_t kept = 0;
    size_t at = count - 1;
    for (size_t i = 0; i < count; i++) {
        if (object_id_is_equal(list[i], object))
            continue;
        if (object_id_is_equal(list[i], before))
            at = kept;
        list[kept++] = list[i];
    }
    ALCOVE_ASSERT(kept == count - 1 && at <= kept);
    memmove(&list[at + 1], &list[at], (kept - at) * sizeof list[0]);
    list[at] = object;
    return at;
}

static enum exit_code place(struct space_desk *desk, struct object_id *list, size_t count,
                            size_t at, uint8_t field)
{
    struct order_key before = {0};
    struct order_key after = {0};
    struct order_key key;
    if (at > 0)
        before = key_of(desk->space, list[at - 1], field);
    if (at + 1 < count)
        after = key_of(desk->space, list[at + 1], field);
    bool placed = (at == 0 || before.size > 0) && (at + 1 == count || after.size > 0);
    uint8_t jitter = (uint8_t)randombytes_uniform(256);
    if (!placed || order_key_between(&before, &after, jitter, &key) != ORDER_KEY_MADE)
        return spread(desk, list, count, field);
    return put_key(desk, list[at], field, &key);
}

/* Where --before says; without it, behind all others. */
static enum exit_code put_in_order(struct space_desk *desk, struct object_id object)
{
    size_t count;
    uint8_t field = order_field(desk);
    struct object_id before = OBJECT_SPACE;
    const char *wanted = desk->options->before;
    enum exit_code exit =
        wanted != NULL ? space_desk_find(desk, wanted, desk->kind, &before) : EXIT_OK;
    if (exit != EXIT_OK || object_id_is_equal(before, object))
        return exit;
    struct object_id *list = object_view_list(desk->space, desk->kind, field, &count);
    if (list == NULL)
        return complain(EXIT_FAILED, "There is not enough memory for this.");
    size_t at = rearrange(list, count, object, before);
    exit = place(desk, list, count, at, field);
    free(list);
    return exit;
}

/* ---- the verbs ---- */

enum exit_code object_verb_list(struct space_desk *desk)
{
    size_t count;
    struct object_id *objects =
        object_view_list(desk->space, desk->kind, order_field(desk), &count);
    if (objects == NULL && space_count(desk->space, desk->kind) > 0)
        return complain(EXIT_FAILED, "There is not enough memory for this.");
    for (size_t i = 0; i < count; i++)
        object_view_line(&desk->view, desk->kind, objects[i]);
    if (count == 0 && !desk->view.json)
        fprintf(stderr, "None yet. `alcove %s add` makes one.\n",
                desk->kind == KIND_GOAL ? "goals" : "practice");
    free(objects);
    return EXIT_OK;
}

enum exit_code object_verb_add(struct space_desk *desk)
{
    struct object_id object;
    bool goal = desk->kind == KIND_GOAL;
    uint8_t title = goal ? (uint8_t)GOAL_TITLE : (uint8_t)PRACTICE_TEXT;
    uint8_t state = goal ? (uint8_t)GOAL_STATUS : (uint8_t)PRACTICE_ACTIVE;
    const struct value text = value_text(desk->options->operands[2]);
    const struct value first = value_number(goal ? GOAL_OPEN : 1);
    if (text.size == 0)
        return complain(EXIT_USAGE, "A %s has words.", goal ? "goal" : "practice");
    enum exit_code exit = space_desk_judge(space_make(desk->space, desk->kind, &object));
    if (exit == EXIT_OK)
        exit = space_desk_set_field(desk, object, title, &text);
    if (exit == EXIT_OK)
        exit = space_desk_set_field(desk, object, state, &first);
    if (exit == EXIT_OK)
        exit = space_desk_set(desk, desk->kind, object);
    if (exit == EXIT_OK)
        exit = put_in_order(desk, object);
    return space_desk_end(desk, exit, desk->kind, object);
}

enum exit_code object_verb_show(struct space_desk *desk)
{
    struct object_id object;
    enum exit_code exit = object_verb_find(desk, &object);
    if (exit == EXIT_OK)
        object_view_whole(&desk->view, desk->kind, object);
    return exit;
}

enum exit_code object_verb_edit(struct space_desk *desk)
{
    struct object_id object;
    enum exit_code exit = object_verb_find(desk, &object);
    if (exit == EXIT_OK && desk->options->set_count == 0)
        return complain(EXIT_USAGE, "Say what to change, for example --%s; see alcove --help.",
                        desk->kind == KIND_GOAL ? "title" : "text");
    if (exit == EXIT_OK)
        exit = space_desk_set(desk, desk->kind, object);
    return space_desk_end(desk, exit, desk->kind, object);
}

enum exit_code object_verb_move(struct space_desk *desk)
{
    struct object_id object;
    const struct options *options = desk->options;
    if ((options->before != NULL) == options->last)
        return complain(EXIT_USAGE, "Say where to: --before and the ID of another, or --last.");
    enum exit_code exit = object_verb_find(desk, &object);
    if (exit == EXIT_OK)
        exit = put_in_order(desk, object);
    if (exit == EXIT_OK)
        exit = space_desk_keep(desk);
    return exit == EXIT_OK ? object_verb_list(desk) : exit;
}

enum exit_code object_verb_erase(struct space_desk *desk)
{
    struct object_id object;
    enum exit_code exit = object_verb_find(desk, &object);
    return exit == EXIT_OK ? erasing_object(desk, object) : exit;
}
