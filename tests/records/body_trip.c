#include "records/body_trip.h"

#include "harness.h"

void assert_same_string(struct body_string a, struct body_string b)
{
    assert_int_equal(a.size, b.size);
    assert_memory_equal(a.bytes, b.bytes, a.size);
}

struct body body_trip(const struct body *body, uint8_t bytes[BODY_BYTES_MAX])
{
    struct body again;
    size_t size = body_encode(body, bytes);
    assert_in_range(size, 1, BODY_BYTES_MAX);
    assert_int_equal(body_decode(bytes, size, &again), BODY_OK);
    assert_int_equal(again.kind, body->kind);
    assert_true(again.written_at_ms == body->written_at_ms);
    return again;
}
