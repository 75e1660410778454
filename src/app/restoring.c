#include "app/restoring.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "app/ledger.h"
#include "session/heap.h"
#include "store/letters.h"
#include "store/packs.h"

struct job {
    struct household *household;
    const struct backup_contents *contents;
    const uint8_t *static_public; /* who we are, or will be */
    const struct people *people;  /* whose spaces are taken */
    struct restoring *report;
};

static enum exit_code complain_of_memory(void)
{
    return complain(EXIT_FAILED, "There is not enough memory for this.");
}

/* ---- the files ---- */

static bool write_files(const struct folder *folder, const struct backup_contents *contents,
                        bool (*wanted)(const char *name), struct store_error *error)
{
    for (size_t i = 0; i < contents->file_count; i++) {
        const struct backup_file *copy = &contents->files[i];
        struct folder_file file = {.name = copy->name, .version = copy->version};
        memcpy(file.kind, copy->kind, sizeof file.kind);
        if (wanted(copy->name) && !folder_write(folder, &file, copy->bytes, copy->size, error))
            return false;
    }
    return true;
}

static bool is_any(const char *name)
{
    return name[0] != '\0';
}

static bool is_identity(const char *name)
{
    return strcmp(name, "identity") == 0;
}

/* With people the profile is no empty one any more: they come last. */
static bool is_people(const char *name)
{
    return strcmp(name, "people") == 0;
}

static bool is_other(const char *name)
{
    return !is_identity(name) && !is_people(name);
}

/* All that a profile would read of them, before one of them is put in its place. */
static bool can_be_read(const struct folder *staged, const struct backup_contents *contents,
                        struct people *people, struct store_error *error)
{
    uint8_t static_public[32];
    struct helpers helpers;
    struct letters *letters = malloc(sizeof *letters);
    if (letters == NULL)
        return store_error_set(error, STORE_ERROR_DISK, "there is not enough memory for this");
    bool good = profile_check_copy(staged, static_public, error) &&
                people_open(people, staged, error) && helpers_open(&helpers, staged, error);
    if (good)
        helpers_close(&helpers);
    struct packs packs;
    good = good && packs_open(&packs, staged, error);
    if (good)
        packs_close(&packs);
    for (size_t i = 0; good && i < people->count; i++) {
        good = letters_open(letters, staged, &people->list[i], error);
        if (good)
            letters_close(letters);
    }
    free(letters);
    if (good && memcmp(static_public, contents->static_public, sizeof static_public) != 0)
        good = store_error_set(error, STORE_ERROR_DAMAGED, "this backup is of two profiles");
    return good;
}

/* Who is in the backup; `people` is to be closed after true. */
static bool check_files(const struct household *household, const struct backup_contents *contents,
                        struct people *people, struct store_error *error)
{
    struct folder staged;
    char path[FOLDER_PATH_BYTES_MAX + 8];
    /* In memory alone: there is no such folder, and none is made. */
    snprintf(path, sizeof path, "%s/.staged", household->profile.folder.path);
    if (!folder_open_without_trace(&staged, path, error))
        return false;
    staged.key = household->profile.folder.key;
    bool good = write_files(&staged, contents, is_any, error) &&
                can_be_read(&staged, contents, people, error);
    people->folder = NULL;
    folder_close(&staged);
    return good;
}

/* ---- a space ---- */

enum merged {
    MERGED,
    MERGED_ALREADY,
    MERGED_APART,
    MERGED_NOT_WANTED, /* theirs, while ours is whole */
    MERGED_NOT,        /* and why, in an error */
};

static bool holds_all(const struct space *space, const struct space *of)
{
    uint32_t ours[SPACE_DEVICES_MAX];
    uint32_t theirs[SPACE_DEVICES_MAX];
    space_vector(space, ours);
    space_vector(of, theirs);
    for (size_t i = 0; i < space_config(of)->device_count; i++) {
        if (ours[i] < theirs[i])
            return false;
    }
    return true;
}

/* Whether one of the two is not the other, earlier: there are two histories of a device. */
static bool are_apart(const struct space *a, const struct space *b)
{
    uint32_t one[SPACE_DEVICES_MAX];
    uint32_t two[SPACE_DEVICES_MAX];
    space_vector(a, one);
    space_vector(b, two);
    for (uint8_t i = 0; i < space_config(a)->device_count; i++) {
        uint8_t chain[SPACE_CHAIN_BYTES];
        uint8_t other[SPACE_CHAIN_BYTES];
        uint32_t both = one[i] < two[i] ? one[i] : two[i];
        if (space_chain(a, i, both, chain) && space_chain(b, i, both, other) &&
            memcmp(chain, other, sizeof chain) != 0)
            return true;
    }
    return false;
}

