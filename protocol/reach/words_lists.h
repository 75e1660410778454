/* The lists of assets/words as C tables, which the build makes (tools/build/house.zig): nothing is
 * looked for when the program runs. Called by reach/words.c only. */
#ifndef ALCOVE_REACH_WORDS_LISTS_H
#define ALCOVE_REACH_WORDS_LISTS_H

/* By byte, then by whether the place is odd. */
extern const char *const words_english[256][2];

#endif
