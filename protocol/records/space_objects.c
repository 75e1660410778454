#include <string.h>

#include "base/assert.h"
#include "records/space_parts.h"

struct space_object *space_object_at(const struct space *space, struct object_id id)
{
    if (object_id_is_equal(id, OBJECT_SPACE))
        return space->root;
    if (id.device >= space->config.device_count || id.counter == 0)
        return NULL;
    const struct space_device *device = &space->devices[id.device];
    ALCOVE_ASSERT(device->object_count >= device->made);
    return id.counter <= device->object_count ? device->objects[id.counter - 1] : NULL;
}

struct space_object *space_object_make(const struct space *space, enum object_kind kind)
{
    const struct schema_kind *schema = schema_kind(kind);
    ALCOVE_ASSERT(schema != NULL && schema->field_count > 0);
    size_t slots_size = schema->field_count * sizeof(union space_slot);
    struct space_object *object = space_allocate(space, sizeof *object);
    if (object == NULL)
        return NULL;
    memset(object, 0, sizeof *object);
    object->kind = (uint8_t)kind;
    object->slots = space_allocate(space, slots_size);
    if (object->slots == NULL) {
        space_release(space, object, sizeof *object);
        return NULL;
    }
    memset(object->slots, 0, slots_size);
    return object;
}

/* All it holds, and all it shows of the draft. */
static void drop_slots(const struct space *space, struct space_object *object)
{
    const struct schema_kind *schema = schema_kind(object->kind);
    ALCOVE_ASSERT(schema != NULL);
    held_values_free(space, object->draft_values);
    object->draft_values = NULL;
    if (object->slots == NULL)
        return;
    for (size_t i = 0; i < schema->field_count; i++) {
        if (schema->fields[i].type == FIELD_NOTE)
            space_note_free(space, object->slots[i].note);
        else
            held_values_free(space, object->slots[i].values);
    }
    space_release(space, object->slots, schema->field_count * sizeof(union space_slot));
    object->slots = NULL;
}

void space_object_free(const struct space *space, struct space_object *object)
{
    if (object == NULL)
        return;
    ALCOVE_ASSERT(object->kind < KIND_COUNT);
    drop_slots(space, object);
    space_release(space, object, sizeof *object);
}

bool space_objects_reserve(struct space *space, uint8_t device, enum object_kind kind, size_t count)
{
    struct space_device *of = &space->devices[device];
    struct space_kind_table *table = &space->kinds[kind];
    ALCOVE_ASSERT(device < space->config.device_count && kind < KIND_COUNT);
    void *objects = space_grown(space, of->objects, &of->object_room, of->object_count + count,
                                sizeof of->objects[0]);
    if (objects == NULL)
        return false;
    of->objects = objects;
    objects = space_grown(space, table->objects, &table->room, table->count + count,
                          sizeof table->objects[0]);
    if (objects == NULL)
        return false;
    table->objects = objects;
    return true;
}

size_t space_kind_place(const struct space_kind_table *table, struct object_id id)
{
    size_t low = 0;
    size_t high = table->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (object_id_compare(table->objects[middle]->id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    ALCOVE_ASSERT(low <= table->count);
    return low;
}

void space_objects_add(struct space *space, struct space_object *object, struct object_id id)
{
    struct space_device *device = &space->devices[id.device];
    struct space_kind_table *table = &space->kinds[object->kind];
    ALCOVE_ASSERT(id.counter == device->object_count + 1);
    ALCOVE_ASSERT(device->object_room > device->object_count);
    object->id = id;
    device->objects[device->object_count++] = object;
    if (object->slots == NULL)
        return;
    ALCOVE_ASSERT(table->room > table->count);
    size_t at = space_kind_place(table, id);
    memmove(&table->objects[at + 1], &table->objects[at],
            (table->count - at) * sizeof table->objects[0]);
    table->objects[at] = object;
    table->count++;
}

static void leave_kind(struct space *space, const struct space_object *object)
{
    struct space_kind_table *table = &space->kinds[object->kind];
    size_t at = space_kind_place(table, object->id);
    ALCOVE_ASSERT(at < table->count && table->objects[at] == object);
    table->count--;
    memmove(&table->objects[at], &table->objects[at + 1],
            (table->count - at) * sizeof table->objects[0]);
    if (object->is_draft_erased)
        table->hidden--;
}

uint32_t space_object_share(const struct space *space)
{
    ALCOVE_ASSERT(space->config.device_count >= 1);
    return 2 * SPACE_OBJECTS_MAX / space->config.device_count;
}

size_t space_object_weight(const struct space_object *object)
{
    const struct schema_kind *schema = schema_kind(object->kind);
    size_t weight = SPACE_OBJECT_WEIGHT;
    ALCOVE_ASSERT(schema != NULL && object->slots != NULL);
    for (size_t i = 0; i < schema->field_count; i++) {
        if (schema->fields[i].type == FIELD_NOTE) {
            const struct space_note *note = object->slots[i].note;
            weight += note == NULL ? 0 : text_size(note->text, false);
            continue;
        }
        for (const struct held_value *v = object->slots[i].values; v != NULL; v = v->next)
            weight += held_value_weight(v);
    }
    return weight;
}

void space_object_erase(struct space *space, struct space_object *object)
{
    ALCOVE_ASSERT(object != space->root && object->slots != NULL);
    if (!object->is_draft_made) {
        size_t weight = space_object_weight(object);
        ALCOVE_ASSERT(space->live_bytes >= weight);
        space->live_bytes -= weight;
    }
    space_draft_forget(space, object);
    leave_kind(space, object);
    object->is_draft_erased = false;
    object->made_minute = 0;
    drop_slots(space, object);
}

void space_objects_remove_last(struct space *space, uint8_t device)
{
    struct space_device *of = &space->devices[device];
    ALCOVE_ASSERT(of->object_count > of->made);
    struct space_object *object = of->objects[--of->object_count];
    ALCOVE_ASSERT(object->is_draft_made);
    if (object->slots != NULL)
        leave_kind(space, object);
    space_object_free(space, object);
}
