/* rooms: records */
/* Two hostile devices write what the input says, honestly, with batches changed on the way, and
 * with batches made by hand; two others take it in, each in its own order, and one of them settles.
 * Nothing breaks, and where the two took the same batches they read the same. */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "fuzz/fuzz.h"
#include "fuzz/heap.h"
#include "records/space.h"

#define AUTHORS     2
#define READERS     2
#define ENTRIES_MAX 64
#define NOTE_BYTES  4096

struct entry {
    uint8_t author;
    uint8_t *bytes;
    size_t size;
};

struct play {
    const uint8_t *input;
    size_t size, at;
    struct space *authors[AUTHORS];
    struct space *readers[READERS];
    struct entry entries[ENTRIES_MAX];
    size_t count;
    size_t offered[READERS]; /* so many of them, in order */
};

static uint8_t draw(struct play *play)
{
    return play->at < play->size ? play->input[play->at++] : 0;
}

static struct space *create(uint8_t device)
{
    struct space_config config = {
        .member_count = 2,
        .device_count = AUTHORS + READERS,
        .member_of = {0, 1, 0, 1},
        .own_device = device,
    };
    struct space *space = space_create(&config, &memory);
    require(space != NULL);
    return space;
}

static void enter(struct play *play, uint8_t author, const uint8_t *bytes, size_t size)
{
    if (play->count == ENTRIES_MAX || size == 0)
        return;
    struct entry *entry = &play->entries[play->count++];
    *entry = (struct entry){author, malloc(size), size};
    require(entry->bytes != NULL);
    memcpy(entry->bytes, bytes, size);
}

/* ---- What the authors do ---- */

static bool draw_object(struct play *play, struct space *space, enum object_kind kind,
                        struct object_id *out)
{
    *out = OBJECT_SPACE;
    for (size_t n = 1 + draw(play) % 4; n > 0; n--) {
        if (!space_next(space, kind, out))
            break;
    }
    return out->counter != 0;
}

static struct value draw_value(struct play *play, struct space *space,
                               const struct schema_field *field, uint8_t byte[1])
{
    struct object_id object;
    byte[0] = (uint8_t)('a' + draw(play) % 26);
    if (field->type == FIELD_NUMBER)
        return value_number(byte[0] % (field->max + 1));
    if (field->type == FIELD_LINE || field->type == FIELD_STRING)
        return value_string(byte, 1);
    if (field->type == FIELD_BYTES || field->type == FIELD_ORDER)
        return value_bytes(byte, 1);
    if (field->type == FIELD_OBJECT &&
        draw_object(play, space, field->target == KIND_COUNT ? KIND_GOAL : field->target, &object))
        return value_object(object);
    return value_none();
}

static void edit(struct play *play, struct space *space)
{
    enum object_kind kind = (enum object_kind)(draw(play) % KIND_COUNT);
    const struct schema_kind *schema = schema_kind(kind);
    uint8_t what = draw(play);
    uint8_t field = (uint8_t)(draw(play) % schema->field_count);
    uint8_t byte[1];
    struct object_id object = OBJECT_SPACE;
    if (what % 4 == 0 && kind != KIND_SPACE)
        space_make(space, kind, &object);
    else if (kind != KIND_SPACE && !draw_object(play, space, kind, &object))
        return;
    if (what % 16 == 1) {
        space_erase(space, object);
    } else if (schema->fields[field].type == FIELD_NOTE) {
        uint8_t at = draw(play);
        if (what % 4 == 2)
            space_note_delete(space, object, field, at, draw(play));
        else
            space_note_insert(space, object, field, at % 8, value_text("abc"));
    } else {
        struct value value = draw_value(play, space, &schema->fields[field], byte);
        space_set(space, object, field, &value);
    }
}

/* With some bytes changed, or none. */
static void enter_changed(struct play *play, uint8_t author, const uint8_t *bytes, size_t size)
{
    static uint8_t changed[BATCH_BYTES_MAX];
    memcpy(changed, bytes, size);
    for (size_t n = draw(play) % 3; n > 0; n--)
        changed[draw(play) % size] = draw(play);
    enter(play, author, changed, size);
}

