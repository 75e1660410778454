/* A note as plain as can be, to compare with: every character ever typed in one list, and for each
 * edit the whole list looked through for what its author knew. Quadratic, and no code is shared
 * with what it judges. */
#ifndef TESTS_TEXT_NAIVE_H
#define TESTS_TEXT_NAIVE_H

#include <stddef.h>
#include <stdint.h>

#include "text/text.h"

struct naive;

struct naive *naive_open(uint32_t agents);
void naive_close(struct naive *naive);
/* Each batch after all that it knew. Fails the test if a position is beyond the end. */
void naive_merge(struct naive *naive, const struct text_batch *batch);
/* Writes the text into `out`; returns its size. */
size_t naive_read(const struct naive *naive, uint8_t *out, size_t room);
/* The author of each character of the text. */
size_t naive_authors(const struct naive *naive, uint32_t *out, size_t room);

#endif
