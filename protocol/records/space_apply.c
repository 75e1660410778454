#include <string.h>

#include "base/assert.h"
#include "records/chain.h"
#include "records/space_parts.h"

/* What one operation will do: all that it takes is here before anything changes. */
struct planned {
    struct space_object *object;
    struct held_value *value;
    struct space_note *note;
    struct text *text; /* what the note becomes */
    bool is_new_object, is_new_note;
    bool is_left_out;
};

struct arrival {
    struct space *space;
    const struct batch *batch;
    struct planned *planned; /* one an operation */
    struct held_batch *held;
    size_t makes;
    bool is_own; /* made of our draft */
};

/* ---- Planning ---- */

static void drop_plan(struct arrival *arrival)
{
    struct space *space = arrival->space;
    for (size_t i = 0; arrival->planned != NULL && i < arrival->batch->operation_count; i++) {
        struct planned *planned = &arrival->planned[i];
        ALCOVE_ASSERT(!planned->is_new_object || !arrival->is_own);
        if (planned->value != NULL)
            held_value_free(space, planned->value);
        if (!arrival->is_own)
            text_close(planned->text);
        if (planned->is_new_note)
            space_note_free(space, planned->note);
    }
    /* After what was to go into them. */
    for (size_t i = 0; arrival->planned != NULL && i < arrival->batch->operation_count; i++) {
        if (arrival->planned[i].is_new_object)
            space_object_free(space, arrival->planned[i].object);
    }
    if (arrival->held != NULL)
        space_release(space, arrival->held, sizeof *arrival->held + arrival->held->size);
}

static enum space_taken plan_make(struct arrival *arrival, const struct operation *operation,
                                  struct planned *planned)
{
    struct space *space = arrival->space;
    ALCOVE_ASSERT(operation->kind == OPERATION_MAKE);
    if (arrival->is_own) {
        planned->object = space_object_at(space, operation->object);
        ALCOVE_ASSERT(planned->object != NULL && planned->object->is_draft_made);
        return SPACE_APPLIED;
    }
    arrival->makes++;
    if (!space_objects_reserve(space, arrival->batch->head.device, operation->made, arrival->makes))
        return SPACE_OUT_OF_MEMORY;
    planned->object = space_object_make(space, operation->made);
    planned->is_new_object = planned->object != NULL;
    return planned->is_new_object ? SPACE_APPLIED : SPACE_OUT_OF_MEMORY;
}

static enum space_taken merge_note(struct arrival *arrival, const struct operation *operation,
                                   struct planned *planned)
{
    static const enum space_taken outcomes[] = {
        [TEXT_APPLIED] = SPACE_APPLIED,         [TEXT_DUPLICATE] = SPACE_MALFORMED,
        [TEXT_MALFORMED] = SPACE_MALFORMED,     [TEXT_TOO_MUCH] = SPACE_TOO_MUCH,
        [TEXT_NO_MEMORY] = SPACE_OUT_OF_MEMORY,
    };
    const struct batch_head *head = &arrival->batch->head;
    uint32_t parents[SPACE_DEVICES_MAX];
    space_note_parents(planned->note, head, parents);
    const struct text_batch batch = {
        .agent = head->device,
        .seq = text_version(planned->text)[head->device],
        .parents = parents,
        .runs = operation->runs,
        .run_count = operation->run_count,
    };
    ALCOVE_ASSERT(parents[head->device] == batch.seq && operation->run_count != 0);
    return outcomes[text_merge(planned->text, &batch, 1)];
}

static enum space_taken plan_note(struct arrival *arrival, const struct operation *operation,
                                  struct planned *planned)
{
    struct space *space = arrival->space;
    ALCOVE_ASSERT(planned->object->slots != NULL);
    planned->note = planned->object->slots[operation->field].note;
    if (arrival->is_own) {
        ALCOVE_ASSERT(planned->note != NULL && planned->note->next != NULL);
        planned->text = planned->note->next;
        return space_note_reserve(space, planned->note) ? SPACE_APPLIED : SPACE_OUT_OF_MEMORY;
    }
    if (planned->note == NULL) {
        planned->note = space_note_make(space);
        planned->is_new_note = planned->note != NULL;
    }
    if (planned->note == NULL || !space_note_reserve(space, planned->note))
        return SPACE_OUT_OF_MEMORY;
    planned->text = planned->is_new_note ? space_note_open(space) : text_copy(planned->note->text);
    return planned->text == NULL ? SPACE_OUT_OF_MEMORY : merge_note(arrival, operation, planned);
}

