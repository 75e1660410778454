#include "space_circle.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/bytes.h"
#include "harness.h"
#include "records/order_key.h"
#include "records/space_parts.h"

#define MINUTE_FIRST 29000000

void circle_begin(struct circle *circle, size_t count, uint64_t seed)
{
    memset(circle, 0, sizeof *circle);
    assert_in_range(count, 1, CIRCLE_DEVICES_MAX);
    circle->seed = seed;
    circle->count = count;
    circle->minute = MINUTE_FIRST;
    memset(circle->config.id, 7, sizeof circle->config.id);
    circle->config.device_count = (uint8_t)count;
    circle->config.member_count = (uint8_t)count;
    circle->config.is_signed = count > 2;
    for (uint8_t i = 0; i < count; i++) {
        uint8_t key_seed[crypto_sign_SEEDBYTES] = {i, 1};
        circle->config.member_of[i] = i;
        crypto_sign_seed_keypair(circle->config.sign_public[i], circle->secrets[i], key_seed);
    }
    for (uint8_t i = 0; i < count; i++) {
        counted_memory_begin(&circle->memory[i]);
        circle->spaces[i] = circle_create(circle, i, &circle->memory[i]);
        assert_non_null(circle->spaces[i]);
    }
}

struct object_id circle_begin_with_goal(struct circle *circle, size_t count)
{
    struct object_id goal;
    circle_begin(circle, count, 1);
    assert_int_equal(space_make(circle->spaces[0], KIND_GOAL, &goal), SPACE_WRITTEN);
    circle_publish_all(circle, 0);
    circle_meet(circle);
    return goal;
}

void circle_end(struct circle *circle)
{
    for (size_t i = 0; i < circle->count; i++) {
        space_free(circle->spaces[i]);
        counted_memory_end(&circle->memory[i]);
        for (size_t n = 0; n < circle->published_count[i]; n++)
            free(circle->published[i][n].bytes);
    }
}

struct space *circle_create(struct circle *circle, uint8_t device, struct counted_memory *memory)
{
    struct space_config config = circle->config;
    config.own_device = device;
    return space_create(&config, &memory->memory);
}

uint32_t circle_draw(struct circle *circle, uint32_t limit)
{
    circle->seed += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t z = circle->seed;
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((z >> 33) % limit);
}

enum space_write circle_publish(struct circle *circle, uint8_t device)
{
    const uint8_t *bytes = NULL;
    size_t size = 0;
    const struct space_publication publication = {
        .minute = circle->minute,
        .sign_secret = circle->config.is_signed ? circle->secrets[device] : NULL,
    };
    enum space_write written = space_publish(circle->spaces[device], &publication, &bytes, &size);
    assert_true(written == SPACE_WRITTEN || bytes == NULL);
    if (bytes == NULL)
        return written;
    circle->minute++;
    assert_in_range(circle->published_count[device], 0, CIRCLE_BATCHES_MAX - 1);
    struct circle_batch *kept = &circle->published[device][circle->published_count[device]++];
    *kept = (struct circle_batch){malloc(size), size};
    assert_non_null(kept->bytes);
    memcpy(kept->bytes, bytes, size);
    while (space_next_to_keep(circle->spaces[device], &size) != NULL)
        continue;
    return written;
}

void circle_publish_all(struct circle *circle, uint8_t device)
{
    while (space_has_draft(circle->spaces[device]))
        assert_int_equal(circle_publish(circle, device), SPACE_WRITTEN);
}

enum space_taken circle_offer(struct circle *circle, uint8_t to, uint8_t of, uint32_t sequence)
{
    size_t size = 0;
    assert_in_range(sequence, 1, circle->published_count[of]);
    const struct circle_batch *batch = &circle->published[of][sequence - 1];
    enum space_taken taken = space_apply(circle->spaces[to], of, batch->bytes, batch->size);
    while (space_next_to_keep(circle->spaces[to], &size) != NULL)
        continue;
    return taken;
}

