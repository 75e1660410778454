#include "text/text_tracker.h"

#include <string.h>

#include "base/assert.h"
#include "text/text_leap.h"
#include "text/text_tree.h"

/* Items that are looked at one by one before the others are leapt over: there are seldom more. */
#define LEAP_AFTER 32

struct text_tracker text_tracker_begin(const struct alcove_memory *memory,
                                       const struct text_graph *graph)
{
    ALCOVE_ASSERT(memory != NULL && graph != NULL);
    return (struct text_tracker){
        .graph = graph,
        .tree = text_tree_begin(memory),
        .shoots = text_shoots_begin(),
    };
}

void text_tracker_finish(struct text_tracker *t)
{
    text_shoots_finish(t->tree.memory, &t->shoots);
    text_tree_finish(&t->tree);
    ALCOVE_ASSERT(t->graph != NULL);
}

bool text_tracker_start(struct text_tracker *t, uint32_t length, uint32_t first, uint32_t end)
{
    ALCOVE_ASSERT(first < end && end - first <= UINT32_MAX - length);
    t->base = length;
    t->first = first;
    return text_shoots_start(t->tree.memory, &t->shoots) &&
           text_tree_start(&t->tree, length, length + (end - first));
}

static uint32_t id_of(const struct text_tracker *t, uint32_t lv)
{
    ALCOVE_ASSERT(lv >= t->first);
    return t->base + (lv - t->first);
}

/* Moves the states of `count` characters from `id` on. */
static void shift_characters(struct text_tracker *t, uint32_t id, uint32_t count, int by)
{
    uint32_t end = id + count;
    while (id < end && !t->tree.failed) {
        struct text_spot spot = text_tree_isolate(&t->tree, id, end);
        if (t->tree.failed)
            return;
        struct text_item *item = text_tree_item(&t->tree, spot);
        id += item->count;
        text_tree_set_state(&t->tree, spot, item->state + (uint32_t)by, item->gone);
    }
    ALCOVE_ASSERT(id == end || t->tree.failed);
}

/* The same for what a part of a delete run meant: its marks are by the delete's own ids. */
static void shift_targets(struct text_tracker *t, const struct text_graph_run *run, uint32_t lv,
                          uint32_t end, int by)
{
    uint32_t id = id_of(t, lv), last = id_of(t, lv) + (end - lv);
    while (id < last && !t->tree.failed) {
        uint32_t mark = text_marks_before(&t->tree.marks, id);
        uint32_t next = text_marks_after(&t->tree.marks, id, last);
        uint32_t target = text_marks_value(&t->tree.marks, mark);
        ALCOVE_ASSERT(run->kind != TEXT_RUN_INSERT && next > id);
        if (run->kind == TEXT_RUN_DELETE)
            target += id - mark;
        else
            target -= next - 1 - mark;
        shift_characters(t, target, next - id, by);
        id = next;
    }
}

void text_tracker_shift(struct text_tracker *t, const struct text_graph_run *run, uint32_t lv,
                        uint32_t end, int by)
{
    ALCOVE_ASSERT(lv >= run->lv && end <= run->lv + run->count && lv < end);
    if (run->kind == TEXT_RUN_INSERT)
        shift_characters(t, id_of(t, lv), end - lv, by);
    else
        shift_targets(t, run, lv, end, by);
}

/* The order of two that were inserted at one place: of agents, then of their own events. */
static bool comes_first(const struct text_tracker *t, uint32_t id, uint32_t other)
{
    ALCOVE_ASSERT(id >= t->base && other >= t->base);
    uint32_t lv = id - t->base + t->first, other_lv = other - t->base + t->first;
    uint32_t agent = text_graph_entry(t->graph, text_graph_entry_of(t->graph, lv))->agent;
    uint32_t other_agent =
        text_graph_entry(t->graph, text_graph_entry_of(t->graph, other_lv))->agent;
    return agent == other_agent ? lv < other_lv : agent < other_agent;
}

/* What is inserted: its first character, and the ones it stands between. */
struct origins {
    uint32_t id, left, right;
    uint32_t left_shoot, right_shoot;
};

/* How to go on at a character that the author did not know. */
enum step {
    STEP_STOP,
    STEP_OVER, /* and perhaps insert here */
    STEP_SCAN, /* over, only looking */
    STEP_SAME, /* over, as before */
};

