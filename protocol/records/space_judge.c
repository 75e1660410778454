#include "base/assert.h"
#include "records/space_parts.h"

/* What others published is refused only beyond what two may write who did not know of each other.
 * One who erases something makes room again. */
#define LIVE_BYTES_BOUND (2 * SPACE_LIVE_BYTES_MAX)

#define PROPOSAL_TAKEN_BACK 3

/* ---- The head ---- */

/* Whether what the author knew holds all that went before it, and nothing that is settled is
 * missing. */
static bool is_version(const struct space *space, const struct batch_head *head)
{
    for (uint8_t i = 0; i < space->config.device_count; i++) {
        const struct held_batch *batch = space_held_batch(space, i, head->known[i]);
        for (size_t n = 0; batch != NULL && n < SPACE_DEVICES_MAX; n++) {
            if (batch->known[n] > head->known[n])
                return false;
        }
    }
    ALCOVE_ASSERT(head->known[head->device] == head->sequence - 1);
    return true;
}

uint64_t space_lamport_after(const struct space *space, const struct batch_head *head)
{
    uint64_t greatest = 0;
    for (uint8_t i = 0; i < space->config.device_count; i++) {
        uint64_t lamport = space_lamport(space, i, head->known[i]);
        if (lamport > greatest)
            greatest = lamport;
    }
    ALCOVE_ASSERT(greatest < UINT64_MAX);
    return greatest + 1;
}

enum space_taken space_judge_head(const struct space *space, const struct batch_head *head)
{
    const struct space_device *author = &space->devices[head->device];
    bool waits = false;
    ALCOVE_ASSERT(head->device < space->config.device_count);
    ALCOVE_ASSERT(head->sequence == author->held + 1);
    ALCOVE_ASSERT(head->known[head->device] == author->held);
    for (size_t i = 0; i < SPACE_DEVICES_MAX; i++) {
        bool exists = i < space->config.device_count;
        if ((!exists && head->known[i] != 0) || head->known[i] < author->known[i] ||
            head->known[i] < space->devices[i].settled)
            return SPACE_MALFORMED;
        waits = waits || head->known[i] > space->devices[i].held;
    }
    if (waits)
        return SPACE_WAITING;
    if (!is_version(space, head) || head->lamport != space_lamport_after(space, head))
        return SPACE_MALFORMED;
    return SPACE_APPLIED;
}

/* ---- Authority ---- */

bool space_allows(const struct space *space, uint8_t device, const struct operation *operation,
                  bool is_new)
{
    const uint8_t *member_of = space->config.member_of;
    bool is_author = member_of[device] == member_of[operation->object.device];
    ALCOVE_ASSERT(device < space->config.device_count);
    if (operation->kind == OPERATION_MAKE)
        return true;
    if (operation->kind == OPERATION_ERASE)
        return is_author || !schema_kind(operation->made)->author_erases;
    const struct schema_field *field = schema_field(operation->made, operation->field);
    ALCOVE_ASSERT(field != NULL);
    switch (field->writer) {
    case WRITER_ALL:
        return true;
    case WRITER_AUTHOR:
        return is_author;
    case WRITER_ONCE:
        return is_new;
    case WRITER_OTHERS:
        return is_author == (operation->value.type == VALUE_NUMBER &&
                             operation->value.number == PROPOSAL_TAKEN_BACK);
    case WRITER_REPLY:
        return !is_author;
    case WRITER_SLOT:
        return (operation->field - SPACE_ROLES_BY_0) % SPACE_MEMBERS_MAX == member_of[device];
    }
    return false;
}

/* ---- Operations ---- */

struct makes {
    const struct batch *batch;
    uint32_t first, count; /* counters */
};

static bool is_made_here(const struct makes *makes, struct object_id id)
{
    ALCOVE_ASSERT(makes->first != 0);
    return id.device == makes->batch->head.device && id.counter >= makes->first &&
           id.counter - makes->first < makes->count;
}

