/* A new vault in the place of one that is harmed, which is kept beside it under another name and
 * never changed. Called by profile.c alone, with the lock of the profile.
 *
 * The new one is made in a folder of its own, "vault.new". Once it is whole that folder is renamed
 * "vault.ready", with the name that the harmed one gets in it: from then on every opening goes on
 * with putting it in place, wherever it was stopped. Until then nothing has happened, and the
 * folder is made anew the next time. */
#ifndef ALCOVE_STORE_VAULT_REPAIR_H
#define ALCOVE_STORE_VAULT_REPAIR_H

#include <stdbool.h>

#include "store/folder.h"
#include "store/vault.h"

#define VAULT_REPAIR_NAME_BYTES 40 /* of the name that a harmed vault gets, with its NUL */

/* The new vault, empty, to be filled and given to vault_repair_end, or closed: then it is of no
 * use. NULL with `error` set. `key` as in struct vault_place. */
struct vault *vault_repair_begin(const struct folder *folder, const uint8_t *key,
                                 struct store_error *error);
/* Closes `fresh`, and puts it in place; the harmed one is closed. `day` is "2027-05-01"; `aside`
 * becomes the name of the harmed one, empty if there was none. After false vault_repair_finish goes
 * on with it, or there is a harmed vault as before. */
bool vault_repair_end(const struct folder *folder, struct vault *fresh, const char *day,
                      char aside[VAULT_REPAIR_NAME_BYTES], struct store_error *error);
/* Goes on with what was stopped, if anything was: before each opening of the vault. */
bool vault_repair_finish(const struct folder *folder, struct store_error *error);
/* Whether there is something to go on with. */
bool vault_repair_is_due(const struct folder *folder);

#endif
