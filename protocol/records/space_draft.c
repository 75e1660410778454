#include "base/assert.h"
#include "records/space_parts.h"

/* ---- What is in it ---- */

void space_draft_touch(struct space *space, struct space_object *object)
{
    if (object->is_drafted)
        return;
    ALCOVE_ASSERT(object->slots != NULL);
    object->is_drafted = true;
    object->draft_next = space->drafted;
    space->drafted = object;
}

static void drop_values(struct space *space, struct space_object *object)
{
    while (object->draft_values != NULL) {
        struct held_value *value = object->draft_values;
        size_t weight = held_value_weight(value);
        ALCOVE_ASSERT(space->draft_bytes >= weight);
        space->draft_bytes -= weight;
        object->draft_values = value->next;
        held_value_free(space, value);
    }
}

void space_draft_forget(struct space *space, struct space_object *object)
{
    drop_values(space, object);
    if (!object->is_drafted)
        return;
    struct space_object **at = &space->drafted;
    while (*at != object)
        at = &(*at)->draft_next;
    *at = object->draft_next;
    ALCOVE_ASSERT(object->draft_next != object);
    object->draft_next = NULL;
    object->is_drafted = false;
}

struct held_value *space_draft_value(const struct space_object *object, uint8_t field)
{
    struct held_value *value = object->draft_values;
    ALCOVE_ASSERT(field < SCHEMA_FIELDS_MAX);
    while (value != NULL && value->field != field)
        value = value->next;
    return value;
}

void space_draft_unset(struct space *space, struct space_object *object, uint8_t field)
{
    for (struct held_value **at = &object->draft_values; *at != NULL; at = &(*at)->next) {
        struct held_value *value = *at;
        if (value->field != field)
            continue;
        ALCOVE_ASSERT(space->draft_bytes >= held_value_weight(value));
        space->draft_bytes -= held_value_weight(value);
        *at = value->next;
        held_value_free(space, value);
        return;
    }
}

/* Calls `each` for every note of an object; whether any call said true. */
static bool any_note(const struct space *space, struct space_object *object,
                     bool (*each)(const struct space *, struct space_note **))
{
    const struct schema_kind *schema = schema_kind(object->kind);
    bool any = false;
    ALCOVE_ASSERT(schema != NULL);
    for (size_t i = 0; object->slots != NULL && i < schema->field_count; i++) {
        if (schema->fields[i].type == FIELD_NOTE && object->slots[i].note != NULL)
            any = each(space, &object->slots[i].note) || any;
    }
    return any;
}

static bool note_has_draft(const struct space *space, struct space_note **note)
{
    ALCOVE_ASSERT(space != NULL);
    return text_has_draft((*note)->text);
}

static bool discard_note(const struct space *space, struct space_note **note)
{
    ALCOVE_ASSERT(space != NULL);
    text_discard((*note)->text);
    return false;
}

static bool tidy_note(const struct space *space, struct space_note **note)
{
    ALCOVE_ASSERT((*note)->next == NULL);
    if (space_note_is_published(*note) || text_has_draft((*note)->text))
        return false;
    space_note_free(space, *note);
    *note = NULL;
    return false;
}

static bool is_touched(const struct space *space, struct space_object *object)
{
    ALCOVE_ASSERT(object->is_drafted);
    return object->is_draft_made || object->is_draft_erased || object->draft_values != NULL ||
           any_note(space, object, note_has_draft);
}

void space_draft_tidy(struct space *space)
{
    struct space_object **at = &space->drafted;
    while (*at != NULL) {
        struct space_object *object = *at;
        any_note(space, object, tidy_note);
        if (is_touched(space, object)) {
            at = &object->draft_next;
            continue;
        }
        *at = object->draft_next;
        ALCOVE_ASSERT(object->is_drafted);
        object->draft_next = NULL;
        object->is_drafted = false;
    }
}

bool space_has_draft(const struct space *space)
{
    struct space_object *object = space->drafted;
    while (object != NULL && !is_touched(space, object))
        object = object->draft_next;
    ALCOVE_ASSERT(object == NULL || object->slots != NULL);
    return object != NULL;
}

/* ---- Making ---- */

static bool is_full(const struct space *space, enum object_kind kind)
{
    const struct space_device *own = &space->devices[space->config.own_device];
    size_t drafted = own->object_count - own->made;
    ALCOVE_ASSERT(own->object_count >= own->made);
    return space->object_count + drafted >= SPACE_OBJECTS_MAX ||
           own->object_count >= space_object_share(space) ||
           space->live_bytes + space->draft_bytes + SPACE_OBJECT_WEIGHT > SPACE_LIVE_BYTES_MAX ||
           (kind == KIND_GOAL && space_count(space, kind) >= SPACE_GOALS_MAX) ||
           (kind == KIND_CHECK_IN && space_count(space, kind) >= SPACE_CHECK_INS_MAX);
}

