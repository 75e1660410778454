#include "bench/year_vault.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "folder.h"

static const uint8_t key[VAULT_KEY_BYTES] = {7};
static const uint8_t space_id[VAULT_SPACE_BYTES] = {1};

static void must(bool done, const struct store_error *error)
{
    if (done)
        return;
    fprintf(stderr, "the vault: %s\n", error == NULL ? "without memory" : error->text);
    exit(1);
}

void year_vault_make(struct year_vault *vault, const struct alcove_memory *memory)
{
    vault->folder = fresh_folder();
    vault->file = space_file_create(memory);
    must(vault->file != NULL, NULL);
    year_vault_open(vault);
}

void year_vault_open(struct year_vault *vault)
{
    struct store_error error;
    const struct vault_place place = {.folder = vault->folder, .key = key};
    must(vault_open(&vault->vault, &place, &error), &error);
}

void year_vault_close(struct year_vault *vault)
{
    vault_close(vault->vault);
    vault->vault = NULL;
}

void year_vault_remove(struct year_vault *vault)
{
    space_file_free(vault->file);
    remove_folder(vault->folder);
}

size_t year_vault_file_size(const struct year_vault *vault)
{
    char path[700];
    struct stat status;
    (void)snprintf(path, sizeof path, "%s/vault.db", vault->folder);
    return stat(path, &status) == 0 ? (size_t)status.st_size : 0;
}

void year_vault_append(struct year_vault *vault, struct space *space)
{
    struct store_error error;
    const uint8_t *bytes;
    size_t size;
    uint64_t number;
    must(vault_begin(vault->vault, &error), &error);
    while ((bytes = space_next_to_keep(space, &size)) != NULL)
        must(vault_tail_append(vault->vault, space_id, (struct vault_span){bytes, size}, &number,
                               &error),
             &error);
    must(vault_commit(vault->vault, &error), &error);
}

static struct vault_name name_of(struct space_bucket bucket)
{
    struct vault_name name = {.kind = bucket.kind, .id = bucket.id};
    memcpy(name.space, space_id, sizeof name.space);
    return name;
}

static void put_all(struct year_vault *vault, struct space *space)
{
    struct store_error error;
    struct space_kept kept;
    enum space_keep keep;
    struct space_keeping *keeping = space_keeping_begin(vault->file, space);
    must(keeping != NULL, NULL);
    while ((keep = space_keeping_next(keeping, &kept)) != SPACE_KEEP_DONE) {
        const struct vault_name name = name_of(kept.bucket);
        must(keep != SPACE_KEEP_NO_MEMORY, NULL);
        if (keep == SPACE_KEEP_PUT)
            must(vault_put(vault->vault, &name, (struct vault_span){kept.bytes, kept.size}, &error),
                 &error);
        else
            must(vault_erase(vault->vault, &name, &error), &error);
    }
    space_keeping_end(keeping, true);
}

/* From the beginning, as long as all is settled. */
static void drop_settled(struct year_vault *vault, struct space *space)
{
    struct store_error error;
    struct vault_blob blob;
    uint64_t number = 0;
    uint64_t up_to = 0;
    while (vault_tail_next(vault->vault, space_id, &number, &blob, &error)) {
        uint8_t device = 0;
        uint32_t sequence = 0;
        size_t size;
        bool is_settled = batch_peek(blob.bytes, blob.size, &device, &sequence) &&
                          space_batch(space, device, sequence, &size) == NULL;
        vault_blob_free(&blob);
        if (!is_settled)
            break;
        up_to = number;
    }
    if (up_to != 0)
        must(vault_tail_drop(vault->vault, space_id, up_to, &error), &error);
}

void year_vault_fold(struct year_vault *vault, struct space *space)
{
    struct store_error error;
    must(vault_begin(vault->vault, &error), &error);
    put_all(vault, space);
    drop_settled(vault, space);
    must(vault_commit(vault->vault, &error), &error);
    must(vault_checkpoint(vault->vault, &error), &error);
}

static void must_load(enum space_load load)
{
    if (load == SPACE_LOADED)
        return;
    fprintf(stderr, "what was kept does not come back: %d\n", (int)load);
    exit(1);
}

static struct vault_blob blob_of(struct year_vault *vault, const struct vault_name *name)
{
    struct store_error error;
    struct vault_blob blob;
    must(vault_get(vault->vault, name, &blob, &error), &error);
    return blob;
}

struct space *year_vault_load(struct year_vault *vault, const struct alcove_memory *memory)
{
    struct store_error error;
    struct space_loading *loading;
    struct space_file *file;
    struct space *space;
    uint64_t number = 0;
    struct vault_name name = name_of((struct space_bucket){SPACE_BUCKET_HEAD, 0});
    struct vault_blob blob = blob_of(vault, &name);
    must_load(space_loading_begin(memory, blob.bytes, blob.size, &loading));
    vault_blob_free(&blob);
    name = name_of((struct space_bucket){0, 0});
    while (vault_next(vault->vault, &name, &name)) {
        if (name.kind == SPACE_BUCKET_HEAD)
            continue;
        blob = blob_of(vault, &name);
        must_load(space_loading_put(loading, (struct space_bucket){name.kind, name.id}, blob.bytes,
                                    blob.size));
        vault_blob_free(&blob);
    }
    while (vault_tail_next(vault->vault, space_id, &number, &blob, &error)) {
        must_load(space_loading_batch(loading, blob.bytes, blob.size));
        vault_blob_free(&blob);
    }
    must_load(space_loading_end(loading, &space, &file));
    space_file_free(file);
    return space;
}

void year_vault_each(struct year_vault *vault,
                     void (*each)(void *context, struct space_bucket bucket, const uint8_t *bytes,
                                  size_t size),
                     void *context)
{
    struct store_error error;
    struct vault_blob blob;
    uint64_t number = 0;
    struct vault_name name = name_of((struct space_bucket){0, 0});
    while (vault_next(vault->vault, &name, &name)) {
        blob = blob_of(vault, &name);
        each(context, (struct space_bucket){name.kind, name.id}, blob.bytes, blob.size);
        vault_blob_free(&blob);
    }
    while (vault_tail_next(vault->vault, space_id, &number, &blob, &error)) {
        each(context, (struct space_bucket){0, number}, blob.bytes, blob.size);
        vault_blob_free(&blob);
    }
}