/* Gives `to` what it lacks of `from`, as far as that is not settled there. True if it took any. */
static bool carry_once(struct space *to, const struct space *from)
{
    uint32_t has[SPACE_DEVICES_MAX];
    uint32_t wants[SPACE_DEVICES_MAX];
    bool any = false;
    space_vector(to, has);
    space_vector(from, wants);
    for (uint8_t i = 0; i < space_config(from)->device_count; i++) {
        for (uint32_t n = has[i] + 1; n <= wants[i]; n++) {
            size_t size;
            const uint8_t *bytes = space_batch(from, i, n, &size);
            if (bytes == NULL || space_apply(to, i, bytes, size) != SPACE_APPLIED)
                break;
            any = true;
        }
    }
    return any;
}

/* Those of one device wait for those of another. */
static bool carry(struct space *to, const struct space *from)
{
    while (!holds_all(to, from)) {
        if (!carry_once(to, from))
            return false;
    }
    return true;
}

/* What comes back may be older than what others hold of ours. */
static void mark(struct space *space)
{
    if (space_config(space)->device_count > 1)
        space_restore(space);
}

/* The copy gets what is newer here, and takes the place of what is here: the two change places. */
static enum merged merge(struct ledger_book *present, struct space **copy, struct vault *vault,
                         struct store_error *error)
{
    bool good;
    struct space *former = present->space;
    if (are_apart(former, *copy))
        return MERGED_APART;
    if (holds_all(former, *copy))
        return MERGED_ALREADY;
    if (carry(*copy, former)) {
        mark(*copy);
        present->space = *copy;
        *copy = former;
        good = ledger_replace(present, vault, error);
    } else if (carry(former, *copy)) {
        mark(former);
        present->wants_folding = true;
        good = ledger_keep(present, vault, error) && ledger_fold(present, vault, error);
    } else {
        return MERGED_APART;
    }
    return good ? MERGED : MERGED_NOT;
}

static struct changes *read_changes(const struct backup_space *saved)
{
    struct changes *changes = NULL;
    enum space_load load =
        changes_decode(&heap_memory, saved->changes, saved->changes_size, &changes);
    /* What is not known to be new is not lost by it. */
    return load == SPACE_LOADED ? changes : changes_create(&heap_memory);
}

/* Whose space it is, of those who are here. */
struct owner {
    const uint8_t *static_public; /* our own key */
    const struct person *person;  /* NULL: one's own space */
    uint8_t own_device;
    bool is_theirs; /* the copy was made by the other side */
};

static bool find_owner(const struct job *job, const struct space *space, struct owner *out)
{
    struct space_config config;
    const struct people *people = job->people;
    const uint8_t *id = space_config(space)->id;
    *out = (struct owner){.static_public = job->static_public};
    ledger_configure_private(out->static_public, &config);
    if (memcmp(config.id, id, SPACE_ID_BYTES) == 0)
        return true;
    for (size_t i = 0; i < people->count; i++) {
        out->person = &people->list[i];
        ledger_configure(out->static_public, out->person->remote_static, &config);
        if (memcmp(config.id, id, SPACE_ID_BYTES) != 0)
            continue;
        out->own_device = config.own_device;
        out->is_theirs = space_config(space)->own_device != config.own_device;
        return true;
    }
    return false;
}

static enum space_load decode(const struct owner *owner, const struct backup_space *saved,
                              const struct space *present, struct space **out)
{
    enum space_load load =
        space_decode_whole(&heap_memory, saved->whole, saved->whole_size, present, out);
    if (load == SPACE_LOADED && owner->is_theirs)
        space_move_to(*out, owner->own_device);
    return load;
}

/* Nothing of it is here. */
static enum merged put_new(const struct backup_space *saved, struct space *copy,
                           struct vault *vault, struct store_error *error)
{
    struct ledger_book book = {.space = copy, .changes = read_changes(saved)};
    mark(copy);
    store_error_set(error, STORE_ERROR_DISK, "there is not enough memory for this");
    bool done = book.changes != NULL && ledger_replace(&book, vault, error);
    book.space = NULL; /* it stays with the caller */
    ledger_close(&book);
    return done ? MERGED : MERGED_NOT;
}

static enum merged merge_into(struct ledger_book *present, const struct owner *owner,
                              const struct backup_space *saved, struct vault *vault,
                              struct store_error *error)
{
    struct space *copy = NULL;
    enum merged merged = MERGED_NOT;
    bool restored = space_is_restored(present->space);
    /* In our name they could have written anything: it is taken only where ours is lost. */
    if (owner->is_theirs && !restored)
        return MERGED_NOT_WANTED;
    store_error_set(error, STORE_ERROR_DISK, "there is not enough memory for this");
    /* A draft is no part of what is merged, and is not lost by it. */
    if ((restored ||
         (ledger_publish(present) == SPACE_WRITTEN && ledger_keep(present, vault, error))) &&
        decode(owner, saved, present->space, &copy) == SPACE_LOADED)
        merged = merge(present, &copy, vault, error);
    space_free(copy);
    return merged;
}

