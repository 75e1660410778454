/* A deck: all that Alcove says during an hour and around it, in one language, as plain text that
 * people edit.
 *
 *   # a remark
 *   [warm-up]
 *   feeling = How are you feeling as we start today?
 *   around-was = Around: {words}
 *   [starters]
 *   - What I'm hearing is…
 *
 * UTF-8, a text a line, blanks around it do not count. A section holds texts under keys that the
 * program knows, or is a list: of lines ("- text"), or of lines with a name ("pet = pet"), in the
 * order of the file. Each section and each name is there at most once. {words} in braces stand for
 * what is true at the moment; which ones a text may hold is in session/deck_keys.h. Sections and
 * keys that are not known are passed over, and counted: another Alcove has them.
 *
 * A shipped deck is whole. A person's own need not be: deck_merge lays it over a whole one, text by
 * text and list by list. Called by the app, which shows the texts, and by the build's check. A deck
 * owns copies of all it holds; it is not changed after it was made. */
#ifndef ALCOVE_SESSION_DECK_H
#define ALCOVE_SESSION_DECK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/memory.h"
#include "session/deck_keys.h"

#define DECK_BYTES_MAX      65536
#define DECK_LINES_MAX      2000
#define DECK_TEXT_BYTES_MAX 400
#define DECK_LIST_MAX       200
#define DECK_SAID_BYTES     1024 /* a text with its facts and a NUL; longer ones are cut */

/* DECK_WARM_UP_FEELING is "feeling" of [warm-up]; those of [deck] have no section in their name. */
enum deck_key {
#define DECK_KEY_NAME(name, section, key, facts) DECK_##name,
    DECK_KEY_TABLE(DECK_KEY_NAME)
#undef DECK_KEY_NAME
        DECK_KEYS,
};

/* DECK_LIST_FEELINGS is [feelings]. */
enum deck_list {
#define DECK_LIST_NAME(name, section, is_named) DECK_LIST_##name,
    DECK_LIST_TABLE(DECK_LIST_NAME)
#undef DECK_LIST_NAME
        DECK_LISTS,
};

struct deck_item {
    const char *name; /* "someone-near"; "" in a list of lines */
    const char *text;
};

/* A part of the bytes of a deck. */
struct deck_span {
    size_t at, size;
};

struct deck_items {
    size_t first, count;
    bool is_there;
    struct deck_span body; /* from below the line of the section to behind its last item */
};

/* Zeroed, it is one that deck_close takes. */
struct deck {
    const struct alcove_memory *memory; /* not owned */
    char *bytes;                        /* the file as it came */
    size_t size;
    char *strings; /* the same with NULs, which texts and items point into */
    struct deck_item *items;
    size_t item_count, item_capacity;
    const char *texts[DECK_KEYS]; /* NULL: not there */
    struct deck_span text_spans[DECK_KEYS];
    struct deck_items lists[DECK_LISTS];
    size_t unknown_count; /* lines that this Alcove has no text for: kept, and said nowhere */
    size_t unknown_line;  /* the first of them, from 1 */
};

enum deck_outcome {
    DECK_OK,
    DECK_MALFORMED,
    DECK_NO_MEMORY,
};

/* What is against a file, for who wrote it: what is wrong and what to do, one sentence. */
struct deck_error {
    size_t line; /* from 1; 0: the file as a whole */
    char text[200];
};

/* Reads anyone's bytes. `*out` is filled only on OK, and then ended with deck_close; `error` is
 * filled on MALFORMED. */
enum deck_outcome deck_parse(const void *bytes, size_t size, const struct alcove_memory *memory,
                             struct deck *out, struct deck_error *error);
void deck_close(struct deck *deck);

/* Whether every text and every list is there, each with at least one item; if not, `error` names
 * the first that is missing. */
bool deck_is_whole(const struct deck *deck, struct deck_error *error);

/* `base`, which is whole (asserted), with the texts and lists of `own` instead of its own; remarks
 * and order stay those of `base`. As deck_parse; MALFORMED only where both are too long together.
 */
enum deck_outcome deck_merge(const struct deck *base, const struct deck *own, struct deck *out,
                             struct deck_error *error);

/* Of a whole deck (asserted), NUL-terminated, borrowed from it. */
const char *deck_text(const struct deck *deck, enum deck_key key);
const struct deck_item *deck_list(const struct deck *deck, enum deck_list list, size_t *count);
/* The item of that name; NULL if this deck has none. */
const struct deck_item *deck_find_item(const struct deck *deck, enum deck_list list,
                                       const char *name);

/* What a word in braces stands for now. */
struct deck_fact {
    const char *name; /* without the braces */
    const char *value;
};

/* The text with its facts in `out`, which is returned. `facts` has all that the table allows the
 * text (asserted), more or in another order as well. Cut at a letter where it is too long. */
const char *deck_fill(const struct deck *deck, enum deck_key key, const struct deck_fact *facts,
                      size_t count, char out[DECK_SAID_BYTES]);

/* Where a text or a list is in a file, and what it may hold ("name time"). */
const char *deck_key_section(enum deck_key key);
const char *deck_key_name(enum deck_key key);
const char *deck_key_facts(enum deck_key key);
const char *deck_list_section(enum deck_list list);

#endif
