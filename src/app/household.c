/* What every subcommand begins with. */
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "reach/address_text.h"

enum exit_code complain(enum exit_code exit, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("alcove: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    return exit;
}

static bool open_all(struct household *household, const struct options *options,
                     struct store_error *error)
{
    char directory[FOLDER_PATH_BYTES_MAX];
    const char *wanted = options->profile;
    if (wanted == NULL) {
        if (!profile_default_directory(directory, error))
            return false;
        wanted = directory;
    }
    if (!profile_open(&household->profile, wanted, PROFILE_ON_DISK, error))
        return false;
    const struct folder *folder = &household->profile.folder;
    if (people_open(&household->people, folder, error) &&
        invites_open(&household->invites, folder, error) &&
        helpers_open(&household->helpers, folder, error))
        return true;
    invites_close(&household->invites);
    people_close(&household->people);
    profile_close(&household->profile);
    return false;
}

struct household *household_open(const struct options *options, enum exit_code *exit)
{
    struct store_error error;
    struct household *household = calloc(1, sizeof *household);
    if (household == NULL) {
        *exit = complain(EXIT_FAILED, "There is not enough memory to start.");
        return NULL;
    }
    if (open_all(household, options, &error))
        return household;
    *exit = complain(EXIT_LOCKED, "%s", error.text);
    free(household);
    return NULL;
}

void household_close(struct household *household)
{
    if (household == NULL)
        return;
    helpers_close(&household->helpers);
    invites_close(&household->invites);
    people_close(&household->people);
    profile_close(&household->profile);
    sodium_memzero(household, sizeof *household);
    free(household);
}

const struct person *household_find(const struct household *household, const char *text)
{
    size_t matches;
    const struct person *person = people_find_text(&household->people, text, &matches);
    if (person == NULL)
        complain(EXIT_USAGE,
                 matches > 1 ? "More than one person is called \"%.40s\"; use the number before "
                               "the name in `alcove people list`."
                             : "Nobody is called \"%.40s\"; see `alcove people list`.",
                 text);
    return person;
}

enum exit_code household_set_name(struct household *household, const struct options *options)
{
    struct store_error error;
    if (options->name == NULL || profile_set_name(&household->profile, options->name, &error))
        return EXIT_OK;
    return complain(error.kind == STORE_ERROR_INVALID ? EXIT_USAGE : EXIT_LOCKED, "%s", error.text);
}

bool listen_address(const struct options *options, const struct household *household,
                    struct alcove_address *out)
{
    memset(out, 0, sizeof *out);
    out->port = household->profile.listen_port;
    if (options->listen == NULL || address_text_parse(options->listen, out))
        return true;
    complain(EXIT_USAGE,
             "--listen wants an address and a port like 192.0.2.7:4242 or [::]:0, not \"%.40s\".",
             options->listen);
    return false;
}

bool at_address(const struct options *options, struct alcove_address *out)
{
    *out = (struct alcove_address){0};
    if (options->at == NULL || (address_text_parse(options->at, out) && out->port != 0))
        return true;
    complain(EXIT_USAGE, "--at wants an address and a port like 192.0.2.7:4242, not \"%.60s\".",
             options->at);
    return false;
}
