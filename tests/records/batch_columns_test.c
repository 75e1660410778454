/* Columns form by form: what is malformed, what is of a newer app, what is one byte too many. */
#include "records/batch_columns.h"

#include <string.h>

#include "harness.h"
#include "records/batch_samples.h"

#define MINUTE    (20000 * 1440 + 7)
#define OK        BATCH_OK
#define NEWER     BATCH_NEWER
#define MALFORMED BATCH_MALFORMED

static enum batch_outcome judge(const uint8_t *bytes, size_t size)
{
    static struct operation operations[BATCH_OPERATIONS_MAX];
    static struct text_run runs[4096];
    struct columns columns = {.bytes = bytes, .size = size, .device = 1, .minute = MINUTE};
    if (!columns_measure(&columns))
        return BATCH_MALFORMED;
    assert_true(columns.run_count <= size / 2 && columns.operation_count <= size);
    columns.operations = operations;
    columns.runs = runs;
    enum batch_outcome outcome = columns_read(&columns);
    if (outcome == BATCH_OK) {
        struct batch batch = {.head = {.device = 1, .minute = MINUTE},
                              .operations = operations,
                              .operation_count = columns.operation_count};
        static uint8_t again[65536];
        struct byte_writer w = byte_writer_over(again, columns_room(&batch));
        columns_write(&batch, &w);
        assert_int_equal(w.size, size);
        assert_memory_equal(again, bytes, size);
    }
    return outcome;
}

struct row {
    const char *hex;
    enum batch_outcome outcome;
};

/* Hex of a row, in which blanks part the columns. */
static size_t columns_of(const char *row, uint8_t *out, size_t room)
{
    char hex[128];
    size_t at = 0;
    assert_true(strlen(row) < sizeof hex);
    for (; *row != '\0'; row++) {
        if (*row != ' ')
            hex[at++] = *row;
    }
    hex[at] = '\0';
    return from_hex(hex, out, room);
}

static void judge_all(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t bytes[64];
        enum batch_outcome outcome = judge(bytes, columns_of(rows[i].hex, bytes, sizeof bytes));
        if (outcome != rows[i].outcome)
            print_error("%s: %d, not %d\n", rows[i].hex, outcome, rows[i].outcome);
        assert_int_equal(outcome, rows[i].outcome);
    }
}

#define JUDGE(rows) judge_all(rows, sizeof(rows) / sizeof(rows)[0])

/* Count, codes, first made, run counts, objects, numbers, references, sizes, runs, text. */

static void test_counts_are_of_what_is_there(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"", MALFORMED},           {"00", MALFORMED},
        {"01", MALFORMED},         {"0161 05", OK},           /* make a goal, object 5 */
        {"0161 05 00", MALFORMED}, {"4001 61 05", MALFORMED}, /* a count that is not shortest */
        {"0261 05", MALFORMED},    {"8000 0401 61 05", MALFORMED}, /* 1,025 operations */
    };
    JUDGE(rows);
}

static void test_objects_are_made_one_after_the_other(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"016100", MALFORMED}, /* counter 0 */
        {"016000", MALFORMED}, /* a space */
        {"016005", MALFORMED},
        {"01e105", MALFORMED}, /* on another object: it always is */
        {"017205", NEWER},     /* kind 18 */
        {"017e05", NEWER},     /* kind 30 */
        {"0161c0000000ffffffff", MALFORMED},
        {"0161c0000000fffffffe", OK},
        {"016180ffffff", OK},
        {"02610500054101", MALFORMED},
    };
    JUDGE(rows);
}