static enum space_taken plan_set(struct arrival *arrival, const struct operation *operation,
                                 struct planned *planned)
{
    const struct batch_head *head = &arrival->batch->head;
    planned->value = held_value_make(arrival->space, &operation->value);
    if (planned->value == NULL)
        return SPACE_OUT_OF_MEMORY;
    ALCOVE_ASSERT(head->sequence != 0);
    planned->value->lamport = head->lamport;
    planned->value->sequence = head->sequence;
    planned->value->minute = head->minute;
    planned->value->device = head->device;
    planned->value->field = operation->field;
    return SPACE_APPLIED;
}

static enum space_taken plan_operation(struct arrival *arrival, size_t i)
{
    struct space *space = arrival->space;
    const struct operation *operation = &arrival->batch->operations[i];
    struct planned *planned = &arrival->planned[i];
    if (operation->kind == OPERATION_MAKE)
        return plan_make(arrival, operation, planned);
    if (i > 0 && object_id_is_equal(arrival->batch->operations[i - 1].object, operation->object))
        planned->object = arrival->planned[i - 1].object;
    else
        planned->object = space_object_at(space, operation->object);
    ALCOVE_ASSERT(planned->object != NULL);
    bool is_new = planned->object != space->root && planned->object->made_sequence == 0;
    planned->is_left_out = !space_allows(space, arrival->batch->head.device, operation, is_new) ||
                           (planned->object->slots == NULL && operation->kind != OPERATION_ERASE);
    if (planned->is_left_out || operation->kind == OPERATION_ERASE)
        return SPACE_APPLIED;
    return operation->kind == OPERATION_NOTE ? plan_note(arrival, operation, planned)
                                             : plan_set(arrival, operation, planned);
}

static enum space_taken plan_held(struct arrival *arrival, const uint8_t *bytes, size_t size)
{
    struct space *space = arrival->space;
    const struct batch_head *head = &arrival->batch->head;
    struct held_batch *held = space_allocate(space, sizeof *held + size);
    if (held == NULL)
        return SPACE_OUT_OF_MEMORY;
    *held = (struct held_batch){
        .lamport = head->lamport,
        .sequence = head->sequence,
        .size = (uint32_t)size,
        .device = head->device,
    };
    memcpy(held->known, head->known, sizeof held->known);
    memcpy(held->bytes, bytes, size);
    arrival->held = held;
    bool has_chain = space_chain(space, head->device, head->sequence - 1, held->chain);
    ALCOVE_ASSERT(has_chain);
    chain_next(held->chain, bytes, size, held->chain);
    return space_batches_reserve(space, head->device) ? SPACE_APPLIED : SPACE_OUT_OF_MEMORY;
}

static enum space_taken plan(struct arrival *arrival, const uint8_t *bytes, size_t size)
{
    size_t room = arrival->batch->operation_count * sizeof arrival->planned[0];
    arrival->planned = space_allocate(arrival->space, room);
    if (arrival->planned == NULL)
        return SPACE_OUT_OF_MEMORY;
    memset(arrival->planned, 0, room);
    enum space_taken taken = plan_held(arrival, bytes, size);
    for (size_t i = 0; taken == SPACE_APPLIED && i < arrival->batch->operation_count; i++)
        taken = plan_operation(arrival, i);
    ALCOVE_ASSERT(taken != SPACE_WAITING && taken != SPACE_DUPLICATE);
    return taken;
}

/* ---- Doing it: nothing here can fail ---- */

static void tell(const struct arrival *arrival, struct space_change *change)
{
    struct space *space = arrival->space;
    const struct batch_head *head = &arrival->batch->head;
    if (space->listener == NULL || head->device == space->config.own_device)
        return;
    ALCOVE_ASSERT(space->listener->changed != NULL);
    change->device = head->device;
    change->minute = head->minute;
    space->listener->changed(space->listener->context, space, change);
}

