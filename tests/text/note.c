#include "note.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "text/text_state.h"

const struct text_bounds note_bounds = {
    .agents = NOTE_AGENTS, .bytes = 65536, .spans = 2048, .runs = 20000};

struct text *note_open(struct counted_memory *counted)
{
    struct text *note = text_open(&counted->memory, &note_bounds);
    assert_non_null(note);
    return note;
}

struct text *note_with(struct counted_memory *counted, const char *text)
{
    struct text *note = note_open(counted);
    note_type(note, 0, text);
    note_publish(note, 0);
    return note;
}

void note_type(struct text *note, uint32_t at, const char *text)
{
    enum text_result result = text_insert(note, at, (const uint8_t *)text, strlen(text));
    assert_int_equal(result, TEXT_APPLIED);
}

void note_delete(struct text *note, uint32_t at, uint32_t count)
{
    assert_int_equal(text_delete(note, at, count), TEXT_APPLIED);
}

void note_publish(struct text *note, uint32_t agent)
{
    assert_int_equal(text_publish(note, agent, NULL), TEXT_APPLIED);
}

void note_tell(struct text *note, uint32_t agent, struct text *other)
{
    struct text_batch batch;
    assert_int_equal(text_publish(note, agent, &batch), TEXT_APPLIED);
    assert_int_equal(text_merge(other, &batch, 1), TEXT_APPLIED);
}

static void require_text(const struct text *note, bool with_draft, const char *text)
{
    size_t size = text_size(note, with_draft);
    uint8_t *out = calloc(size + 1, 1);
    uint32_t length = 0;
    assert_non_null(out);
    text_read(note, with_draft, out);
    assert_string_equal((char *)out, text);
    assert_true(text_count(out, size, &length));
    assert_int_equal(text_length(note, with_draft), length);
    free(out);
}

void note_is(const struct text *note, const char *text)
{
    require_text(note, false, text);
}

void note_shows(const struct text *note, const char *text)
{
    require_text(note, true, text);
}

void note_is_by(const struct text *note, bool with_draft, const char *expected)
{
    struct text_span spans[16];
    char out[256] = "";
    size_t used = 0;
    size_t count = text_spans(note, with_draft, spans, 16);
    assert_in_range(count, 0, 16);
    for (size_t i = 0; i < count; i++) {
        const char *gap = i > 0 ? " " : "";
        if (spans[i].agent == TEXT_DRAFT)
            used += (size_t)snprintf(out + used, sizeof out - used, "%s-:%u", gap, spans[i].count);
        else
            used += (size_t)snprintf(out + used, sizeof out - used, "%s%u:%u", gap, spans[i].agent,
                                     spans[i].count);
    }
    assert_string_equal(out, expected);
}

const uint32_t *note_cut(const struct text *note)
{
    return note->graph.cut;
}

static void begin_batch(struct note_batch *out, uint32_t agent, const uint32_t *parents)
{
    memset(out, 0, sizeof *out);
    memcpy(out->parents, parents, sizeof out->parents);
    out->batch = (struct text_batch){agent, parents[agent], out->parents, &out->run, 1};
}

void note_insert_batch(struct note_batch *out, uint32_t agent, const uint32_t *parents, uint32_t at,
                       const char *text)
{
    begin_batch(out, agent, parents);
    out->run = (struct text_run){.kind = TEXT_INSERT, .at = at, .text = (const uint8_t *)text};
    out->run.size = strlen(text);
    assert_true(text_count(out->run.text, out->run.size, &out->run.count));
}

void note_delete_batch(struct note_batch *out, uint32_t agent, const uint32_t *parents, uint32_t at,
                       uint32_t count)
{
    begin_batch(out, agent, parents);
    out->run = (struct text_run){.kind = TEXT_DELETE, .at = at, .count = count};
}

void note_hear_insert(struct text *note, uint32_t agent, const uint32_t *parents, uint32_t at,
                      const char *text)
{
    struct note_batch batch;
    note_insert_batch(&batch, agent, parents, at, text);
    assert_int_equal(text_merge(note, &batch.batch, 1), TEXT_APPLIED);
}

void note_hear_delete(struct text *note, uint32_t agent, const uint32_t *parents, uint32_t at,
                      uint32_t count)
{
    struct note_batch batch;
    note_delete_batch(&batch, agent, parents, at, count);
    assert_int_equal(text_merge(note, &batch.batch, 1), TEXT_APPLIED);
}
