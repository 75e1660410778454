#include "base/assert.h"
#include "records/space_parts.h"
#include "records/utf8.h"

/* At most so much does batch_encode write for an operation and for a run, besides their text. */
#define OPERATION_WEIGHT 32
#define RUN_WEIGHT       16
#define WEIGHT_MAX       (BATCH_BYTES_MAX - 1024)
#define ROOM             (BATCH_BYTES_MAX + BATCH_SIGNATURE_BYTES)

/* A batch that is being put together. */
struct publishing {
    struct space *space;
    uint32_t last_made; /* what the draft made is in it up to this counter, or was published */
    bool waits;         /* a note has too many runs that not all know yet */
    struct text *part;  /* what a note is while only the beginning of its draft is published */
    size_t count, weight;
    struct operation operations[BATCH_OPERATIONS_MAX];
};

static bool has_room(const struct publishing *p, size_t count, size_t weight)
{
    ALCOVE_ASSERT(p->count <= BATCH_OPERATIONS_MAX && p->weight <= WEIGHT_MAX);
    return count <= BATCH_OPERATIONS_MAX - p->count && weight <= WEIGHT_MAX - p->weight;
}

static void add(struct publishing *p, const struct operation *operation, size_t weight)
{
    ALCOVE_ASSERT(has_room(p, 1, weight));
    p->operations[p->count++] = *operation;
    p->weight += weight;
}

static void add_value(struct publishing *p, const struct space_object *object,
                      const struct held_value *value)
{
    const struct operation operation = {
        .kind = OPERATION_SET,
        .made = object->kind,
        .field = value->field,
        .object = object->id,
        .value = held_value_read(value),
    };
    ALCOVE_ASSERT(value->sequence == 0);
    add(p, &operation, OPERATION_WEIGHT + value->size);
}

static bool is_set_once(const struct space_object *object, const struct held_value *value)
{
    const struct schema_field *field = schema_field(object->kind, value->field);
    ALCOVE_ASSERT(field != NULL);
    return field->writer == WRITER_ONCE;
}

/* What the draft made, with what can only be set in the same batch. A gap is made and erased. */
static bool add_made(struct publishing *p, const struct space_object *object)
{
    struct operation operation = {
        .kind = OPERATION_MAKE, .made = object->kind, .object = object->id};
    size_t count = 2;
    size_t weight = (size_t)2 * OPERATION_WEIGHT;
    for (const struct held_value *v = object->draft_values; v != NULL; v = v->next) {
        count += is_set_once(object, v);
        weight += is_set_once(object, v) ? OPERATION_WEIGHT + v->size : 0;
    }
    if (!has_room(p, count, weight))
        return false;
    ALCOVE_ASSERT(object->is_draft_made);
    add(p, &operation, OPERATION_WEIGHT);
    for (const struct held_value *v = object->draft_values; v != NULL; v = v->next) {
        if (is_set_once(object, v))
            add_value(p, object, v);
    }
    operation.kind = OPERATION_ERASE;
    if (object->slots == NULL)
        add(p, &operation, OPERATION_WEIGHT);
    return true;
}

static void add_all_made(struct publishing *p)
{
    const struct space_device *own = &p->space->devices[p->space->config.own_device];
    p->last_made = own->made;
    ALCOVE_ASSERT(own->made <= own->object_count);
    while (p->last_made < own->object_count && add_made(p, own->objects[p->last_made]))
        p->last_made++;
}

/* Whether others will know that object when they have the batch. */
static bool is_known(const struct publishing *p, struct object_id id)
{
    const struct space_object *object = space_object_at(p->space, id);
    ALCOVE_ASSERT(object != NULL);
    return !object->is_draft_made || id.counter <= p->last_made;
}

static void add_values(struct publishing *p, const struct space_object *object)
{
    for (const struct held_value *v = object->draft_values; v != NULL; v = v->next) {
        bool is_in = object->is_draft_made && is_set_once(object, v);
        ALCOVE_ASSERT(v->sequence == 0);
        if (!is_in && (v->type != VALUE_OBJECT || is_known(p, v->object)) &&
            has_room(p, 1, OPERATION_WEIGHT + v->size))
            add_value(p, object, v);
    }
}

/* ---- Notes ---- */

static size_t weight_of(const struct text_batch *batch)
{
    size_t weight = OPERATION_WEIGHT;
    ALCOVE_ASSERT(batch->run_count != 0);
    for (size_t i = 0; i < batch->run_count; i++)
        weight += RUN_WEIGHT + batch->runs[i].size;
    return weight;
}

/* Makes a draft of one run. */
static bool redraft(struct text *text, const struct text_run *run, size_t from, size_t size)
{
    uint32_t before = 0;
    ALCOVE_ASSERT(from + size <= run->size);
    if (run->kind == TEXT_DELETE)
        return text_delete(text, run->at, run->count) == TEXT_APPLIED;
    bool is_text = from == 0 || text_count(run->text, from, &before);
    ALCOVE_ASSERT(is_text);
    return size == 0 || text_insert(text, run->at + before, run->text + from, size) == TEXT_APPLIED;
}

