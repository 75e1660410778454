/* Nobody known yet, in a fresh folder: the beginning of every test of people. */
#ifndef TESTS_STORE_PEOPLE_SCENE_H
#define TESTS_STORE_PEOPLE_SCENE_H

#include "store/people.h"

struct people_scene {
    char *path;
    struct folder folder;
    struct people people;
};

/* cmocka set-up and tear-down: *state is a scene. */
int people_begin(void **state);
int people_end(void **state);
/* As at the next start. */
void people_reopen(struct people_scene *scene);

#endif