static void test_operations_stand_by_object_and_field(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"0184 0a01 01", OK},            /* object 5 of this device, a goal: status 1 */
        {"0104 0a01 01", MALFORMED},     /* of no object */
        {"02840d 0a01 0102", OK},        /* status, level now */
        {"028d04 0a01 0201", MALFORMED}, /* fields the other way round */
        {"028404 0a01 0101", MALFORMED}, /* one field twice */
        {"028424 0a01 01", MALFORMED},   /* set and cleared */
        {"02a404 0a01 01", MALFORMED},
        {"01a4 0a01", OK},                  /* cleared */
        {"0284ff 0a01 0201 01", OK},        /* status of 5; 6 erased */
        {"0284ff 0a01 0001 01", MALFORMED}, /* the same object again */
        {"02847f 0a01 01", OK},
        {"02ff04 0a01 01", MALFORMED}, /* after it was erased */
        {"02ff7f 0a01", MALFORMED},
        {"026104 05 01", OK}, /* made, and its status */
        {"026184 05 0a01 01", MALFORMED},
        {"028461 05 0401 01", OK},          /* 2 has a status; 5 made */
        {"028461 05 0a01 01", MALFORMED},   /* 5 before it was made */
        {"028461 05 0c01 01", MALFORMED},   /* 6 was not made */
        {"026184 05 0201 01", MALFORMED},   /* 6 was not made, after 5 */
        {"026184 05 030201 01", OK},        /* 6 of device 2 */
        {"026184 05 010201 01", OK},        /* 5 of device 2 */
        {"026184 05 010001 01", MALFORMED}, /* 5 of device 0 comes before */
        {"0184 0b0101 01", MALFORMED},      /* another device, which it is not */
        {"0184 0b1201 01", MALFORMED},      /* device 18 */
        {"0184 0b1101 01", OK},
        {"0184 400a01 01", MALFORMED},
        {"0184 c0000001fffffffe 01 01", OK},
        {"0184 c000000200000000 01 01", MALFORMED},
    };
    JUDGE(rows);
}

static void test_the_space_is_neither_made_nor_erased(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"0181 010000 1e", OK},                                     /* retention 30 days */
        {"0181 010001 1e", MALFORMED},                              /* it is no goal */
        {"0181 020000 1e", MALFORMED}, {"0181 0200 1e", MALFORMED}, /* object 1 is no space */
        {"0181 0000 1e", MALFORMED},                                /* object 0 of device 1 */
        {"01ff 010000", MALFORMED},
    };
    JUDGE(rows);
}

static void test_kinds_and_fields_we_do_not_know_are_of_a_newer_app(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"0184 0a12 01", NEWER}, {"0184 0aff 01", NEWER},
        {"0191 0a01 01", NEWER}, /* field 17 of a goal */
        {"019f 0a01", NEWER},    {"01b1 0a01", NEWER},
        {"01d1 01 0a01", NEWER}, {"01ff 0a12", NEWER},
        {"0191 0a", MALFORMED},  {"0291ff 0a01 0001", MALFORMED},
    };
    JUDGE(rows);
}

static void test_values_are_in_their_bounds(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"0185 0a01 0a", OK},
        {"0185 0a01 0b", MALFORMED},
        {"0185 0a01 400a", MALFORMED},
        {"0183 0a01 00", OK}, /* the day of the batch: 20,000 */
        {"0183 0a01 01", OK},
        {"0183 0a01 80009c3f", OK}, /* 1970 */
        {"0183 0a01 80009c41", MALFORMED},
        {"0183 0a01 80019e70", OK}, /* the last there is */
        {"0183 0a01 80019e72", MALFORMED},
        {"0180 0a01 03 414243", OK},
        {"0180 0a01 00", OK},
        {"0180 0a01 03 4142", MALFORMED},
        {"0180 0a01 03 41424344", MALFORMED},
        {"0180 0a01 03 410a43", MALFORMED},
        {"0180 0a01 03 41c243", MALFORMED},
        {"0180 0a01 4119", MALFORMED}, /* 281 */
        {"0182 0a03 01", OK},
        {"0182 0a03 02", OK},
        {"0182 0a03 03", MALFORMED},
        {"018e 0a01 02 8021", OK},
        {"018e 0a01 02 8001", MALFORMED}, /* order keys do not end in 1 */
        {"018e 0a01 02 0021", MALFORMED},
        {"018e 0a01 00", MALFORMED},
        {"0180 0a02 0c", OK},          /* practice 5 of goal 3, of this device */
        {"0180 0a02 0d00", OK},        /* of device 0 */
        {"0180 0a02 0d01", MALFORMED}, /* another device, which it is not */
        {"0180 0a02 0d12", MALFORMED},
        {"0180 0a02 00", MALFORMED}, /* object 0 of device 1 */
        {"0180 0a02 0100", OK},      /* the space: the space itself refuses it */
        {"0180 0a02 02", MALFORMED}, /* below 0 */
    };
    JUDGE(rows);
}

