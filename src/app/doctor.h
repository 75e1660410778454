/* Why the person we look for is not there yet: the board's facts judged by reach/diagnosis.h, while
 * a call is made, and for `alcove doctor`, which looks but does not call: its link answers nobody,
 * so that no door is knocked at. Called by switchboard.c; what is printed, by the commands. */
#ifndef ALCOVE_APP_DOCTOR_H
#define ALCOVE_APP_DOCTOR_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "app/options.h"
#include "app/told.h"
#include "net/finder.h"
#include "reach/diagnosis.h"
#include "ui/call_model.h"

/* As long as `alcove doctor` looks: by then there is a diagnosis. */
#define DOCTOR_FOR_US DIAGNOSIS_OFFLINE_US
/* What our own side shows has stood for so long before it ends the search. */
#define DOCTOR_SURE_US 1000000
/* Facts change without a word; they are looked at so often. */
#define DOCTOR_LOOK_US 250000

struct switchboard;

/* What was found; numbers and kinds alone, nothing that names anybody or any place. */
struct doctor_report {
    bool judged; /* there was a search */
    enum diagnosis diagnosis;
    struct diagnosis_facts facts;
    enum agent_path path; /* with facts.path_found */
    struct finder_statistics statistics;
};

/* ---- on the link thread ---- */

/* Looks at the facts when it is time; tells the face, and ends a board whose task it was. */
void doctor_watch(struct switchboard *board, uint64_t now_us);
/* The search is given up: the last judgement. */
enum diagnosis doctor_conclude(struct switchboard *board);

/* ---- words and codes ---- */

enum call_hindrance doctor_hindrance(enum diagnosis diagnosis, uint64_t elapsed_us);
/* With what `alcove doctor` ends: 0, 4, 5 or 8. */
enum exit_code doctor_exit(enum diagnosis diagnosis);
/* As scripts know it: "they_are_offline". Static. */
const char *doctor_name(enum diagnosis diagnosis);
/* What is told of a search that is over, and of one for who made an invite: they may be away, or
 * somebody else has used it, which looks the same from here. */
struct told doctor_tell(enum diagnosis diagnosis);
struct told doctor_tell_joining(enum diagnosis diagnosis);
/* The two lines, or one object of JSON with the facts. */
void doctor_print(FILE *file, const struct doctor_report *report, bool json);

#endif