static void offer_missing(struct circle *circle, uint8_t to, uint8_t of, uint32_t up_to)
{
    uint32_t held[SPACE_DEVICES_MAX];
    space_vector(circle->spaces[to], held);
    for (uint32_t n = held[of] + 1; n <= up_to; n++)
        circle_offer(circle, to, of, n);
}

void circle_meet(struct circle *circle)
{
    for (size_t round = 0; round < circle->count + 1; round++) {
        for (uint8_t to = 0; to < circle->count; to++) {
            for (uint8_t of = 0; of < circle->count; of++)
                offer_missing(circle, to, of, circle->published_count[of]);
        }
    }
    for (uint8_t to = 0; to < circle->count; to++) {
        uint32_t held[SPACE_DEVICES_MAX];
        space_vector(circle->spaces[to], held);
        for (uint8_t of = 0; of < circle->count; of++)
            assert_int_equal(held[of], circle->published_count[of]);
    }
}

void circle_exchange(struct circle *circle, uint8_t a, uint8_t b)
{
    uint32_t of_a[SPACE_DEVICES_MAX];
    uint32_t of_b[SPACE_DEVICES_MAX];
    space_vector(circle->spaces[a], of_a);
    space_vector(circle->spaces[b], of_b);
    for (size_t round = 0; round < circle->count; round++) {
        for (uint8_t of = 0; of < circle->count; of++) {
            offer_missing(circle, a, of, of_b[of]);
            offer_missing(circle, b, of, of_a[of]);
        }
    }
}

void circle_hear(struct circle *circle)
{
    for (uint8_t from = 0; from < circle->count; from++) {
        uint32_t held[SPACE_DEVICES_MAX];
        space_vector(circle->spaces[from], held);
        for (uint8_t to = 0; to < circle->count; to++)
            space_hear(circle->spaces[to], from, held);
    }
}

/* ---- What no honest device sends ---- */

struct batch_head circle_head(struct circle *circle, uint8_t at, uint8_t device)
{
    const struct space *space = circle->spaces[at];
    struct batch_head head = {.device = device, .minute = circle->minute};
    space_vector(space, head.known);
    head.sequence = head.known[device] + 1;
    head.lamport = space_lamport_after(space, &head);
    return head;
}

enum space_taken circle_send(struct circle *circle, uint8_t to, uint8_t from,
                             const struct batch *batch)
{
    static uint8_t bytes[BATCH_BYTES_MAX + BATCH_SIGNATURE_BYTES];
    struct space *space = circle->spaces[to];
    uint8_t device = batch->head.device;
    static const uint8_t label[] = "alcove batch";
    static uint8_t block[sizeof label + SPACE_ID_BYTES + SPACE_CHAIN_BYTES + BATCH_BYTES_MAX];
    struct byte_writer w = byte_writer_over(block, sizeof block);
    uint8_t chain[SPACE_CHAIN_BYTES] = {0};
    size_t size = batch_encode(batch, space->devices[device].known, &circle->memory[to].memory,
                               bytes, sizeof bytes);
    assert_in_range(size, 1, BATCH_BYTES_MAX);
    if (circle->config.is_signed) {
        space_chain(space, device, batch->head.sequence - 1, chain);
        byte_write_bytes(&w, label, sizeof label - 1);
        byte_write_bytes(&w, circle->config.id, SPACE_ID_BYTES);
        byte_write_bytes(&w, chain, sizeof chain);
        byte_write_bytes(&w, bytes, size);
        crypto_sign_detached(bytes + size, NULL, block, w.size, circle->secrets[device]);
        size += BATCH_SIGNATURE_BYTES;
    }
    return space_apply(space, from, bytes, size);
}

/* ---- The same for all ---- */

static void dump_values(FILE *out, const struct held_value *values)
{
    for (const struct held_value *v = values; v != NULL; v = v->next) {
        fprintf(out, "    %u by %u lamport %llu batch %u at %u: type %u number %llu object %u.%u ",
                v->field, v->device, (unsigned long long)v->lamport, v->sequence, v->minute,
                v->type, (unsigned long long)v->number, v->object.device, v->object.counter);
        fwrite(v->bytes, 1, v->size, out);
        fprintf(out, "\n");
    }
}