static void publish(struct play *play, uint8_t author)
{
    const struct space_publication publication = {.minute = draw(play)};
    const uint8_t *bytes = NULL;
    size_t size = 0;
    space_publish(play->authors[author], &publication, &bytes, &size);
    if (bytes != NULL && play->input[0] % 2 == 0)
        enter(play, author, bytes, size);
    else if (bytes != NULL)
        enter_changed(play, author, bytes, size);
}

/* A batch of one operation, or of one on what it makes, with a head that may lie. */
static void forge(struct play *play, uint8_t author)
{
    uint8_t bytes[512];
    uint8_t byte[1];
    struct space *reader = play->readers[draw(play) % READERS];
    uint32_t vector[SPACE_DEVICES_MAX];
    enum object_kind kind = (enum object_kind)(1 + draw(play) % (KIND_COUNT - 1));
    uint8_t field = (uint8_t)(draw(play) % schema_kind(kind)->field_count);
    const struct object_id object = {1 + draw(play) % 8, draw(play) % (AUTHORS + READERS)};
    const struct text_run run = {.kind = TEXT_DELETE, .at = draw(play), .count = 1};
    bool is_note = schema_field(kind, field)->type == FIELD_NOTE;
    struct operation operations[2] = {
        {.kind = OPERATION_MAKE, .made = (uint8_t)kind, .object = object},
        {.kind = is_note ? OPERATION_NOTE : OPERATION_SET,
         .made = (uint8_t)kind,
         .field = field,
         .object = object,
         .value = draw_value(play, reader, schema_field(kind, field), byte),
         .runs = &run,
         .run_count = 1},
    };
    bool makes = object.device == author;
    struct batch batch = {.operations = operations + !makes, .operation_count = 1 + makes};
    space_vector(reader, vector);
    batch.head = (struct batch_head){.device = author, .lamport = 1 + draw(play) % 32};
    memcpy(batch.head.known, vector, sizeof vector);
    batch.head.known[draw(play) % SPACE_DEVICES_MAX] += draw(play) % 2;
    batch.head.sequence = vector[author] + 1;
    batch.head.known[author] = vector[author];
    const uint32_t nothing[SPACE_DEVICES_MAX] = {0};
    enter(play, author, bytes, batch_encode(&batch, nothing, &memory, bytes, sizeof bytes));
}

/* ---- What the readers do ---- */

static void offer(struct play *play, size_t reader, size_t n)
{
    const struct entry *entry = &play->entries[n];
    size_t size;
    space_apply(play->readers[reader], entry->author, entry->bytes, entry->size);
    space_trust_again(play->readers[reader], entry->author);
    while (space_next_to_keep(play->readers[reader], &size) != NULL)
        continue;
}

static void offer_next(struct play *play, size_t reader)
{
    if (play->offered[reader] < play->count)
        offer(play, reader, play->offered[reader]++);
}

/* Of the authors and the readers, as far as the first reader can know. */
static void settle(struct play *play)
{
    uint32_t least[SPACE_DEVICES_MAX];
    uint32_t vector[SPACE_DEVICES_MAX];
    space_vector(play->readers[0], least);
    space_vector(play->readers[1], vector);
    for (size_t i = 0; i < SPACE_DEVICES_MAX; i++)
        least[i] = least[i] < vector[i] ? least[i] : vector[i];
    for (uint8_t i = 0; i < AUTHORS + READERS; i++)
        space_hear(play->readers[0], i, least);
    space_settle(play->readers[0]);
}

static void exchange(struct play *play)
{
    for (size_t i = 0; i < play->count; i++) {
        const struct entry *entry = &play->entries[i];
        space_apply(play->authors[!entry->author], entry->author, entry->bytes, entry->size);
    }
}

/* ---- The same ---- */

