/* A space of the document bench in a vault of its own, in a fresh folder. Whatever goes wrong ends
 * the program. */
#ifndef TOOLS_BENCH_YEAR_VAULT_H
#define TOOLS_BENCH_YEAR_VAULT_H

#include <stddef.h>
#include <stdint.h>

#include "records/space_file.h"
#include "store/vault.h"

struct year_vault {
    char *folder;
    struct vault *vault;
    struct space_file *file; /* what of the space lies in the vault */
};

void year_vault_make(struct year_vault *vault, const struct alcove_memory *memory);
/* Opens it again after year_vault_close, which leaves the folder; and removes that too. */
void year_vault_open(struct year_vault *vault);
void year_vault_close(struct year_vault *vault);
void year_vault_remove(struct year_vault *vault);

/* Appends what the space has to keep to the tail. */
void year_vault_append(struct year_vault *vault, struct space *space);
/* Keeps all that changed, and drops what is settled from the tail. */
void year_vault_fold(struct year_vault *vault, struct space *space);
/* Reads everything into a space. */
struct space *year_vault_load(struct year_vault *vault, const struct alcove_memory *memory);
size_t year_vault_file_size(const struct year_vault *vault);

/* Every blob but the head, and every record of the tail, as they were before they were sealed. */
void year_vault_each(struct year_vault *vault,
                     void (*each)(void *context, struct space_bucket bucket, const uint8_t *bytes,
                                  size_t size),
                     void *context);

#endif
