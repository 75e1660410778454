#include "records/undo.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "records/undo_parts.h"

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

bool undo_copy_value(struct undo *undo, const struct value *value, struct value *out)
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

struct space_note *undo_note_of(const struct space *space, const struct undo_step *step)
{
    const struct space_object *object = space_object_at(space, step->object);
    ALCOVE_ASSERT(step->what == STEP_NOTE);
    if (object == NULL || object->slots == NULL)
        return NULL;
    const struct schema_field *field = schema_field(object->kind, step->field);
    return field == NULL || field->type != FIELD_NOTE ? NULL : object->slots[step->field].note;
}

size_t undo_note_size(const struct space *space, const struct undo_step *step)
{
    const struct space_note *note = step->what == STEP_NOTE ? undo_note_of(space, step) : NULL;
    ALCOVE_ASSERT(note == NULL || note->text != NULL);
    return note == NULL ? 0 : text_undo_size(note->text, step->events);
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
    const struct undo_step *step = &undo->list[at];
    struct space_note *note = step->what == STEP_NOTE ? undo_note_of(space, step) : NULL;
    ALCOVE_ASSERT(at < undo->count);
    if (note != NULL)
        text_forget_undo(note->text, step->events);
    take_out(undo, at);
}

/* All of the oldest publishing of an object: half of it would be taken back otherwise. */
static void forget_oldest(struct undo *undo, const struct space *space)
{
    const struct undo_step oldest = undo->list[0];
    ALCOVE_ASSERT(undo->count > 0);
    for (size_t i = undo->count; i > 0; i--) {
        const struct undo_step *step = &undo->list[i - 1];
        if (step->sequence == oldest.sequence && object_id_is_equal(step->object, oldest.object))
            forget(undo, space, i - 1);
    }
}

/* NULL without room for another one: there is too much in this publishing alone. */
static struct undo_step *add_step(struct undo *undo, const struct space *space,
                                  struct undo_step step)
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

static bool remember_value(struct undo *undo, const struct space *space,
                           const struct undo_step *step, const struct held_value *value,
                           const struct held_value *shown)
{
    struct undo_step set = *step;
    set.what = STEP_SET;
    set.field = value->field;
    struct undo_step *own = add_step(undo, space, set);
    if (own == NULL)
        return false;
    const struct value before = shown == NULL ? value_none() : held_value_read(shown);
    const struct value after = held_value_read(value);
    ALCOVE_ASSERT(value->sequence == 0);
    return undo_copy_value(undo, &before, &own->before) &&
           undo_copy_value(undo, &after, &own->after);
}

static bool remember_note(struct undo *undo, const struct space *space,
                          const struct undo_step *step, uint8_t field)
{
    struct undo_step note = *step;
    note.what = STEP_NOTE;
    note.field = field;
    note.events = text_version(undo_note_of(space, &note)->text)[space->config.own_device];
    ALCOVE_ASSERT(undo->count <= UNDO_STEPS_MAX);
    return add_step(undo, space, note) != NULL;
}

static bool remember_object(struct undo *undo, const struct space *space,
                            const struct space_object *object, struct undo_step step)
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
    const struct undo_step step = {.what = STEP_MADE, .sequence = own->held + 1, .minute = minute};
    bool done = true;
    /* Of a publishing that came to nothing. */
    drop_batch(undo, step.sequence);
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
                                  const struct undo_step *step)
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

/* Of its note's steps the newest, if it is not being edited. */
static enum text_result revert(const struct space_note *note, const struct undo_step *step)
{
    uint32_t newest;
    ALCOVE_ASSERT(step->what == STEP_NOTE);
    if (text_has_draft(note->text) || !text_undo_newest(note->text, &newest) ||
        newest != step->events)
        return TEXT_TOO_MUCH;
    enum text_result result = text_undo(note->text);
    size_t size = text_size(note->text, true);
    if (result != TEXT_APPLIED || size <= SCHEMA_NOTE_BYTES_MAX ||
        size <= text_size(note->text, false))
        return result;
    text_discard(note->text);
    return TEXT_TOO_MUCH;
}

static enum undo_outcome undo_note(struct space *space, const struct undo_step *step)
{
    const struct space_note *note = undo_note_of(space, step);
    if (note == NULL)
        return UNDO_NOTHING;
    enum text_result result = revert(note, step);
    ALCOVE_ASSERT(result != TEXT_MALFORMED);
    /* What stays in the way of the older ones takes them along. */
    if (result == TEXT_TOO_MUCH)
        text_forget_undo(note->text, step->events);
    if (result != TEXT_APPLIED)
        return result == TEXT_NO_MEMORY ? UNDO_NO_MEMORY : UNDO_NOTHING;
    space_draft_touch(space, space_object_at(space, step->object));
    return UNDO_DONE;
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
    /* The space itself was never made; a step that comes from a vault may name it. */
    ALCOVE_ASSERT(object->made_sequence != 0 || object == space->root);
    if (object == space->root || is_touched_by_others(space, object) || is_named(space, object->id))
        return UNDO_NOTHING;
    return outcome_of(space_erase(space, object->id));
}

static enum undo_outcome undo_step(struct space *space, const struct undo_step *step)
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
        return undo_note(space, step);
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
        const struct undo_step *step = &undo->list[i - 1];
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

/* Bytes of all that is kept. */
static size_t count_bytes(const struct undo *undo, const struct space *space)
{
    size_t bytes = undo->bytes;
    for (size_t i = 0; i < undo->count; i++)
        bytes += undo_note_size(space, &undo->list[i]);
    ALCOVE_ASSERT(bytes >= undo->bytes);
    return bytes;
}

bool undo_tidy(struct undo *undo, struct space *space, uint32_t minute)
{
    size_t before = undo->count;
    for (size_t i = undo->count; i > 0; i--) {
        const struct undo_step *step = &undo->list[i - 1];
        bool is_old = minute >= step->minute && minute - step->minute >= UNDO_MINUTES;
        if (is_old || space_is_erased(space, step->object))
            forget(undo, space, i - 1);
    }
    while (undo->count > 0 && count_bytes(undo, space) > UNDO_BYTES_MAX)
        forget_oldest(undo, space);
    ALCOVE_ASSERT(undo->count <= UNDO_STEPS_MAX);
    return undo->count < before;
}