static void dump_note(FILE *out, const struct space_note *note)
{
    struct text_span spans[4096];
    if (note == NULL || !space_note_is_published(note))
        return;
    size_t size = text_size(note->text, false);
    uint8_t *bytes = malloc(size + 1);
    assert_non_null(bytes);
    text_read(note->text, false, bytes);
    fprintf(out, "    note of %zu: ", size);
    fwrite(bytes, 1, size, out);
    free(bytes);
    size_t count = text_spans(note->text, false, spans, 4096);
    for (size_t i = 0; i < count && i < 4096; i++)
        fprintf(out, " %u*%u", spans[i].agent, spans[i].count);
    fprintf(out, "\n");
}

/* What the draft shows of a note. */
static void dump_note_draft(FILE *out, const struct space_note *note)
{
    if (note == NULL || !text_has_draft(note->text))
        return;
    size_t size = text_size(note->text, true);
    uint8_t *bytes = malloc(size + 1);
    assert_non_null(bytes);
    text_read(note->text, true, bytes);
    fprintf(out, "    draft of %zu: ", size);
    fwrite(bytes, 1, size, out);
    fprintf(out, "\n");
    free(bytes);
}

static void dump_object(FILE *out, const struct space_object *object)
{
    const struct schema_kind *schema = schema_kind(object->kind);
    fprintf(out, "  %u.%u kind %u made %u at %u, erased %u.%u %llu\n", object->id.device,
            object->id.counter, object->kind, object->made_sequence, object->made_minute,
            object->erasure.device, object->erasure.sequence,
            (unsigned long long)object->erasure.lamport);
    for (size_t i = 0; object->slots != NULL && i < schema->field_count; i++) {
        if (schema->fields[i].type == FIELD_NOTE) {
            dump_note(out, object->slots[i].note);
            dump_note_draft(out, object->slots[i].note);
        } else {
            dump_values(out, object->slots[i].values);
        }
    }
    if (object->is_draft_made || object->is_draft_erased)
        fprintf(out, "    in the draft: %d %d\n", object->is_draft_made, object->is_draft_erased);
    dump_values(out, object->draft_values);
}

char *circle_dump(const struct space *space)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    dump_object(out, space->root);
    for (uint8_t i = 0; i < space->config.device_count; i++) {
        const struct space_device *device = &space->devices[i];
        uint8_t chain[SPACE_CHAIN_BYTES];
        assert_true(space_chain(space, i, device->held, chain));
        fprintf(out, "device %u holds %u made %u chain %02x%02x%02x%02x lamport %llu\n", i,
                device->held, device->made, chain[0], chain[1], chain[2], chain[3],
                (unsigned long long)space_lamport(space, i, device->held));
        for (size_t n = 0; n < device->object_count; n++)
            dump_object(out, device->objects[n]);
    }
    fprintf(out, "%zu objects, %zu bytes, %zu of the draft\n", space->object_count,
            space->live_bytes, space->draft_bytes);
    fclose(out);
    return text;
}

void circle_assert_same(const struct space *a, const struct space *b)
{
    char *of_a = circle_dump(a);
    char *of_b = circle_dump(b);
    assert_string_equal(of_a, of_b);
    free(of_a);
    free(of_b);
}

/* ---- Editing ---- */

static bool draw_object(struct circle *circle, uint8_t device, enum object_kind kind,
                        struct object_id *out)
{
    const struct space *space = circle->spaces[device];
    size_t count = space_count(space, kind);
    if (count == 0)
        return false;
    *out = OBJECT_SPACE;
    /* Mostly one of a few, so that edits meet. */
    if (count > 3 && circle_draw(circle, 4) != 0)
        count = 3;
    for (uint32_t n = circle_draw(circle, (uint32_t)count) + 1; n > 0; n--)
        assert_true(space_next(space, kind, out));
    return true;
}

static struct value draw_text(struct circle *circle, uint8_t *bytes, size_t most)
{
    size_t size = 1 + circle_draw(circle, (uint32_t)most);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)('a' + circle_draw(circle, 26));
    return value_string(bytes, size);
}

