#include <string.h>

#include "base/assert.h"
#include "session/deck.h"
#include "session/deck_line.h"

struct merging {
    const struct deck *base, *own;
    char *bytes;
    size_t size;
};

static void put(struct merging *m, const struct deck *from, struct deck_span span)
{
    memcpy(m->bytes + m->size, from->bytes + span.at, span.size);
    m->size += span.size;
}

/* The last line of a file may have no end. */
static void end_line(struct merging *m)
{
    if (m->size > 0 && m->bytes[m->size - 1] != '\n')
        m->bytes[m->size++] = '\n';
}

/* The list whose first line comes behind `line`; DECK_LISTS if it opens none. */
static enum deck_list list_opened_by(const struct deck *deck, const struct deck_line *line)
{
    enum deck_list list = 0;
    size_t end = line->whole.at + line->whole.size;
    while (list < DECK_LISTS &&
           !(line->kind == DECK_LINE_SECTION && deck->lists[list].body.at == end))
        list++;
    return list;
}

static enum deck_key key_of(const struct deck *deck, const struct deck_line *line)
{
    enum deck_key key = 0;
    while (key < DECK_KEYS &&
           !(line->kind == DECK_LINE_NAMED && deck->text_spans[key].at == line->text.at))
        key++;
    return key;
}

static void put_line(struct merging *m, struct deck_line *line)
{
    size_t end = line->whole.at + line->whole.size;
    enum deck_list list = list_opened_by(m->base, line);
    enum deck_key key = key_of(m->base, line);
    if (list < DECK_LISTS && m->own->lists[list].count > 0) {
        put(m, m->base, line->whole);
        put(m, m->own, m->own->lists[list].body);
        end_line(m);
        line->whole.size += m->base->lists[list].body.size;
    } else if (key < DECK_KEYS && m->own->texts[key] != NULL) {
        size_t behind = line->text.at + line->text.size;
        put(m, m->base, (struct deck_span){line->whole.at, line->text.at - line->whole.at});
        put(m, m->own, m->own->text_spans[key]);
        put(m, m->base, (struct deck_span){behind, end - behind});
    } else {
        put(m, m->base, line->whole);
    }
}

enum deck_outcome deck_merge(const struct deck *base, const struct deck *own, struct deck *out,
                             struct deck_error *error)
{
    const struct alcove_memory *memory = base->memory;
    size_t capacity = base->size + own->size + DECK_LISTS;
    struct merging m = {.base = base, .own = own};
    struct deck_line line = {0};
    ALCOVE_ASSERT(deck_is_whole(base, error));
    m.bytes = memory->resize(memory->context, NULL, 0, capacity);
    if (m.bytes == NULL)
        return DECK_NO_MEMORY;
    while (deck_line_next(base->bytes, base->size, &line))
        put_line(&m, &line);
    ALCOVE_ASSERT(m.size <= capacity);
    enum deck_outcome outcome = deck_parse(m.bytes, m.size, memory, out, error);
    memory->resize(memory->context, m.bytes, capacity, 0);
    return outcome;
}
