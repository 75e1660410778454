#include "records/undo.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "records/kept_parts.h"
#include "records/space_parts.h"

#define STEP_ROOM 32

enum what { STEP_MADE, STEP_SET, STEP_NOTE };

/* One thing that one publishing did to one object. */
struct step {
    struct value before, after; /* SET: their bytes are ours */
    struct object_id object;
    uint32_t sequence, minute; /* of the batch */
    enum what what;
    uint8_t field;
};

struct undo {
    const struct alcove_memory *memory;
    struct step list[UNDO_STEPS_MAX]; /* the newest last */
    size_t count;
    size_t bytes;
};

/* ---- Values of our own ---- */

static void drop_value(struct undo *undo, struct value *value)
{
    uint8_t *bytes = (uint8_t *)(uintptr_t)value->bytes;
    if (bytes != NULL) {
        ALCOVE_ASSERT(undo->bytes >= value->size && value->size > 0);
        undo->bytes -= value->size;
        sodium_memzero(bytes, value->size);
        undo->memory->resize(undo->memory->context, bytes, value->size, 0);
    }
    *value = value_none();
}

static bool copy_value(struct undo *undo, const struct value *value, struct value *out)
{
    *out = *value;
    ALCOVE_ASSERT((value->bytes == NULL) == (value->size == 0));
    if (value->size == 0)
        return true;
    uint8_t *bytes = undo->memory->resize(undo->memory->context, NULL, 0, value->size);
    *out = value_none();
    if (bytes == NULL)
        return false;
    memcpy(bytes, value->bytes, value->size);
    *out = *value;
    out->bytes = bytes;
    undo->bytes += value->size;
    return true;
}

/* ---- Steps ---- */

static struct space_note *note_of(const struct space *space, const struct step *step)
{
    const struct space_object *object = space_object_at(space, step->object);
    ALCOVE_ASSERT(step->what == STEP_NOTE);
    if (object == NULL || object->slots == NULL)
        return NULL;
    const struct schema_field *field = schema_field(object->kind, step->field);
    return field == NULL || field->type != FIELD_NOTE ? NULL : object->slots[step->field].note;
}

static void take_out(struct undo *undo, size_t at)
{
    ALCOVE_ASSERT(at < undo->count);
    drop_value(undo, &undo->list[at].before);
    drop_value(undo, &undo->list[at].after);
    undo->count--;
    memmove(&undo->list[at], &undo->list[at + 1], (undo->count - at) * sizeof undo->list[0]);
}

/* The text that its note keeps for it goes too. */
static void forget(struct undo *undo, const struct space *space, size_t at)
{
    const struct step *step = &undo->list[at];
    struct space_note *note = step->what == STEP_NOTE ? note_of(space, step) : NULL;
    ALCOVE_ASSERT(at < undo->count);
    if (note != NULL)
        text_forget_undo(note->text);
    take_out(undo, at);
}

/* All of the oldest publishing of an object: half of it would be taken back otherwise. */
static void forget_oldest(struct undo *undo, const struct space *space)
{
    const struct step oldest = undo->list[0];
    ALCOVE_ASSERT(undo->count > 0);
    for (size_t i = undo->count; i > 0; i--) {
        const struct step *step = &undo->list[i - 1];
        if (step->sequence == oldest.sequence && object_id_is_equal(step->object, oldest.object))
            forget(undo, space, i - 1);
    }
}

/* NULL without room for another one: there is too much in this publishing alone. */
static struct step *add_step(struct undo *undo, const struct space *space, struct step step)
{
    while (undo->count == UNDO_STEPS_MAX && undo->list[0].sequence != step.sequence)
        forget_oldest(undo, space);
    if (undo->count == UNDO_STEPS_MAX)
        return NULL;
    ALCOVE_ASSERT(step.before.bytes == NULL && step.after.bytes == NULL);
    undo->list[undo->count] = step;
    return &undo->list[undo->count++];
}

