#include "records/word_diff.h"

#include <string.h>

#include "base/assert.h"
#include "records/schema.h"

/* A word, a run of blanks, or a sign that ends a part of a sentence. */
struct piece {
    uint32_t start, size, hash;
    bool is_blank;   /* without a line's end */
    bool is_changed; /* taken away, or added */
};

struct side {
    const uint8_t *bytes;
    struct piece *pieces;
    size_t count;
};

struct search {
    struct side before, after;
    /* The furthest place on each diagonal, from the front and from the back, -1 for none. Both
     * point to the middle of their room. */
    int32_t *front, *back;
    size_t steps_left;
};

/* A part of both texts: from … to of each. */
struct part {
    size_t from, to, after_from, after_to;
};

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n';
}

static bool is_sign(uint8_t byte)
{
    return byte != 0 && strchr(".,;:!?()\"", byte) != NULL;
}

static size_t piece_size(const uint8_t *bytes, size_t left)
{
    size_t size = 1;
    ALCOVE_ASSERT(left > 0);
    if (is_sign(bytes[0]) || bytes[0] == '\n')
        return 1;
    bool blank = is_blank(bytes[0]);
    while (size < left && is_blank(bytes[size]) == blank && !is_sign(bytes[size]) &&
           bytes[size] != '\n')
        size++;
    return size;
}

static uint32_t hash_of(const uint8_t *bytes, size_t size)
{
    uint32_t hash = UINT32_C(2166136261); /* FNV-1a; equal hashes are compared again */
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ bytes[i]) * UINT32_C(16777619);
    return hash;
}

/* How many pieces there are; they are written where there is room for them. */
static size_t cut_pieces(struct value text, struct piece *out)
{
    size_t count = 0;
    for (size_t at = 0; at < text.size; count++) {
        const uint8_t *bytes = text.bytes + at;
        size_t size = piece_size(bytes, text.size - at);
        if (out != NULL) {
            out[count] = (struct piece){
                .start = (uint32_t)at,
                .size = (uint32_t)size,
                .hash = hash_of(bytes, size),
                .is_blank = is_blank(bytes[0]) && bytes[0] != '\n',
            };
        }
        at += size;
    }
    return count;
}

static bool is_same(const struct search *search, size_t before, size_t after)
{
    ALCOVE_ASSERT(before < search->before.count && after < search->after.count);
    const struct piece *a = &search->before.pieces[before];
    const struct piece *b = &search->after.pieces[after];
    return a->hash == b->hash && a->size == b->size &&
           memcmp(search->before.bytes + a->start, search->after.bytes + b->start, a->size) == 0;
}

/* ---- Myers' middle: both ends walk towards each other until they meet ---- */

struct walk {
    const struct search *search;
    const struct part *part;
    int32_t wide, high; /* pieces of `before` and `after` in the part */
    bool is_backward;
};

struct place {
    int32_t x, k; /* pieces of `before`, and the diagonal: these less pieces of `after` */
};

/* How far equal pieces lead on from (x, y), as seen from the end where the walk began. */
static int32_t slide(const struct walk *walk, int32_t x, int32_t y)
{
    const struct part *part = walk->part;
    ALCOVE_ASSERT(x >= 0 && y >= 0);
    while (x < walk->wide && y < walk->high) {
        size_t before = (size_t)x;
        size_t after = (size_t)y;
        bool same = walk->is_backward
                        ? is_same(walk->search, part->to - 1 - before, part->after_to - 1 - after)
                        : is_same(walk->search, part->from + before, part->after_from + after);
        if (!same)
            break;
        x++;
        y++;
    }
    return x;
}

/* The furthest place on diagonal `k` after `d` changes; -1 if there is no way to it. */
static int32_t step(const struct walk *walk, const int32_t *reach, int32_t k, int32_t d)
{
    int32_t right = k > -d ? reach[k - 1] : -1;
    int32_t down = k < d ? reach[k + 1] : -1;
    int32_t x = d == 0 ? 0 : -1;
    if (right >= 0 && right < walk->wide)
        x = right + 1;
    if (down > x && down - k <= walk->high)
        x = down;
    return x < 0 ? -1 : slide(walk, x, x - k);
}