static enum merged put_over(const struct owner *owner, const struct backup_space *saved,
                            struct vault *vault, struct store_error *error)
{
    struct ledger_book present;
    if (!ledger_open(&present, vault, owner->static_public, owner->person, error))
        return MERGED_NOT;
    enum merged merged = merge_into(&present, owner, saved, vault, error);
    ledger_close(&present);
    return merged;
}

/* ---- all of it ---- */

static enum exit_code count(struct restoring *report, enum merged merged,
                            const struct store_error *error)
{
    if (merged == MERGED_NOT)
        return complain(EXIT_LOCKED, "%s", error->text);
    if (merged == MERGED_NOT_WANTED)
        return complain(EXIT_USAGE,
                        "This copy was made by the other side, and yours is whole: what "
                        "is new comes when you meet (alcove sync).");
    report->restored += merged == MERGED;
    report->apart += merged == MERGED_APART;
    report->unchanged += merged == MERGED_ALREADY;
    return EXIT_OK;
}

static enum exit_code restore_space(const struct job *job, const struct backup_space *saved)
{
    struct store_error error;
    struct space *copy;
    struct owner owner = {0};
    enum merged merged;
    struct vault *vault = job->household->vault;
    enum space_load load = decode(&owner, saved, NULL, &copy);
    if (load == SPACE_LOAD_NO_MEMORY)
        return complain_of_memory();
    if (load != SPACE_LOADED)
        return complain(
            EXIT_USAGE, "%s",
            backup_outcome_text(load == SPACE_LOAD_NEWER ? BACKUP_NEWER : BACKUP_DAMAGED));
    if (!find_owner(job, copy, &owner)) {
        job->report->left_out++;
        space_free(copy);
        return EXIT_OK;
    }
    if (ledger_has(vault, space_config(copy)->id)) {
        merged = put_over(&owner, saved, vault, &error);
    } else {
        if (owner.is_theirs)
            space_move_to(copy, owner.own_device);
        merged = put_new(saved, copy, vault, &error);
    }
    space_free(copy);
    return count(job->report, merged, &error);
}

static enum exit_code restore_spaces(const struct job *job)
{
    enum exit_code exit = EXIT_OK;
    for (size_t i = 0; i < job->contents->space_count && exit == EXIT_OK; i++)
        exit = restore_space(job, &job->contents->spaces[i]);
    return exit;
}

/* Into a profile that knows nobody. */
static enum exit_code restore_all(struct job *job)
{
    struct store_error error;
    const struct folder *folder = &job->household->profile.folder;
    struct people *people = calloc(1, sizeof *people);
    if (people == NULL)
        return complain_of_memory();
    enum exit_code exit = EXIT_OK;
    if (!check_files(job->household, job->contents, people, &error))
        exit = complain(EXIT_USAGE, "This backup cannot be taken in: %s.", error.text);
    job->people = people;
    job->report->everything = true;
    job->report->people = people->count;
    if (exit == EXIT_OK && !write_files(folder, job->contents, is_identity, &error))
        exit = complain(EXIT_LOCKED, "%s", error.text);
    if (exit == EXIT_OK)
        exit = restore_spaces(job);
    if (exit == EXIT_OK && !(write_files(folder, job->contents, is_other, &error) &&
                             write_files(folder, job->contents, is_people, &error)))
        exit = complain(EXIT_LOCKED, "%s", error.text);
    people_close(people);
    free(people);
    return exit;
}

/* Nobody is known, nobody is invited, nothing is written. */
static bool is_empty(const struct household *household)
{
    const struct vault_health *health = vault_health(household->vault);
    return household->people.count == 0 && household->invites.count == 0 &&
           health->objects + health->records == 0 && vault_is_whole(health);
}

/* A copy of what we share with somebody, made by them. */
static bool is_of_a_friend(const struct household *household,
                           const struct backup_contents *contents)
{
    const struct person *person = people_find_key(&household->people, contents->static_public);
    return contents->file_count == 0 && person != NULL && person->verified;
}

enum exit_code restoring_run(struct household *household, const struct backup_contents *contents,
                             struct restoring *out)
{
    struct store_error error;
    struct job job = {household, contents, household->profile.static_public, &household->people,
                      out};
    memset(out, 0, sizeof *out);
    if (!household_open_vault(household, &error))
        return complain(EXIT_LOCKED, "%s", error.text);
    bool same = memcmp(job.static_public, contents->static_public, 32) == 0;
    if (contents->file_count == 0 && !same && !is_of_a_friend(household, contents))
        return complain(EXIT_USAGE, "This is a copy of what two others share; it goes into their "
                                    "profiles alone.");
    if (contents->file_count > 0 && !same && !is_empty(household))
        return complain(EXIT_USAGE, "This is the backup of another profile. Take it in where there "
                                    "is none yet: alcove import FILE --profile DIR, with an empty "
                                    "folder.");
    if (contents->file_count > 0 && household->people.count == 0) {
        job.static_public = contents->static_public;
        return restore_all(&job);
    }
    out->people = household->people.count;
    return restore_spaces(&job);
}
