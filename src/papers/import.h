/* Takes in what export_json wrote: into another space, or into the one it came from. Nothing is
 * changed until the whole file is known to be sound, and then only in the space's draft: the app
 * shows the report, and publishes or discards. Called by the app and the command line.
 *
 * Of the same space (its id is in the file): an object that is here gets the file's values where
 * they differ, by ordinary edits of ours, as far as we may write there; one that was erased stays
 * erased. Everything else is made anew, and is then ours; another space keeps the title it has, and
 * its roles. Of values that stand beside each other the first is taken. */
#ifndef ALCOVE_PAPERS_IMPORT_H
#define ALCOVE_PAPERS_IMPORT_H

#include <stddef.h>
#include <stdint.h>

#include "papers/paper.h"
#include "papers/paper_sink.h"
#include "records/space.h"

#define IMPORT_BYTES_MAX ((size_t)256 << 20)

enum import_outcome {
    IMPORT_OK,
    IMPORT_NOT_ONE,   /* not written by export_json */
    IMPORT_NEWER,     /* of a newer app */
    IMPORT_MALFORMED, /* damaged, or beyond the bounds: see `line` */
    IMPORT_FULL,      /* the space has no room for it: the draft holds a part, discard it */
    IMPORT_NO_MEMORY, /* as FULL */
};

struct import_report {
    size_t line; /* MALFORMED: where in the file */
    size_t added;
    size_t changed;       /* fields that were different here */
    size_t kept;          /* objects that were here already */
    size_t refused;       /* fields of others that we may not write: as they were here */
    size_t erased;        /* objects that were erased here */
    size_t taken;         /* of those added: written by others, now ours */
    size_t left_out;      /* values that stood beside the one that was taken */
    size_t unsigned_here; /* signatures, which hold where they were given */
};

struct import_request {
    const void *bytes; /* the file, borrowed */
    size_t size;
    const struct paper *paper; /* of the space; says how `lines` speak */
    /* Gets a sentence, a line each, for whatever becomes different of what was here; or NULL. */
    struct paper_sink *lines;
};

/* The space has caught up, if it came from a backup (records/space.h). */
enum import_outcome import_json(struct space *space, const struct import_request *request,
                                struct import_report *report);

/* What was done, in a few sentences. */
void import_report_words(const struct import_report *report, struct paper_words *out);
const char *import_outcome_text(enum import_outcome outcome);

#endif
