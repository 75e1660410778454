/* How the payload of a file of the profile is sealed. Used by folder.c alone.
 *
 * XChaCha20-Poly1305 under the key of the files, with a random nonce in front; name, kind and
 * version of the file are bound, so that one file is not taken for another. Padded, so that sizes
 * tell little. */
#ifndef ALCOVE_STORE_FOLDER_SEAL_H
#define ALCOVE_STORE_FOLDER_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/folder.h"

size_t folder_sealed_size(size_t size);
/* Into `out`, of folder_sealed_size(size) bytes. */
void folder_seal(const uint8_t key[FOLDER_KEY_BYTES], const struct folder_file *file,
                 const uint8_t *bytes, size_t size, uint8_t *out);
/* In place: what was sealed is in front then, and `*size` its size. False if it does not open; the
 * bytes are of no use then. `file` has the version that was found. */
bool folder_unseal(const uint8_t key[FOLDER_KEY_BYTES], const struct folder_file *file,
                   uint8_t *bytes, size_t *size);

#endif
