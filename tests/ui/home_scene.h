/* People, goals and words without an app: what home shows, as plain data. */
#ifndef TESTS_UI_HOME_SCENE_H
#define TESTS_UI_HOME_SCENE_H

#include "stand.h"
#include "ui/home_model.h"

#define HOME_SCENE_TODAY  20785 /* Saturday, 28 November 2026 */
#define HOME_SCENE_PEOPLE 32
#define HOME_SCENE_NAME   64

struct home_scene {
    struct home_model model;
    struct home_person people[HOME_SCENE_PEOPLE];
    char names[HOME_SCENE_PEOPLE][HOME_SCENE_NAME];
    struct home_goal goals[3];
    struct home_field goal_fields[3][17];
    struct home_practice practices[2];
    struct home_field practice_fields[2][6];
    struct home_invite invites[2];
    uint8_t qr[29 * 29];
};

/* Nobody is there yet. */
void home_scene_begin(struct home_scene *scene);
/* Ben alone, on Saturday 14:00 of the clock here, which is UTC: he is met every Thursday at 15:00,
 * with goals, practices, words, a recap, a trend, a consent and a safety card. */
void home_scene_one(struct home_scene *scene);
/* So many, the first of them Ben: an unconfirmed one, a blocked one, one whose key changed, and
 * names in other writing. */
void home_scene_many(struct home_scene *scene, size_t count);
/* One link that is ready, with its picture, and one that is being made. */
void home_scene_invites(struct home_scene *scene);

#endif
