/* How far the text and the tail of a note may go beyond its bounds by what others published: text.h
 * says why. Used by text.c for a merge and by text_file.c for a file. */
#ifndef ALCOVE_TEXT_TEXT_BOUNDS_H
#define ALCOVE_TEXT_TEXT_BOUNDS_H

#include "text/text.h"

struct text_bounds text_bounds_of_others(const struct text_bounds *bounds);

#endif
