/* What an hour leaves is written once, each side its own, and the other finds it. */
#include "app/hour_paper.h"

#include <string.h>

#include "harness.h"
#include "memory.h"

#define BEGAN 29629000u
#define DAY   20575u

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

static const struct hour_point points[] = {{"The week", true}, {"Sleep", false}, {"", true}};
static const struct hour_paper hour = {
    .began = BEGAN,
    .minutes = 50,
    .next = BEGAN + 10080,
    .mode = SESSION_TEXT,
    .recap = "We did: walks\nWhat mattered: mornings\nNext: lists",
    .points = points,
    .point_count = 3,
};

static struct object_id write_hour(void)
{
    struct object_id session;
    assert_int_equal(hour_paper_write(anna, &hour, &session), SPACE_WRITTEN);
    meet();
    return session;
}

static void the_hour_is_there_for_both(void **state)
{
    (void)state;
    struct object_id found;
    uint8_t recap[128];
    begin();
    assert_false(hour_paper_find(ben, BEGAN, &found));
    struct object_id session = write_hour();
    /* Ben's clock rounded otherwise. */
    assert_true(hour_paper_find(ben, BEGAN + HOUR_PAPER_MINUTES_APART, &found));
    assert_true(object_id_is_equal(found, session));
    assert_false(hour_paper_find(ben, BEGAN + HOUR_PAPER_MINUTES_APART + 1, &found));
    assert_int_equal(space_value(ben, session, SESSION_MINUTES).number, 50);
    assert_int_equal(space_value(ben, session, SESSION_MODE).number, SESSION_TEXT);
    assert_int_equal(space_value(ben, session, SESSION_NEXT).number, BEGAN + 10080);
    const struct text *note = space_note(ben, session, SESSION_RECAP);
    assert_int_equal(text_size(note, false), strlen(hour.recap));
    text_read(note, false, recap);
    assert_memory_equal(recap, hour.recap, strlen(hour.recap));
    assert_int_equal(space_count(ben, KIND_AGENDA), 2);
    end();
}

static void what_is_written_again_is_there_once(void **state)
{
    (void)state;
    struct object_id again;
    begin();
    struct object_id session = write_hour();
    assert_int_equal(hour_paper_write(anna, &hour, &again), SPACE_WRITTEN);
    assert_true(object_id_is_equal(session, again));
    assert_int_equal(hour_paper_reflection(anna, session, "Mornings are hard.", DAY),
                     SPACE_WRITTEN);
    assert_int_equal(hour_paper_reflection(anna, session, "Mornings are hard.", DAY),
                     SPACE_WRITTEN);
    meet();
    assert_int_equal(space_count(ben, KIND_SESSION), 1);
    assert_int_equal(space_count(ben, KIND_AGENDA), 2);
    assert_int_equal(space_count(ben, KIND_REFLECTION), 1);
    end();
}

static void each_says_its_own(void **state)
{
    (void)state;
    struct object_id hers, his, again, word;
    const struct value eight = value_number(8);
    begin();
    struct object_id session = write_hour();
    assert_int_equal(hour_paper_own(anna, session, KIND_RATING, &hers), SPACE_WRITTEN);
    assert_int_equal(space_set(anna, hers, RATING_HEARD, &eight), SPACE_WRITTEN);
    meet();
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

static void a_reflection_keeps_both_versions(void **state)
{
    (void)state;
    const char *said = "Mornings are hard.";
    begin();
    struct object_id session = write_hour();
    assert_int_equal(hour_paper_answer(ben, session, said, REFLECTION_YES, NULL), SPACE_NOT_THERE);
    assert_int_equal(hour_paper_reflection(anna, session, said, DAY), SPACE_WRITTEN);
    assert_int_equal(hour_paper_answer(anna, session, said, REFLECTION_YES, NULL), SPACE_NOT_THERE);
    meet();
    assert_int_equal(hour_paper_answer(ben, session, "Evenings are.", REFLECTION_YES, NULL),
                     SPACE_NOT_THERE);
    assert_int_equal(
        hour_paper_answer(ben, session, said, REFLECTION_NOT_QUITE, "Only the first hour."),
        SPACE_WRITTEN);
    meet();
    struct object_id reflection = OBJECT_SPACE;
    assert_true(space_next(anna, KIND_REFLECTION, &reflection));
    assert_int_equal(space_value(anna, reflection, REFLECTION_ANSWER).number, REFLECTION_NOT_QUITE);
    struct value edited = space_value(anna, reflection, REFLECTION_EDITED);
    assert_memory_equal(edited.bytes, "Only the first hour.", edited.size);
    struct value text = space_value(anna, reflection, REFLECTION_TEXT);
    assert_memory_equal(text.bytes, said, text.size);
    end();
}

/* Whatever request fails, nothing is left over once the draft is discarded. */
static void without_memory_nothing_is_half_written(void **state)
{
    (void)state;
    enum space_write written = SPACE_NO_MEMORY;
    begin();
    for (size_t n = 1; written == SPACE_NO_MEMORY; n++) {
        struct object_id session, own;
        test_memory.requests = 0;
        test_memory.fail_at = n;
        written = hour_paper_write(anna, &hour, &session);
        if (written == SPACE_WRITTEN)
            written = hour_paper_own(anna, session, KIND_FORMAT, &own);
        if (written == SPACE_WRITTEN)
            written = hour_paper_reflection(anna, session, "Mornings are hard.", DAY);
        test_memory.fail_at = 0;
        assert_true(written == SPACE_WRITTEN || written == SPACE_NO_MEMORY);
        space_discard(anna);
        assert_int_equal(space_count(anna, KIND_SESSION), 0);
        assert_true(n < 200);
    }
    end();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, test_memory_begin, test_memory_end)

static const struct CMUnitTest tests[] = {
    TEST(the_hour_is_there_for_both),
    TEST(what_is_written_again_is_there_once),
    TEST(each_says_its_own),
    TEST(a_reflection_keeps_both_versions),
    TEST(without_memory_nothing_is_half_written),
};

TEST_GROUP(hour_paper, tests)
