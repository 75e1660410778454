#include "kept_scene.h"

#include <string.h>

#include "harness.h"
#include "memory.h"
#include "records/kept_parts.h"

void scene_begin(struct scene *scene, size_t devices, uint64_t seed)
{
    circle_begin(&scene->circle, devices, seed);
    memset(&scene->shelf, 0, sizeof scene->shelf);
    scene->file = space_file_create(&scene->circle.memory[0].memory);
    assert_non_null(scene->file);
}

void scene_begin_rich(struct scene *scene)
{
    scene_begin(scene, 2, 8);
    for (size_t i = 0; i < 120; i++) {
        circle_edit(&scene->circle, (uint8_t)(i % 2));
        if (i % 20 == 19) {
            circle_publish_all(&scene->circle, 0);
            circle_publish_all(&scene->circle, 1);
            circle_meet(&scene->circle);
        }
    }
    scene_make(scene, 0, KIND_WORDS, WORDS_TEXT, "not yet");
    scene_keep(scene);
}

void scene_end(struct scene *scene)
{
    space_file_free(scene->file);
    shelf_end(&scene->shelf);
    circle_end(&scene->circle);
}

void scene_keep(struct scene *scene)
{
    shelf_follow(&scene->shelf, &scene->circle, 0);
    assert_true(shelf_keep(&scene->shelf, scene->file, scene->circle.spaces[0]));
}

void scene_restart(struct scene *scene)
{
    space_file_free(scene->file);
    space_free(scene->circle.spaces[0]);
    assert_int_equal(shelf_load(&scene->shelf, &scene->circle.memory[0].memory,
                                &scene->circle.spaces[0], &scene->file),
                     SPACE_LOADED);
}

enum space_load scene_try_load(const struct scene *scene)
{
    struct counted_memory counted;
    struct space *space;
    struct space_file *file;
    counted_memory_begin(&counted);
    enum space_load load = shelf_load(&scene->shelf, &counted.memory, &space, &file);
    assert_int_equal(load == SPACE_LOADED, space != NULL);
    if (space != NULL) {
        size_t size;
        uint8_t *whole = space_encode_whole(space, &size);
        assert_non_null(whole);
        space_release(space, whole, size);
        space_file_free(file);
        space_free(space);
    }
    counted_memory_end(&counted);
    return load;
}

void scene_assert_same_whole(const struct space *a, const struct space *b)
{
    size_t a_size;
    size_t b_size;
    uint8_t *of_a = space_encode_whole(a, &a_size);
    uint8_t *of_b = space_encode_whole(b, &b_size);
    assert_non_null(of_a);
    assert_non_null(of_b);
    assert_int_equal(a_size, b_size);
    assert_memory_equal(of_a, of_b, a_size);
    space_release(a, of_a, a_size);
    space_release(b, of_b, b_size);
}

static void assert_same_draft(const struct space *a, const struct space *b)
{
    struct kept_block of_a;
    struct kept_block of_b;
    assert_true(kept_draft_write(a, &of_a));
    assert_true(kept_draft_write(b, &of_b));
    assert_int_equal(of_a.size, of_b.size);
    if (of_a.size > 0)
        assert_memory_equal(of_a.bytes, of_b.bytes, of_a.size);
    kept_block_free(a->memory, &of_a);
    kept_block_free(b->memory, &of_b);
}

void scene_assert_comes_back(const struct scene *scene)
{
    struct counted_memory counted;
    struct space *space;
    struct space_file *file;
    counted_memory_begin(&counted);
    assert_int_equal(shelf_load(&scene->shelf, &counted.memory, &space, &file), SPACE_LOADED);
    circle_assert_same(space, scene->circle.spaces[0]);
    scene_assert_same_whole(space, scene->circle.spaces[0]);
    assert_same_draft(space, scene->circle.spaces[0]);
    space_file_free(file);
    space_free(space);
    counted_memory_end(&counted);
}

struct space_bucket scene_bucket_of(const struct scene *scene, struct object_id id)
{
    const struct space *space = scene->circle.spaces[0];
    struct kept_places places;
    size_t at = 0;
    assert_true(kept_places_gather(space, &places));
    while (at < places.count && !object_id_is_equal(places.list[at].object->id, id))
        at++;
    assert_true(at < places.count);
    struct space_bucket bucket = places.list[at].bucket;
    kept_places_free(space, &places);
    return bucket;
}

struct object_id scene_make(struct scene *scene, uint8_t device, enum object_kind kind,
                            uint8_t field, const char *text)
{
    struct object_id id;
    struct value value = value_text(text);
    struct space *space = scene->circle.spaces[device];
    assert_int_equal(space_make(space, kind, &id), SPACE_WRITTEN);
    assert_int_equal(space_set(space, id, field, &value), SPACE_WRITTEN);
    return id;
}

static void set(struct scene *scene, uint8_t device, struct object_id id, uint8_t field,
                struct value value)
{
    assert_int_equal(space_set(scene->circle.spaces[device], id, field, &value), SPACE_WRITTEN);
}

void scene_set_object(struct scene *scene, uint8_t device, struct object_id id, uint8_t field,
                      struct object_id target)
{
    set(scene, device, id, field, value_object(target));
}

void scene_set_number(struct scene *scene, uint8_t device, struct object_id id, uint8_t field,
                      uint64_t number)
{
    set(scene, device, id, field, value_number(number));
}