static void do_make(struct arrival *arrival, const struct operation *operation,
                    struct planned *planned)
{
    struct space *space = arrival->space;
    struct space_object *object = planned->object;
    ALCOVE_ASSERT(object->made_sequence == 0);
    object->made_sequence = arrival->batch->head.sequence;
    object->is_draft_made = false;
    if (planned->is_new_object)
        space_objects_add(space, object, operation->object);
    else if (object->slots != NULL)
        space->draft_bytes -= SPACE_OBJECT_WEIGHT;
    if (object->slots != NULL) {
        object->made_minute = arrival->batch->head.minute;
        space->live_bytes += SPACE_OBJECT_WEIGHT;
    }
    space->devices[operation->object.device].made++;
    space->object_count++;
    tell(arrival, &(struct space_change){.kind = CHANGE_MADE, .object = object->id});
}

static void do_set(struct arrival *arrival, struct planned *planned)
{
    struct space *space = arrival->space;
    struct held_value *value = planned->value;
    struct held_value **values = &planned->object->slots[value->field].values;
    struct held_value *before = *values;
    struct space_change change = {
        .kind = CHANGE_SET, .object = planned->object->id, .field = value->field};
    space->live_bytes += held_value_weight(value);
    struct held_value *superseded = register_set(values, value, arrival->batch->head.known);
    ALCOVE_ASSERT(space->live_bytes >= register_weight(superseded));
    space->live_bytes -= register_weight(superseded);
    if (before != NULL)
        change.before = held_value_read(before);
    change.after = held_value_read(value);
    change.is_shown = *values == value;
    tell(arrival, &change);
    held_values_free(space, superseded);
}

static void do_note(struct arrival *arrival, const struct operation *operation,
                    struct planned *planned)
{
    struct space *space = arrival->space;
    struct space_note *note = planned->note;
    ALCOVE_ASSERT(planned->text != NULL);
    tell(arrival, &(struct space_change){.kind = CHANGE_NOTE,
                                         .object = planned->object->id,
                                         .field = operation->field});
    if (note->text != NULL)
        space->live_bytes -= text_size(note->text, false);
    space->live_bytes += text_size(planned->text, false);
    planned->object->slots[operation->field].note = note;
    note->next = NULL;
    space_note_advance(space, note, planned->text, &arrival->batch->head);
}

static void do_erase(struct arrival *arrival, struct planned *planned)
{
    const struct batch_head *head = &arrival->batch->head;
    struct space_object *object = planned->object;
    struct space_erasure *erasure = &object->erasure;
    if (object->slots != NULL) {
        tell(arrival, &(struct space_change){.kind = CHANGE_ERASED, .object = object->id});
        space_object_erase(arrival->space, object);
    }
    bool is_less = erasure->sequence == 0 || head->lamport < erasure->lamport ||
                   (head->lamport == erasure->lamport && head->device < erasure->device);
    if (is_less)
        *erasure = (struct space_erasure){head->lamport, head->sequence, head->device};
    ALCOVE_ASSERT(erasure->sequence != 0);
}

static void do_all(struct arrival *arrival)
{
    for (size_t i = 0; i < arrival->batch->operation_count; i++) {
        const struct operation *operation = &arrival->batch->operations[i];
        struct planned *planned = &arrival->planned[i];
        ALCOVE_ASSERT(planned->object != NULL);
        if (planned->is_left_out)
            continue;
        if (operation->kind == OPERATION_MAKE)
            do_make(arrival, operation, planned);
        else if (operation->kind == OPERATION_SET)
            do_set(arrival, planned);
        else if (operation->kind == OPERATION_NOTE)
            do_note(arrival, operation, planned);
        else
            do_erase(arrival, planned);
    }
    space_batches_add(arrival->space, arrival->held);
}

enum space_taken space_apply_batch(struct space *space, const struct batch *batch,
                                   const uint8_t *bytes, size_t size, bool is_own)
{
    struct arrival arrival = {.space = space, .batch = batch, .is_own = is_own};
    enum space_taken taken = space_judge_head(space, &batch->head);
    if (taken == SPACE_APPLIED)
        taken = space_judge_operations(space, batch);
    if (taken != SPACE_APPLIED)
        return taken;
    ALCOVE_ASSERT(batch->operation_count != 0);
    taken = plan(&arrival, bytes, size);
    if (taken == SPACE_APPLIED)
        do_all(&arrival);
    else
        drop_plan(&arrival);
    space_release(space, arrival.planned, batch->operation_count * sizeof arrival.planned[0]);
    return taken;
}