struct undo *undo_create(const struct alcove_memory *memory)
{
    struct undo *undo = memory->resize(memory->context, NULL, 0, sizeof *undo);
    if (undo == NULL)
        return NULL;
    memset(undo, 0, sizeof *undo);
    undo->memory = memory;
    ALCOVE_ASSERT(undo->count == 0);
    return undo;
}

void undo_free(struct undo *undo)
{
    if (undo == NULL)
        return;
    const struct alcove_memory *memory = undo->memory;
    while (undo->count > 0)
        take_out(undo, undo->count - 1);
    ALCOVE_ASSERT(undo->bytes == 0);
    memory->resize(memory->context, undo, sizeof *undo, 0);
}

/* ---- Remembering ---- */

static bool remember_value(struct undo *undo, const struct space *space, const struct step *step,
                           const struct held_value *value, const struct held_value *shown)
{
    struct step set = *step;
    set.what = STEP_SET;
    set.field = value->field;
    struct step *own = add_step(undo, space, set);
    if (own == NULL)
        return false;
    const struct value before = shown == NULL ? value_none() : held_value_read(shown);
    const struct value after = held_value_read(value);
    ALCOVE_ASSERT(value->sequence == 0);
    return copy_value(undo, &before, &own->before) && copy_value(undo, &after, &own->after);
}

/* A note can take back only what was published last: what was before that goes, whatever comes of
 * remembering this. */
static void forget_older_notes(struct undo *undo, const struct space *space)
{
    for (size_t i = undo->count; i > 0; i--) {
        const struct step *step = &undo->list[i - 1];
        const struct space_note *note = step->what == STEP_NOTE ? note_of(space, step) : NULL;
        ALCOVE_ASSERT(note == NULL || note->text != NULL);
        if (note != NULL && text_has_draft(note->text))
            take_out(undo, i - 1);
    }
}

static bool remember_note(struct undo *undo, const struct space *space, const struct step *step,
                          uint8_t field)
{
    struct step note = *step;
    note.what = STEP_NOTE;
    note.field = field;
    ALCOVE_ASSERT(undo->count <= UNDO_STEPS_MAX);
    return add_step(undo, space, note) != NULL;
}

static bool remember_object(struct undo *undo, const struct space *space,
                            const struct space_object *object, struct step step)
{
    const struct schema_kind *kind = schema_kind(object->kind);
    bool done = true;
    ALCOVE_ASSERT(object->slots != NULL);
    step.object = object->id;
    /* What is erased never comes back, and what is made goes as a whole. */
    if (object->is_draft_erased)
        return true;
    if (object->is_draft_made)
        return add_step(undo, space, step) != NULL;
    for (const struct held_value *v = object->draft_values; v != NULL && done; v = v->next)
        done = remember_value(undo, space, &step, v, object->slots[v->field].values);
    for (uint8_t i = 0; i < kind->field_count && done; i++) {
        const struct space_note *note =
            kind->fields[i].type == FIELD_NOTE ? object->slots[i].note : NULL;
        if (note != NULL && text_has_draft(note->text))
            done = remember_note(undo, space, &step, i);
    }
    return done;
}

/* What was remembered of a batch. */
static void drop_batch(struct undo *undo, uint32_t sequence)
{
    for (size_t i = undo->count; i > 0; i--) {
        if (undo->list[i - 1].sequence == sequence)
            take_out(undo, i - 1);
    }
    ALCOVE_ASSERT(undo->count < UNDO_STEPS_MAX || undo->list[0].sequence != sequence);
}

