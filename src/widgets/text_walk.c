#include "widgets/text_walk.h"

#include <string.h>

#include "base/assert.h"
#include "widgets/utf8.h"

#define HASH_BEGIN UINT64_C(0xcbf29ce484222325)

uint64_t text_hash(uint64_t hash, const void *bytes, size_t size)
{
    const uint8_t *b = bytes;
    for (; size > 0; size -= size < 8 ? size : 8) {
        uint64_t word = size;
        memcpy(&word, b, size < 8 ? size : 8);
        hash = ((hash ^ hash >> 31) ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        b += 8;
    }
    return hash ^ hash >> 29;
}

void text_engine_forget(struct text_engine *engine)
{
    for (size_t i = 0; i < ENGINE_LAYOUTS; i++) {
        layout_destroy(engine->kept[i].layout);
        engine->kept[i] = (struct text_kept){0};
    }
    engine->kept_bytes = 0;
}

/* The direction of the letter at `*at`, behind which it goes; FRIBIDI_TYPE_ON: it has none. */
static FriBidiCharType direction_next(const char *bytes, size_t size, size_t *at)
{
    uint32_t point = utf8_next(bytes, size, at);
    FriBidiCharType type = fribidi_get_bidi_type(point);
    return FRIBIDI_IS_LETTER(type) && !utf8_is_bidi_control(point) ? type : FRIBIDI_TYPE_ON;
}

bool text_has_left_running(const char *bytes, size_t size)
{
    for (size_t at = 0; at < size;) {
        if (FRIBIDI_IS_RTL(direction_next(bytes, size, &at)))
            return true;
    }
    return false;
}

/* The first letter with a direction decides. */
static bool runs_left(const struct text_block *block)
{
    if (block->style.base != TEXT_BASE_AUTO)
        return block->style.base == TEXT_BASE_RIGHT_TO_LEFT;
    for (size_t at = 0; at < block->size;) {
        FriBidiCharType type = direction_next(block->bytes, block->size, &at);
        if (FRIBIDI_IS_LETTER(type))
            return FRIBIDI_IS_RTL(type);
    }
    return false;
}

void text_walk_begin(struct text_walk *walk, struct text_engine *engine,
                     const struct text_block *block)
{
    *walk = (struct text_walk){.engine = engine, .block = block};
    walk->right_to_left = runs_left(block);
}

static uint64_t wish_key(const struct layout_wish *wish)
{
    const int look[] = {
        wish->width_max,  (int)wish->style.weight, (int)wish->style.base, wish->style.pixels,
        wish->lines_most, wish->more_follows,      wish->right_to_left,   (int)wish->size,
    };
    return text_hash(text_hash(HASH_BEGIN, look, sizeof look), wish->bytes, wish->size);
}

static const struct text_layout *layout_of(struct text_engine *engine,
                                           const struct layout_wish *wish)
{
    uint64_t key = wish_key(wish);
    struct text_kept *kept = &engine->kept[key % ENGINE_LAYOUTS];
    if (kept->layout != NULL && kept->key == key)
        return kept->layout;
    struct text_layout *layout = layout_create(&engine->tools, wish);
    if (layout == NULL)
        return NULL;
    if (kept->layout != NULL)
        engine->kept_bytes -= layout_cost(kept->layout);
    layout_destroy(kept->layout);
    *kept = (struct text_kept){0};
    if (engine->kept_bytes + layout_cost(layout) > ENGINE_BYTES)
        text_engine_forget(engine);
    *kept = (struct text_kept){key, layout};
    engine->kept_bytes += layout_cost(layout);
    return layout;
}

bool text_walk_next(struct text_walk *walk)
{
    const struct text_block *block = walk->block;
    int most = block->style.lines_max;
    int line = walk->line + (walk->layout == NULL ? 0 : walk->layout->line_count);
    size_t from = walk->next;
    while (from <= block->size && (most <= 0 || line < most)) {
        const char *begin = block->bytes + from;
        const char *end = memchr(begin, '\n', block->size - from);
        const struct layout_wish wish = {
            .bytes = begin,
            .size = end == NULL ? block->size - from : (size_t)(end - begin),
            .width_max = block->width_max,
            .style = block->style,
            .lines_most = most > 0 ? most - line : 0,
            .more_follows = most > 0 && end != NULL,
            .right_to_left = walk->right_to_left,
        };
        const struct text_layout *layout = layout_of(walk->engine, &wish);
        size_t next = from + wish.size + 1;
        if (layout != NULL) {
            walk->layout = layout;
            walk->line = line;
            walk->from = from;
            walk->next = next;
            return true;
        }
        from = next;
    }
    return false;
}

bool text_walk_to_byte(struct text_walk *walk, size_t at)
{
    while (text_walk_next(walk)) {
        if (at < walk->next)
            break;
    }
    return walk->layout != NULL;
}

bool text_walk_to_line(struct text_walk *walk, int line)
{
    while (text_walk_next(walk)) {
        if (line < walk->line + walk->layout->line_count)
            break;
    }
    return walk->layout != NULL;
}

int text_walk_point(const struct text_walk *walk, size_t at)
{
    const struct text_layout *l = walk->layout;
    int low = 0;
    int high = l->count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (walk->from + l->offsets[middle] < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int text_walk_line_of(const struct text_walk *walk, int point)
{
    int low = 0;
    int high = walk->layout->line_count - 1;
    while (low < high) {
        int middle = (low + high + 1) / 2;
        if (walk->layout->lines[middle].from <= point)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

int text_walk_last(const struct text_walk *walk, const struct layout_line *line)
{
    const struct text_layout *l = walk->layout;
    int last = line->next;
    if (last == l->count)
        return last;
    do
        last--;
    while (last > line->from && !l->starts[last]);
    return last;
}

int text_walk_shift(const struct text_walk *walk, const struct layout_line *line)
{
    enum text_align align = walk->block->style.align;
    if (align == TEXT_LEFT)
        return 0;
    return align == TEXT_RIGHT ? walk->width - line->width : (walk->width - line->width) / 2;
}
