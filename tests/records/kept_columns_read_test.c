/* The columns of a bucket: small for what is alike, refused as soon as anything is out of place. */
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "kept_scene.h"
#include "memory.h"
#include "records/kept_parts.h"

static struct scene scene;

/* A bucket of the first device's space, written. */
static struct kept_block columns_of(struct space_bucket bucket, size_t *count)
{
    struct kept_places places;
    struct kept_block out = {0};
    const struct space *space = scene.circle.spaces[0];
    assert_true(kept_places_gather(space, &places));
    for (size_t at = 0, n; at < places.count; at += n) {
        n = kept_bucket_length(&places, at);
        if (kept_bucket_compare(places.list[at].bucket, bucket) != 0)
            continue;
        *count = n;
        assert_true(kept_columns_write(space, &places.list[at], n, &out));
    }
    kept_places_free(space, &places);
    assert_non_null(out.bytes);
    return out;
}

/* An empty space that is said to hold as much as the first device's. */
struct target {
    struct counted_memory counted;
    struct space *space;
    struct kept_objects objects;
};

static void target_begin(struct target *target)
{
    const struct space *from = scene.circle.spaces[0];
    counted_memory_begin(&target->counted);
    target->space = circle_create(&scene.circle, 0, &target->counted);
    assert_non_null(target->space);
    memset(&target->objects, 0, sizeof target->objects);
    for (size_t i = 0; i < 2; i++) {
        target->space->devices[i].held = from->devices[i].held;
        target->objects.count[i] = from->devices[i].made;
        target->objects.of[i] = calloc(from->devices[i].made + 1, sizeof *target->objects.of[i]);
        assert_non_null(target->objects.of[i]);
    }
}

static void target_end(struct target *target)
{
    for (size_t i = 0; i < 2; i++) {
        target->space->devices[i].held = 0;
        for (size_t n = 0; n < target->objects.count[i]; n++)
            space_object_free(target->space, target->objects.of[i][n]);
        free(target->objects.of[i]);
    }
    space_free(target->space);
    counted_memory_end(&target->counted);
}

static enum space_load read_once(const uint8_t *bytes, size_t size)
{
    struct target target;
    target_begin(&target);
    enum space_load load = kept_columns_read(target.space, bytes, size, &target.objects);
    target_end(&target);
    return load;
}

static struct object_id check_in(uint8_t device, struct object_id practice, uint64_t day)
{
    struct object_id id;
    assert_int_equal(space_make(scene.circle.spaces[device], KIND_CHECK_IN, &id), SPACE_WRITTEN);
    scene_set_object(&scene, device, id, CHECK_IN_PRACTICE, practice);
    scene_set_number(&scene, device, id, CHECK_IN_DAY, day);
    scene_set_number(&scene, device, id, CHECK_IN_DONE, 1);
    scene_set_number(&scene, device, id, CHECK_IN_HOW_WELL, 7);
    return id;
}

static void test_a_month_of_check_ins_takes_little(void **state)
{
    (void)state;
    size_t count;
    struct kept_block box;
    scene_begin(&scene, 2, 1);
    struct object_id practice = scene_make(&scene, 0, KIND_PRACTICE, PRACTICE_TEXT, "Walk");
    struct object_id id = practice;
    for (uint64_t day = 20400; day < 20430; day++) {
        id = check_in(0, practice, day);
        circle_publish_all(&scene.circle, 0);
    }
    struct kept_block raw = columns_of(scene_bucket_of(&scene, id), &count);
    assert_int_equal(count, 30);
    /* Ids, four values each, who and when. */
    assert_in_range(raw.size, 30 * 8, 30 * 22);
    assert_int_equal(read_once(raw.bytes, raw.size), SPACE_LOADED);
    const struct alcove_memory *memory = &scene.circle.memory[0].memory;
    assert_true(kept_box_close(memory, &raw, &box));
    assert_in_range(box.size, 20, 150);
    kept_block_free(memory, &box);
    kept_block_free(memory, &raw);
    scene_end(&scene);
}

