/* What can be done with what two people share, by the words of the command line: one table a
 * command, in its own file. Used by the commands, and by app/home_verbs.c for the window. */
#ifndef ALCOVE_APP_VERB_LISTS_H
#define ALCOVE_APP_VERB_LISTS_H

#include "app/space_desk.h"

extern const struct space_verbs goals_verbs;
extern const struct space_verbs practice_verbs;
extern const struct space_verbs session_verbs;
extern const struct space_verbs safety_verbs;
extern const struct space_verbs consent_verbs;

/* `alcove checkin`: the options say what is checked in. */
enum exit_code check_in_work(struct space_desk *desk);
/* `alcove export` in the form that the options name: exactly one. */
enum exit_code export_work(struct space_desk *desk);
/* `alcove undo`: operand 1 names an object; without it, what was published last. */
enum exit_code undo_work(struct space_desk *desk);

#endif
