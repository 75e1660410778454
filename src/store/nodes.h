/* The DHT nodes that answered, kept in the file `nodes` so that the next start needs to ask nobody
 * else for some. They are public addresses of strangers and say nothing of whom one talks with. */
#ifndef ALCOVE_STORE_NODES_H
#define ALCOVE_STORE_NODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/folder.h"
#include "store/store_error.h"

/* `*bytes` is allocated, for folder_free; NULL if there are none or the file is damaged: nodes are
 * found again, so that is no error. */
void nodes_load(const struct folder *folder, uint8_t **bytes, size_t *size);
bool nodes_save(const struct folder *folder, const uint8_t *bytes, size_t size,
                struct store_error *error);

#endif