static void test_runs_say_where_and_how_much(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"01cf 01 0a01 04 06 6162", OK}, /* "ab" at 3 */
        {"01cf 00 0a01", MALFORMED},
        {"01cf 01 0a01 00 00", MALFORMED}, /* nothing inserted */
        {"01cf 01 0a01 01 00", MALFORMED}, /* nothing deleted */
        {"01cf 01 0a01 03 00", OK},
        {"01cf 01 0a01 03 00 61", MALFORMED},
        {"01cf 01 0a01 04 06 61", MALFORMED},
        {"01cf 01 0a01 04 06 611b", MALFORMED},
        {"01cf 01 0a01 04 06 c3a9", OK},
        {"01cf 01 0a01 04 06 c328", MALFORMED},
        {"01cf 01 0a01 04 05 6162", MALFORMED}, /* at -3 */
        {"01cf 01 0a01 04 81fffffe 6162", OK},  /* at 16,777,215 */
        {"01cf 01 0a01 04 82000000 6162", MALFORMED},
        {"01cf 01 0a01 81ffffff 00", OK}, /* 16,777,215 characters deleted */
        {"01cf 01 0a01 82000001 00", MALFORMED},
        {"01cf 02 0a01 0402 0600 616263", OK}, /* "abc", in two */
        {"01cf 02 0a01 0403 0600 6162", OK},
        {"01cf 02 0a01 0402 0600 6162", MALFORMED},
        {"01cf 7f 0a01 0402 0600 6162", MALFORMED}, /* more runs than bytes */
        {"0186 0a05 04", NEWER},
        {"018f 0a01 01 61", MALFORMED},    /* a note is not set */
        {"01af 0a01", MALFORMED},          /* nor cleared */
        {"01c4 01 0a01 03 00", MALFORMED}, /* and a status is no note */
    };
    JUDGE(rows);
}

static void test_columns_stay_in_their_room(void **state)
{
    (void)state;
    static uint8_t bytes[65536];
    struct operation operations[16];
    struct batch batch = {.head = sample_head(), .operations = operations};
    batch.operation_count = sample_operations(operations);
    struct byte_writer w = byte_writer_over(bytes, columns_room(&batch));
    columns_write(&batch, &w);
    assert_false(w.failed);
    assert_in_range(w.size, 80, 200);
    static uint8_t long_line[SCHEMA_LINE_BYTES_MAX];
    memset(long_line, 'x', sizeof long_line);
    static struct operation many[BATCH_OPERATIONS_MAX / 8];
    size_t count = sizeof many / sizeof many[0];
    for (uint32_t i = 0; i < count; i++)
        many[i] = set((struct object_id){UINT32_MAX - i, (uint8_t)(i % 18)}, KIND_GOAL, GOAL_WHY,
                      value_string(long_line, sizeof long_line));
    batch.operations = many;
    batch.operation_count = count;
    w = byte_writer_over(bytes, columns_room(&batch));
    columns_write(&batch, &w);
    assert_false(w.failed);
    assert_int_equal(judge(bytes, w.size), BATCH_OK);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_counts_are_of_what_is_there),
    cmocka_unit_test(test_objects_are_made_one_after_the_other),
    cmocka_unit_test(test_operations_stand_by_object_and_field),
    cmocka_unit_test(test_the_space_is_neither_made_nor_erased),
    cmocka_unit_test(test_kinds_and_fields_we_do_not_know_are_of_a_newer_app),
    cmocka_unit_test(test_values_are_in_their_bounds),
    cmocka_unit_test(test_runs_say_where_and_how_much),
    cmocka_unit_test(test_columns_stay_in_their_room),
};

TEST_GROUP(batch_columns, tests)
