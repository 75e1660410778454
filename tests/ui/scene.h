/* Two people in a call, without a call: models in every phase, and painted persons. */
#ifndef TESTS_UI_SCENE_H
#define TESTS_UI_SCENE_H

#include "media/picture.h"
#include "session/deck.h"
#include "ui/call_model.h"
#include "widgets/text.h"

#define SCENE_NOW_US UINT64_C(1000000000)

struct scene {
    struct call_model model;
    struct picture their_picture;
    struct picture own_picture;
    struct text_engine *text;
    struct deck deck;
};

/* A deck that is shipped; ended with deck_close. */
void scene_deck(const char *language, struct deck *out);

/* It speaks English. */
struct scene *scene_create(void);
void scene_destroy(struct scene *scene);
/* A short true-to-life moment of this phase, with two pictures and a lane where there is one. */
void scene_phase(struct scene *scene, enum call_phase phase);
void scene_speak(struct scene *scene, const char *language);
/* Ben is not yet confirmed, or another computer came in his name. */
void scene_ask_words(struct scene *scene);
void scene_ask_key(struct scene *scene);
/* Half an hour in: points, what Ben hears, and where each is. */
void scene_hour(struct scene *scene);

/* A head and shoulders; freed with picture_unpaint. */
void picture_paint_person(struct picture *picture, int width, int height, bool light);
void picture_unpaint(struct picture *picture);

/* Pixels 0xffRRGGBB of a PNG that png.h wrote; freed by the caller; NULL when it is not one. */
uint32_t *png_read(const char *path, int *width, int *height);

#endif
