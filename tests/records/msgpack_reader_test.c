#include "records/msgpack_reader.h"

#include <string.h>

#include <msgpack.h>

#include "harness.h"

static struct msgpack_reader reader_over(const char *hex, uint8_t *bytes, size_t capacity)
{
    size_t size = from_hex(hex, bytes, capacity);
    return msgpack_reader_over(bytes, size);
}

static void reads_each_unsigned_in_its_shortest_form_only(void **state)
{
    (void)state;
    const struct {
        const char *hex;
        uint64_t value;
        bool good;
    } rows[] = {
        {"00", 0, true},
        {"7f", 127, true},
        {"cc80", 128, true},
        {"ccff", 255, true},
        {"cd0100", 256, true},
        {"cdffff", 65535, true},
        {"ce00010000", 65536, true},
        {"ceffffffff", UINT32_MAX, true},
        {"cf0000000100000000", UINT64_C(1) << 32, true},
        {"cfffffffffffffffff", UINT64_MAX, true},
        {"cc00", 0, false},
        {"cc7f", 0, false},
        {"cd00ff", 0, false},
        {"ce0000ffff", 0, false},
        {"cf00000000ffffffff", 0, false},
        {"ff", 0, false},
        {"d001", 0, false},
        {"d3ffffffffffffffff", 0, false},
        {"c0", 0, false},
        {"c3", 0, false},
        {"a0", 0, false},
        {"cc", 0, false},
        {"cd01", 0, false},
        {"cf00000001000000", 0, false},
        {"", 0, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t bytes[16];
        struct msgpack_reader r = reader_over(rows[i].hex, bytes, sizeof bytes);
        assert_true(msgpack_read_unsigned(&r, UINT64_MAX) == rows[i].value);
        assert_int_equal(msgpack_reader_finished(&r), rows[i].good);
        assert_int_equal(msgpack_reader_failed(&r), !rows[i].good);
    }
}

static void a_value_over_its_bound_fails_and_stays_failed(void **state)
{
    (void)state;
    const uint8_t bytes[] = {0x0b, 0x01};
    struct msgpack_reader r = msgpack_reader_over(bytes, sizeof bytes);
    assert_true(msgpack_read_unsigned(&r, 10) == 0);
    assert_true(msgpack_reader_failed(&r));
    assert_true(msgpack_read_unsigned(&r, 10) == 0);
    assert_false(msgpack_reader_finished(&r));
}

static void reads_strings_in_place_and_in_their_shortest_form_only(void **state)
{
    (void)state;
    uint8_t bytes[70000];
    const size_t sizes[] = {0, 1, 31, 32, 255, 256, 65535, 65536};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        msgpack_sbuffer buffer;
        msgpack_packer packer;
        msgpack_sbuffer_init(&buffer);
        msgpack_packer_init(&packer, &buffer, msgpack_sbuffer_write);
        memset(bytes, 'x', sizeof bytes);
        msgpack_pack_str(&packer, sizes[i]);
        msgpack_pack_str_body(&packer, bytes, sizes[i]);
        struct msgpack_reader r = msgpack_reader_over((const uint8_t *)buffer.data, buffer.size);
        size_t size = 99;
        const char *text = msgpack_read_string(&r, sizes[i], &size);
        assert_true(msgpack_reader_finished(&r));
        assert_int_equal(size, sizes[i]);
        assert_ptr_equal(text, buffer.data + buffer.size - sizes[i]);
        if (sizes[i] > 0) {
            r = msgpack_reader_over((const uint8_t *)buffer.data, buffer.size);
            assert_null(msgpack_read_string(&r, sizes[i] - 1, &size));
            assert_int_equal(size, 0);
        }
        r = msgpack_reader_over((const uint8_t *)buffer.data, buffer.size - 1);
        assert_null(msgpack_read_string(&r, sizes[i], &size));
        msgpack_sbuffer_destroy(&buffer);
    }
}

static void refuses_long_forms_of_short_lengths(void **state)
{
    (void)state;
    const char *strings[] = {"d90161", "da000161", "db0000000161", "da001f", "c40161"};
    const char *binaries[] = {"c5000161", "c60000000161", "a161"};
    const char *arrays[] = {"dc000100", "dd0000000100", "8100"};
    const char *maps[] = {"de00010000", "df000000010000", "9100"};
    uint8_t bytes[64];
    size_t size;
    for (size_t i = 0; i < 5; i++) {
        struct msgpack_reader r = reader_over(strings[i], bytes, sizeof bytes);
        assert_null(msgpack_read_string(&r, 100, &size));
    }
    for (size_t i = 0; i < 3; i++) {
        struct msgpack_reader r = reader_over(binaries[i], bytes, sizeof bytes);
        assert_null(msgpack_read_binary(&r, 100, &size));
        r = reader_over(arrays[i], bytes, sizeof bytes);
        assert_int_equal(msgpack_read_array(&r, 100), 0);
        assert_true(msgpack_reader_failed(&r));
        r = reader_over(maps[i], bytes, sizeof bytes);
        assert_int_equal(msgpack_read_map(&r, 100), 0);
        assert_true(msgpack_reader_failed(&r));
    }
}

