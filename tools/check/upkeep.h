/* Rules about the tree as a whole: nothing dead in it, and tests beside what they test. */
#ifndef TOOLS_CHECK_UPKEEP_H
#define TOOLS_CHECK_UPKEEP_H

#include "check/findings.h"
#include "check/rooms.h"
#include "check/tree.h"

/* Every header is included by another file, every source lies where the build looks. */
void upkeep_check_dead_files(const struct rooms *rooms, const struct tree *tree,
                             struct findings *out);
/* tests/ROOM/STEM_test.c of a protocol room is named after a module: STEM is the module's name,
 * or begins with it and an underscore. */
void upkeep_check_test_names(const struct rooms *rooms, const struct tree *tree,
                             struct findings *out);
/* A protocol room has at least as many lines of test as of source. */
void upkeep_check_test_lines(const struct rooms *rooms, const struct tree *tree,
                             struct findings *out);

#endif
