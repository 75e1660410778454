#include "people_scene.h"

#include <stdlib.h>

#include "harness.h"
#include "scratch.h"

int people_begin(void **state)
{
    struct people_scene *scene = calloc(1, sizeof *scene);
    struct store_error error;
    assert_non_null(scene);
    scene->path = scratch_open(&scene->folder);
    assert_true(people_open(&scene->people, &scene->folder, &error));
    *state = scene;
    return 0;
}

int people_end(void **state)
{
    struct people_scene *scene = *state;
    people_close(&scene->people);
    int closed = scratch_close(scene->path, &scene->folder);
    free(scene);
    return closed;
}

void people_reopen(struct people_scene *scene)
{
    struct store_error error;
    people_close(&scene->people);
    assert_true(people_open(&scene->people, &scene->folder, &error));
}