/* Where the runs of a draft are cut in two: `runs` whole ones, and some bytes of the next. */
struct cut {
    size_t runs, bytes;
};

static struct cut find_cut(const struct text_batch *batch)
{
    struct cut cut = {0, 0};
    size_t weight = OPERATION_WEIGHT;
    while (weight + RUN_WEIGHT + batch->runs[cut.runs].size <= WEIGHT_MAX) {
        weight += RUN_WEIGHT + batch->runs[cut.runs].size;
        cut.runs++;
        ALCOVE_ASSERT(cut.runs < batch->run_count);
    }
    const struct text_run *next = &batch->runs[cut.runs];
    if (weight + RUN_WEIGHT < WEIGHT_MAX)
        cut.bytes =
            utf8_prefix((const char *)next->text, next->size, WEIGHT_MAX - weight - RUN_WEIGHT);
    return cut;
}

/* The draft is too much for one batch: `*part` becomes the note with the beginning of it published
 * as `out`, and `*next` the same with the rest as a draft. False without memory. */
static bool publish_part(const struct publishing *p, const struct text_batch *whole,
                         struct text **part, struct text **next, struct text_batch *out)
{
    struct cut cut = find_cut(whole);
    const struct text_run *at = &whole->runs[cut.runs];
    ALCOVE_ASSERT(*part != NULL && *next == NULL);
    text_discard(*part);
    for (size_t i = 0; i < cut.runs; i++) {
        if (!redraft(*part, &whole->runs[i], 0, whole->runs[i].size))
            return false;
    }
    if (cut.bytes != 0 && !redraft(*part, at, 0, cut.bytes))
        return false;
    if (text_publish(*part, p->space->config.own_device, out) != TEXT_APPLIED)
        return false;
    *next = text_copy(*part);
    if (*next == NULL || !redraft(*next, at, cut.bytes, at->size - cut.bytes))
        return false;
    for (size_t i = cut.runs + 1; i < whole->run_count; i++) {
        if (!redraft(*next, &whole->runs[i], 0, whole->runs[i].size))
            return false;
    }
    return true;
}

static void add_runs(struct publishing *p, const struct space_object *object, uint8_t field,
                     const struct text_batch *batch)
{
    const struct operation operation = {
        .kind = OPERATION_NOTE,
        .made = object->kind,
        .field = field,
        .object = object->id,
        .runs = batch->runs,
        .run_count = batch->run_count,
    };
    ALCOVE_ASSERT(batch->run_count != 0);
    add(p, &operation, weight_of(batch));
}

/* False without memory. */
static bool add_part(struct publishing *p, const struct space_object *object, uint8_t field,
                     const struct text_batch *whole)
{
    struct space_note *note = object->slots[field].note;
    struct text_batch batch;
    ALCOVE_ASSERT(p->part == NULL && note->next == NULL);
    p->part = text_copy(note->text);
    if (p->part != NULL && publish_part(p, whole, &p->part, &note->next, &batch)) {
        add_runs(p, object, field, &batch);
        return true;
    }
    text_close(note->next);
    note->next = NULL;
    return false;
}

/* False without memory; otherwise it is in the batch, or will be in a later one. */
static bool add_note(struct publishing *p, const struct space_object *object, uint8_t field)
{
    struct space_note *note = object->slots[field].note;
    struct text_batch batch;
    if (note == NULL || !text_has_draft(note->text) || !has_room(p, 1, OPERATION_WEIGHT))
        return true;
    if (text_tail_runs(note->text) >= SPACE_NOTE_RUNS_MAX) {
        p->waits = true;
        return true;
    }
    struct text *whole = text_copy(note->text);
    if (whole == NULL)
        return false;
    enum text_result result = text_publish(whole, p->space->config.own_device, &batch);
    bool fits = result == TEXT_APPLIED && has_room(p, 1, weight_of(&batch));
    bool done = result != TEXT_NO_MEMORY;
    p->waits = p->waits || result == TEXT_TOO_MUCH;
    ALCOVE_ASSERT(result != TEXT_MALFORMED && result != TEXT_DUPLICATE);
    if (fits) {
        add_runs(p, object, field, &batch);
        note->next = whole;
        return true;
    }
    if (result == TEXT_APPLIED && p->count == 0)
        done = add_part(p, object, field, &batch);
    text_close(whole);
    return done;
}

static bool add_notes(struct publishing *p, const struct space_object *object)
{
    const struct schema_kind *schema = schema_kind(object->kind);
    bool done = true;
    ALCOVE_ASSERT(object->slots != NULL);
    for (size_t i = 0; done && i < schema->field_count; i++) {
        if (schema->fields[i].type == FIELD_NOTE)
            done = add_note(p, object, (uint8_t)i);
    }
    return done;
}

