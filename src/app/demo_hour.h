/* The demo's hour: what the two say at their terminals while they hold it, each at its turn, and
 * the account of it. Owned by the demo; holds no memory. */
#ifndef ALCOVE_APP_DEMO_HOUR_H
#define ALCOVE_APP_DEMO_HOUR_H

#include <stdbool.h>
#include <stddef.h>

#include "app/calendar.h"
#include "app/demo_person.h"

#define DEMO_HOUR_STEPS_MAX 16

/* How far one of the two came. */
struct demo_hour_side {
    size_t step;
    bool heard[DEMO_HOUR_STEPS_MAX]; /* what a step waits for was printed already */
};

struct demo_hour {
    struct demo_hour_side therapist, client;
    char meeting[CALENDAR_MINUTE_BYTES]; /* when they meet again: in a week */
};

void demo_hour_begin(struct demo_hour *hour);
/* Takes a line that the process of `person` printed, and says what is its turn now. */
void demo_hour_hear(struct demo_hour *hour, struct demo_person *person, bool is_client,
                    const char *line);
void demo_hour_print(const struct demo_hour *hour, const char *therapist, const char *client);
/* False when it did not come to its end on both sides; says so on stderr. */
bool demo_hour_check(const struct demo_hour *hour);

#endif