static bool draw_value(struct circle *circle, uint8_t device, const struct schema_field *field,
                       struct value *out)
{
    static uint8_t bytes[64];
    struct object_id object = OBJECT_SPACE;
    enum object_kind kind = field->target;
    *out = value_none();
    if (circle_draw(circle, 12) == 0)
        return field->type != FIELD_NOTE;
    switch (field->type) {
    case FIELD_NUMBER:
        *out = value_number(circle_draw(circle, 12) % (field->max + 1));
        return true;
    case FIELD_LINE:
    case FIELD_STRING:
        *out = draw_text(circle, bytes, 20);
        return true;
    case FIELD_BYTES:
    case FIELD_ORDER:
        bytes[0] = (uint8_t)(2 + circle_draw(circle, 250));
        *out = value_bytes(bytes, 1);
        return true;
    case FIELD_OBJECT:
        if (kind == KIND_COUNT)
            kind = KIND_GOAL;
        if (!draw_object(circle, device, kind, &object))
            return false;
        *out = value_object(object);
        return true;
    case FIELD_NOTE:
    case FIELD_ABSENT:
        break;
    }
    return false;
}

static void edit_note(struct circle *circle, uint8_t device, struct object_id object, uint8_t field)
{
    struct space *space = circle->spaces[device];
    const struct text *text = space_note(space, object, field);
    uint32_t length = text == NULL ? 0 : text_length(text, true);
    uint8_t bytes[16];
    uint32_t at = circle_draw(circle, length + 1);
    uint32_t what = circle_draw(circle, 8);
    if (what == 0) {
        assert_int_equal(
            space_note_replace(space, object, field, draw_text(circle, bytes, sizeof bytes)),
            SPACE_WRITTEN);
    } else if (what <= 2 && at < length) {
        uint32_t count = 1 + circle_draw(circle, length - at < 4 ? length - at : 4);
        assert_int_equal(space_note_delete(space, object, field, at, count), SPACE_WRITTEN);
    } else {
        assert_int_equal(
            space_note_insert(space, object, field, at, draw_text(circle, bytes, sizeof bytes)),
            SPACE_WRITTEN);
    }
}

static void edit_object(struct circle *circle, uint8_t device, enum object_kind kind,
                        struct object_id object)
{
    struct space *space = circle->spaces[device];
    const struct schema_kind *schema = schema_kind(kind);
    uint8_t field = (uint8_t)circle_draw(circle, (uint32_t)schema->field_count);
    struct value value;
    if (schema->fields[field].type == FIELD_NOTE || circle_draw(circle, 3) == 0) {
        for (field = 0; field < schema->field_count; field++) {
            if (schema->fields[field].type == FIELD_NOTE)
                edit_note(circle, device, object, field);
        }
        return;
    }
    if (!draw_value(circle, device, &schema->fields[field], &value))
        return;
    enum space_write written = space_set(space, object, field, &value);
    assert_true(written == SPACE_WRITTEN || written == SPACE_NOT_YOURS || written == SPACE_NOT_SO);
}

void circle_edit(struct circle *circle, uint8_t device)
{
    struct space *space = circle->spaces[device];
    enum object_kind kind = (enum object_kind)circle_draw(circle, KIND_COUNT);
    struct object_id object = OBJECT_SPACE;
    if (circle_draw(circle, 4) == 0 && kind != KIND_SPACE) {
        assert_int_equal(space_make(space, kind, &object), SPACE_WRITTEN);
    } else if (circle_draw(circle, 3) == 0) {
        kind = circle_draw(circle, 2) == 0 ? KIND_GOAL : KIND_SESSION;
    }
    if (kind != KIND_SPACE && !draw_object(circle, device, kind, &object))
        return;
    if (kind != KIND_SPACE && circle_draw(circle, 15) == 0) {
        enum space_write written = space_erase(space, object);
        assert_true(written == SPACE_WRITTEN || written == SPACE_NOT_YOURS);
        return;
    }
    if (circle_draw(circle, 200) == 0)
        space_discard(space);
    else
        edit_object(circle, device, kind, object);
}
