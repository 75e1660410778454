/* Looks through a whole vault: what is in it, and what of it is lost. Used by the vault alone. */
#ifndef ALCOVE_STORE_VAULT_SCAN_H
#define ALCOVE_STORE_VAULT_SCAN_H

#include "store/vault_rows.h"

/* Reads the head and every row, and fills the indexes and the health anew. Rows that cannot be read
 * are counted, not an error. SQLITE_OK, or a code that says that looking itself failed. */
int vault_scan(struct vault *vault);

#endif