bool undo_remember(struct undo *undo, struct space *space, uint32_t minute)
{
    const struct space_device *own = &space->devices[space->config.own_device];
    const struct step step = {.what = STEP_MADE, .sequence = own->held + 1, .minute = minute};
    bool done = true;
    /* Of a publishing that came to nothing. */
    drop_batch(undo, step.sequence);
    forget_older_notes(undo, space);
    for (const struct space_object *o = space->drafted; o != NULL && done; o = o->draft_next)
        done = remember_object(undo, space, o, step);
    while (undo->bytes > UNDO_BYTES_MAX && undo->list[0].sequence != step.sequence)
        forget_oldest(undo, space);
    if (done && undo->bytes <= UNDO_BYTES_MAX)
        return true;
    drop_batch(undo, step.sequence);
    ALCOVE_ASSERT(undo->bytes <= UNDO_BYTES_MAX);
    return false;
}

bool undo_has(const struct undo *undo, struct object_id object)
{
    ALCOVE_ASSERT(undo->count <= UNDO_STEPS_MAX);
    for (size_t i = 0; i < undo->count; i++) {
        if (object_id_is_equal(undo->list[i].object, object))
            return true;
    }
    return false;
}

bool undo_newest(const struct undo *undo, struct object_id *out)
{
    ALCOVE_ASSERT(undo->count <= UNDO_STEPS_MAX);
    if (undo->count > 0)
        *out = undo->list[undo->count - 1].object;
    return undo->count > 0;
}

/* ---- Taking back ---- */

static bool is_ours(const struct space *space, uint8_t device)
{
    const struct space_config *config = &space->config;
    ALCOVE_ASSERT(device < config->device_count);
    return config->member_of[device] == config->member_of[config->own_device];
}

static enum undo_outcome outcome_of(enum space_write written)
{
    if (written == SPACE_WRITTEN)
        return UNDO_DONE;
    return written == SPACE_NO_MEMORY ? UNDO_NO_MEMORY : UNDO_NOTHING;
}

static enum undo_outcome undo_set(struct space *space, const struct space_object *object,
                                  const struct step *step)
{
    const struct schema_field *field = schema_field(object->kind, step->field);
    ALCOVE_ASSERT(step->what == STEP_SET);
    /* One that comes from a vault may name any. */
    if (field == NULL || field->type == FIELD_NOTE || !schema_accepts(field, &step->before))
        return UNDO_NOTHING;
    const struct held_value *shown = object->slots[step->field].values;
    if (shown == NULL || shown->next != NULL || !is_ours(space, shown->device) ||
        space_draft_value(object, step->field) != NULL)
        return UNDO_NOTHING;
    const struct value value = held_value_read(shown);
    if (!value_is_equal(&value, &step->after))
        return UNDO_NOTHING;
    return outcome_of(space_set(space, step->object, step->field, &step->before));
}

static enum undo_outcome undo_note(struct space *space, struct space_object *object,
                                   const struct step *step)
{
    const struct schema_field *field = schema_field(object->kind, step->field);
    if (field == NULL || field->type != FIELD_NOTE)
        return UNDO_NOTHING;
    struct space_note *note = object->slots[step->field].note;
    if (note == NULL || text_has_draft(note->text))
        return UNDO_NOTHING;
    enum text_result result = text_undo(note->text);
    ALCOVE_ASSERT(result != TEXT_MALFORMED);
    if (result != TEXT_APPLIED)
        return result == TEXT_NO_MEMORY ? UNDO_NO_MEMORY : UNDO_NOTHING;
    size_t size = text_size(note->text, true);
    if (size > SCHEMA_NOTE_BYTES_MAX && size > text_size(note->text, false)) {
        text_discard(note->text);
        return UNDO_NOTHING;
    }
    space_draft_touch(space, object);
    space_draft_tidy(space); /* there may be nothing left to take back */
    return text_has_draft(note->text) ? UNDO_DONE : UNDO_NOTHING;
}

static bool names(const struct held_value *values, struct object_id object)
{
    for (; values != NULL; values = values->next) {
        ALCOVE_ASSERT(values->type <= VALUE_OBJECT);
        if (values->type == VALUE_OBJECT && object_id_is_equal(values->object, object))
            return true;
    }
    return false;
}

