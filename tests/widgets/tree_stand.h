/* A tree that nobody sees, and hands on it: for tests of tree*.c. One at a time. */
#ifndef TESTS_WIDGETS_TREE_STAND_H
#define TESTS_WIDGETS_TREE_STAND_H

#include "harness.h"
#include "widgets/tree.h"

#define STAND_NOW_US UINT64_C(1000000000)

extern struct tree *tree;
extern struct tree_frame frame; /* 800x600, 100 %; of the next refresh */

/* cmocka's set-up and tear-down. */
int tree_stand_begin(void **state);
int tree_stand_end(void **state);
#define TREE_TEST(name) cmocka_unit_test_setup_teardown(name, tree_stand_begin, tree_stand_end)

typedef void screen(void);

/* Says it, as a refresh does. */
void show(screen *say);
/* A button with this act. */
void button(uint16_t act, const char *words);
struct rectangle place(uint16_t act);
/* Such an event came since; takes all that came. */
bool told(enum tree_event_kind kind, uint16_t act);
const struct access_node *called(const char *words); /* NULL: nothing is */
bool has_focus(const char *words);
void press_at(struct rectangle at); /* in its middle */

#endif
