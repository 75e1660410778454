/* What is said of somebody on the command line: times in words, the warning that another key came.
 * Called by the commands. */
#ifndef ALCOVE_APP_ACQUAINTANCE_TEXT_H
#define ALCOVE_APP_ACQUAINTANCE_TEXT_H

#include <stdint.h>

#include "app/options.h"
#include "store/people.h"

#define DAY_TEXT_BYTES  48
#define LEFT_TEXT_BYTES 48

/* "3 May 2026" in the time zone of this computer. */
const char *day_text(uint64_t unix_s, char out[DAY_TEXT_BYTES]);
/* "in 2 hours", "in 1 minute", "over": how long something still lasts. */
const char *left_text(uint64_t until_s, uint64_t now_s, char out[LEFT_TEXT_BYTES]);

/* In the list of people. */
const char *state_text(const struct person *person);

/* Another key came in the name of this person: says on stderr who, since when the former key was
 * known, what it may mean and what to do. Returns EXIT_WRONG_KEY. */
enum exit_code complain_of_key(const struct person *person);
/* Why somebody is not called or answered: EXIT_WRONG_KEY or EXIT_DECLINED after saying so on
 * stderr; EXIT_OK, silently, when nothing is in the way. */
enum exit_code complain_of_closed(const struct person *person);

#endif
