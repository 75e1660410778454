#include "text/text_leap.h"

#include "base/assert.h"

static bool is_unknown(const struct text_tree *t, uint32_t id)
{
    ALCOVE_ASSERT(id != TEXT_NOWHERE);
    return text_tree_item(t, text_tree_locate(t, id))->state == TEXT_UNKNOWN;
}

static bool begins_unknown(const struct text_tree *t, const struct text_shoots *s, uint32_t shoot)
{
    ALCOVE_ASSERT(shoot < s->count);
    /* Of an empty text there is no character. */
    return shoot != TEXT_SHOOT_BASE && is_unknown(t, text_shoots_at(s, shoot)->id);
}

/* The first unknown character after a known one, both of a shoot: what follows one that is unknown
 * is so too. */
static uint32_t first_unknown(const struct text_tree *t, uint32_t known, uint32_t unknown)
{
    ALCOVE_ASSERT(known < unknown);
    while (unknown - known > 1) {
        uint32_t middle = known + (unknown - known) / 2;
        if (is_unknown(t, middle))
            unknown = middle;
        else
            known = middle;
    }
    return unknown;
}

struct text_spot text_leap_up(const struct text_tree *t, const struct text_shoots *s,
                              struct text_spot spot)
{
    const struct text_item *item = text_tree_item(t, spot);
    uint32_t shoot = item->shoot, unknown = item->id;
    ALCOVE_ASSERT(item->state == TEXT_UNKNOWN);
    if (begins_unknown(t, s, shoot)) {
        /* What hangs on one that is unknown is so too. */
        const struct text_shoot *at = text_shoots_at(s, shoot);
        for (;;) {
            if (begins_unknown(t, s, at->leap))
                at = text_shoots_at(s, at->leap);
            else if (begins_unknown(t, s, at->up))
                at = text_shoots_at(s, at->up);
            else
                break;
        }
        if (at->parent == TEXT_NOWHERE || !is_unknown(t, at->parent))
            return text_tree_locate(t, at->id);
        unknown = at->parent;
        shoot = at->up;
    }
    return text_tree_locate(t, first_unknown(t, text_shoots_at(s, shoot)->id, unknown));
}

/* The character that is leapt over. */
struct leapt {
    const struct text_tree *tree;
    const struct text_shoots *shoots;
    uint32_t shoot, id;
};

/* Whether an item stands before the character, is it, or hangs on it. */
static bool is_passed(const void *context, const struct text_item *item)
{
    const struct leapt *leapt = context;
    ALCOVE_ASSERT(item->count > 0);
    return text_shoots_hangs(leapt->shoots, item->shoot, item->id, leapt->shoot, leapt->id) ||
           text_tree_is_before(leapt->tree, item->id, leapt->id);
}

struct text_spot text_leap_over(const struct text_tree *t, const struct text_shoots *s,
                                struct text_spot spot)
{
    const struct text_item *item = text_tree_item(t, spot);
    struct leapt leapt = {t, s, item->shoot, item->id};
    ALCOVE_ASSERT(item->state == TEXT_UNKNOWN && spot.offset == 0);
    return text_tree_partition(t, is_passed, &leapt);
}
