/* The sealed backup: bytes of the caller (every space whole, and what the app adds) in one file
 * that opens with a passphrase. Called by the app and the command line. SPEC.md section 11.5.
 *
 * Passphrase → Argon2id → secretstream (XChaCha20-Poly1305) in pieces of 64 KiB. The header says
 * how dear the passphrase is to try; on reading that is bounded, so that no file asks for all
 * memory. A restore gives the bytes back whole or not at all. What is given is wiped by
 * backup_free.
 *
 * sodium_init has been called. */
#ifndef ALCOVE_PAPERS_BACKUP_H
#define ALCOVE_PAPERS_BACKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "papers/paper_sink.h"

#define BACKUP_BYTES_MAX      ((size_t)512 << 20) /* of what is sealed */
#define BACKUP_FILE_BYTES_MAX (BACKUP_BYTES_MAX + BACKUP_BYTES_MAX / 1024)
#define BACKUP_PIECE_BYTES    65536
#define BACKUP_PASSES_MIN     1
#define BACKUP_PASSES_MAX     16
#define BACKUP_MEMORY_KIB_MIN 8192
#define BACKUP_MEMORY_KIB_MAX 1048576

/* What one try of a passphrase costs. */
struct backup_cost {
    uint32_t passes;
    uint32_t memory_kib;
};
extern const struct backup_cost backup_cost_usual; /* 3 passes over 256 MiB: half a second */

/* Borrowed. Of any length but 0; what it is made of is not judged here. */
struct backup_passphrase {
    const char *bytes;
    size_t size;
};

struct backup_bytes {
    uint8_t *bytes; /* NULL at size 0 */
    size_t size;
};

enum backup_outcome {
    BACKUP_OK,
    BACKUP_NOT_ONE,          /* another kind of file */
    BACKUP_NEWER,            /* of a newer app */
    BACKUP_CUT_SHORT,        /* its end is missing: it was copied in part */
    BACKUP_DAMAGED,          /* it is not what was written */
    BACKUP_WRONG_PASSPHRASE, /* the file's beginning is as it was written */
    BACKUP_NOT_WRITTEN,      /* the sink refused */
    BACKUP_TOO_LARGE,
    BACKUP_NO_MEMORY, /* also: less memory than the cost asks for */
};

/* Whether a file begins as one, be it damaged: then backup_open says what it is worth. */
bool backup_is_one(const uint8_t *file, size_t size);
/* Writes the whole file. `cost` is within the bounds above (asserted). */
enum backup_outcome backup_seal(const struct backup_bytes *contents,
                                const struct backup_passphrase *passphrase,
                                const struct backup_cost *cost, struct paper_sink *sink);
/* On BACKUP_OK the caller ends `out` with backup_free; else it is empty. */
enum backup_outcome backup_open(const uint8_t *file, size_t size,
                                const struct backup_passphrase *passphrase,
                                struct backup_bytes *out);
void backup_free(struct backup_bytes *bytes);
/* One sentence for the person. */
const char *backup_outcome_text(enum backup_outcome outcome);

#endif
