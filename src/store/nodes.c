#include "store/nodes.h"

static const struct folder_file nodes_file = {"nodes", {'N', 'O', 'D', 'E'}, 1};

void nodes_load(const struct folder *folder, uint8_t **bytes, size_t *size)
{
    struct store_error error;
    *bytes = NULL;
    *size = 0;
    if (!folder_read(folder, &nodes_file, bytes, size, &error))
        *bytes = NULL;
}

bool nodes_save(const struct folder *folder, const uint8_t *bytes, size_t size,
                struct store_error *error)
{
    return folder_write(folder, &nodes_file, bytes, size, error);
}