static bool took_the_same(const struct play *play)
{
    uint32_t a[SPACE_DEVICES_MAX];
    uint32_t b[SPACE_DEVICES_MAX];
    uint8_t chain_a[SPACE_CHAIN_BYTES];
    uint8_t chain_b[SPACE_CHAIN_BYTES];
    bool same = true;
    space_vector(play->readers[0], a);
    space_vector(play->readers[1], b);
    for (uint8_t i = 0; i < AUTHORS + READERS; i++) {
        require(space_chain(play->readers[0], i, a[i], chain_a));
        require(space_chain(play->readers[1], i, b[i], chain_b));
        same = same && a[i] == b[i] && memcmp(chain_a, chain_b, sizeof chain_a) == 0;
    }
    return same;
}

static void require_same_note(const struct text *a, const struct text *b)
{
    uint8_t bytes_a[NOTE_BYTES];
    uint8_t bytes_b[NOTE_BYTES];
    require((a == NULL) == (b == NULL));
    if (a == NULL)
        return;
    size_t size = text_size(a, true);
    require(size == text_size(b, true) && size <= NOTE_BYTES);
    text_read(a, true, bytes_a);
    text_read(b, true, bytes_b);
    require(memcmp(bytes_a, bytes_b, size) == 0);
}

static void require_same_object(const struct play *play, struct object_id object,
                                const struct schema_kind *schema)
{
    struct space_value a[AUTHORS + READERS];
    struct space_value b[AUTHORS + READERS];
    for (uint8_t field = 0; field < schema->field_count; field++) {
        size_t count = space_values(play->readers[0], object, field, a, AUTHORS + READERS);
        require(count <= AUTHORS + READERS);
        require(count == space_values(play->readers[1], object, field, b, AUTHORS + READERS));
        for (size_t i = 0; i < count; i++)
            require(value_is_equal(&a[i].value, &b[i].value) && a[i].device == b[i].device &&
                    a[i].sequence == b[i].sequence && a[i].minute == b[i].minute);
        require_same_note(space_note(play->readers[0], object, field),
                          space_note(play->readers[1], object, field));
    }
}

static void require_same(const struct play *play)
{
    require_same_object(play, OBJECT_SPACE, schema_kind(KIND_SPACE));
    for (unsigned kind = KIND_SPACE + 1; kind < KIND_COUNT; kind++) {
        struct object_id a = OBJECT_SPACE;
        struct object_id b = OBJECT_SPACE;
        require(space_count(play->readers[0], kind) == space_count(play->readers[1], kind));
        while (space_next(play->readers[0], kind, &a)) {
            require(space_next(play->readers[1], kind, &b) && object_id_is_equal(a, b));
            require(space_made_at(play->readers[0], a) == space_made_at(play->readers[1], b));
            require_same_object(play, a, schema_kind(kind));
        }
    }
}

static void step(struct play *play)
{
    uint8_t what = draw(play);
    uint8_t author = what >> 7;
    switch (what % 8) {
    case 0:
        publish(play, author);
        break;
    case 1:
        forge(play, author);
        break;
    case 2:
        offer_next(play, author);
        break;
    case 3:
        if (play->count != 0)
            offer(play, author, draw(play) % play->count);
        break;
    case 4:
        settle(play);
        break;
    case 5:
        exchange(play);
        break;
    default:
        edit(play, play->authors[author]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct play play = {.input = data, .size = size, .at = 1};
    if (size == 0 || sodium_init() < 0)
        return 0;
    for (uint8_t i = 0; i < AUTHORS; i++)
        play.authors[i] = create(i);
    for (uint8_t i = 0; i < READERS; i++)
        play.readers[i] = create(AUTHORS + i);
    while (play.at < size)
        step(&play);
    for (size_t n = 0; n < 2 * play.count; n++) {
        offer(&play, 0, n % play.count);
        offer(&play, 1, n % play.count);
    }
    if (took_the_same(&play))
        require_same(&play);
    for (size_t i = 0; i < AUTHORS; i++)
        space_free(play.authors[i]);
    for (size_t i = 0; i < READERS; i++)
        space_free(play.readers[i]);
    for (size_t i = 0; i < play.count; i++)
        free(play.entries[i].bytes);
    require(held == 0);
    return 0;
}
