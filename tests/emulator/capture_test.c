#include "emulator/capture.h"

#include <stdlib.h>
#include <string.h>

#include "emulator/engine.h"
#include "harness.h"

/* A capture in memory. */
struct kept {
    FILE *file;
    char *bytes;
    size_t size;
};

static void kept_open(struct kept *kept)
{
    kept->file = open_memstream(&kept->bytes, &kept->size);
    assert_non_null(kept->file);
    capture_begin(kept->file);
}

static void kept_close(struct kept *kept)
{
    assert_int_equal(fclose(kept->file), 0);
    free(kept->bytes);
}

/* What is there beyond an offset, and that it is so long. */
static const char *kept_from(struct kept *kept, size_t offset, size_t size)
{
    assert_int_equal(fflush(kept->file), 0);
    assert_int_equal(kept->size, offset + size);
    return kept->bytes + offset;
}

static void a_capture_begins_as_pcap_says(void **state)
{
    (void)state;
    struct kept kept;
    kept_open(&kept);
    const uint8_t header[CAPTURE_FILE_HEADER_BYTES] = {
        0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01, 0x08, 0, 0, 147, 0, 0, 0,
    };
    assert_memory_equal(kept_from(&kept, 0, sizeof header), header, sizeof header);
    kept_close(&kept);
}

static void a_datagram_has_its_time_its_sizes_and_its_direction_in_front(void **state)
{
    (void)state;
    struct kept kept;
    kept_open(&kept);
    capture_datagram(kept.file, DIRECTION_BACK, 66000007, (const uint8_t *)"a\0b", 3);
    const uint8_t packet[] = {66, 0, 0, 0, 7, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 1, 'a', 0, 'b'};
    assert_memory_equal(kept_from(&kept, CAPTURE_FILE_HEADER_BYTES, sizeof packet), packet,
                        sizeof packet);
    kept_close(&kept);
}

static void an_empty_datagram_is_a_direction_alone(void **state)
{
    (void)state;
    struct kept kept;
    kept_open(&kept);
    capture_datagram(kept.file, DIRECTION_THERE, 0, (const uint8_t *)"", 0);
    const uint8_t packet[CAPTURE_PACKET_HEADER_BYTES + 1] = {[8] = 1, [12] = 1};
    assert_memory_equal(kept_from(&kept, CAPTURE_FILE_HEADER_BYTES, sizeof packet), packet,
                        sizeof packet);
    kept_close(&kept);
}

static void an_over_long_datagram_is_cut_and_its_size_told(void **state)
{
    (void)state;
    struct kept kept;
    static const uint8_t bytes[NETWORK_DATAGRAM_MAX] = {0};
    kept_open(&kept);
    capture_datagram(kept.file, DIRECTION_THERE, 0, bytes, 0x0fff);
    const char *packet =
        kept_from(&kept, CAPTURE_FILE_HEADER_BYTES, CAPTURE_PACKET_HEADER_BYTES + 1 + sizeof bytes);
    const uint8_t sizes[] = {0x01, 0x08, 0, 0, 0x00, 0x10, 0, 0};
    assert_memory_equal(packet + 8, sizes, sizeof sizes);
    kept_close(&kept);
}

static void ignore_readable(void *context, uint32_t source)
{
    (void)context;
    (void)source;
}

static void ignore_delivery(void *context, enum direction direction,
                            const struct network_datagram *datagram)
{
    (void)context;
    (void)direction;
    (void)datagram;
}

static void what_the_network_loses_is_captured_as_well(void **state)
{
    (void)state;
    static struct engine engine;
    struct kept kept = {0};
    struct engine_setup setup = {.seed = 1};
    const struct engine_ends ends = {NULL, ignore_readable, ignore_delivery};
    setup.plans[DIRECTION_THERE] = setup.plans[DIRECTION_BACK] = network_plan_perfect();
    setup.plans[DIRECTION_THERE].terms.down = true;
    setup.capture = open_memstream(&kept.bytes, &kept.size);
    kept.file = setup.capture;
    assert_non_null(kept.file);
    assert_true(engine_open(&engine, &setup, &ends));
    const struct network_datagram datagram = {0, 5, (const uint8_t *)"there"};
    const struct network_datagram answer = {0, 4, (const uint8_t *)"back"};
    engine_carry(&engine, DIRECTION_THERE, &datagram);
    engine_carry(&engine, DIRECTION_BACK, &answer);
    engine_close(&engine);

    const size_t first = CAPTURE_PACKET_HEADER_BYTES + 6;
    const char *packets =
        kept_from(&kept, CAPTURE_FILE_HEADER_BYTES, first + CAPTURE_PACKET_HEADER_BYTES + 5);
    assert_memory_equal(packets + CAPTURE_PACKET_HEADER_BYTES, "\0there", 6);
    assert_memory_equal(packets + first + CAPTURE_PACKET_HEADER_BYTES, "\1back", 5);
    kept_close(&kept);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_capture_begins_as_pcap_says),
    cmocka_unit_test(a_datagram_has_its_time_its_sizes_and_its_direction_in_front),
    cmocka_unit_test(an_empty_datagram_is_a_direction_alone),
    cmocka_unit_test(an_over_long_datagram_is_cut_and_its_size_told),
    cmocka_unit_test(what_the_network_loses_is_captured_as_well),
};
TEST_GROUP(capture, tests)