/* Whether the other end was at (x, y) of diagonal `k`, or beyond, with at most `known` changes. */
static bool has_met(const struct walk *walk, const int32_t *other, struct place at, int32_t known)
{
    int32_t facing = walk->wide - walk->high - at.k;
    ALCOVE_ASSERT(at.x <= walk->wide);
    if (at.x < 0 || facing < -known || facing > known || other[facing] < 0)
        return false;
    return at.x + other[facing] >= walk->wide;
}

/* Steps of one end with `d` changes. True if it met the other, then `*out` says where. */
static bool advance(struct walk *walk, struct search *search, int32_t d, struct place *out)
{
    int32_t *reach = walk->is_backward ? search->back : search->front;
    const int32_t *other = walk->is_backward ? search->front : search->back;
    const bool is_odd = (walk->wide - walk->high) % 2 != 0;
    /* The front meets what the back did one round before, the back what the front did in this. */
    const int32_t known = walk->is_backward ? d : d - 1;
    for (int32_t k = -d; k <= d; k += 2) {
        bool is_inside = k >= -walk->high && k <= walk->wide;
        int32_t before = k > -d && k < d ? reach[k] : 0;
        reach[k] = is_inside ? step(walk, reach, k, d) : -1;
        size_t cost = 1 + (size_t)(reach[k] > before ? reach[k] - before : 0);
        search->steps_left -= cost < search->steps_left ? cost : search->steps_left;
        *out = (struct place){reach[k], k};
        if (is_odd != walk->is_backward && has_met(walk, other, *out, known))
            return true;
    }
    ALCOVE_ASSERT(d >= 0);
    return false;
}

/* A place on a shortest way, which is neither end of it. False when the work is too much. */
static bool find_middle(struct search *search, const struct part *part, struct part *first)
{
    struct walk front = {.search = search, .part = part};
    front.wide = (int32_t)(part->to - part->from);
    front.high = (int32_t)(part->after_to - part->after_from);
    struct walk back = front;
    back.is_backward = true;
    for (int32_t d = 0; search->steps_left > 0; d++) {
        struct place at;
        ALCOVE_ASSERT(d <= (front.wide + front.high + 1) / 2);
        *first = *part;
        if (advance(&front, search, d, &at)) {
            first->to = part->from + (size_t)at.x;
            first->after_to = part->after_from + (size_t)(at.x - at.k);
            return true;
        }
        if (advance(&back, search, d, &at)) {
            first->to = part->to - (size_t)at.x;
            first->after_to = part->after_to - (size_t)(at.x - at.k);
            return true;
        }
    }
    return false;
}

static void mark(struct side *side, size_t from, size_t to)
{
    ALCOVE_ASSERT(from <= to && to <= side->count);
    for (size_t i = from; i < to; i++)
        side->pieces[i].is_changed = true;
}

/* Each half has about half of the changes, so that it goes only some twenty deep. */
static void compare(struct search *search, struct part part)
{
    ALCOVE_ASSERT(part.from <= part.to && part.after_from <= part.after_to);
    while (part.from < part.to && part.after_from < part.after_to &&
           is_same(search, part.from, part.after_from)) {
        part.from++;
        part.after_from++;
    }
    while (part.from < part.to && part.after_from < part.after_to &&
           is_same(search, part.to - 1, part.after_to - 1)) {
        part.to--;
        part.after_to--;
    }
    struct part first;
    if (part.from < part.to && part.after_from < part.after_to &&
        find_middle(search, &part, &first)) {
        struct part second = part;
        second.from = first.to;
        second.after_from = first.after_to;
        compare(search, first);
        compare(search, second);
        return;
    }
    mark(&search->before, part.from, part.to);
    mark(&search->after, part.after_from, part.after_to);
}

/* ---- From marks to spans ---- */

/* How many pieces from here on are kept, or changed. */
static size_t run_length(const struct side *side, size_t from, bool is_changed)
{
    size_t at = from;
    while (at < side->count && side->pieces[at].is_changed == is_changed)
        at++;
    return at - from;
}

/* A blank that alone is kept between two changes would cut one sentence in pieces. */
static void join_changes(struct search *search)
{
    size_t before = 0;
    size_t after = 0;
    bool was_changed = false;
    while (before < search->before.count || after < search->after.count) {
        size_t taken = run_length(&search->before, before, true);
        size_t added = run_length(&search->after, after, true);
        was_changed = was_changed || taken + added > 0;
        before += taken;
        after += added;
        if (before == search->before.count || after == search->after.count)
            break;
        ALCOVE_ASSERT(is_same(search, before, after));
        bool is_last = before + 1 == search->before.count && after + 1 == search->after.count;
        bool is_alone =
            !is_last && (before + 1 == search->before.count || after + 1 == search->after.count ||
                         search->before.pieces[before + 1].is_changed ||
                         search->after.pieces[after + 1].is_changed);
        if (was_changed && is_alone && search->before.pieces[before].is_blank) {
            search->before.pieces[before].is_changed = true;
            search->after.pieces[after].is_changed = true;
        } else {
            was_changed = false;
        }
        before++;
        after++;
    }
}

