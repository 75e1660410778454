#include "base/assert.h"
#include "records/space_parts.h"

struct space_object *space_object_shown(const struct space *space, struct object_id id)
{
    struct space_object *object = space_object_at(space, id);
    if (object == NULL || object->slots == NULL || object->is_draft_erased)
        return NULL;
    ALCOVE_ASSERT(object->kind < KIND_COUNT);
    return object;
}

bool space_next(const struct space *space, enum object_kind kind, struct object_id *cursor)
{
    const struct space_kind_table *table = &space->kinds[kind];
    ALCOVE_ASSERT(kind < KIND_COUNT);
    size_t at = space_kind_place(table, *cursor);
    if (at < table->count && object_id_is_equal(table->objects[at]->id, *cursor))
        at++;
    while (at < table->count && table->objects[at]->is_draft_erased)
        at++;
    if (at == table->count)
        return false;
    *cursor = table->objects[at]->id;
    return true;
}

size_t space_count(const struct space *space, enum object_kind kind)
{
    const struct space_kind_table *table = &space->kinds[kind];
    ALCOVE_ASSERT(kind < KIND_COUNT && table->hidden <= table->count);
    return table->count - table->hidden;
}

bool space_find(const struct space *space, struct object_id id, enum object_kind *kind)
{
    const struct space_object *object = space_object_shown(space, id);
    ALCOVE_ASSERT(object == NULL || object->slots != NULL);
    if (object != NULL && kind != NULL)
        *kind = object->kind;
    return object != NULL;
}

uint8_t space_author(const struct space *space, struct object_id id)
{
    ALCOVE_ASSERT(space_object_at(space, id) != NULL);
    return id.device;
}

uint32_t space_made_at(const struct space *space, struct object_id id)
{
    const struct space_object *object = space_object_at(space, id);
    ALCOVE_ASSERT(object != NULL);
    return object->made_minute;
}

static struct space_value read_value(const struct space *space, const struct held_value *held)
{
    ALCOVE_ASSERT(held->device < space->config.device_count);
    return (struct space_value){
        .value = held_value_read(held),
        .device = held->device,
        .member = space->config.member_of[held->device],
        .sequence = held->sequence,
        .minute = held->minute,
    };
}

/* The values of a register that reads see: what the draft sets stands alone, since it supersedes
 * all that is here. NULL if the field is no register. */
static const struct held_value *shown_values(const struct space *space, struct object_id id,
                                             uint8_t field)
{
    const struct space_object *object = space_object_shown(space, id);
    const struct schema_field *schema = object == NULL ? NULL : schema_field(object->kind, field);
    if (schema == NULL || schema->type == FIELD_NOTE)
        return NULL;
    const struct held_value *draft = space_draft_value(object, field);
    ALCOVE_ASSERT(draft == NULL || draft->sequence == 0);
    return draft != NULL ? draft : object->slots[field].values;
}

size_t space_values(const struct space *space, struct object_id id, uint8_t field,
                    struct space_value *out, size_t room)
{
    const struct held_value *held = shown_values(space, id, field);
    size_t count = 0;
    bool is_draft = held != NULL && held->sequence == 0;
    for (; held != NULL && !(is_draft && count == 1); held = held->next) {
        if (count < room)
            out[count] = read_value(space, held);
        count++;
    }
    ALCOVE_ASSERT(count <= SPACE_DEVICES_MAX);
    return count;
}

struct value space_value(const struct space *space, struct object_id id, uint8_t field)
{
    const struct held_value *held = shown_values(space, id, field);
    ALCOVE_ASSERT(held == NULL || held->type <= VALUE_OBJECT);
    return held == NULL ? value_none() : held_value_read(held);
}

static const struct space_note *note_at(const struct space_object *object, uint8_t field)
{
    const struct schema_field *schema = schema_field(object->kind, field);
    ALCOVE_ASSERT(object->slots != NULL);
    if (schema == NULL || schema->type != FIELD_NOTE)
        return NULL;
    return object->slots[field].note;
}

const struct text *space_note(const struct space *space, struct object_id id, uint8_t field)
{
    const struct space_object *object = space_object_shown(space, id);
    const struct space_note *note = object == NULL ? NULL : note_at(object, field);
    if (note == NULL || !(space_note_is_published(note) || text_has_draft(note->text)))
        return NULL;
    ALCOVE_ASSERT(note->text != NULL);
    return note->text;
}

enum space_role space_role_of(const struct space *space, uint8_t member)
{
    enum space_role found = ROLE_OPEN;
    bool any = false;
    ALCOVE_ASSERT(member < space->config.member_count);
    for (uint8_t i = 0; i < space->config.member_count; i++) {
        struct value roles = space_value(space, OBJECT_SPACE, (uint8_t)(SPACE_ROLES_BY_0 + i));
        if (roles.type != VALUE_NUMBER)
            continue;
        enum space_role role = roles.number >> (2 * member) & 3;
        if (any && role != found)
            return ROLE_OPEN;
        found = role;
        any = true;
    }
    return found;
}

bool space_is_erased(const struct space *space, struct object_id id)
{
    const struct space_object *object = space_object_at(space, id);
    ALCOVE_ASSERT(object == NULL || object->slots != NULL || object != space->root);
    return object != NULL && object->erasure.sequence != 0;
}

bool space_has_erased(const struct space *space, struct object_id id, uint8_t device)
{
    const struct space_object *object = space_object_at(space, id);
    ALCOVE_ASSERT(device < space->config.device_count);
    if (object == NULL || object->erasure.sequence == 0)
        return false;
    return space_held_by(space, device, object->erasure.device) >= object->erasure.sequence;
}
