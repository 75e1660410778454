/* Messages there and back, parts of every size, and what is no message. */
#include "records/sync_wire.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "memory.h"

static const struct sync_shape shape = {.device_count = 3, .chained = 5};

static struct sync_message sample(uint8_t sections)
{
    return (struct sync_message){
        .sections = sections,
        .shape = shape,
        .digest = {1, 2, 3, 4, 5, 6, 7, 8},
        .vector = {70, 3, 0},
        .chains = {{9, 9, 9}},
        .acknowledged = 100,
        .doubts = 4,
        .turn = 7,
        .whole_kind = (sections & SYNC_WHOLE) != 0 ? SYNC_WHOLE_WANTED : 0,
    };
}

static size_t write(const struct sync_message *message, uint8_t *out, size_t room)
{
    struct byte_writer w = byte_writer_over(out, room);
    sync_message_write(message, &w);
    if ((message->sections & SYNC_BATCHES) != 0) {
        sync_message_add((const uint8_t *)"batch", 5, &w);
        sync_message_add((const uint8_t *)"another", 7, &w);
    }
    assert_false(w.failed);
    return w.size;
}

static bool is_possible(unsigned sections)
{
    return sections != 0 && (sections & (SYNC_DIGEST | SYNC_VECTOR)) != (SYNC_DIGEST | SYNC_VECTOR);
}

static void test_every_mix_of_sections_comes_back(void **state)
{
    (void)state;
    for (unsigned sections = 1; sections < 128; sections++) {
        uint8_t bytes[128], again[128];
        struct sync_message message = sample((uint8_t)sections), back;
        if (!is_possible(sections))
            continue;
        size_t size = write(&message, bytes, sizeof bytes);
        assert_true(sync_message_read(bytes, size, shape, &back));
        assert_int_equal(back.sections, sections);
        assert_int_equal(write(&back, again, sizeof again), size);
        assert_memory_equal(again, bytes, size);
        for (size_t cut = 0; cut < size; cut++) {
            /* Behind a whole batch the list may end. */
            bool may_end = (sections & SYNC_BATCHES) != 0 && cut == size - 8;
            assert_true(sync_message_read(bytes, cut, shape, &back) == may_end);
        }
    }
}

static void test_batches_are_found_one_by_one(void **state)
{
    (void)state;
    uint8_t bytes[128];
    struct sync_message message = sample(SYNC_BATCHES | SYNC_ACK), back;
    size_t at = 0, length;
    size_t size = write(&message, bytes, sizeof bytes);
    assert_true(sync_message_read(bytes, size, shape, &back));
    assert_int_equal(back.turn, 7);
    assert_memory_equal(sync_message_batch(&back, &at, &length), "batch", 5);
    assert_int_equal(length, 5);
    assert_memory_equal(sync_message_batch(&back, &at, &length), "another", 7);
    assert_int_equal(length, 7);
    assert_null(sync_message_batch(&back, &at, &length));
    assert_int_equal(length, 0);
}

static void test_a_whole_is_what_stands_to_the_end(void **state)
{
    (void)state;
    uint8_t bytes[128];
    struct sync_message message = sample(SYNC_WHOLE | SYNC_ACK), back;
    message.whole_kind = SYNC_WHOLE_HERE;
    size_t size = write(&message, bytes, sizeof bytes);
    memcpy(bytes + size, "all of it", 9);
    assert_true(sync_message_read(bytes, size + 9, shape, &back));
    assert_int_equal(back.turn, 7);
    assert_int_equal(back.whole_size, 9);
    assert_memory_equal(back.whole, "all of it", 9);
}

static void test_chains_are_told_of_those_agreed_on_alone(void **state)
{
    (void)state;
    uint8_t bytes[128];
    struct sync_message message = sample(SYNC_VECTOR);
    /* 70, 3 and 0 batches; of device 1 there is no chain, of device 2 nothing. */
    assert_int_equal(write(&message, bytes, sizeof bytes), 1 + 2 + 1 + 1 + 8);
}