static void test_more_objects_are_named_than_there_are_short_references(void **state)
{
    (void)state;
    static struct object_id practices[KEPT_REFERENCES_MAX + 20];
    const size_t many = KEPT_REFERENCES_MAX + 20;
    struct object_id id = OBJECT_SPACE;
    size_t count;
    scene_begin(&scene, 2, 1);
    for (size_t i = 0; i < many; i++)
        practices[i] = scene_make(&scene, 0, KIND_PRACTICE, PRACTICE_TEXT, "Walk");
    circle_publish_all(&scene.circle, 0);
    for (size_t i = 0; i < 2 * many; i++)
        id = check_in(0, practices[i % many], 20400);
    circle_publish_all(&scene.circle, 0);
    struct kept_block raw = columns_of(scene_bucket_of(&scene, id), &count);
    assert_int_equal(count, 2 * many);
    assert_int_equal(read_once(raw.bytes, raw.size), SPACE_LOADED);
    kept_block_free(&scene.circle.memory[0].memory, &raw);
    scene_keep(&scene);
    scene_assert_comes_back(&scene);
    scene_end(&scene);
}

static void test_values_that_stand_beside_each_other_come_back_in_order(void **state)
{
    (void)state;
    scene_begin(&scene, 2, 1);
    struct object_id goal = scene_make(&scene, 0, KIND_GOAL, GOAL_TITLE, "Be outside more");
    circle_publish_all(&scene.circle, 0);
    circle_meet(&scene.circle);
    struct value mine = value_text("Mine");
    struct value theirs = value_text("Theirs");
    assert_int_equal(space_set(scene.circle.spaces[0], goal, GOAL_TITLE, &mine), SPACE_WRITTEN);
    assert_int_equal(space_set(scene.circle.spaces[1], goal, GOAL_TITLE, &theirs), SPACE_WRITTEN);
    circle_publish_all(&scene.circle, 0);
    circle_publish_all(&scene.circle, 1);
    circle_meet(&scene.circle);
    assert_int_equal(space_values(scene.circle.spaces[0], goal, GOAL_TITLE, NULL, 0), 2);
    scene_keep(&scene);
    scene_restart(&scene);
    assert_int_equal(space_values(scene.circle.spaces[0], goal, GOAL_TITLE, NULL, 0), 2);
    circle_assert_same(scene.circle.spaces[0], scene.circle.spaces[1]);
    scene_end(&scene);
}

static void test_a_field_that_was_cleared_stays_so(void **state)
{
    (void)state;
    struct value none = value_none();
    scene_begin(&scene, 2, 1);
    struct object_id goal = scene_make(&scene, 0, KIND_GOAL, GOAL_TITLE, "Be outside more");
    scene_set_number(&scene, 0, goal, GOAL_TARGET_DAY, 20500);
    circle_publish_all(&scene.circle, 0);
    assert_int_equal(space_set(scene.circle.spaces[0], goal, GOAL_TARGET_DAY, &none),
                     SPACE_WRITTEN);
    assert_int_equal(space_set(scene.circle.spaces[0], goal, GOAL_TITLE, &none), SPACE_WRITTEN);
    circle_publish_all(&scene.circle, 0);
    scene_keep(&scene);
    scene_assert_comes_back(&scene);
    scene_end(&scene);
}

/* ---- Out of place ---- */

/* The bucket of one reflection, byte by byte. */
struct sample {
    struct kept_block raw;
    /* Where in the bytes: */
    size_t source_device, source_sequence, kind, device, counter, making, fields, first_count,
        first_source, first_text;
};

