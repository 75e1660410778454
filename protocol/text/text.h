/* The text of one note, which several devices edit, also while apart: stable base, an unstable tail
 * of edits as an event graph, and the local draft. Two copies that hold the same edits hold the
 * same text, in the order of eg-walker (Fugue's origins, ties by agent), whatever came first.
 *
 * An agent is a small number that stands for a device. An event is one character inserted or
 * deleted; the n-th of agent A in this note is (A, n), counted from 0. Positions and counts are
 * Unicode code points. A version is, for each agent, how many of its events are known: an array of
 * bounds.agents numbers.
 *
 * Called by records/space. Memory comes from the caller's struct alcove_memory; what is deleted is
 * wiped as soon as neither the text, the draft nor the undo needs it. The text of deleted
 * characters is kept nowhere else: the tail holds positions and lengths only. */
#ifndef ALCOVE_TEXT_TEXT_H
#define ALCOVE_TEXT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/memory.h"

/* What one note may hold: this binds who writes here, whose edits are refused as TEXT_TOO_MUCH
 * where they would lead over it. It does not bind what others published, for how much that comes to
 * depends on what is here already, and copies that refuse different things never meet again. Of
 * theirs there is refused:
 *  - a batch of more than `runs` runs: by itself, so everywhere alike; text_publish makes none.
 *  - what would lead to TEXT_OTHERS_TIMES as many bytes or runs of the tail. That depends on what
 *    is here, and is for now: the same batch can be merged later, when a cut or a delete made room.
 *    Those who keep the bounds never get there with text, if there are not more of them than that:
 *    what still stands of each one's text he saw within the bounds at his last insert. Runs get
 *    there only where no cut can be made for very long. */
struct text_bounds {
    uint32_t agents; /* 1 to TEXT_AGENTS_MAX; each is below */
    uint32_t bytes;  /* of published text, and of text with the draft; at most TEXT_BYTES_MAX */
    uint32_t spans;  /* author spans over the published text; of theirs, a byte each at least */
    uint32_t runs;   /* of the tail; at most TEXT_EVENTS_MAX */
};

#define TEXT_AGENTS_MAX   4096
#define TEXT_BYTES_MAX    (1u << 28) /* of any text */
#define TEXT_EVENTS_MAX   (1u << 29) /* of an agent, and of the tail */
#define TEXT_OTHERS_TIMES 32

enum text_result {
    TEXT_APPLIED,
    TEXT_DUPLICATE, /* all of it was known already */
    TEXT_MALFORMED, /* no honest device sends this */
    TEXT_TOO_MUCH,  /* over the bounds: see there */
    TEXT_NO_MEMORY,
};

enum text_kind {
    TEXT_INSERT = 0,
    TEXT_DELETE = 1,
};

/* One step: `count` characters inserted at `at`, or the `count` from `at` on deleted. Each run
 * means the text as the runs before it left it. */
struct text_run {
    enum text_kind kind;
    uint32_t at;
    uint32_t count;      /* at least 1; of an insert, what text_count says of its text */
    const uint8_t *text; /* of an insert: UTF-8, not NUL-terminated; borrowed. Where two of a batch
                          * touch in memory they are of one block, and are checked as one. */
    size_t size;         /* of an insert: bytes of `text` */
};

/* What one agent published at once. */
struct text_batch {
    uint32_t agent;
    uint32_t seq;            /* of its first event */
    const uint32_t *parents; /* the version the author knew, itself included; borrowed */
    const struct text_run *runs;
    size_t run_count; /* at least 1 */
};

/* `count` characters of one author. */
struct text_span {
    uint32_t agent; /* or TEXT_DRAFT */
    uint32_t count;
};

#define TEXT_DRAFT UINT32_MAX /* the author of what is not published yet */

struct text;

/* An empty note, or NULL without memory. `memory` is borrowed until text_close. */
struct text *text_open(const struct alcove_memory *memory, const struct text_bounds *bounds);
/* Another one that is the same, draft and undo too; NULL without memory. What may yet be refused as
 * part of something larger is done to a copy, which then takes the place of the first. */
struct text *text_copy(const struct text *text);
/* Wipes and frees; NULL does nothing. */
void text_close(struct text *text);

/* --- Local edits: a draft, seen at once, known to nobody, in no file. --- */

/* Inserts UTF-8 at `at` of the text with the draft. MALFORMED: not UTF-8, a control character (C0,
 * DEL, C1) but newline and tab, empty, or `at` beyond the end. */