static void add_span(struct word_diff *diff, enum word_diff_kind kind, const struct side *side,
                     size_t from, size_t count)
{
    if (count == 0)
        return;
    const struct piece *first = &side->pieces[from];
    const struct piece *last = &side->pieces[from + count - 1];
    ALCOVE_ASSERT(last->start >= first->start);
    if (diff->spans != NULL) {
        ALCOVE_ASSERT(diff->count < diff->room);
        diff->spans[diff->count] =
            (struct word_diff_span){kind, first->start, last->start + last->size - first->start};
    }
    diff->count++;
}

/* Counts the spans, and writes them if there is room. */
static void write_spans(const struct search *search, struct word_diff *diff)
{
    size_t before = 0;
    size_t after = 0;
    diff->count = 0;
    while (before < search->before.count || after < search->after.count) {
        size_t taken = run_length(&search->before, before, true);
        size_t added = run_length(&search->after, after, true);
        add_span(diff, WORDS_TAKEN, &search->before, before, taken);
        add_span(diff, WORDS_ADDED, &search->after, after, added);
        before += taken;
        after += added;
        size_t kept = 0;
        while (before + kept < search->before.count && after + kept < search->after.count &&
               !search->before.pieces[before + kept].is_changed &&
               !search->after.pieces[after + kept].is_changed)
            kept++;
        ALCOVE_ASSERT(taken + added + kept > 0);
        add_span(diff, WORDS_KEPT, &search->after, after, kept);
        before += kept;
        after += kept;
    }
}

static bool take_spans(const struct search *search, const struct alcove_memory *memory,
                       struct word_diff *out)
{
    write_spans(search, out);
    if (out->count == 0)
        return true;
    out->room = out->count;
    out->spans = memory->resize(memory->context, NULL, 0, out->room * sizeof *out->spans);
    if (out->spans == NULL) {
        *out = (struct word_diff){0};
        return false;
    }
    write_spans(search, out);
    ALCOVE_ASSERT(out->count == out->room);
    return true;
}

bool word_diff_make(struct value before, struct value after, const struct alcove_memory *memory,
                    struct word_diff *out)
{
    ALCOVE_ASSERT(before.size <= SCHEMA_NOTE_BYTES_MAX && after.size <= SCHEMA_NOTE_BYTES_MAX);
    *out = (struct word_diff){0};
    struct search search = {.steps_left = WORD_DIFF_STEPS_MAX};
    search.before = (struct side){.bytes = before.bytes, .count = cut_pieces(before, NULL)};
    search.after = (struct side){.bytes = after.bytes, .count = cut_pieces(after, NULL)};
    size_t count = search.before.count + search.after.count;
    if (count == 0)
        return true;
    /* Diagonals: as many as half of the pieces, and one, to either side of the middle. */
    size_t reach = count / 2 + 2;
    size_t room = count * sizeof(struct piece) + 2 * (2 * reach + 1) * sizeof(int32_t);
    struct piece *pieces = memory->resize(memory->context, NULL, 0, room);
    if (pieces == NULL)
        return false;
    search.before.pieces = pieces;
    search.after.pieces = pieces + search.before.count;
    search.front = (int32_t *)(void *)(pieces + count) + reach;
    search.back = search.front + 2 * reach + 1;
    cut_pieces(before, search.before.pieces);
    cut_pieces(after, search.after.pieces);
    compare(&search, (struct part){0, search.before.count, 0, search.after.count});
    join_changes(&search);
    bool made = take_spans(&search, memory, out);
    memory->resize(memory->context, pieces, room, 0);
    return made;
}

void word_diff_free(struct word_diff *diff, const struct alcove_memory *memory)
{
    ALCOVE_ASSERT((diff->spans == NULL) == (diff->room == 0));
    if (diff->spans != NULL)
        memory->resize(memory->context, diff->spans, diff->room * sizeof *diff->spans, 0);
    *diff = (struct word_diff){0};
}