static bool is_left_of(struct text_tracker *t, uint32_t left, uint32_t other)
{
    ALCOVE_ASSERT(t->base <= UINT32_MAX - t->graph->events);
    return left != other && other != TEXT_NOWHERE &&
           (left == TEXT_NOWHERE || text_tree_is_before(&t->tree, left, other));
}

static enum step judge(struct text_tracker *t, const struct origins *mine,
                       const struct text_item *other)
{
    ALCOVE_ASSERT(other->state == TEXT_UNKNOWN);
    if (other->left != mine->left) {
        return is_left_of(t, other->left, mine->left) ? STEP_STOP : STEP_SAME;
    }
    if (other->right == mine->right)
        return comes_first(t, mine->id, other->id) ? STEP_STOP : STEP_OVER;
    bool nearer =
        other->right != TEXT_NOWHERE &&
        (mine->right == TEXT_NOWHERE || text_tree_is_before(&t->tree, other->right, mine->right));
    return nearer ? STEP_SCAN : STEP_OVER;
}

/* A place that moves over concurrent inserts, and the characters of the text before it. */
struct scan {
    struct text_spot spot;
    uint32_t at;
    uint32_t previous; /* the last character it went over, or what mine is right of */
};

/* Moves it over the item there, and all that it hangs with. */
static enum step leap(struct text_tracker *t, const struct origins *mine, struct scan *scan)
{
    const struct text_item *other = text_tree_item(&t->tree, scan->spot);
    struct text_spot up = text_leap_up(&t->tree, &t->shoots, scan->spot);
    const struct text_item *top = text_tree_item(&t->tree, up);
    ALCOVE_ASSERT(other->state == TEXT_UNKNOWN && top->state == TEXT_UNKNOWN);
    bool judged = top != other && text_tree_is_before(&t->tree, top->id, other->id);
    enum step step = judged ? STEP_SAME : judge(t, mine, top);
    if (step == STEP_STOP)
        return step;
    scan->spot = text_leap_over(&t->tree, &t->shoots, up);
    scan->at = text_tree_before(&t->tree, scan->spot);
    scan->previous = mine->left;
    return step;
}

static enum step walk(struct text_tracker *t, const struct origins *mine, struct scan *scan)
{
    const struct text_item *other = text_tree_item(&t->tree, scan->spot);
    ALCOVE_ASSERT(other->id != mine->right);
    /* One that stands right after its own left is after mine: the usual case, without a look. */
    bool same = other->left == scan->previous && scan->previous != mine->left;
    enum step step = same ? STEP_SAME : judge(t, mine, other);
    if (step == STEP_STOP)
        return step;
    scan->previous = other->id + other->count - 1;
    scan->at += other->gone ? 0 : other->count;
    scan->spot.index++;
    return step;
}

/* Moves the spot over the concurrent inserts that come before mine, and `*at` with it. */
static struct text_spot integrate(struct text_tracker *t, const struct origins *mine,
                                  struct text_spot spot, uint32_t *at)
{
    struct scan scan = {spot, *at, mine->left};
    bool scanning = false;
    while (text_tree_settle(&t->tree, &scan.spot)) {
        if (text_tree_item(&t->tree, scan.spot)->state != TEXT_UNKNOWN)
            break;
        enum step step = t->looks++ < LEAP_AFTER ? walk(t, mine, &scan) : leap(t, mine, &scan);
        if (step == STEP_STOP)
            break;
        if (step != STEP_SAME)
            scanning = step == STEP_SCAN;
        if (!scanning) {
            spot = scan.spot;
            *at = scan.at;
        }
    }
    ALCOVE_ASSERT(*at <= t->tree.length);
    return spot;
}

/* Finds the first character after the spot that the author knew, if it was put right after the left
 * one. */
static void find_right(struct text_tracker *t, struct text_spot spot, struct origins *mine)
{
    ALCOVE_ASSERT(mine->left == TEXT_NOWHERE || mine->left < t->base + t->graph->events);
    while (text_tree_settle(&t->tree, &spot)) {
        const struct text_item *item = text_tree_item(&t->tree, spot);
        if (item->state != TEXT_UNKNOWN) {
            mine->right = item->left == mine->left ? item->id : TEXT_NOWHERE;
            mine->right_shoot = item->shoot;
            return;
        }
        if (t->looks++ < LEAP_AFTER) {
            spot.index++;
            continue;
        }
        struct text_spot up = text_leap_up(&t->tree, &t->shoots, spot);
        /* From here on nothing was put right after the left one. */
        if (is_left_of(t, text_tree_item(&t->tree, up)->left, mine->left))
            return;
        spot = text_leap_over(&t->tree, &t->shoots, up);
    }
}