static void sample_begin(struct sample *sample)
{
    size_t count;
    scene_begin(&scene, 2, 1);
    struct object_id id = scene_make(&scene, 0, KIND_REFLECTION, REFLECTION_TEXT, "It was light.");
    scene_set_number(&scene, 0, id, REFLECTION_DAY, 20400);
    circle_publish_all(&scene.circle, 0);
    sample->raw = columns_of(scene_bucket_of(&scene, id), &count);
    assert_int_equal(count, 1);
    /* counts 2, source 1 + 1 + 1 + 4, object 1 + 1 + 1 + 1 + 1, two values 1 + 1 each */
    sample->source_device = 2;
    sample->source_sequence = 3;
    sample->kind = 9;
    sample->device = 10;
    sample->counter = 11;
    sample->making = 12;
    sample->fields = 13;
    sample->first_count = 14;
    sample->first_source = 16;
    sample->first_text = sample->raw.size - strlen("It was light.");
    assert_int_equal(sample->raw.bytes[0], 1);
    assert_int_equal(sample->raw.bytes[1], 1);
    assert_int_equal(sample->raw.bytes[sample->kind], KIND_REFLECTION);
    assert_int_equal(sample->raw.bytes[sample->fields], 1 << REFLECTION_TEXT | 1 << REFLECTION_DAY);
    assert_memory_equal(&sample->raw.bytes[sample->first_text], "It was", 6);
}

static void sample_end(struct sample *sample)
{
    kept_block_free(&scene.circle.memory[0].memory, &sample->raw);
    scene_end(&scene);
}

static enum space_load with(struct sample *sample, size_t at, uint8_t byte)
{
    uint8_t before = sample->raw.bytes[at];
    sample->raw.bytes[at] = byte;
    enum space_load load = read_once(sample->raw.bytes, sample->raw.size);
    sample->raw.bytes[at] = before;
    return load;
}

static void test_what_is_out_of_place_is_refused(void **state)
{
    (void)state;
    struct sample sample;
    sample_begin(&sample);
    assert_int_equal(read_once(sample.raw.bytes, sample.raw.size), SPACE_LOADED);
    /* A device that is not there, a batch that is not held. */
    assert_int_equal(with(&sample, sample.source_device, 2), SPACE_LOAD_DAMAGED);
    assert_int_equal(with(&sample, sample.source_device, 1), SPACE_LOAD_DAMAGED);
    assert_int_equal(with(&sample, sample.source_sequence, 0), SPACE_LOAD_DAMAGED);
    assert_int_equal(with(&sample, sample.source_sequence, 2), SPACE_LOAD_DAMAGED);
    /* A kind that is not there, the space itself under another name, another kind's fields. */
    assert_int_equal(with(&sample, sample.kind, KIND_COUNT), SPACE_LOAD_DAMAGED);
    assert_int_equal(with(&sample, sample.kind, KIND_SPACE), SPACE_LOAD_DAMAGED);
    assert_int_equal(with(&sample, sample.kind, KIND_WORDS), SPACE_LOAD_DAMAGED);
    /* An object that nobody made. */
    assert_int_equal(with(&sample, sample.device, 1), SPACE_LOAD_DAMAGED);
    assert_int_equal(with(&sample, sample.counter, 0), SPACE_LOAD_DAMAGED);
    assert_int_equal(with(&sample, sample.counter, 2), SPACE_LOAD_DAMAGED);
    assert_int_equal(with(&sample, sample.making, 2), SPACE_LOAD_DAMAGED);
    assert_int_equal(with(&sample, sample.making, 0), SPACE_LOAD_DAMAGED);
    /* Fields that it has not, no value where there is one, and too many. */
    assert_int_equal(with(&sample, sample.fields, 8), SPACE_LOAD_DAMAGED);
    assert_int_equal(with(&sample, sample.fields, 0), SPACE_LOAD_DAMAGED);
    assert_int_equal(with(&sample, sample.first_count, 0), SPACE_LOAD_DAMAGED);
    assert_int_equal(with(&sample, sample.first_count, 2), SPACE_LOAD_DAMAGED);
    assert_int_equal(with(&sample, sample.first_count, SPACE_DEVICES_MAX + 1), SPACE_LOAD_DAMAGED);
    assert_int_equal(with(&sample, sample.first_source, 4), SPACE_LOAD_DAMAGED);
    assert_int_equal(with(&sample, sample.first_source, 2), SPACE_LOAD_DAMAGED);
    /* What is no text. */
    assert_int_equal(with(&sample, sample.first_text, 0), SPACE_LOAD_DAMAGED);
    assert_int_equal(with(&sample, sample.first_text, 0xff), SPACE_LOAD_DAMAGED);
    sample_end(&sample);
}

