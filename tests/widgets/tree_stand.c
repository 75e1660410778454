#include "tree_stand.h"

#include <string.h>

struct tree *tree;
struct tree_frame frame;

int tree_stand_begin(void **state)
{
    (void)state;
    tree = tree_create();
    frame = (struct tree_frame){
        .width = 800,
        .height = 600,
        .scale_percent = 100,
        .now_us = STAND_NOW_US,
        .text = text_engine_create(),
    };
    return tree == NULL || frame.text == NULL;
}

int tree_stand_end(void **state)
{
    (void)state;
    text_engine_destroy(frame.text);
    tree_destroy(tree);
    return 0;
}

void show(screen *say)
{
    tree_begin(tree, &frame);
    say();
    tree_end(tree);
}

void button(uint16_t act, const char *words)
{
    tree_press(tree, &(struct press){.words = words, .act = {act, 0}});
}

struct rectangle place(uint16_t act)
{
    return tree_place_of(tree, (struct act){act, 0});
}

bool told(enum tree_event_kind kind, uint16_t act)
{
    struct tree_event event;
    while (tree_take_event(tree, &event)) {
        if (event.kind == kind && event.act.kind == act)
            return true;
    }
    return false;
}

const struct access_node *called(const char *words)
{
    const struct access_tree *access = tree_access(tree);
    for (int i = 0; i < access->count; i++) {
        if (strcmp(access->nodes[i].name, words) == 0)
            return &access->nodes[i];
    }
    return NULL;
}

bool has_focus(const char *words)
{
    const struct access_node *node = called(words);
    return node != NULL && (node->states & ACCESS_FOCUSED) != 0;
}

void press_at(struct rectangle at)
{
    (void)tree_button_down(tree, at.x + at.width / 2, at.y + at.height / 2, 1, false);
    (void)tree_button_up(tree, at.x + at.width / 2, at.y + at.height / 2);
}