/* Whether what is put right after the item needs no item of its own: nothing that was put there
 * stands beside it. */
static bool ends_here(const struct text_tracker *t, struct text_spot spot)
{
    const struct text_item *item = text_tree_item(&t->tree, spot);
    struct text_spot next = {spot.leaf, spot.index + 1, 0};
    if (item->gone)
        return false;
    if (!text_tree_settle(&t->tree, &next))
        return true;
    const struct text_item *beside = text_tree_item(&t->tree, next);
    ALCOVE_ASSERT(beside->id != item->id);
    return beside->state != TEXT_UNKNOWN && beside->left != item->id + item->count - 1;
}

/* Puts what is inserted at a spot, as a shoot of its own. */
static void put(struct text_tracker *t, const struct origins *mine, struct text_spot spot,
                uint32_t count)
{
    bool before = mine->right != TEXT_NOWHERE;
    struct text_shoot shoot = {.id = mine->id,
                               .parent = before ? mine->right : mine->left,
                               .up = before ? mine->right_shoot : mine->left_shoot};
    struct text_item item = {.id = mine->id,
                             .count = count,
                             .left = mine->left,
                             .right = mine->right,
                             .state = TEXT_PRESENT,
                             .shoot = t->shoots.count};
    ALCOVE_ASSERT(count > 0);
    if (text_shoots_add(t->tree.memory, &t->shoots, shoot))
        text_tree_insert(&t->tree, spot, &item);
    else
        t->tree.failed = true;
}

uint32_t text_tracker_insert(struct text_tracker *t, const struct text_graph_run *run)
{
    ALCOVE_ASSERT(run->at <= t->tree.seen && run->kind == TEXT_RUN_INSERT);
    struct origins mine = {.id = id_of(t, run->lv), .left = TEXT_NOWHERE, .right = TEXT_NOWHERE};
    uint32_t at = 0;
    struct text_spot spot = text_tree_find(&t->tree, run->at, &at);
    t->looks = 0;
    if (run->at > 0) {
        const struct text_item *item = text_tree_item(&t->tree, spot);
        mine.left = item->id + spot.offset - 1;
        mine.left_shoot = item->shoot;
        if (spot.offset == item->count && mine.left + 1 == mine.id && ends_here(t, spot)) {
            text_tree_extend(&t->tree, spot, run->count);
            return at;
        }
        spot = text_tree_split(&t->tree, spot);
        if (t->tree.failed)
            return at;
    }
    find_right(t, spot, &mine);
    spot = integrate(t, &mine, spot, &at);
    put(t, &mine, spot, run->count);
    return at;
}

uint32_t text_tracker_delete(struct text_tracker *t, const struct text_graph_run *run,
                             uint32_t left, struct text_deleted *out)
{
    ALCOVE_ASSERT(left > 0 && left <= run->count && run->at + left <= t->tree.seen);
    struct text_spot spot = text_tree_find(&t->tree, run->at + 1, &out->at);
    const struct text_item *item = text_tree_item(&t->tree, spot);
    uint32_t id = item->id + spot.offset - 1;
    uint32_t end = item->id + item->count;
    out->at -= item->gone ? 0 : 1;
    end = end - id > left ? id + left : end;
    spot = text_tree_isolate(&t->tree, id, end);
    if (t->tree.failed)
        return left;
    item = text_tree_item(&t->tree, spot);
    uint32_t count = item->count;
    out->count = item->gone ? 0 : count;
    text_tree_set_state(&t->tree, spot, item->state + 1, true);
    /* Deleted in this order, or from the last one on. */
    uint32_t done = run->count - left;
    if (run->kind == TEXT_RUN_DELETE)
        text_marks_set(&t->tree.marks, id_of(t, run->lv) + done, id);
    else
        text_marks_set(&t->tree.marks, id_of(t, run->lv) + left - count, id + count - 1);
    return count;
}
