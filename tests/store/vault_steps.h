/* The steps of which the tests of the vault are made. */
#ifndef TESTS_STORE_VAULT_STEPS_H
#define TESTS_STORE_VAULT_STEPS_H

#include <stdint.h>

#include "store/vault.h"

extern const uint8_t vault_key[VAULT_KEY_BYTES];
extern const uint8_t vault_space[VAULT_SPACE_BYTES];
extern const uint8_t vault_other_space[VAULT_SPACE_BYTES];

/* Opens, or fails the test. */
struct vault *open_vault(const char *folder);
/* It does not open, and says why in one line. */
void assert_closed_to(const char *folder, const uint8_t *with, enum store_error_kind kind);
struct vault_span span(const char *text);
struct vault_name name_of(uint64_t id);
void begin(struct vault *vault);
void commit(struct vault *vault);
/* Each in a transaction of its own. */
void put(struct vault *vault, uint64_t id, const char *text);
void erase(struct vault *vault, uint64_t id);
uint64_t append(struct vault *vault, const uint8_t *to, const char *text);
/* And frees it. */
void assert_text(struct vault_blob *blob, const char *text);
/* NULL: there is none. */
void assert_object(struct vault *vault, uint64_t id, const char *text);
/* Runs SQL on the file of a closed vault, as somebody who has the disk. */
void meddle(const char *folder, const char *sql);
/* Makes a vault of three objects, two records and one value. */
void fill(const char *folder);

#endif
