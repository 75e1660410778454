/* Boards for tests, whose memory is counted (test_memory) and seen to be wiped. */
#ifndef TESTS_SESSION_BOARD_SCENE_H
#define TESTS_SESSION_BOARD_SCENE_H

#include "session/board.h"

#define BOARD_TEST(test) cmocka_unit_test_setup_teardown(test, test_memory_begin, test_memory_end)

void scene_begin(struct board *board, unsigned side);
/* What board_encode of such a board gave. */
void scene_free(uint8_t *bytes, size_t size);
/* By their encodings. */
void scene_assert_same(const struct board *a, const struct board *b);

/* Edits without a stamp. */
struct card_edit scene_number(enum card_kind kind, uint32_t id, unsigned field, uint64_t value);
struct card_edit scene_text(enum card_kind kind, uint32_t id, unsigned field, const char *words);

/* Sets on one board and takes it in on the other. */
void scene_tell(struct board *from, struct board *to, struct card_edit edit);

#endif
