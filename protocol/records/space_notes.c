#include <string.h>

#include "base/assert.h"
#include "records/space_parts.h"

/* What two or more write at the same time may be more than one of them is allowed to write: what
 * is there is merged, or those who wrote would never agree again. */
#define TEXT_BYTES_BOUND SPACE_LIVE_BYTES_MAX
#define TEXT_RUNS_BOUND  (2 * SPACE_NOTE_RUNS_MAX)

struct space_note *space_note_make(const struct space *space)
{
    struct space_note *note = space_allocate(space, sizeof *note);
    if (note == NULL)
        return NULL;
    memset(note, 0, sizeof *note);
    return note;
}

void space_note_free(const struct space *space, struct space_note *note)
{
    if (note == NULL)
        return;
    ALCOVE_ASSERT(note->mark_count <= note->mark_room);
    text_close(note->text);
    text_close(note->next);
    space_release(space, note->marks, note->mark_room * sizeof note->marks[0]);
    space_release(space, note, sizeof *note);
}

struct text_bounds space_note_bounds(const struct space *space)
{
    ALCOVE_ASSERT(space->config.device_count >= 1);
    return (struct text_bounds){
        .agents = space->config.device_count,
        .bytes = TEXT_BYTES_BOUND,
        .spans = TEXT_BYTES_BOUND,
        .runs = TEXT_RUNS_BOUND,
    };
}

struct text *space_note_open(const struct space *space)
{
    const struct text_bounds bounds = space_note_bounds(space);
    return text_open(space->memory, &bounds);
}

bool space_note_is_published(const struct space_note *note)
{
    bool is_published = note->mark_count != 0;
    for (size_t i = 0; i < SPACE_DEVICES_MAX && !is_published; i++)
        is_published = note->settled[i] != 0;
    ALCOVE_ASSERT(note->text != NULL || !is_published);
    return is_published;
}

bool space_note_reserve(const struct space *space, struct space_note *note)
{
    ALCOVE_ASSERT(note->mark_count <= note->mark_room);
    void *marks = space_grown(space, note->marks, &note->mark_room, note->mark_count + 1,
                              sizeof note->marks[0]);
    if (marks == NULL)
        return false;
    note->marks = marks;
    return true;
}

/* How many events of each device were in the batches up to `known`. */
static void count_events(const struct space_note *note, const uint32_t known[SPACE_DEVICES_MAX],
                         uint32_t out[SPACE_DEVICES_MAX])
{
    memcpy(out, note->settled, sizeof note->settled);
    for (size_t i = 0; i < note->mark_count; i++) {
        const struct note_mark *mark = &note->marks[i];
        ALCOVE_ASSERT(mark->device < SPACE_DEVICES_MAX);
        if (mark->sequence <= known[mark->device])
            out[mark->device] = mark->events;
    }
}

void space_note_parents(const struct space_note *note, const struct batch_head *head,
                        uint32_t out[SPACE_DEVICES_MAX])
{
    ALCOVE_ASSERT(head->known[head->device] == head->sequence - 1);
    count_events(note, head->known, out);
}

void space_note_advance(const struct space *space, struct space_note *note, struct text *text,
                        const struct batch_head *head)
{
    ALCOVE_ASSERT(note->mark_count < note->mark_room && head->device < space->config.device_count);
    if (text != note->text)
        text_close(note->text);
    note->text = text;
    note->marks[note->mark_count++] =
        (struct note_mark){head->sequence, text_version(text)[head->device], head->device};
}

void space_note_settle(const struct space *space, struct space_note *note)
{
    uint32_t cut[SPACE_DEVICES_MAX] = {0};
    size_t left = 0;
    for (size_t i = 0; i < space->config.device_count; i++)
        cut[i] = space->devices[i].settled;
    count_events(note, cut, note->settled);
    for (size_t i = 0; i < note->mark_count; i++) {
        if (note->marks[i].sequence > cut[note->marks[i].device])
            note->marks[left++] = note->marks[i];
    }
    ALCOVE_ASSERT(left <= note->mark_count);
    if (left == note->mark_count)
        return;
    note->mark_count = left;
    text_cut(note->text, note->settled);
}
