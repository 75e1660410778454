/* Files and pictures of the tests of this room, and their sums. */
#ifndef TESTS_DEVICES_SCRATCH_H
#define TESTS_DEVICES_SCRATCH_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "media/picture.h"

/* A path in a fresh folder of its own; valid until the next call of scratch_clear. */
const char *scratch_path(const char *name);

/* Removes the folder and what is in it. */
void scratch_clear(void);

/* A stream over these bytes (copied); the reader that takes it closes it. */
FILE *scratch_stream(const void *bytes, size_t size);

/* FNV-1a over the visible pixels. */
uint64_t picture_sum(const struct picture *picture);

/* Every pixel depends on its place and on `seed`; dark and light in turn. */
void picture_pattern(struct picture *picture, unsigned seed);

#endif
