/* A circle of devices, of which the first keeps its space on a shelf: what tests of what is kept
 * share. */
#ifndef ALCOVE_TESTS_KEPT_SCENE_H
#define ALCOVE_TESTS_KEPT_SCENE_H

#include "shelf.h"
#include "space_circle.h"

struct scene {
    struct circle circle;
    struct shelf shelf;
    struct space_file *file; /* of device 0 */
};

void scene_begin(struct scene *scene, size_t devices, uint64_t seed);
/* With a bit of everything published, a draft, and all of it kept. */
void scene_begin_rich(struct scene *scene);
void scene_end(struct scene *scene);

/* Follows the tail, and keeps everything. */
void scene_keep(struct scene *scene);
/* The device goes on with what was kept, as after a restart. */
void scene_restart(struct scene *scene);
/* Loads it whatever comes of that; a space that is loaded can be used. */
enum space_load scene_try_load(const struct scene *scene);
/* Loads it beside the one that was kept: it is the same, byte for byte. */
void scene_assert_comes_back(const struct scene *scene);
void scene_assert_same_whole(const struct space *a, const struct space *b);

/* With what an object that was published is kept. */
struct space_bucket scene_bucket_of(const struct scene *scene, struct object_id id);

struct object_id scene_make(struct scene *scene, uint8_t device, enum object_kind kind,
                            uint8_t field, const char *text);
void scene_set_object(struct scene *scene, uint8_t device, struct object_id id, uint8_t field,
                      struct object_id target);
void scene_set_number(struct scene *scene, uint8_t device, struct object_id id, uint8_t field,
                      uint64_t number);

#endif
