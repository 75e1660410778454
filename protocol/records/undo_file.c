#include <string.h>

#include "base/assert.h"
#include "records/kept_parts.h"
#include "records/undo_parts.h"

#define STEP_ROOM 40

/* ---- Writing ---- */

struct writing {
    const struct undo *undo;
    const struct space *space;
};

static void write_step(struct byte_writer *w, const struct undo_step *step)
{
    ALCOVE_ASSERT(step->what <= STEP_NOTE);
    byte_write_u8(w, (uint8_t)step->what);
    byte_write_u8(w, step->field);
    byte_write_u8(w, step->object.device);
    byte_write_varint(w, step->object.counter);
    byte_write_varint(w, step->sequence);
    byte_write_varint(w, step->minute);
    if (step->what == STEP_NOTE)
        byte_write_varint(w, step->events);
    if (step->what != STEP_SET)
        return;
    kept_value_write(w, &step->before);
    kept_value_write(w, &step->after);
}

/* The notes come last, and the newest first: each can be judged by what came before it. */
static bool write_steps(const void *context, struct byte_writer *w)
{
    const struct writing *writing = context;
    const struct undo *undo = writing->undo;
    byte_write_varint(w, undo->count);
    for (size_t i = 0; i < undo->count; i++)
        write_step(w, &undo->list[i]);
    for (size_t i = undo->count; i > 0; i--) {
        const struct undo_step *step = &undo->list[i - 1];
        size_t size = undo_note_size(writing->space, step);
        if (step->what != STEP_NOTE)
            continue;
        byte_write_varint(w, size);
        ALCOVE_ASSERT(size <= UNDO_BYTES_MAX);
        if (size > 0)
            text_undo_write(undo_note_of(writing->space, step)->text, step->events, w);
    }
    return true;
}

uint8_t *undo_encode(const struct undo *undo, const struct space *space, size_t *size)
{
    const struct writing writing = {undo, space};
    const struct kept_writing kept = {
        .write = write_steps,
        .context = &writing,
        .estimate = undo->count * STEP_ROOM + undo->bytes,
    };
    ALCOVE_ASSERT(size != NULL);
    return kept_box_write(undo->memory, &kept, size);
}

/* ---- Reading ---- */

/* Whether it fits its field is asked when it is taken back. */
static enum space_load read_step(struct undo *undo, struct byte_reader *r)
{
    uint8_t what = byte_read_u8(r);
    struct undo_step step = {.field = byte_read_u8(r)};
    struct value before = value_none();
    struct value after = value_none();
    step.object.device = byte_read_u8(r);
    step.object.counter = (uint32_t)kept_read_number(r, UINT32_MAX);
    step.sequence = (uint32_t)kept_read_number(r, UINT32_MAX);
    step.minute = (uint32_t)kept_read_number(r, UINT32_MAX);
    if (what == STEP_NOTE)
        step.events = (uint32_t)kept_read_number(r, UINT32_MAX);
    if (what == STEP_SET) {
        before = kept_value_read(r, UNDO_BYTES_MAX);
        after = kept_value_read(r, UNDO_BYTES_MAX);
    }
    if (r->failed || what > STEP_NOTE || step.object.device >= SPACE_DEVICES_MAX)
        return SPACE_LOAD_DAMAGED;
    ALCOVE_ASSERT(undo->count < UNDO_STEPS_MAX);
    step.what = (enum undo_what)what;
    struct undo_step *own = &undo->list[undo->count++];
    *own = step;
    bool held =
        undo_copy_value(undo, &before, &own->before) && undo_copy_value(undo, &after, &own->after);
    return held ? SPACE_LOADED : SPACE_LOAD_NO_MEMORY;
}

/* What a note that is not as it was cannot use any more is passed over. */
static enum space_load read_note(const struct space *space, const struct undo_step *step,
                                 struct byte_reader *r, size_t *left)
{
    size_t size = (size_t)kept_read_number(r, *left);
    const uint8_t *bytes = byte_read_span(r, size);
    const struct space_note *note = undo_note_of(space, step);
    if (bytes == NULL)
        return SPACE_LOAD_DAMAGED;
    *left -= size;
    if (size == 0 || note == NULL)
        return SPACE_LOADED;
    enum text_result result = text_undo_read(note->text, step->events, bytes, size);
    ALCOVE_ASSERT(result != TEXT_TOO_MUCH);
    if (result == TEXT_NO_MEMORY)
        return SPACE_LOAD_NO_MEMORY;
    return result == TEXT_MALFORMED ? SPACE_LOAD_DAMAGED : SPACE_LOADED;
}

static enum space_load read_steps(struct undo *undo, const struct space *space,
                                  struct byte_reader *r)
{
    size_t count = (size_t)kept_read_number(r, UNDO_STEPS_MAX);
    enum space_load load = r->failed ? SPACE_LOAD_DAMAGED : SPACE_LOADED;
    for (size_t i = 0; i < count && load == SPACE_LOADED; i++)
        load = read_step(undo, r);
    ALCOVE_ASSERT(undo->count <= count);
    if (load == SPACE_LOADED && undo->bytes > UNDO_BYTES_MAX)
        load = SPACE_LOAD_DAMAGED;
    size_t left = UNDO_BYTES_MAX - (load == SPACE_LOADED ? undo->bytes : 0);
    for (size_t i = undo->count; i > 0 && load == SPACE_LOADED; i--) {
        if (undo->list[i - 1].what == STEP_NOTE)
            load = read_note(space, &undo->list[i - 1], r, &left);
    }
    if (load == SPACE_LOADED && byte_reader_left(r) != 0)
        load = SPACE_LOAD_DAMAGED;
    return load;
}

/* What the notes took of steps that are not taken in after all. */
static void forget_notes(const struct undo *undo, const struct space *space)
{
    ALCOVE_ASSERT(undo->count <= UNDO_STEPS_MAX);
    for (size_t i = 0; i < undo->count; i++) {
        const struct undo_step *step = &undo->list[i];
        const struct space_note *note = step->what == STEP_NOTE ? undo_note_of(space, step) : NULL;
        if (note != NULL)
            text_forget_undo(note->text, step->events);
    }
}

enum space_load undo_decode(const struct space *space, const uint8_t *bytes, size_t size,
                            struct undo **out)
{
    struct kept_block raw;
    *out = NULL;
    enum space_load load = kept_box_open(space->memory, bytes, size, KEPT_RAW_BYTES_MAX, &raw);
    if (load != SPACE_LOADED)
        return load;
    struct undo *undo = undo_create(space->memory);
    struct byte_reader r = byte_reader_over(raw.bytes, raw.size);
    load = undo == NULL ? SPACE_LOAD_NO_MEMORY : read_steps(undo, space, &r);
    kept_block_free(space->memory, &raw);
    ALCOVE_ASSERT(load != SPACE_LOADED || undo != NULL);
    if (load == SPACE_LOADED) {
        *out = undo;
    } else if (undo != NULL) {
        forget_notes(undo, space);
        undo_free(undo);
    }
    return load;
}