static void test_no_objects_and_too_many_are_refused(void **state)
{
    (void)state;
    struct sample sample;
    sample_begin(&sample);
    assert_int_equal(with(&sample, 0, 0), SPACE_LOAD_DAMAGED);
    assert_int_equal(with(&sample, 0, 2), SPACE_LOAD_DAMAGED);
    assert_int_equal(with(&sample, 0, 63), SPACE_LOAD_DAMAGED);
    assert_int_equal(with(&sample, 0, 0xff), SPACE_LOAD_DAMAGED);
    assert_int_equal(with(&sample, 1, 0), SPACE_LOAD_DAMAGED);
    assert_int_equal(with(&sample, 1, 63), SPACE_LOAD_DAMAGED);
    sample_end(&sample);
}

static void test_bytes_too_few_or_too_many_are_refused(void **state)
{
    (void)state;
    struct sample sample;
    sample_begin(&sample);
    for (size_t size = 0; size < sample.raw.size; size++)
        assert_int_equal(read_once(sample.raw.bytes, size), SPACE_LOAD_DAMAGED);
    uint8_t *longer = malloc(sample.raw.size + 1);
    assert_non_null(longer);
    memcpy(longer, sample.raw.bytes, sample.raw.size);
    longer[sample.raw.size] = 0;
    assert_int_equal(read_once(longer, sample.raw.size + 1), SPACE_LOAD_DAMAGED);
    free(longer);
    sample_end(&sample);
}

static void test_the_same_object_comes_only_once(void **state)
{
    (void)state;
    struct sample sample;
    struct target target;
    sample_begin(&sample);
    target_begin(&target);
    assert_int_equal(
        kept_columns_read(target.space, sample.raw.bytes, sample.raw.size, &target.objects),
        SPACE_LOADED);
    assert_int_equal(
        kept_columns_read(target.space, sample.raw.bytes, sample.raw.size, &target.objects),
        SPACE_LOAD_DAMAGED);
    assert_non_null(target.objects.of[0][0]);
    target_end(&target);
    sample_end(&sample);
}

static void test_room_is_bounded_by_what_comes_in(void **state)
{
    (void)state;
    static uint8_t bytes[4096];
    struct target target;
    uint64_t draws = 3;
    scene_begin_rich(&scene);
    for (size_t i = 0; i < 3000; i++) {
        size_t size = 1 + (size_t)(draws >> 40) % sizeof bytes;
        for (size_t n = 0; n < size; n++) {
            draws = draws * UINT64_C(6364136223846793005) + 1442695040888963407u;
            /* Small numbers lead further. */
            bytes[n] = (uint8_t)((draws >> 33) % (1 + (draws >> 58)));
        }
        target_begin(&target);
        size_t before = target.counted.bytes;
        kept_columns_read(target.space, bytes, size, &target.objects);
        assert_in_range(target.counted.bytes_peak - before, 0, 100 * size + 400);
        target_end(&target);
    }
    scene_end(&scene);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_a_month_of_check_ins_takes_little),
    cmocka_unit_test(test_more_objects_are_named_than_there_are_short_references),
    cmocka_unit_test(test_values_that_stand_beside_each_other_come_back_in_order),
    cmocka_unit_test(test_a_field_that_was_cleared_stays_so),
    cmocka_unit_test(test_what_is_out_of_place_is_refused),
    cmocka_unit_test(test_no_objects_and_too_many_are_refused),
    cmocka_unit_test(test_bytes_too_few_or_too_many_are_refused),
    cmocka_unit_test(test_the_same_object_comes_only_once),
    cmocka_unit_test(test_room_is_bounded_by_what_comes_in),
};

TEST_GROUP(kept_columns_read, tests)