/* Five bytes that make msgpack-c's unpacker ask for gigabytes. */
static void a_length_that_cannot_be_there_fails_before_anything_is_done(void **state)
{
    (void)state;
    const char *inputs[] = {"ddffffffff", "dfffffffff", "dbffffffff", "c6ffffffff",
                            "dcffff",     "deffff",     "9f",         "8f"};
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        uint8_t bytes[8];
        size_t size;
        struct msgpack_reader r = reader_over(inputs[i], bytes, sizeof bytes);
        assert_int_equal(msgpack_read_array(&r, SIZE_MAX), 0);
        assert_true(msgpack_reader_failed(&r));
        r = reader_over(inputs[i], bytes, sizeof bytes);
        assert_int_equal(msgpack_read_map(&r, SIZE_MAX), 0);
        assert_true(msgpack_reader_failed(&r));
        r = reader_over(inputs[i], bytes, sizeof bytes);
        assert_null(msgpack_read_binary(&r, SIZE_MAX, &size));
        r = reader_over(inputs[i], bytes, sizeof bytes);
        msgpack_skip(&r);
        assert_true(msgpack_reader_failed(&r));
    }
}

static void skips_one_value_of_every_type(void **state)
{
    (void)state;
    const char *values[] = {
        "00",
        "7f",
        "e0",
        "ff",
        "c0",
        "c2",
        "c3",
        "cc80",
        "cd0100",
        "ce00010000",
        "cf0000000100000000",
        "d080",
        "d0df",
        "d1ff7f",
        "d18000",
        "d2ffff7fff",
        "d280000000",
        "d3ffffffff7fffffff",
        "d38000000000000000",
        "ca3f800000",
        "cb3ff0000000000000",
        "a0",
        "a161",
        "c400",
        "c40161",
        "90",
        "920102",
        "80",
        "820001a161c0",
        "9190",
        "81a16b9281000190",
    };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        uint8_t bytes[32];
        size_t size = from_hex(values[i], bytes, sizeof bytes);
        bytes[size] = 0x2a;
        struct msgpack_reader r = msgpack_reader_over(bytes, size + 1);
        msgpack_skip(&r);
        assert_true(msgpack_read_unsigned(&r, 100) == 42);
        assert_true(msgpack_reader_finished(&r));
        for (size_t cut = 0; cut < size; cut++) {
            r = msgpack_reader_over(bytes, cut);
            msgpack_skip(&r);
            assert_true(msgpack_reader_failed(&r));
        }
    }
}

static void skipping_refuses_extensions_the_reserved_byte_and_long_forms(void **state)
{
    (void)state;
    const char *values[] = {
        "c1",
        "c7000000000000",
        "c800000000000000",
        "c90000000000",
        "d40000",
        "d5000000",
        "d60000000000",
        "d7000000000000000000",
        "d80000000000000000000000000000000000",
        "d0e0",
        "d001",
        "d1ff80",
        "d10001",
        "d2ffff8000",
        "d3ffffffff80000000",
        "cc7f",
        "d90161",
    };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        uint8_t bytes[32];
        struct msgpack_reader r = reader_over(values[i], bytes, sizeof bytes);
        msgpack_skip(&r);
        assert_true(msgpack_reader_failed(&r));
    }
}

static void depth_is_bounded(void **state)
{
    (void)state;
    uint8_t bytes[MSGPACK_DEPTH_MAX + 2];
    memset(bytes, 0x91, sizeof bytes);
    bytes[MSGPACK_DEPTH_MAX] = 0;
    struct msgpack_reader r = msgpack_reader_over(bytes, MSGPACK_DEPTH_MAX + 1);
    msgpack_skip(&r);
    assert_true(msgpack_reader_finished(&r));
    bytes[MSGPACK_DEPTH_MAX] = 0x91;
    bytes[MSGPACK_DEPTH_MAX + 1] = 0;
    r = msgpack_reader_over(bytes, MSGPACK_DEPTH_MAX + 2);
    msgpack_skip(&r);
    assert_true(msgpack_reader_failed(&r));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(reads_each_unsigned_in_its_shortest_form_only),
    cmocka_unit_test(a_value_over_its_bound_fails_and_stays_failed),
    cmocka_unit_test(reads_strings_in_place_and_in_their_shortest_form_only),
    cmocka_unit_test(refuses_long_forms_of_short_lengths),
    cmocka_unit_test(a_length_that_cannot_be_there_fails_before_anything_is_done),
    cmocka_unit_test(skips_one_value_of_every_type),
    cmocka_unit_test(skipping_refuses_extensions_the_reserved_byte_and_long_forms),
    cmocka_unit_test(depth_is_bounded),
};
TEST_GROUP(msgpack_reader, tests)
