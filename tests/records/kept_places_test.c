/* Which objects are kept together. */
#include <string.h>

#include "harness.h"
#include "kept_scene.h"
#include "memory.h"
#include "records/kept_parts.h"

static struct scene scene;

static void assert_together(struct object_id a, struct object_id b)
{
    assert_int_equal(kept_bucket_compare(scene_bucket_of(&scene, a), scene_bucket_of(&scene, b)),
                     0);
}

static struct object_id make(enum object_kind kind)
{
    struct object_id id;
    assert_int_equal(space_make(scene.circle.spaces[0], kind, &id), SPACE_WRITTEN);
    return id;
}

static void test_every_kind_has_its_bucket(void **state)
{
    (void)state;
    struct object_id ids[KIND_COUNT];
    scene_begin(&scene, 2, 1);
    for (unsigned kind = KIND_GOAL; kind < KIND_COUNT; kind++)
        ids[kind] = make(kind);
    circle_publish_all(&scene.circle, 0);
    assert_int_equal(scene_bucket_of(&scene, OBJECT_SPACE).kind, KIND_SPACE + 1);
    assert_int_equal(scene_bucket_of(&scene, ids[KIND_GOAL]).kind, KIND_GOAL + 1);
    assert_int_equal(scene_bucket_of(&scene, ids[KIND_CHECK_IN]).kind, KIND_CHECK_IN + 1);
    assert_int_equal(scene_bucket_of(&scene, ids[KIND_REFLECTION]).kind, KIND_REFLECTION + 1);
    assert_int_equal(scene_bucket_of(&scene, ids[KIND_SESSION]).kind, KIND_SESSION + 1);
    assert_int_equal(scene_bucket_of(&scene, ids[KIND_MEASURE]).kind, KIND_MEASURE + 1);
    assert_int_equal(scene_bucket_of(&scene, ids[KIND_WORDS]).kind, KIND_WORDS + 1);
    /* What belongs to nothing lies with the space. */
    assert_together(ids[KIND_PRACTICE], OBJECT_SPACE);
    assert_together(ids[KIND_AGENDA], OBJECT_SPACE);
    assert_together(ids[KIND_RATING], OBJECT_SPACE);
    assert_together(ids[KIND_COMMENT], OBJECT_SPACE);
    assert_together(ids[KIND_PROPOSAL], OBJECT_SPACE);
    /* What there is one of, or a few, too. */
    assert_together(ids[KIND_FORMAT], OBJECT_SPACE);
    assert_together(ids[KIND_SAFETY], OBJECT_SPACE);
    assert_together(ids[KIND_CONSENT], OBJECT_SPACE);
    assert_together(ids[KIND_SIGNATURE], OBJECT_SPACE);
    assert_together(ids[KIND_SLOT], OBJECT_SPACE);
    assert_together(ids[KIND_LOOK], OBJECT_SPACE);
    scene_end(&scene);
}

static void test_what_belongs_together_lies_together(void **state)
{
    (void)state;
    scene_begin(&scene, 2, 1);
    struct object_id goal = make(KIND_GOAL);
    struct object_id practice = make(KIND_PRACTICE);
    struct object_id session = make(KIND_SESSION);
    struct object_id agenda = make(KIND_AGENDA);
    struct object_id rating = make(KIND_RATING);
    struct object_id comment = make(KIND_COMMENT);
    struct object_id proposal = make(KIND_PROPOSAL);
    struct object_id format = make(KIND_FORMAT);
    struct object_id signature = make(KIND_SIGNATURE);
    scene_set_object(&scene, 0, practice, PRACTICE_GOAL, goal);
    scene_set_object(&scene, 0, agenda, AGENDA_SESSION, session);
    scene_set_object(&scene, 0, rating, RATING_SESSION, session);
    scene_set_object(&scene, 0, comment, COMMENT_TARGET, practice);
    scene_set_object(&scene, 0, proposal, PROPOSAL_TARGET, goal);
    scene_set_object(&scene, 0, format, FORMAT_SESSION, session);
    scene_set_object(&scene, 0, signature, SIGNATURE_TARGET, session);
    circle_publish_all(&scene.circle, 0);
    assert_together(practice, goal);
    assert_together(comment, goal);
    assert_together(proposal, goal);
    assert_together(agenda, session);
    assert_together(rating, session);
    assert_together(format, session);
    assert_together(signature, session);
    assert_int_not_equal(
        kept_bucket_compare(scene_bucket_of(&scene, goal), scene_bucket_of(&scene, session)), 0);
    scene_end(&scene);
}

