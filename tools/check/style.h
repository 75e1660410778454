/* Rules about how the text of one file looks: lengths, words, nesting. */
#ifndef TOOLS_CHECK_STYLE_H
#define TOOLS_CHECK_STYLE_H

#include "check/findings.h"
#include "check/rooms.h"
#include "check/tree.h"

#define COLUMNS_MAX       100
#define FILE_LINES_MAX    600
#define DEEP_PER_CENT_MAX 3
#define DEEP_BRACES       4

void style_check_columns(const struct tree *tree, struct findings *out);
void style_check_file_length(const struct tree *tree, struct findings *out);
/* At most 3 % of the lines of a room's bodies stand four braces deep. */
void style_check_nesting(const struct rooms *rooms, const struct tree *tree, struct findings *out);
/* No notes to oneself and no code kept alive for later. */
void style_check_leftovers(const struct tree *tree, struct findings *out);
/* No path of somebody's machine. */
void style_check_machine_paths(const struct tree *tree, struct findings *out);
/* No function that cannot be called safely. */
void style_check_banned_functions(const struct tree *tree, struct findings *out);
/* A test never waits for the clock. */
void style_check_sleeps(const struct tree *tree, struct findings *out);
/* A header opens with the paragraph that explains it. */
void style_check_headers(const struct tree *tree, struct findings *out);

#endif
