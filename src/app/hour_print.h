/* What a session that is held in lines prints of the hour: for people sentences of the deck, for
 * scripts one object of JSON for each thing that changed. Standard output is theirs alone. */
#ifndef ALCOVE_APP_HOUR_PRINT_H
#define ALCOVE_APP_HOUR_PRINT_H

#include <stdbool.h>

#include "app/hour_face.h"
#include "session/deck.h"

struct hour_printer {
    bool json;
    const struct deck *deck; /* whole; borrowed */
    const char *their_name;  /* never empty */
    bool without_clock;      /* nothing is said of the time left */
};

/* What is new since `old`; NULL: nothing was printed of this session yet. */
void hour_print(const struct hour_printer *printer, const struct hour_face *old,
                const struct hour_face *now);

/* On demand: what is on the agenda, the reflections and phrases, the clock, the safety facts of
 * this hour. */
void hour_print_door(const struct hour_printer *printer); /* somebody is at it */
void hour_print_agenda(const struct hour_printer *printer, const struct hour_face *face);
void hour_print_cards(const struct hour_printer *printer, const struct hour_face *face);
void hour_print_clock(const struct hour_printer *printer, const struct hour_face *face,
                      uint64_t now_us);
void hour_print_places(const struct hour_printer *printer, const struct hour_face *face);

#endif
