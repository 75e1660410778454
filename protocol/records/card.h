/* Cards: what two people lay on the table during an hour, and both may change: the agenda, what one
 * hears the other say, the recap, the clock they agreed on. SPEC.md section 8.14.
 *
 * A card has a kind, an id and fields; what one sets is an edit, which travels as a record (body.h)
 * and is kept on a board (session/board.h). The table here says which fields there are, what they
 * hold, and whose they are; an edit that does not fit it is malformed, or newer. Cards live for the
 * session; what is to stay goes into the space (schema.h). Called by records/body.c and
 * session/board.c. Strings are borrowed. */
#ifndef ALCOVE_RECORDS_CARD_H
#define ALCOVE_RECORDS_CARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CARD_ID_MAX    4294967295 /* its maker in bit 0, a count from 1 above */
#define CARD_STAMP_MAX 4294967295 /* Lamport time, from 1 */
/* An edit may be so far ahead of the highest stamp that is known: what no hour comes to, and what
 * makes it a work to use all stamps up, after which nobody could set anything. */
#define CARD_STAMP_AHEAD_MAX  65536
#define CARD_LINE_BYTES_MAX   280
#define CARD_STRING_BYTES_MAX 1024
#define CARD_FIELDS_MAX       12 /* field numbers are below it */
/* That a side makes, gone ones too: a bound of each, so that both find the table full at the same
 * card. Those with id 0 have their place beside them. */
#define CARD_MADE_MAX 125

/* Of the last five there is one each, with id 0. */
enum card_kind {
    CARD_AGENDA = 1,     /* one point */
    CARD_REFLECTION = 2, /* "What I'm hearing is …", and what the other says to it */
    CARD_PHRASE = 3,     /* a quiet line of the maker's, shown beneath their picture */
    CARD_HOUR = 4,       /* where in the hour the two are, and its clock */
    CARD_RECAP = 5,
    CARD_FEEL = 6,   /* how this hour was, in one's own words: one answer a side */
    CARD_FORMAT = 7, /* how it is to meet online, the same */
    CARD_PLACE = 8,  /* where each is today, and how they are reached when the line drops */
    CARD_KINDS = 9,
};

enum card_agenda_field { AGENDA_CARD_TEXT, AGENDA_CARD_DONE, AGENDA_CARD_GONE };
enum card_reflection_field {
    REFLECTION_CARD_TEXT,   /* MAKER */
    REFLECTION_CARD_ANSWER, /* OTHER: enum card_answer */
    REFLECTION_CARD_EDITED, /* OTHER: in their words; TEXT stays beside it */
    REFLECTION_CARD_GONE,   /* MAKER: taken back */
};
enum card_answer { CARD_ANSWER_OPEN, CARD_ANSWER_YES, CARD_ANSWER_NOT_QUITE };
enum card_phrase_field { PHRASE_CARD_TEXT, PHRASE_CARD_DISMISSED /* OTHER */ };
enum card_hour_field {
    HOUR_CARD_STAGE,     /* enum session_stage of session/hour.h: 0 to 7 */
    HOUR_CARD_BEGAN,     /* shared clock, ms (see session/shared_clock.h) */
    HOUR_CARD_MINUTES,   /* agreed length, 5 to 180 */
    HOUR_CARD_MORE,      /* EACH: minutes one would add, 0 to 60; the smaller of both counts */
    HOUR_CARD_GIVE_BACK, /* whether time that the line took is added at the end */
    HOUR_CARD_TAKEN,     /* EACH: ms that the line took so far, as this side saw it */
    HOUR_CARD_SETTLE,    /* shared clock, ms: a minute of settling began; 0: none */
    HOUR_CARD_NEXT,      /* minute since 1970 of the next hour; 0: none */
    HOUR_CARD_SKIPPED,   /* EACH: bit n: this side skipped stage n */
    HOUR_CARD_MINUTE,    /* of beginning, since 1970, by the clock on the wall of who opened */
    HOUR_CARD_SUM, /* EACH: 1: this side wants the sum of the talk shown, to both or neither */
};
enum card_recap_field {
    RECAP_CARD_DID, /* the three lines: what we did, what mattered, what is next */
    RECAP_CARD_MATTERED,
    RECAP_CARD_NEXT,
    /* EACH: what this side agrees to: over the lines that are set, the sum of 2 * stamp + side. Any
     * later change makes it another one, also one at the same stamp. */
    RECAP_CARD_AGREED,
};
/* All EACH; 0 to 10, and a line. */
enum card_feel_field {
    FEEL_CARD_HEARD,
    FEEL_CARD_PACE,
    FEEL_CARD_TOPICS,
    FEEL_CARD_OVERALL,
    FEEL_CARD_LINE,
};
/* All EACH. */
enum card_format_field {
    FORMAT_CARD_FEELS,  /* "How does online feel for you?" */
    FORMAT_CARD_EASIER, /* "What do you wish was easier?": names of the deck, by commas */
    FORMAT_CARD_LINE,
};
/* All EACH. */
enum card_place_field {
    PLACE_CARD_TODAY,
    PLACE_CARD_PHONE,
};

enum card_type {
    CARD_ABSENT, /* no such field */
    CARD_NUMBER,
    CARD_LINE,   /* one line, at most CARD_LINE_BYTES_MAX */
    CARD_STRING, /* newline and tab too, at most CARD_STRING_BYTES_MAX */
};

enum card_writer {
    CARD_BOTH,  /* one value; the newest edit counts, at the same time that of side 1 */
    CARD_EACH,  /* a value a side, its own */
    CARD_MAKER, /* one value, of the side that made the card */
    CARD_OTHER, /* one value, of the side that did not */
};

struct card_field {
    const char *name; /* stable, lower case with underscores: for JSON */
    enum card_type type;
    enum card_writer writer;
    uint64_t least, most; /* of a NUMBER */
};

/* What one side sets. A text may be empty. */
struct card_edit {
    enum card_kind kind;
    uint8_t field;
    uint32_t id;
    uint32_t stamp;
    uint64_t number;
    const char *text; /* of `size` bytes; NULL of a NUMBER */
    size_t size;
};

/* type CARD_ABSENT where there is none. `kind` and `field` may be anything. */
struct card_field card_field_of(unsigned kind, unsigned field);
/* "agenda", "reflection" …; `kind` is one (asserted). */
const char *card_kind_name(enum card_kind kind);
/* Whether the kind has one card alone, with id 0; `kind` is one (asserted). */
bool card_is_single(enum card_kind kind);
/* The side that made the card, 0 or 1; the kind is none with one card alone. */
unsigned card_maker(uint32_t id);

/* Whether the kind has such a field, the id fits the kind, and value and stamp are within bounds:
 * text is UTF-8 without control characters but newline and tab where the type allows them. */
bool card_edit_is_valid(const struct card_edit *edit);
/* Whether `side` (0 or 1) may make this edit, which is valid (asserted). */
bool card_edit_is_allowed(const struct card_edit *edit, unsigned side);

#endif