enum text_result text_insert(struct text *text, uint32_t at, const uint8_t *bytes, size_t size);
/* Deletes `count` characters from `at` on; MALFORMED if there are not as many, or `count` is 0. */
enum text_result text_delete(struct text *text, uint32_t at, uint32_t count);
bool text_has_draft(const struct text *text);
/* Back to the published text; what was typed is wiped. */
void text_discard(struct text *text);
/* Makes of the draft events of `agent`: only what it inserts and what it deletes of the published
 * text; what was typed and taken back is nowhere in it. `out`, unless NULL, is what others must
 * merge; it and all it points to are valid until the next call that is not a reading. DUPLICATE:
 * there was no draft. A draft that only deletes is never too much text. On any refusal the draft
 * stays as it was. */
enum text_result text_publish(struct text *text, uint32_t agent, struct text_batch *out);

/* --- Undo of what was published, by this note's person only: step by step, the newest first. ---
 *
 * A step is what one text_publish published, and goes by the number of its first event: what
 * text_version said of the agent before. The newest TEXT_UNDO_MAX of them are kept, with the text
 * that they deleted. Without memory to follow what others do, the oldest go. */

#define TEXT_UNDO_MAX 16

/* Turns the draft into the opposite of the newest step, as far as it still stands: the text it
 * inserted goes, the text it deleted comes back, nobody else's is touched. If that is published as
 * it is before anything else is done, the step is gone, and the one before it can be taken back.
 * DUPLICATE, and nothing is drafted: there is nothing to undo; or there is a draft, which stays; or
 * nothing of the step stands any more, and it is forgotten. */
enum text_result text_undo(struct text *text);
/* The newest step; false if there is none. */
bool text_undo_newest(const struct text *text, uint32_t *seq);
/* Forgets the steps up to this one, and wipes the deleted text kept for them. */
void text_forget_undo(struct text *text, uint32_t seq);

/* A step for a file of its own, which is of use with just this text: the version that it is for,
 * how its characters stand, and the text it deleted. Bytes that text_undo_write writes; 0 if there
 * is no such step. */
size_t text_undo_size(const struct text *text, uint32_t seq);
void text_undo_write(const struct text *text, uint32_t seq, struct byte_writer *out);
/* Adds what was written, of hostile bytes, as the oldest step. DUPLICATE, and nothing is added: the
 * text changed since, or there is no place for it before the others. */
enum text_result text_undo_read(struct text *text, uint32_t seq, const uint8_t *bytes, size_t size);

/* --- Remote edits. --- */

/* Merges batches, each after those it knew; the known ones among them are passed over. All is
 * checked before anything changes; of the batches all are merged or none. The draft stays, at the
 * place where it was typed. MALFORMED: parents that are not known or not a version, that miss
 * something below the cut; a gap in the author's own events; a position beyond the end; a text as
 * in text_insert. However many wrote at one place without knowing of each other, an insert there
 * takes a few looks for each agent, of the logarithm of all that is in the tail. */
enum text_result text_merge(struct text *text, const struct text_batch *batches, size_t count);

/* --- Stability. --- */

/* Everybody knows `version`, and whatever comes knows it too: drops as much of the tail as is below
 * it and concurrent with nothing above it. Entries beyond what is known count as known. */
void text_cut(struct text *text, const uint32_t *version);

/* --- Reading: nothing here changes the text. --- */

/* The version of all that is known; bounds.agents numbers, valid until the next change. */
const uint32_t *text_version(const struct text *text);
/* Runs in the tail. */
uint32_t text_tail_runs(const struct text *text);

/* Bytes and characters of the published text, or of the text with the draft. */
size_t text_size(const struct text *text, bool with_draft);
uint32_t text_length(const struct text *text, bool with_draft);
/* Copies text_size bytes into `out`, without NUL. */
void text_read(const struct text *text, bool with_draft, uint8_t *out);
/* Who wrote what, from the start, each author differing from the one before: writes up to `room`
 * spans, and returns how many there are. */
size_t text_spans(const struct text *text, bool with_draft, struct text_span *out, size_t room);

/* Strictly checks UTF-8 as text_insert does, and counts its characters; false if it is refused. */
bool text_count(const uint8_t *bytes, size_t size, uint32_t *count);

/* --- A file: what is published, without the draft and without deleted text. --- */

/* Encodes the text, its authors, and of the tail positions and lengths; after a full cut there is
 * no tail. `squeezed` deflates it; without, it opens fastest and may be deflated with other things.
 * Returns a block of *size bytes from `memory`, to be wiped and freed by the caller; NULL without
 * memory. */
uint8_t *text_encode(const struct text *text, bool squeezed, size_t *size);
/* Opens what text_encode wrote, of hostile bytes: APPLIED, and a note in *out; or nothing. TOO_MUCH
 * is what no merge leads to. */
enum text_result text_decode(const struct alcove_memory *memory, const struct text_bounds *bounds,
                             const uint8_t *bytes, size_t size, struct text **out);

#endif
