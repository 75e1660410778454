/* What registers hold after a random history, against what follows from all batches at once: a
 * value is there unless somebody set the field who knew of it, or its device set it again; an
 * object is there unless somebody erased it who may. */
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "records/space_parts.h"
#include "space_circle.h"

#define STEPS    300
#define SETS_MAX 20000

/* One operation that was published. */
struct said {
    struct operation operation; /* without what it borrows */
    struct batch_head head;
};

static struct circle circle;
static struct said said[SETS_MAX];
static size_t said_count;
static uint32_t makers[CIRCLE_DEVICES_MAX][CIRCLE_BATCHES_MAX * 64]; /* batch that made n + 1 */

static void remember(const struct batch *batch)
{
    for (size_t i = 0; i < batch->operation_count; i++) {
        const struct operation *operation = &batch->operations[i];
        struct object_id id = operation->object;
        if (operation->kind == OPERATION_MAKE)
            makers[id.device][id.counter] = batch->head.sequence;
        bool is_new = id.counter != 0 && makers[id.device][id.counter] == batch->head.sequence &&
                      id.device == batch->head.device;
        if (operation->kind == OPERATION_MAKE || operation->kind == OPERATION_NOTE ||
            !space_allows(circle.spaces[0], batch->head.device, operation, is_new))
            continue;
        assert_in_range(said_count, 0, SETS_MAX - 1);
        said[said_count++] = (struct said){*operation, batch->head};
    }
}

static void remember_all(void)
{
    said_count = 0;
    memset(makers, 0, sizeof makers);
    for (uint8_t device = 0; device < circle.count; device++) {
        uint32_t known[SPACE_DEVICES_MAX] = {0};
        for (uint32_t n = 0; n < circle.published_count[device]; n++) {
            const struct circle_batch *kept = &circle.published[device][n];
            const struct batch_source source = {kept->bytes, kept->size, circle.config.is_signed};
            struct batch_read read;
            assert_int_equal(batch_decode(&source, known, &circle.memory[0].memory, &read),
                             BATCH_OK);
            remember(&read.batch);
            memcpy(known, read.batch.head.known, sizeof known);
            batch_free(&read, &circle.memory[0].memory);
        }
    }
}

static bool is_of(const struct said *a, struct object_id object, uint8_t field)
{
    return a->operation.kind == OPERATION_SET && a->operation.field == field &&
           object_id_is_equal(a->operation.object, object);
}

static bool is_superseded(const struct said *a)
{
    for (size_t i = 0; i < said_count; i++) {
        const struct batch_head *by = &said[i].head;
        if (!is_of(&said[i], a->operation.object, a->operation.field) || &said[i] == a)
            continue;
        bool knew = by->device == a->head.device ? by->sequence > a->head.sequence
                                                 : by->known[a->head.device] >= a->head.sequence;
        if (knew)
            return true;
    }
    return false;
}

static bool is_erased(struct object_id object)
{
    for (size_t i = 0; i < said_count; i++) {
        if (said[i].operation.kind == OPERATION_ERASE &&
            object_id_is_equal(said[i].operation.object, object))
            return true;
    }
    return false;
}

static bool stands(const struct space_value *values, size_t count, const struct batch_head *head)
{
    for (size_t i = 0; i < count; i++) {
        if (values[i].device == head->device && values[i].sequence == head->sequence &&
            values[i].minute == head->minute)
            return true;
    }
    return false;
}

/* How many values there must be in all, and that each of them is where it belongs. */
static size_t check_values(const struct space *space)
{
    size_t total = 0;
    for (size_t i = 0; i < said_count; i++) {
        struct space_value values[SPACE_DEVICES_MAX];
        struct object_id object = said[i].operation.object;
        assert_int_equal(is_erased(object), space_is_erased(space, object));
        if (said[i].operation.kind != OPERATION_SET || is_erased(object))
            continue;
        size_t count =
            space_values(space, object, said[i].operation.field, values, SPACE_DEVICES_MAX);
        bool is_live = !is_superseded(&said[i]);
        assert_int_equal(stands(values, count, &said[i].head), is_live);
        total += is_live;
    }
    return total;
}

static size_t count_values(const struct space *space)
{
    size_t total = 0;
    for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
        const struct schema_kind *schema = schema_kind(kind);
        struct object_id object = OBJECT_SPACE;
        if (kind != KIND_SPACE && !space_next(space, kind, &object))
            continue;
        do {
            for (uint8_t field = 0; field < schema->field_count; field++)
                total += space_values(space, object, field, NULL, 0);
        } while (kind != KIND_SPACE && space_next(space, kind, &object));
    }
    return total;
}

static void run(size_t devices, uint64_t seed)
{
    circle_begin(&circle, devices, seed);
    for (size_t i = 0; i < STEPS; i++) {
        uint8_t device = (uint8_t)circle_draw(&circle, (uint32_t)devices);
        if (circle_draw(&circle, 6) == 0)
            circle_exchange(&circle, device, (uint8_t)circle_draw(&circle, (uint32_t)devices));
        else if (circle_draw(&circle, 4) == 0)
            circle_publish_all(&circle, device);
        else
            circle_edit(&circle, device);
    }
    for (uint8_t i = 0; i < devices; i++)
        circle_publish_all(&circle, i);
    circle_meet(&circle);
    remember_all();
    for (uint8_t i = 0; i < devices; i++)
        assert_int_equal(check_values(circle.spaces[i]), count_values(circle.spaces[i]));
    circle_end(&circle);
}

static void test_registers_hold_what_follows_from_all_batches(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++)
        run(2 + seed % 5, seed);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_registers_hold_what_follows_from_all_batches),
};
TEST_GROUP(space_registers_story, tests)
