/* Letters of the store as the words of the mailbox, which are the bodies of records, and back.
 * Called by whoever serves the mailbox, and by word_list.c. */
#ifndef ALCOVE_APP_LETTER_WORDS_H
#define ALCOVE_APP_LETTER_WORDS_H

#include "reach/mailbox.h"
#include "records/object_id.h"
#include "store/letters.h"

/* How a letter names the words that it is a copy of; 0 and counter 0: none. */
uint64_t letter_words_object(struct object_id object);
struct object_id letter_words_name(uint64_t object);

/* The words of a letter that was written here, for finder_mail; false if they are not kept. The
 * caller wipes them. */
bool letter_words_find(const struct letters *letters, uint64_t counter, struct mailbox_words *out);
/* Puts into `letters` what came; what this version cannot show as something it cannot show. False
 * when there is no room. */
bool letter_words_take(struct letters *letters, uint64_t counter,
                       const struct mailbox_words *words);

#endif
