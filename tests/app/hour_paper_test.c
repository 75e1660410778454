/* The session of an hour is found again, and what each said of it. */
#include "app/hour_paper.h"

#include "harness.h"
#include "memory.h"

#define BEGAN 29629000u

/* Anna opened the door; Ben is the other one. */
static struct space *anna, *ben;

static void begin(void)
{
    struct space_config config = {
        .id = {8}, .member_count = 2, .device_count = 2, .member_of = {0, 1}};
    anna = space_create(&config, &test_memory.memory);
    config.own_device = 1;
    ben = space_create(&config, &test_memory.memory);
    assert_true(anna != NULL && ben != NULL);
}

static void end(void)
{
    space_free(anna);
    space_free(ben);
}

static void bring(struct space *from, struct space *to, uint8_t device)
{
    const uint8_t *bytes;
    size_t size;
    const struct space_publication publication = {.minute = BEGAN + 60};
    while (space_has_draft(from)) {
        assert_int_equal(space_publish(from, &publication, &bytes, &size), SPACE_WRITTEN);
        if (bytes != NULL)
            assert_int_equal(space_apply(to, device, bytes, size), SPACE_APPLIED);
    }
}

static void meet(void)
{
    bring(anna, ben, 0);
    bring(ben, anna, 1);
}

static void set(struct space *space, struct object_id object, uint8_t field, struct value value)
{
    assert_int_equal(space_set(space, object, field, &value), SPACE_WRITTEN);
}

static struct object_id make_session(struct space *space, uint32_t began)
{
    struct object_id session;
    assert_int_equal(space_make(space, KIND_SESSION, &session), SPACE_WRITTEN);
    set(space, session, SESSION_BEGAN, value_number(began));
    meet();
    return session;
}

static void a_session_is_found_by_its_minute_and_who_wrote_it(void **state)
{
    (void)state;
    struct object_id found;
    begin();
    assert_false(hour_paper_find(ben, BEGAN, 0, &found));
    make_session(ben, BEGAN); /* which he wrote down himself */
    assert_false(hour_paper_find(ben, BEGAN, 0, &found));
    struct object_id session = make_session(anna, BEGAN);
    assert_true(hour_paper_find(ben, BEGAN, 0, &found));
    assert_true(object_id_is_equal(found, session));
    assert_false(hour_paper_find(ben, BEGAN + 1, 0, &found));
    end();
}

static void each_says_its_own(void **state)
{
    (void)state;
    struct object_id hers, his, again, word;
    begin();
    struct object_id session = make_session(anna, BEGAN);
    assert_int_equal(hour_paper_own(anna, session, KIND_RATING, &hers), SPACE_WRITTEN);
    set(anna, hers, RATING_HEARD, value_number(8));
    meet();
    assert_true(hour_paper_said(ben, session, KIND_RATING, 0, &again));
    assert_true(object_id_is_equal(again, hers));
    assert_false(hour_paper_said(ben, session, KIND_RATING, 1, &again));
    assert_int_equal(hour_paper_own(ben, session, KIND_RATING, &his), SPACE_WRITTEN);
    assert_false(object_id_is_equal(his, hers));
    assert_int_equal(hour_paper_own(ben, session, KIND_RATING, &again), SPACE_WRITTEN);
    assert_true(object_id_is_equal(his, again));
    assert_int_equal(hour_paper_own(ben, session, KIND_FORMAT, &word), SPACE_WRITTEN);
    meet();
    assert_int_equal(space_count(anna, KIND_RATING), 2);
    assert_int_equal(space_count(anna, KIND_FORMAT), 1);
    end();
}

/* Whatever request fails, nothing is left over once the draft is discarded. */
static void without_memory_nothing_is_half_written(void **state)
{
    (void)state;
    enum space_write written = SPACE_NO_MEMORY;
    begin();
    struct object_id session = make_session(anna, BEGAN);
    for (size_t n = 1; written == SPACE_NO_MEMORY; n++) {
        struct object_id own;
        test_memory.requests = 0;
        test_memory.fail_at = n;
        written = hour_paper_own(anna, session, KIND_FORMAT, &own);
        test_memory.fail_at = 0;
        assert_true(written == SPACE_WRITTEN || written == SPACE_NO_MEMORY);
        space_discard(anna);
        assert_int_equal(space_count(anna, KIND_FORMAT), 0);
        assert_true(n < 200);
    }
    end();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, test_memory_begin, test_memory_end)

static const struct CMUnitTest tests[] = {
    TEST(a_session_is_found_by_its_minute_and_who_wrote_it),
    TEST(each_says_its_own),
    TEST(without_memory_nothing_is_half_written),
};

TEST_GROUP(hour_paper, tests)