/* ---- The batch ---- */

/* Chooses what goes into the batch; false without memory. */
static bool gather(struct publishing *p)
{
    bool done = true;
    add_all_made(p);
    for (struct space_object *o = p->space->drafted; done && o != NULL; o = o->draft_next) {
        const struct operation erase = {.kind = OPERATION_ERASE, .made = o->kind, .object = o->id};
        if (!is_known(p, o->id))
            continue;
        ALCOVE_ASSERT(o->slots != NULL);
        if (o->is_draft_erased && has_room(p, 1, OPERATION_WEIGHT))
            add(p, &erase, OPERATION_WEIGHT);
        add_values(p, o);
        done = add_notes(p, o);
    }
    return done;
}

/* Takes out of the draft what is published now. */
static void finish(struct publishing *p)
{
    for (size_t i = 0; i < p->count; i++) {
        const struct operation *operation = &p->operations[i];
        struct space_object *object = space_object_at(p->space, operation->object);
        ALCOVE_ASSERT(object != NULL && !object->is_draft_made);
        if (operation->kind == OPERATION_SET)
            space_draft_unset(p->space, object, operation->field);
    }
    space_draft_tidy(p->space);
}

static void abandon_notes(struct publishing *p)
{
    for (size_t i = 0; i < p->count; i++) {
        const struct operation *operation = &p->operations[i];
        const struct space_object *object = space_object_at(p->space, operation->object);
        ALCOVE_ASSERT(object != NULL);
        if (operation->kind != OPERATION_NOTE)
            continue;
        struct space_note *note = object->slots[operation->field].note;
        text_close(note->next);
        note->next = NULL;
    }
}

static struct batch batch_of(const struct publishing *p, uint32_t minute)
{
    struct space *space = p->space;
    uint8_t own = space->config.own_device;
    struct batch batch = {
        .head = {.device = own, .sequence = space->devices[own].held + 1, .minute = minute},
        .operations = p->operations,
        .operation_count = p->count,
    };
    space_vector(space, batch.head.known);
    batch.head.lamport = space_lamport_after(space, &batch.head);
    ALCOVE_ASSERT(batch.head.known[own] == batch.head.sequence - 1);
    return batch;
}

static enum space_write publish(struct publishing *p, const struct space_publication *publication,
                                uint8_t *scratch)
{
    struct space *space = p->space;
    struct batch batch = batch_of(p, publication->minute);
    size_t size = batch_encode(&batch, space->devices[batch.head.device].known, space->memory,
                               scratch, BATCH_BYTES_MAX);
    if (size == 0)
        return SPACE_NO_MEMORY;
    if (space->config.is_signed) {
        if (!space_sign(space, publication->sign_secret, scratch, size))
            return SPACE_NO_MEMORY;
        size += BATCH_SIGNATURE_BYTES;
    }
    enum space_taken taken = space_take_own(space, scratch, size);
    ALCOVE_ASSERT(size <= ROOM);
    if (taken == SPACE_APPLIED)
        return SPACE_WRITTEN;
    return taken == SPACE_TOO_MUCH ? SPACE_FULL : SPACE_NO_MEMORY;
}

static enum space_write publish_draft(struct publishing *p,
                                      const struct space_publication *publication)
{
    struct space *space = p->space;
    enum space_write written = SPACE_NO_MEMORY;
    bool is_gathered = gather(p);
    if (is_gathered && p->count == 0)
        return p->waits ? SPACE_FULL : SPACE_WRITTEN;
    uint8_t *scratch = space_allocate(space, ROOM);
    ALCOVE_ASSERT(p->count <= BATCH_OPERATIONS_MAX);
    if (is_gathered && scratch != NULL)
        written = publish(p, publication, scratch);
    space_release(space, scratch, ROOM);
    if (written == SPACE_WRITTEN)
        finish(p);
    else
        abandon_notes(p);
    return written;
}

enum space_write space_publish(struct space *space, const struct space_publication *publication,
                               const uint8_t **bytes, size_t *size)
{
    uint8_t own = space->config.own_device;
    uint32_t before = space->devices[own].held;
    ALCOVE_ASSERT((publication->sign_secret != NULL) == space->config.is_signed);
    *bytes = NULL;
    *size = 0;
    struct publishing *p = space_allocate(space, sizeof *p);
    if (p == NULL)
        return SPACE_NO_MEMORY;
    *p = (struct publishing){.space = space};
    enum space_write written = publish_draft(p, publication);
    text_close(p->part);
    space_release(space, p, sizeof *p);
    if (space->devices[own].held != before)
        *bytes = space_batch(space, own, before + 1, size);
    return written;
}
