/* What changed, as one sentence: who, what, from what to what, and the day. Called by the face, the
 * command line and the import. In English; names and titles are as people wrote them. Nothing here
 * keeps anything. */
#ifndef ALCOVE_PAPERS_SENTENCE_H
#define ALCOVE_PAPERS_SENTENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "papers/paper.h"
#include "records/changes.h"
#include "records/space.h"

/* Dana changed the target day of "Walk daily" from 1 May to 1 June (Tuesday).
 *
 * False, and no words, for what nobody needs to read. The change's values are borrowed for the
 * call. With `with_day` false the day is left out: it stands above the list. */
bool sentence_change(const struct paper *paper, const struct changes_item *change, bool with_day,
                     struct paper_words *out);

/* Erased on 1 of 2 devices.
 *
 * Of an object that is erased here. */
void sentence_erased(const struct paper *paper, struct object_id object, struct paper_words *out);

#endif