/* Whether anything that is there belongs to it. */
static bool is_named(const struct space *space, struct object_id object)
{
    for (unsigned k = 0; k < KIND_COUNT; k++) {
        const struct schema_kind *kind = schema_kind(k);
        const struct space_kind_table *table = &space->kinds[k];
        for (size_t i = 0; i < table->count; i++) {
            const struct space_object *other = table->objects[i];
            bool found = names(other->draft_values, object);
            ALCOVE_ASSERT(other->slots != NULL);
            for (size_t field = 0; field < kind->field_count && !found; field++)
                found = kind->fields[field].type == FIELD_OBJECT &&
                        names(other->slots[field].values, object);
            if (found)
                return true;
        }
    }
    return false;
}

static bool is_touched_by_others(const struct space *space, const struct space_object *object)
{
    const struct schema_kind *kind = schema_kind(object->kind);
    ALCOVE_ASSERT(object->slots != NULL);
    for (size_t field = 0; field < kind->field_count; field++) {
        bool is_note = kind->fields[field].type == FIELD_NOTE;
        const struct held_value *v = is_note ? NULL : object->slots[field].values;
        const struct space_note *note = is_note ? object->slots[field].note : NULL;
        for (; v != NULL; v = v->next) {
            if (!is_ours(space, v->device))
                return true;
        }
        for (uint8_t i = 0; note != NULL && i < space->config.device_count; i++) {
            if (!is_ours(space, i) && text_version(note->text)[i] != 0)
                return true;
        }
    }
    return false;
}

static enum undo_outcome undo_made(struct space *space, const struct space_object *object)
{
    ALCOVE_ASSERT(object->made_sequence != 0);
    if (is_touched_by_others(space, object) || is_named(space, object->id))
        return UNDO_NOTHING;
    return outcome_of(space_erase(space, object->id));
}

static enum undo_outcome undo_step(struct space *space, const struct step *step)
{
    struct space_object *object = space_object_at(space, step->object);
    /* Not published after all, or gone. */
    if (object == NULL || object->slots == NULL || object->is_draft_made || object->is_draft_erased)
        return UNDO_NOTHING;
    ALCOVE_ASSERT(object_id_is_equal(object->id, step->object));
    switch (step->what) {
    case STEP_SET:
        return undo_set(space, object, step);
    case STEP_NOTE:
        return undo_note(space, object, step);
    case STEP_MADE:
        break;
    }
    return undo_made(space, object);
}

enum undo_outcome undo_last(struct undo *undo, struct space *space, struct object_id object)
{
    uint32_t sequence = 0;
    size_t done = 0;
    size_t tried = 0;
    for (size_t i = 0; i < undo->count; i++) {
        if (object_id_is_equal(undo->list[i].object, object))
            sequence = undo->list[i].sequence;
    }
    for (size_t i = undo->count; i > 0; i--) {
        const struct step *step = &undo->list[i - 1];
        if (step->sequence != sequence || !object_id_is_equal(step->object, object))
            continue;
        enum undo_outcome outcome = undo_step(space, step);
        if (outcome == UNDO_NO_MEMORY)
            return UNDO_NO_MEMORY; /* what was not tried yet can be tried again */
        done += outcome == UNDO_DONE;
        tried++;
        take_out(undo, i - 1);
    }
    ALCOVE_ASSERT(done <= tried);
    if (done == 0)
        return UNDO_NOTHING;
    return done == tried ? UNDO_DONE : UNDO_IN_PART;
}

bool undo_tidy(struct undo *undo, struct space *space, uint32_t minute)
{
    size_t before = undo->count;
    for (size_t i = undo->count; i > 0; i--) {
        const struct step *step = &undo->list[i - 1];
        bool is_old = minute >= step->minute && minute - step->minute >= UNDO_MINUTES;
        if (is_old || space_is_erased(space, step->object))
            forget(undo, space, i - 1);
    }
    ALCOVE_ASSERT(undo->count <= UNDO_STEPS_MAX);
    return undo->count < before;
}