enum space_write space_make(struct space *space, enum object_kind kind, struct object_id *out)
{
    uint8_t own = space->config.own_device;
    ALCOVE_ASSERT(kind != KIND_SPACE && kind < KIND_COUNT);
    if (space->is_restored)
        return SPACE_RESTORED;
    if (is_full(space, kind))
        return SPACE_FULL;
    if (!space_objects_reserve(space, own, kind, 1))
        return SPACE_NO_MEMORY;
    struct space_object *object = space_object_make(space, kind);
    if (object == NULL)
        return SPACE_NO_MEMORY;
    object->is_draft_made = true;
    *out = (struct object_id){(uint32_t)space->devices[own].object_count + 1, own};
    space_objects_add(space, object, *out);
    space_draft_touch(space, object);
    space->draft_bytes += SPACE_OBJECT_WEIGHT;
    return SPACE_WRITTEN;
}

/* ---- Setting ---- */

struct setting {
    struct space_object *object;
    const struct schema_field *field;
    struct operation operation;
};

static size_t count_practices(const struct space *space, struct object_id goal)
{
    struct object_id practice = OBJECT_SPACE;
    size_t count = 0;
    while (space_next(space, KIND_PRACTICE, &practice)) {
        struct value of = space_value(space, practice, PRACTICE_GOAL);
        ALCOVE_ASSERT(of.type == VALUE_OBJECT || of.type == VALUE_NONE);
        count += of.type == VALUE_OBJECT && object_id_is_equal(of.object, goal);
    }
    return count;
}

static enum space_write judge_reference(const struct space *space, const struct setting *setting)
{
    const struct operation *operation = &setting->operation;
    if (operation->value.type != VALUE_OBJECT)
        return SPACE_WRITTEN;
    const struct space_object *target = space_object_shown(space, operation->value.object);
    ALCOVE_ASSERT(setting->field->type == FIELD_OBJECT);
    if (target == NULL)
        return SPACE_NOT_THERE;
    if (setting->field->target != KIND_COUNT && setting->field->target != target->kind)
        return SPACE_NOT_SO;
    /* What is made first is published first, together with what is set once. */
    if (setting->field->writer == WRITER_ONCE && target->is_draft_made &&
        target->id.counter > setting->object->id.counter)
        return SPACE_NOT_SO;
    if (setting->object->kind == KIND_PRACTICE && operation->field == PRACTICE_GOAL &&
        count_practices(space, target->id) >= SPACE_PRACTICES_MAX)
        return SPACE_FULL;
    return SPACE_WRITTEN;
}

static enum space_write judge_set(const struct space *space, const struct setting *setting)
{
    const struct operation *operation = &setting->operation;
    ALCOVE_ASSERT(setting->object != NULL);
    if (setting->field == NULL || !schema_accepts(setting->field, &operation->value))
        return SPACE_NOT_SO;
    if (!space_allows(space, space->config.own_device, operation, setting->object->is_draft_made))
        return SPACE_NOT_YOURS;
    return judge_reference(space, setting);
}

/* Whether all see that value already, and nothing beside it. */
static bool is_said(const struct space_object *object, const struct operation *operation)
{
    const struct held_value *held = object->slots[operation->field].values;
    ALCOVE_ASSERT(operation->kind == OPERATION_SET);
    if (held == NULL)
        return operation->value.type == VALUE_NONE;
    struct value value = held_value_read(held);
    return held->next == NULL && value_is_equal(&value, &operation->value);
}

static enum space_write write_value(struct space *space, const struct setting *setting)
{
    struct space_object *object = setting->object;
    const struct operation *operation = &setting->operation;
    const struct held_value *before = space_draft_value(object, operation->field);
    size_t replaced = before != NULL ? held_value_weight(before)
                                     : register_weight(object->slots[operation->field].values);
    size_t weight = SPACE_VALUE_WEIGHT + operation->value.size;
    if (weight > replaced &&
        space->live_bytes + space->draft_bytes + weight - replaced > SPACE_LIVE_BYTES_MAX)
        return SPACE_FULL;
    struct held_value *held = held_value_make(space, &operation->value);
    if (held == NULL)
        return SPACE_NO_MEMORY;
    ALCOVE_ASSERT(held->sequence == 0);
    space_draft_unset(space, object, operation->field);
    held->field = operation->field;
    held->device = space->config.own_device;
    held->next = object->draft_values;
    object->draft_values = held;
    space->draft_bytes += held_value_weight(held);
    space_draft_touch(space, object);
    return SPACE_WRITTEN;
}

