/* The parts that call_view.c puts together; each draws into the place it is given. */
#ifndef ALCOVE_UI_CALL_PARTS_H
#define ALCOVE_UI_CALL_PARTS_H

#include "ui/call_view.h"
#include "ui/words.h"

struct call_pen {
    struct pen pen;
    const struct call_view_input *in;
    struct call_layout layout;
};

/* A sentence about this call, with the other's name in it. */
const char *call_say(char out[WORDS_SENTENCE_MAX], const struct call_view_input *in,
                     enum deck_key key);

/* The same about the person in question. */
const char *asked_say(char out[WORDS_SENTENCE_MAX], const struct call_view_input *in,
                      enum deck_key key);

/* stage_view.c: the other's picture, and one's own. */
void stage_draw(struct call_pen *p);
bool shows_picture(const struct call_view_input *in);
void own_picture_draw(struct call_pen *p, struct rectangle at, struct colour behind);

/* The line of status in one sentence; `*warns` when it is about the line or the picture. */
const char *status_say(char out[WORDS_SENTENCE_MAX], const struct call_view_input *in, bool *warns);

/* calm_view.c: when nobody's hand is there. It takes the place of what was drawn, whose nodes stay:
 * every key still acts, and nothing loses the focus. */
void calm_draw(struct call_pen *p);

/* lane_view.c: what was written; the newest at the bottom of `at`. */
void lane_draw(struct call_pen *p, struct rectangle at);

/* check_in_view.c: the question that opens the session. */
/* With all that finds room; higher than `room` where not even the two questions do. */
int check_in_height(const struct call_pen *p, int width, int room);
/* Two questions of one line, which are cut where they do not fit, and nothing else. */
int check_in_height_least(const struct call_pen *p);
void check_in_draw(struct call_pen *p, struct rectangle at);
/* Eleven numbers, from `first` on, with `rating` chosen; how many. */
int rating_chips(struct button *buttons, enum node_id first, int rating);

/* page_view.c: everything that is not a call: waiting, the door, the end; and who somebody is. */
bool page_is_due(const struct call_view_input *in);
void page_draw(struct call_pen *p);
void hidden_page_draw(struct call_pen *p);

/* hour_view.c: what the hour lays beneath the other's picture, above the line of status. */
int hour_height(const struct call_pen *p, int width);
void hour_draw(struct call_pen *p, struct rectangle at);
/* A sentence about this hour. */
const char *hour_say(char out[WORDS_SENTENCE_MAX], const struct call_view_input *in,
                     enum deck_key key);
/* Something in its rows asks this side for an answer, or goes on with both. */
bool hour_waits(const struct call_view_input *in);
/* NULL when there is none: what helps to take turns, and the time that is left. */
const char *advice_say(char out[WORDS_SENTENCE_MAX], const struct call_view_input *in);
const char *cue_say(char out[WORDS_SENTENCE_MAX], const struct call_view_input *in);
const char *presence_say(char out[WORDS_SENTENCE_MAX], const struct call_view_input *in);
const char *expression_say(char out[WORDS_SENTENCE_MAX], const struct call_view_input *in);
/* The newest that asks this side, or else the answer to one's own; 0: none. */
int hour_reflection_height(const struct call_pen *p, int width);
void hour_reflection_draw(struct call_pen *p, struct rectangle at);
/* What was said to it: it has an answer. */
enum deck_key hour_answer_key(const struct hour_reflection *reflection);
bool hour_is_answered(const struct hour_reflection *reflection);
void settling_draw(struct call_pen *p, struct rectangle at, struct breath breath, bool both);
struct button deck_button(enum node_id id, enum deck_key label, const char *shortcut);

/* column.c: from the top of `at` down; what was used is taken off it. */
void column_say(struct call_pen *p, struct rectangle *at, struct say how, const char *words);
void column_hint(struct call_pen *p, struct rectangle *at, const char *words);
void column_body(struct call_pen *p, struct rectangle *at, const char *words, int lines_max);
void column_space(const struct call_pen *p, struct rectangle *at, int units);
/* Off the bottom of `at`. */
struct rectangle column_take_below(struct rectangle *at, int height, int gap);
void column_flow(struct call_pen *p, struct rectangle *at, struct button *buttons, int count);
/* NODE_PLACE_FIELD or NODE_PHONE_FIELD, below what it is for. */
void column_own_line(struct call_pen *p, struct rectangle *at, enum node_id id,
                     enum deck_key label);
struct button toggle_button(enum node_id id, enum deck_key label, bool on);

/* ready_view.c: each by themselves before the door. */
bool ready_is_due(const struct call_view_input *in);
void ready_draw(struct call_pen *p, struct rectangle at);

/* panel_view.c: what both laid down, and what is for oneself; beside the picture, or over it. */
bool panel_is_open(const struct call_view_input *in);
void panel_draw(struct call_pen *p);

/* bar_view.c: microphone, camera, nod, leave. */
int bar_height(const struct call_pen *p);
void bar_draw(struct call_pen *p, struct rectangle at);
/* Around the microphone at `at` while a beat is advised: as much of a ring as is left of it. */
void beat_ring_draw(struct call_pen *p, struct rectangle at);

#endif
