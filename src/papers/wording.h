/* How fields and what they hold are called in plain words, in one table for all papers. Used by
 * sentences and exports. */
#ifndef ALCOVE_PAPERS_WORDING_H
#define ALCOVE_PAPERS_WORDING_H

#include <stdbool.h>
#include <stdint.h>

#include "papers/paper.h"
#include "records/signature.h"

/* "target day"; NULL for what is arranged, not read: an order, a reference. */
const char *wording_field(enum object_kind kind, uint8_t field);
/* "goal", "check-in" */
const char *wording_kind(enum object_kind kind);
/* "1 June 2026", "7 of 10", "paused", or the text itself, whole. */
void wording_add_value(struct paper_words *words, const struct paper *paper, enum object_kind kind,
                       uint8_t field, const struct value *value);
/* The same within a sentence: texts are quoted and cut. */
void wording_add_short(struct paper_words *words, const struct paper *paper, enum object_kind kind,
                       uint8_t field, const struct value *value);

/* What a signature is worth, behind "Ben ": "signed this", "signed an earlier version". */
const char *wording_signature(enum signature_state state);

#endif