/* What is to be set, as far as it may be. */
static enum space_write prepare(const struct space *space, struct object_id object, uint8_t field,
                                const struct value *value, struct setting *out)
{
    *out = (struct setting){.object = space_object_shown(space, object)};
    if (space->is_restored)
        return SPACE_RESTORED;
    if (out->object == NULL)
        return SPACE_NOT_THERE;
    out->field = schema_field(out->object->kind, field);
    out->operation = (struct operation){.kind = OPERATION_SET,
                                        .made = out->object->kind,
                                        .field = field,
                                        .object = object,
                                        .value = *value};
    return judge_set(space, out);
}

enum space_write space_set(struct space *space, struct object_id object, uint8_t field,
                           const struct value *value)
{
    struct setting setting;
    enum space_write written = prepare(space, object, field, value, &setting);
    if (written != SPACE_WRITTEN)
        return written;
    if (!is_said(setting.object, &setting.operation))
        return write_value(space, &setting);
    ALCOVE_ASSERT(setting.object->slots != NULL);
    space_draft_unset(space, setting.object, field);
    return SPACE_WRITTEN;
}

enum space_write space_draft_set(struct space *space, struct object_id object, uint8_t field,
                                 const struct value *value)
{
    struct setting setting;
    enum space_write written = prepare(space, object, field, value, &setting);
    return written == SPACE_WRITTEN ? write_value(space, &setting) : written;
}

/* ---- Erasing and discarding ---- */

/* What the draft made goes without a trace: nothing of the draft may name it. */
static void unset_references(struct space *space, struct object_id id)
{
    for (struct space_object *o = space->drafted; o != NULL; o = o->draft_next) {
        struct held_value *value = o->draft_values;
        while (value != NULL) {
            struct held_value *next = value->next;
            ALCOVE_ASSERT(value->sequence == 0);
            if (value->type == VALUE_OBJECT && object_id_is_equal(value->object, id))
                space_draft_unset(space, o, value->field);
            value = next;
        }
    }
}

/* One in the middle stays as a gap, for counters have none; the last ones go. */
static void unmake(struct space *space, struct space_object *object)
{
    uint8_t own = space->config.own_device;
    struct space_device *device = &space->devices[own];
    ALCOVE_ASSERT(object->is_draft_made && object->id.device == own);
    unset_references(space, object->id);
    space->draft_bytes -= SPACE_OBJECT_WEIGHT;
    space_object_erase(space, object);
    while (device->object_count > device->made &&
           device->objects[device->object_count - 1]->slots == NULL)
        space_objects_remove_last(space, own);
}

enum space_write space_erase(struct space *space, struct object_id id)
{
    struct space_object *object = space_object_shown(space, id);
    if (space->is_restored)
        return SPACE_RESTORED;
    if (object == NULL)
        return SPACE_NOT_THERE;
    const struct operation operation = {
        .kind = OPERATION_ERASE, .made = object->kind, .object = id};
    if (object == space->root ||
        !space_allows(space, space->config.own_device, &operation, object->is_draft_made))
        return SPACE_NOT_YOURS;
    if (object->is_draft_made) {
        unmake(space, object);
        return SPACE_WRITTEN;
    }
    drop_values(space, object);
    any_note(space, object, discard_note);
    object->is_draft_erased = true;
    space->kinds[object->kind].hidden++;
    ALCOVE_ASSERT(space->kinds[object->kind].hidden <= space->kinds[object->kind].count);
    space_draft_touch(space, object);
    return SPACE_WRITTEN;
}

void space_discard(struct space *space)
{
    uint8_t own = space->config.own_device;
    struct space_device *device = &space->devices[own];
    while (space->drafted != NULL) {
        struct space_object *object = space->drafted;
        any_note(space, object, discard_note);
        any_note(space, object, tidy_note);
        if (object->is_draft_erased)
            space->kinds[object->kind].hidden--;
        object->is_draft_erased = false;
        space_draft_forget(space, object);
    }
    while (device->object_count > device->made) {
        if (device->objects[device->object_count - 1]->slots != NULL)
            space->draft_bytes -= SPACE_OBJECT_WEIGHT;
        space_objects_remove_last(space, own);
    }
    ALCOVE_ASSERT(space->draft_bytes == 0);
}