static void test_days_of_a_month_lie_together(void **state)
{
    (void)state;
    static const struct {
        enum object_kind kind;
        uint8_t field;
        uint64_t a_day;
    } kinds[] = {
        {KIND_CHECK_IN, CHECK_IN_DAY, 1},
        {KIND_REFLECTION, REFLECTION_DAY, 1},
        {KIND_MEASURE, MEASURE_DAY, 1},
        {KIND_SESSION, SESSION_BEGAN, 1440},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct object_id ids[3];
        scene_begin(&scene, 2, 1);
        for (size_t n = 0; n < 3; n++)
            ids[n] = make(kinds[i].kind);
        scene_set_number(&scene, 0, ids[0], kinds[i].field, 20400 * kinds[i].a_day);
        scene_set_number(&scene, 0, ids[1], kinds[i].field, 20429 * kinds[i].a_day);
        scene_set_number(&scene, 0, ids[2], kinds[i].field, 20430 * kinds[i].a_day);
        circle_publish_all(&scene.circle, 0);
        assert_together(ids[0], ids[1]);
        assert_int_equal(
            kept_bucket_compare(scene_bucket_of(&scene, ids[1]), scene_bucket_of(&scene, ids[2])),
            -1);
        scene_end(&scene);
    }
}

static void test_who_comments_on_himself_is_kept_all_the_same(void **state)
{
    (void)state;
    struct batch_head head;
    struct operation operations[4];
    scene_begin(&scene, 2, 1);
    head = circle_head(&scene.circle, 0, 1);
    for (uint32_t i = 0; i < 2; i++) {
        const struct object_id id = {i + 1, 1};
        const struct object_id other = {2 - i, 1};
        operations[2 * i] =
            (struct operation){.kind = OPERATION_MAKE, .made = KIND_COMMENT, .object = id};
        operations[2 * i + 1] = (struct operation){.kind = OPERATION_SET,
                                                   .made = KIND_COMMENT,
                                                   .field = COMMENT_TARGET,
                                                   .object = id,
                                                   .value = value_object(other)};
    }
    const struct batch batch = {head, operations, 4, NULL};
    assert_int_equal(circle_send(&scene.circle, 0, 1, &batch), SPACE_APPLIED);
    assert_together((struct object_id){1, 1}, OBJECT_SPACE);
    assert_together((struct object_id){2, 1}, OBJECT_SPACE);
    scene_end(&scene);
}

static void test_all_that_is_published_is_gathered_once_and_in_order(void **state)
{
    (void)state;
    struct kept_places places;
    scene_begin_rich(&scene);
    const struct space *space = scene.circle.spaces[0];
    size_t expected = 1;
    for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
        for (size_t i = 0; i < space->kinds[kind].count; i++)
            expected += !space->kinds[kind].objects[i]->is_draft_made;
    }
    assert_true(space_has_draft(space));
    assert_true(kept_places_gather(space, &places));
    assert_int_equal(places.count, expected);
    size_t buckets = 0;
    for (size_t at = 0, n; at < places.count; at += n, buckets++) {
        n = kept_bucket_length(&places, at);
        assert_in_range(n, 1, places.count - at);
        for (size_t i = at + 1; i < at + n; i++) {
            const struct space_object *a = places.list[i - 1].object;
            const struct space_object *b = places.list[i].object;
            assert_true(a->kind < b->kind ||
                        (a->kind == b->kind && object_id_compare(a->id, b->id) < 0));
        }
        if (at > 0)
            assert_int_equal(
                kept_bucket_compare(places.list[at - 1].bucket, places.list[at].bucket), -1);
    }
    /* With the draft and the head that is all there is on the shelf. */
    assert_int_equal(buckets + 2, scene.shelf.count);
    kept_places_free(space, &places);
    scene.circle.memory[0].fail_at = scene.circle.memory[0].requests + 1;
    assert_false(kept_places_gather(space, &places));
    scene_end(&scene);
}

static void test_the_room_of_an_object_is_about_what_it_takes(void **state)
{
    (void)state;
    scene_begin_rich(&scene);
    struct kept_places places;
    const struct space *space = scene.circle.spaces[0];
    assert_true(kept_places_gather(space, &places));
    for (size_t at = 0, n; at < places.count; at += n) {
        struct kept_block raw;
        size_t room = 0;
        n = kept_bucket_length(&places, at);
        for (size_t i = at; i < at + n; i++)
            room += kept_object_room(places.list[i].object);
        assert_true(kept_columns_write(space, &places.list[at], n, &raw));
        assert_in_range(raw.size, room / 40, room);
        kept_block_free(space->memory, &raw);
    }
    kept_places_free(space, &places);
    scene_end(&scene);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_every_kind_has_its_bucket),
    cmocka_unit_test(test_what_belongs_together_lies_together),
    cmocka_unit_test(test_days_of_a_month_lie_together),
    cmocka_unit_test(test_who_comments_on_himself_is_kept_all_the_same),
    cmocka_unit_test(test_all_that_is_published_is_gathered_once_and_in_order),
    cmocka_unit_test(test_the_room_of_an_object_is_about_what_it_takes),
};

TEST_GROUP(kept_places, tests)
