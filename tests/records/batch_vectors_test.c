/* Batches written by a second implementation (tools/batch_vectors.py): read as what they say, and
 * written again as the same bytes. */
#include "records/batch.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "json.h"
#include "memory.h"
#include "records/batch_samples.h"
#include "records/chain.h"

static uint64_t number(const struct json *value)
{
    assert_int_equal(value->kind, JSON_PLAIN);
    return strtoull(value->text, NULL, 10);
}

static struct object_id object_of(const struct json *pair)
{
    assert_int_equal(json_count(pair), 2);
    return (struct object_id){(uint32_t)number(pair->child), (uint8_t)number(pair->child->next)};
}

static void assert_hex(const struct json *object, const char *key, const uint8_t *bytes,
                       size_t size)
{
    uint8_t wanted[SCHEMA_STRING_BYTES_MAX];
    assert_int_equal(json_hex(object, key, wanted, sizeof wanted), size);
    if (size > 0)
        assert_memory_equal(bytes, wanted, size);
}

static void assert_runs(const struct json *runs, const struct operation *operation)
{
    size_t n = 0;
    assert_int_equal(json_count(runs), operation->run_count);
    JSON_EACH(wanted, runs)
    {
        const struct text_run *run = &operation->runs[n++];
        assert_int_equal(run->at, number(json_get(wanted, "at")));
        if (json_find(wanted, "text") != NULL) {
            assert_int_equal(run->kind, TEXT_INSERT);
            assert_hex(wanted, "text", run->text, run->size);
        } else {
            assert_int_equal(run->kind, TEXT_DELETE);
            assert_int_equal(run->count, number(json_get(wanted, "count")));
        }
    }
}

static void assert_value(const struct json *wanted, const struct value *value)
{
    if (json_find(wanted, "number") != NULL) {
        assert_int_equal(value->type, VALUE_NUMBER);
        assert_true(value->number == number(json_get(wanted, "number")));
    } else if (json_find(wanted, "reference") != NULL) {
        assert_int_equal(value->type, VALUE_OBJECT);
        assert_true(object_id_is_equal(value->object, object_of(json_get(wanted, "reference"))));
    } else if (json_find(wanted, "string") != NULL) {
        assert_int_equal(value->type, VALUE_STRING);
        assert_hex(wanted, "string", value->bytes, value->size);
    } else {
        assert_int_equal(value->type, VALUE_BYTES);
        assert_hex(wanted, "bytes", value->bytes, value->size);
    }
}

static void assert_operation(const struct json *wanted, const struct operation *operation)
{
    static const char *const names[] = {"make", "set", "note", "erase"};
    const char *name = json_text(wanted, "op");
    bool clears = strcmp(name, "clear") == 0;
    assert_string_equal(clears ? "set" : name, names[operation->kind]);
    assert_true(object_id_is_equal(operation->object, object_of(json_get(wanted, "object"))));
    assert_int_equal(operation->made, number(json_get(wanted, "kind")));
    if (json_find(wanted, "field") != NULL)
        assert_int_equal(operation->field, number(json_get(wanted, "field")));
    if (clears)
        assert_int_equal(operation->value.type, VALUE_NONE);
    else if (operation->kind == OPERATION_SET)
        assert_value(wanted, &operation->value);
    else if (operation->kind == OPERATION_NOTE)
        assert_runs(json_get(wanted, "runs"), operation);
}

static void assert_batch(const struct json *wanted, const struct batch *batch)
{
    const struct json *known = json_get(wanted, "known")->child;
    assert_int_equal(batch->head.device, number(json_get(wanted, "device")));
    assert_int_equal(batch->head.sequence, number(json_get(wanted, "sequence")));
    assert_int_equal(batch->head.lamport, number(json_get(wanted, "lamport")));
    assert_int_equal(batch->head.minute, number(json_get(wanted, "minute")));
    for (size_t i = 0; i < SPACE_DEVICES_MAX; i++, known = known->next)
        assert_int_equal(batch->head.known[i], number(known));
    const struct json *operations = json_get(wanted, "operations");
    size_t n = 0;
    assert_int_equal(batch->operation_count, json_count(operations));
    JSON_EACH(operation, operations)
    {
        assert_operation(operation, &batch->operations[n++]);
    }
}

static void check_chain(const struct json *chain, const uint8_t space_id[CHAIN_ID_BYTES],
                        struct counted_memory *counted)
{
    uint8_t link[CHAIN_BYTES];
    chain_begin(space_id, (uint8_t)number(json_get(chain, "device")), link);
    assert_hex(chain, "begin", link, sizeof link);
    static uint8_t bytes[BATCH_BYTES_MAX], again[BATCH_BYTES_MAX];
    uint32_t before[SPACE_DEVICES_MAX] = {0};
    JSON_EACH(wanted, json_get(chain, "batches"))
    {
        struct batch_read read;
        struct batch_source source = {bytes, json_hex(wanted, "batch", bytes, sizeof bytes), false};
        assert_int_equal(batch_decode(&source, before, &counted->memory, &read), BATCH_OK);
        assert_batch(wanted, &read.batch);
        chain_next(link, source.bytes, source.size, link);
        assert_hex(wanted, "chain", link, sizeof link);
        size_t size = batch_encode(&read.batch, before, &counted->memory, again, sizeof again);
        /* Another deflate may find other bytes; all else has one form. */
        if (number(json_get(wanted, "squeezed")) == 0) {
            assert_int_equal(size, source.size);
            assert_memory_equal(again, bytes, size);
        }
        memcpy(before, read.batch.head.known, sizeof before);
        batch_free(&read, &counted->memory);
    }
}

static void test_batches_of_another_implementation_are_read_and_written_alike(void **state)
{
    (void)state;
    struct json_document *document = json_open("tests/vectors/batches.json");
    struct counted_memory counted;
    counted_memory_begin(&counted);
    const struct json *chains = json_get(json_root(document), "chains");
    uint8_t space_id[CHAIN_ID_BYTES];
    assert_int_equal(json_count(chains), 3);
    assert_int_equal(json_hex(json_root(document), "space", space_id, sizeof space_id),
                     sizeof space_id);
    JSON_EACH(chain, chains)
    {
        check_chain(chain, space_id, &counted);
    }
    counted_memory_end(&counted);
    json_close(document);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_batches_of_another_implementation_are_read_and_written_alike),
};

TEST_GROUP(batch_vectors, tests)
