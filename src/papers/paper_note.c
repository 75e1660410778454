#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "papers/paper.h"
#include "text/text_utf8.h"

static void *ask(const struct paper *paper, size_t size)
{
    ALCOVE_ASSERT(size > 0);
    return paper->memory->resize(paper->memory->context, NULL, 0, size);
}

static void give_back(const struct paper *paper, void *memory, size_t size)
{
    if (memory != NULL)
        paper->memory->resize(paper->memory->context, memory, size, 0);
}

/* Leaves what our own devices wrote. */
static void keep_mine(const struct paper *paper, struct paper_note *note)
{
    size_t at = 0;
    size_t kept = 0;
    size_t kept_spans = 0;
    for (size_t i = 0; i < note->span_count; i++) {
        struct text_span span = note->spans[i];
        size_t size = text_utf8_size(note->bytes + at, span.count);
        if (span.agent == TEXT_DRAFT || paper_is_mine(paper, (uint8_t)span.agent)) {
            memmove(note->bytes + kept, note->bytes + at, size);
            kept += size;
            note->spans[kept_spans++] = span;
        }
        at += size;
    }
    note->size = kept;
    note->span_count = kept_spans;
}

bool paper_note_open(const struct paper *paper, struct object_id object, uint8_t field,
                     struct paper_note *out)
{
    memset(out, 0, sizeof *out);
    const struct text *text = space_note(paper->space, object, field);
    size_t size = text == NULL ? 0 : text_size(text, true);
    if (size == 0)
        return true;
    size_t count = text_spans(text, true, NULL, 0);
    out->bytes = ask(paper, size);
    out->room = out->bytes == NULL ? 0 : size;
    out->spans = ask(paper, count * sizeof *out->spans);
    out->span_room = out->spans == NULL ? 0 : count;
    if (out->bytes == NULL || out->spans == NULL)
        return false;
    text_read(text, true, out->bytes);
    text_spans(text, true, out->spans, count);
    out->size = size;
    out->span_count = count;
    if (paper->only_mine)
        keep_mine(paper, out);
    return true;
}

void paper_note_close(struct paper_note *note, const struct paper *paper)
{
    if (note->bytes != NULL)
        sodium_memzero(note->bytes, note->room);
    give_back(paper, note->bytes, note->room);
    give_back(paper, note->spans, note->span_room * sizeof *note->spans);
    memset(note, 0, sizeof *note);
}