static void test_what_is_no_message_is_refused(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",
        "00",           /* nothing */
        "03",           /* digest and vector */
        "40",           /* of a whole, and nothing of it */
        "4000",         /* a kind of nothing */
        "4004",         /* an unknown one */
        "400201",       /* a byte too many */
        "400307",       /* the whole is missing */
        "40030061",     /* turn 0 */
        "6003070161",   /* batches behind a whole */
        "0800",         /* a byte too many */
        "1008",         /* doubts of a device that is not there */
        "104004",       /* not shortest */
        "2007",         /* no batches */
        "20000161",     /* turn 0 */
        "200700",       /* a batch of no bytes */
        "20070361",     /* a batch that is cut */
        "200780010041", /* one of 65,601 bytes */
        "040102034007",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t bytes[16];
        struct sync_message message;
        size_t size = from_hex(rows[i], bytes, sizeof bytes);
        assert_false(sync_message_read(bytes, size, shape, &message));
    }
}

/* ---- parts ---- */

struct ends {
    struct counted_memory memory;
    struct sync_outgoing outgoing;
    struct sync_incoming incoming;
};

static void begin(struct ends *ends)
{
    memset(ends, 0, sizeof *ends);
    counted_memory_begin(&ends->memory);
}

static void end(struct ends *ends)
{
    sync_outgoing_drop(&ends->outgoing, &ends->memory.memory);
    sync_incoming_drop(&ends->incoming, &ends->memory.memory);
    counted_memory_end(&ends->memory);
}

/* Something of that size on its way out, with 8 as the first byte. */
static void put(struct ends *ends, size_t size)
{
    const struct alcove_memory *memory = &ends->memory.memory;
    ends->outgoing.bytes = memory->resize(memory->context, NULL, 0, size);
    ends->outgoing.size = ends->outgoing.room = size;
    for (size_t i = 0; i < size; i++)
        ends->outgoing.bytes[i] = (uint8_t)(8 + i % 50);
}

static size_t cut(struct ends *ends, uint8_t *part, size_t room)
{
    return sync_part_cut(&ends->outgoing, &ends->memory.memory, part, room);
}

static enum sync_joined join(struct ends *ends, const uint8_t *part, size_t size,
                             struct sync_span *out)
{
    return sync_part_join(&ends->incoming, &ends->memory.memory, (struct sync_span){part, size},
                          out);
}

static void assert_arrives(struct ends *ends, size_t size, size_t part_size)
{
    uint8_t part[512];
    struct sync_span message = {0};
    size_t parts = 0, length;
    put(ends, size);
    enum sync_joined joined = SYNC_JOINED_PART;
    while ((length = cut(ends, part, part_size)) != 0) {
        assert_in_range(length, 1, part_size);
        assert_int_equal(joined, SYNC_JOINED_PART);
        joined = join(ends, part, length, &message);
        parts++;
    }
    assert_int_equal(joined, SYNC_JOINED_WHOLE);
    assert_int_equal(message.size, size);
    for (size_t i = 0; i < size; i++)
        assert_int_equal(message.bytes[i], (uint8_t)(8 + i % 50));
    assert_true((parts == 1) == (size <= part_size));
}

static void test_a_message_of_any_size_arrives_in_parts(void **state)
{
    (void)state;
    struct ends ends;
    begin(&ends);
    for (size_t size = 1; size < 1500; size += 1 + size / 40) {
        for (size_t part = SYNC_PART_BYTES_MIN; part <= 512; part += 37)
            assert_arrives(&ends, size, part);
    }
    assert_arrives(&ends, SYNC_MESSAGE_BYTES_MAX, 500);
    end(&ends);
}

static void test_a_part_that_is_missing_spoils_its_message_alone(void **state)
{
    (void)state;
    struct ends ends;
    uint8_t part[64];
    struct sync_span message;
    begin(&ends);
    for (size_t missing = 0; missing < 9; missing++) {
        put(&ends, 500);
        size_t length;
        for (size_t i = 0; (length = cut(&ends, part, sizeof part)) != 0; i++) {
            if (i != missing)
                assert_int_equal(join(&ends, part, length, &message), SYNC_JOINED_PART);
        }
        assert_arrives(&ends, 200, 64);
    }
    end(&ends);
}

