/* Erasing for good, and the receipts: which device has erased what. Called by `alcove erase` and
 * the verb of that name. */
#ifndef ALCOVE_APP_ERASING_H
#define ALCOVE_APP_ERASING_H

#include "app/space_desk.h"

/* Erases one object, if --yes was given; says on which devices it is gone. */
enum exit_code erasing_object(struct space_desk *desk, struct object_id object);
/* The same of what the second operand names. Complains itself. */
enum exit_code erasing_named(struct space_desk *desk);
/* The same of all that is ours to erase. Complains itself. */
enum exit_code erasing_all(struct space_desk *desk);

#endif
