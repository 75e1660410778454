/* The words between two people as the person sees them, once each: those of the space and the
 * letters, which are copies of them or, of a device whose space was not to be had, words alone.
 * Called by `alcove write` and `alcove inbox`. */
#ifndef ALCOVE_APP_WORD_LIST_H
#define ALCOVE_APP_WORD_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "records/space.h"
#include "store/letters.h"

/* All borrowed from the space and the letters. */
struct word_entry {
    struct object_id object;     /* counter 0: it is a letter alone */
    const struct letter *letter; /* NULL: it is in the space alone */
    uint64_t written_at_s;
    const char *text;        /* not NUL-terminated */
    size_t size;             /* 0: this version cannot show it */
    bool read;               /* received */
    enum letter_state state; /* sent */
};

struct word_list {
    struct word_entry *entries; /* in the order of writing */
    size_t count;
};

/* The words that the other wrote, or with `sent` those that we did. `space` may be NULL. False
 * without memory; else the caller ends `out` with word_list_free. */
bool word_list_make(const struct space *space, const struct letters *letters, bool sent,
                    struct word_list *out);
void word_list_free(struct word_list *list);

/* The person has seen all that were received, of `space` and as letters; in memory. True if any was
 * new. */
bool word_list_mark_read(const struct space *space, struct letters *letters);

/* What became of words of ours. */
enum letter_state word_list_state(const struct space *space, const struct letters *letters,
                                  struct object_id object);

#endif