static void test_repeated_and_early_parts_do_no_harm(void **state)
{
    (void)state;
    struct ends ends;
    uint8_t parts[6][64];
    size_t sizes[6], count = 0;
    struct sync_span message;
    begin(&ends);
    put(&ends, 300);
    while ((sizes[count] = cut(&ends, parts[count], 64)) != 0)
        count++;
    assert_int_equal(count, 5);
    static const size_t order[] = {0, 0, 1, 1, 4, 3, 2, 0, 1, 2, 1, 3, 4, 4, 1};
    static const size_t whole = 12;
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        enum sync_joined wanted = i == whole ? SYNC_JOINED_WHOLE : SYNC_JOINED_PART;
        assert_int_equal(join(&ends, parts[order[i]], sizes[order[i]], &message), wanted);
    }
    end(&ends);
}

static void test_more_than_a_message_may_have_is_refused(void **state)
{
    (void)state;
    struct ends ends;
    static uint8_t part[65536];
    struct sync_span message;
    begin(&ends);
    part[0] = 0x80;
    assert_int_equal(join(&ends, part, sizeof part, &message), SYNC_JOINED_PART);
    part[1] = 1;
    assert_int_equal(join(&ends, part, sizeof part, &message), SYNC_JOINED_PART);
    part[1] = 2;
    assert_int_equal(join(&ends, part, sizeof part, &message), SYNC_JOINED_MALFORMED);
    assert_int_equal(ends.memory.bytes, 0);
    assert_int_equal(join(&ends, part, 20, &message), SYNC_JOINED_MALFORMED); /* short, not last */
    assert_int_equal(join(&ends, part, 1, &message), SYNC_JOINED_MALFORMED);
    assert_int_equal(join(&ends, part, 0, &message), SYNC_JOINED_MALFORMED);
    end(&ends);
}

static void test_a_whole_that_was_asked_for_may_be_longer(void **state)
{
    (void)state;
    static uint8_t part[1 << 20];
    struct ends ends;
    struct sync_span message;
    begin(&ends);
    ends.incoming.takes_whole = true;
    part[0] = 0x80;
    /* Two bytes of each say which part it is. */
    for (size_t i = 0; i < SYNC_WHOLE_BYTES_MAX / sizeof part; i++) {
        part[1] = (uint8_t)i;
        assert_int_equal(join(&ends, part, sizeof part, &message), SYNC_JOINED_PART);
    }
    part[1]++;
    assert_int_equal(join(&ends, part, 2 + 65, &message), SYNC_JOINED_MALFORMED);
    assert_int_equal(ends.memory.bytes, 0);
    end(&ends);
}

static void test_without_memory_a_message_is_dropped(void **state)
{
    (void)state;
    for (size_t n = 1; n < 5; n++) {
        struct ends ends;
        uint8_t part[64];
        struct sync_span message;
        size_t size;
        enum sync_joined last = SYNC_JOINED_PART;
        unsigned short_of_memory = 0;
        begin(&ends);
        put(&ends, 400);
        ends.memory.fail_at = ends.memory.requests + n;
        while ((size = cut(&ends, part, sizeof part)) != 0) {
            last = join(&ends, part, size, &message);
            short_of_memory += last == SYNC_JOINED_NO_MEMORY;
        }
        assert_int_equal(short_of_memory, last != SYNC_JOINED_WHOLE);
        assert_arrives(&ends, 400, 64);
        end(&ends);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_every_mix_of_sections_comes_back),
    cmocka_unit_test(test_batches_are_found_one_by_one),
    cmocka_unit_test(test_a_whole_is_what_stands_to_the_end),
    cmocka_unit_test(test_chains_are_told_of_those_agreed_on_alone),
    cmocka_unit_test(test_what_is_no_message_is_refused),
    cmocka_unit_test(test_a_message_of_any_size_arrives_in_parts),
    cmocka_unit_test(test_a_part_that_is_missing_spoils_its_message_alone),
    cmocka_unit_test(test_repeated_and_early_parts_do_no_harm),
    cmocka_unit_test(test_more_than_a_message_may_have_is_refused),
    cmocka_unit_test(test_a_whole_that_was_asked_for_may_be_longer),
    cmocka_unit_test(test_without_memory_a_message_is_dropped),
};

TEST_GROUP(sync_wire, tests)
