/* Small trees for the rules: each rule is shown something it must refuse and something it must
 * leave alone. */
#ifndef TESTS_CHECK_FIXTURE_H
#define TESTS_CHECK_FIXTURE_H

#include "check/findings.h"
#include "check/rooms.h"
#include "check/tree.h"

/* Ground, wall (needs ground) and roof (needs wall); ground is ISO C. */
struct rooms three_rooms(void);

/* What a rule that looks only at the tree has against one file. */
int findings_in(void (*rule)(const struct tree *, struct findings *), const char *path,
                const char *text);

/* What a rule that looks at rooms and tree has against a tree; frees the tree. */
int findings_against(void (*rule)(const struct rooms *, const struct tree *, struct findings *),
                     struct tree *tree);

#endif
