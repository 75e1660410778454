/* What goals and practices have in common as verbs of the command line; which of the two, the desk
 * says. Each is a space_work: its operands are VERB PERSON [ID or text]. */
#ifndef ALCOVE_APP_OBJECT_VERBS_H
#define ALCOVE_APP_OBJECT_VERBS_H

#include "app/space_desk.h"

enum exit_code object_verb_list(struct space_desk *desk);
enum exit_code object_verb_add(struct space_desk *desk);
enum exit_code object_verb_show(struct space_desk *desk);
enum exit_code object_verb_edit(struct space_desk *desk);
enum exit_code object_verb_move(struct space_desk *desk);
enum exit_code object_verb_erase(struct space_desk *desk);

/* The object that the third operand names. Complains itself. */
enum exit_code object_verb_find(const struct space_desk *desk, struct object_id *out);

#endif
