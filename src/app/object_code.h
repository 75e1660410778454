/* How an object is called on the command line: its counter and the letter of its device, "3a".
 * Called by the commands that show objects and take their names. */
#ifndef ALCOVE_APP_OBJECT_CODE_H
#define ALCOVE_APP_OBJECT_CODE_H

#include <stdbool.h>

#include "records/object_id.h"

#define OBJECT_CODE_BYTES 12 /* ten digits, a letter, a NUL */

/* Returns `out`. */
const char *object_code_text(struct object_id object, char out[OBJECT_CODE_BYTES]);
/* False if it is no name of an object that a device made. Letters in either case. */
bool object_code_parse(const char *text, struct object_id *out);

#endif
