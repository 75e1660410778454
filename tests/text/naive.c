#include "naive.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

#define DELETERS 8

struct event {
    uint32_t agent, seq;
};

struct character {
    struct event id;
    struct event left, right;
    bool has_left, has_right;
    uint8_t bytes[4];
    size_t size;
    struct event deleters[DELETERS];
    size_t deleter_count;
};

struct naive {
    uint32_t agents;
    struct character *list;
    size_t count, room;
};

struct naive *naive_open(uint32_t agents)
{
    struct naive *n = calloc(1, sizeof *n);
    assert_non_null(n);
    n->agents = agents;
    n->room = 64;
    n->list = calloc(n->room, sizeof *n->list);
    assert_non_null(n->list);
    return n;
}

void naive_close(struct naive *n)
{
    free(n->list);
    free(n);
}

static bool knows(const uint32_t *version, struct event event)
{
    return event.seq < version[event.agent];
}

/* Whether a version has the character at all, deleted or not. */
static bool is_there(const struct character *c, const uint32_t *version)
{
    return knows(version, c->id);
}

static bool is_seen(const struct character *c, const uint32_t *version)
{
    for (size_t i = 0; i < c->deleter_count; i++) {
        if (knows(version, c->deleters[i]))
            return false;
    }
    return is_there(c, version);
}

static bool same(struct event a, struct event b)
{
    return a.agent == b.agent && a.seq == b.seq;
}

static size_t index_of(const struct naive *n, struct event id)
{
    size_t index = 0;
    while (index < n->count && !same(n->list[index].id, id))
        index++;
    assert_true(index < n->count);
    return index;
}

/* The place of a left origin, with the start of the text before all; of a right one, with the end
 * after all. */
static long left_place(const struct naive *n, const struct character *c)
{
    return c->has_left ? (long)index_of(n, c->left) : -1;
}

static long right_place(const struct naive *n, const struct character *c)
{
    return c->has_right ? (long)index_of(n, c->right) : (long)n->count;
}

/* After how many of all characters the `at`-th seen one ends. */
static size_t place_after(const struct naive *n, uint32_t at, const uint32_t *version)
{
    size_t index = 0;
    while (at > 0) {
        assert_true(index < n->count);
        at -= is_seen(&n->list[index++], version);
    }
    return index;
}

static bool has_same_left(const struct character *a, const struct character *b)
{
    return a->has_left == b->has_left && (!a->has_left || same(a->left, b->left));
}

static void find_origins(const struct naive *n, struct character *c, size_t place,
                         const uint32_t *version)
{
    c->has_left = place > 0;
    if (place > 0)
        c->left = n->list[place - 1].id;
    for (size_t i = place; i < n->count; i++) {
        if (!is_there(&n->list[i], version))
            continue;
        c->has_right = has_same_left(&n->list[i], c);
        c->right = n->list[i].id;
        return;
    }
}

static bool comes_first(struct event a, struct event b)
{
    return a.agent == b.agent ? a.seq < b.seq : a.agent < b.agent;
}

/* Where among those that its author did not know the character goes. */
static size_t integrate(const struct naive *n, const struct character *c, size_t place,
                        const uint32_t *version)
{
    long left = (long)place - 1, right = right_place(n, c);
    bool scanning = false;
    size_t found = place;
    for (size_t i = place; i < n->count && !is_there(&n->list[i], version); i++) {
        const struct character *other = &n->list[i];
        long other_left = left_place(n, other), other_right = right_place(n, other);
        if (other_left < left)
            break;
        if (other_left == left) {
            if (other_right == right && comes_first(c->id, other->id))
                break;
            scanning = other_right < right;
        }
        if (!scanning)
            found = i + 1;
    }
    return found;
}

static void insert_one(struct naive *n, struct character *c, uint32_t at, const uint32_t *version)
{
    size_t place = place_after(n, at, version);
    find_origins(n, c, place, version);
    place = integrate(n, c, place, version);
    if (n->count == n->room) {
        n->room *= 2;
        n->list = realloc(n->list, n->room * sizeof *n->list);
        assert_non_null(n->list);
    }
    memmove(&n->list[place + 1], &n->list[place], (n->count - place) * sizeof *n->list);
    n->list[place] = *c;
    n->count++;
}

static void delete_one(struct naive *n, struct event id, uint32_t at, const uint32_t *version)
{
    struct character *c = &n->list[place_after(n, at + 1, version) - 1];
    assert_true(c->deleter_count < DELETERS);
    c->deleters[c->deleter_count++] = id;
}

void naive_merge(struct naive *n, const struct text_batch *batch)
{
    uint32_t *version = malloc(n->agents * sizeof *version);
    assert_non_null(version);
    memcpy(version, batch->parents, n->agents * sizeof *version);
    for (size_t i = 0; i < batch->run_count; i++) {
        const struct text_run *run = &batch->runs[i];
        const uint8_t *at = run->text;
        for (uint32_t k = 0; k < run->count; k++) {
            struct event id = {batch->agent, version[batch->agent]};
            if (run->kind == TEXT_DELETE) {
                delete_one(n, id, run->at, version);
            } else {
                struct character c = {.id = id};
                do
                    c.bytes[c.size++] = *at++;
                while (at < run->text + run->size && (*at & 0xc0) == 0x80);
                insert_one(n, &c, run->at + k, version);
            }
            version[batch->agent]++;
        }
    }
    free(version);
}

size_t naive_read(const struct naive *n, uint8_t *out, size_t room)
{
    size_t size = 0;
    for (size_t i = 0; i < n->count; i++) {
        const struct character *c = &n->list[i];
        if (c->deleter_count > 0)
            continue;
        assert_true(c->size <= room - size);
        memcpy(out + size, c->bytes, c->size);
        size += c->size;
    }
    return size;
}

size_t naive_authors(const struct naive *n, uint32_t *out, size_t room)
{
    size_t count = 0;
    for (size_t i = 0; i < n->count; i++) {
        if (n->list[i].deleter_count > 0)
            continue;
        assert_true(count < room);
        out[count++] = n->list[i].id.agent;
    }
    return count;
}
