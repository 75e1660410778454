#include "app/backing_up.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "app/ledger.h"
#include "app/paper_file.h"
#include "app/space_desk.h"

/* ---- gathering ---- */

/* A file that is not there is left out: there were no letters, for example. */
static bool gather_file(const struct folder *folder, const char *name, struct backup_writing *out,
                        struct store_error *error)
{
    struct folder_contents contents;
    struct folder_file file = {.name = name};
    struct backup_file copy = {0};
    if (!folder_read_as_is(folder, &file, &contents, error))
        return error->kind == STORE_ERROR_MISSING;
    snprintf(copy.name, sizeof copy.name, "%s", name);
    memcpy(copy.kind, file.kind, sizeof copy.kind);
    copy.version = contents.version;
    copy.bytes = contents.bytes;
    copy.size = contents.size;
    backup_write_file(out, &copy);
    folder_free(contents.bytes, contents.size);
    return true;
}

static bool gather_files(const struct backing_up *from, struct backup_writing *out,
                         struct store_error *error)
{
    const struct folder *folder = &from->profile->folder;
    bool good = true;
    for (size_t i = 0; i < BACKUP_NAMED_FILES && good; i++)
        good = gather_file(folder, backup_named_files[i], out, error);
    for (size_t i = 0; i < from->people->count && good; i++) {
        char name[FOLDER_NAME_BYTES_MAX];
        snprintf(name, sizeof name, "letters-%u", (unsigned)from->people->list[i].id);
        good = gather_file(folder, name, out, error);
    }
    return good;
}

static enum exit_code gather_book(struct ledger_book *book, struct vault *vault,
                                  struct backup_writing *out)
{
    struct store_error error;
    struct backup_space copy = {0};
    /* A draft is in no copy: what was written is published first. */
    enum exit_code exit = space_desk_judge(ledger_publish(book));
    if (exit == EXIT_OK && !ledger_keep(book, vault, &error))
        exit = complain(EXIT_LOCKED, "%s", error.text);
    if (exit != EXIT_OK)
        return exit;
    uint8_t *whole = space_encode_whole(book->space, &copy.whole_size);
    uint8_t *changes = changes_encode(book->changes, &copy.changes_size);
    copy.whole = whole;
    copy.changes = changes;
    if (whole == NULL || changes == NULL)
        exit = complain(EXIT_FAILED, "There is not enough memory for this.");
    else
        backup_write_space(out, &copy);
    if (whole != NULL)
        sodium_memzero(whole, copy.whole_size);
    if (changes != NULL)
        sodium_memzero(changes, copy.changes_size);
    free(whole);
    free(changes);
    return exit;
}

/* `person` NULL: what one writes for oneself. */
static enum exit_code gather_space(const struct backing_up *from, const struct person *person,
                                   struct backup_writing *out)
{
    struct store_error error;
    struct ledger_book book;
    struct vault *vault = from->vault;
    if (!ledger_open(&book, vault, from->profile->static_public, person, &error))
        return complain(EXIT_LOCKED, "%s", error.text);
    enum exit_code exit = gather_book(&book, vault, out);
    (void)ledger_fold(&book, vault, &error); /* it only makes it smaller */
    ledger_close(&book);
    return exit;
}

enum exit_code backing_up_gather(const struct backing_up *from, const struct person *person,
                                 struct backup_writing *out)
{
    struct store_error error;
    enum exit_code exit = EXIT_OK;
    backup_write_begin(out, from->profile->static_public);
    if (person != NULL) {
        exit = gather_space(from, person, out);
    } else {
        if (!gather_files(from, out, &error))
            return complain(EXIT_LOCKED, "%s", error.text);
        exit = gather_space(from, NULL, out);
        for (size_t i = 0; i < from->people->count && exit == EXIT_OK; i++)
            exit = gather_space(from, &from->people->list[i], out);
    }
    if (exit == EXIT_OK && out->failed)
        exit = complain(EXIT_FAILED, "%s", backup_outcome_text(BACKUP_NO_MEMORY));
    return exit;
}

/* ---- writing ---- */

enum exit_code backing_up_seal(const char *path, const struct backup_writing *writing,
                               const struct backup_passphrase *given)
{
    struct paper_file *file = calloc(1, sizeof *file);
    if (file == NULL)
        return complain(EXIT_FAILED, "There is not enough memory for this.");
    enum backup_outcome outcome = BACKUP_NOT_WRITTEN;
    if (paper_file_open(file, path)) {
        struct paper_sink sink = paper_file_sink(file);
        outcome = backup_seal(&writing->bytes, given, &backup_cost_usual, &sink);
    }
    bool written = paper_file_close(file, outcome == BACKUP_OK);
    int number = errno;
    free(file);
    if (written)
        return EXIT_OK;
    if (outcome == BACKUP_OK || outcome == BACKUP_NOT_WRITTEN)
        return complain(EXIT_FAILED, "%s cannot be written: %s.", path, strerror(number));
    return complain(EXIT_FAILED, "%s", backup_outcome_text(outcome));
}

enum exit_code backing_up_write(const struct options *options, const struct backup_writing *writing)
{
    struct passphrase passphrase;
    if (!household_new_passphrase(options, "Passphrase for this file: ", &passphrase))
        return EXIT_USAGE;
    const struct backup_passphrase given = {(const char *)passphrase.bytes, passphrase.size};
    enum exit_code exit = backing_up_seal(options->out, writing, &given);
    passphrase_free(&passphrase);
    if (exit == EXIT_OK)
        printf("%s opens with its passphrase alone, by alcove import; nobody opens it without, you "
               "neither.\n",
               options->out);
    return exit;
}