/* Finds out what is made; false if the counters are not the next ones. */
static bool find_makes(const struct space *space, struct makes *makes)
{
    const struct batch *batch = makes->batch;
    makes->first = space->devices[batch->head.device].made + 1;
    makes->count = 0;
    for (size_t i = 0; i < batch->operation_count; i++) {
        const struct operation *operation = &batch->operations[i];
        if (operation->kind != OPERATION_MAKE)
            continue;
        ALCOVE_ASSERT(operation->made != KIND_SPACE && operation->made < KIND_COUNT);
        ALCOVE_ASSERT(operation->object.device == batch->head.device);
        if (operation->object.counter != makes->first + makes->count)
            return false;
        makes->count++;
    }
    return true;
}

/* The first operation on an object, which is there: they stand in the order of objects. */
static size_t find_first(const struct batch *batch, struct object_id id)
{
    size_t low = 0;
    size_t high = batch->operation_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (object_id_compare(batch->operations[middle].object, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    ALCOVE_ASSERT(low < batch->operation_count);
    return low;
}

/* The kind of an object that the author knew; KIND_COUNT if there is none. */
static enum object_kind known_kind(const struct space *space, const struct makes *makes,
                                   struct object_id id)
{
    const struct batch *batch = makes->batch;
    if (is_made_here(makes, id))
        return batch->operations[find_first(batch, id)].made;
    const struct space_object *object = space_object_at(space, id);
    if (object == NULL || object->is_draft_made)
        return KIND_COUNT;
    ALCOVE_ASSERT(object == space->root || object->made_sequence != 0);
    return object->made_sequence <= batch->head.known[id.device] ? object->kind : KIND_COUNT;
}

static bool is_reference_sound(const struct space *space, const struct makes *makes,
                               const struct operation *operation)
{
    if (operation->kind != OPERATION_SET || operation->value.type != VALUE_OBJECT)
        return true;
    const struct schema_field *field = schema_field(operation->made, operation->field);
    enum object_kind kind = known_kind(space, makes, operation->value.object);
    ALCOVE_ASSERT(field != NULL && field->type == FIELD_OBJECT);
    return kind != KIND_COUNT && (field->target == KIND_COUNT || field->target == kind);
}

/* What the batch adds to the live bytes, about: as if it superseded all that is set, and deleted
 * nothing. */
static size_t growth_of(const struct space *space, const struct batch *batch)
{
    size_t more = 0;
    size_t less = 0;
    for (size_t i = 0; i < batch->operation_count; i++) {
        const struct operation *operation = &batch->operations[i];
        const struct space_object *object = space_object_at(space, operation->object);
        ALCOVE_ASSERT(operation->kind <= OPERATION_ERASE);
        if (operation->kind == OPERATION_MAKE)
            more += SPACE_OBJECT_WEIGHT;
        for (size_t n = 0; operation->kind == OPERATION_NOTE && n < operation->run_count; n++)
            more += operation->runs[n].size;
        if (operation->kind != OPERATION_SET)
            continue;
        more += SPACE_VALUE_WEIGHT + operation->value.size;
        if (object != NULL && object->slots != NULL)
            less += register_weight(object->slots[operation->field].values);
    }
    return more > less ? more - less : 0;
}

enum space_taken space_judge_operations(const struct space *space, const struct batch *batch)
{
    struct makes makes = {.batch = batch};
    const struct space_device *author = &space->devices[batch->head.device];
    if (!find_makes(space, &makes) || author->made + makes.count > space_object_share(space))
        return SPACE_MALFORMED;
    for (size_t i = 0; i < batch->operation_count; i++) {
        const struct operation *operation = &batch->operations[i];
        ALCOVE_ASSERT(i == 0 ||
                      object_id_compare(batch->operations[i - 1].object, operation->object) <= 0);
        if (known_kind(space, &makes, operation->object) != operation->made ||
            !is_reference_sound(space, &makes, operation))
            return SPACE_MALFORMED;
    }
    size_t growth = growth_of(space, batch);
    bool is_too_much = growth > 0 && space->live_bytes + growth > LIVE_BYTES_BOUND;
    return is_too_much ? SPACE_TOO_MUCH : SPACE_APPLIED;
}