/* ---- For the vault ---- */

static bool write_steps(const void *context, struct byte_writer *w)
{
    const struct undo *undo = context;
    byte_write_varint(w, undo->count);
    for (size_t i = 0; i < undo->count; i++) {
        const struct step *step = &undo->list[i];
        ALCOVE_ASSERT(step->what <= STEP_NOTE);
        byte_write_u8(w, (uint8_t)step->what);
        byte_write_u8(w, step->field);
        byte_write_u8(w, step->object.device);
        byte_write_varint(w, step->object.counter);
        byte_write_varint(w, step->sequence);
        byte_write_varint(w, step->minute);
        kept_value_write(w, &step->before);
        kept_value_write(w, &step->after);
    }
    return true;
}

uint8_t *undo_encode(const struct undo *undo, size_t *size)
{
    const struct kept_writing writing = {
        .write = write_steps,
        .context = undo,
        .estimate = undo->count * STEP_ROOM + undo->bytes,
    };
    ALCOVE_ASSERT(size != NULL);
    return kept_box_write(undo->memory, &writing, size);
}

/* Whether it fits its field is asked when it is taken back. */
static enum space_load read_step(struct undo *undo, struct byte_reader *r)
{
    uint8_t what = byte_read_u8(r);
    struct step step = {.field = byte_read_u8(r)};
    step.object.device = byte_read_u8(r);
    step.object.counter = (uint32_t)kept_read_number(r, UINT32_MAX);
    step.sequence = (uint32_t)kept_read_number(r, UINT32_MAX);
    step.minute = (uint32_t)kept_read_number(r, UINT32_MAX);
    const struct value before = kept_value_read(r, UNDO_BYTES_MAX);
    const struct value after = kept_value_read(r, UNDO_BYTES_MAX);
    if (r->failed || what > STEP_NOTE || step.object.device >= SPACE_DEVICES_MAX ||
        (what != STEP_SET && (before.type != VALUE_NONE || after.type != VALUE_NONE)))
        return SPACE_LOAD_DAMAGED;
    ALCOVE_ASSERT(undo->count < UNDO_STEPS_MAX);
    step.what = (enum what)what;
    struct step *own = &undo->list[undo->count++];
    *own = step;
    bool held = copy_value(undo, &before, &own->before) && copy_value(undo, &after, &own->after);
    return held ? SPACE_LOADED : SPACE_LOAD_NO_MEMORY;
}

static enum space_load read_steps(struct undo *undo, struct byte_reader *r)
{
    size_t count = (size_t)kept_read_number(r, UNDO_STEPS_MAX);
    enum space_load load = r->failed ? SPACE_LOAD_DAMAGED : SPACE_LOADED;
    for (size_t i = 0; i < count && load == SPACE_LOADED; i++)
        load = read_step(undo, r);
    ALCOVE_ASSERT(undo->count <= count);
    if (load == SPACE_LOADED && (byte_reader_left(r) != 0 || undo->bytes > UNDO_BYTES_MAX))
        load = SPACE_LOAD_DAMAGED;
    return load;
}

enum space_load undo_decode(const struct alcove_memory *memory, const uint8_t *bytes, size_t size,
                            struct undo **out)
{
    struct kept_block raw;
    *out = NULL;
    enum space_load load = kept_box_open(memory, bytes, size, KEPT_RAW_BYTES_MAX, &raw);
    if (load != SPACE_LOADED)
        return load;
    struct undo *undo = undo_create(memory);
    struct byte_reader r = byte_reader_over(raw.bytes, raw.size);
    load = undo == NULL ? SPACE_LOAD_NO_MEMORY : read_steps(undo, &r);
    kept_block_free(memory, &raw);
    ALCOVE_ASSERT(load != SPACE_LOADED || undo != NULL);
    if (load == SPACE_LOADED)
        *out = undo;
    else
        undo_free(undo);
    return load;
}
