/* What every subcommand begins with. */
#include <errno.h>
#include <limits.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "app/passphrase.h"
#include "reach/address_text.h"

#define TRIES_MAX 3

static _Thread_local struct {
    char *line;
    size_t size;
} sink;

void complain_into(char *line, size_t size)
{
    sink.line = line;
    sink.size = size;
    if (line != NULL)
        line[0] = '\0';
}

enum exit_code complain(enum exit_code exit, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (sink.line != NULL) {
        vsnprintf(sink.line, sink.size, format, arguments);
        va_end(arguments);
        return exit;
    }
    fputs("alcove: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    return exit;
}

bool household_directory(const struct options *options, char out[FOLDER_PATH_BYTES_MAX],
                         struct store_error *error)
{
    if (options->profile == NULL)
        return profile_default_directory(out, error);
    if (strlen(options->profile) >= FOLDER_PATH_BYTES_MAX)
        return store_error_from_errno(error, ENAMETOOLONG, options->profile);
    memcpy(out, options->profile, strlen(options->profile) + 1);
    return true;
}

static bool open_profile(struct household *household, const struct options *options,
                         struct store_error *error)
{
    char directory[FOLDER_PATH_BYTES_MAX];
    return household_directory(options, directory, error) &&
           profile_open(&household->profile, directory,
                        options->leave_no_trace ? PROFILE_WITHOUT_TRACE : PROFILE_ON_DISK, error);
}

/* What lies in the folder of an unlocked profile. */
static bool open_rest(struct household *household, struct store_error *error)
{
    const struct folder *folder = &household->profile.folder;
    return people_open(&household->people, folder, error) &&
           invites_open(&household->invites, folder, error) &&
           helpers_open(&household->helpers, folder, error);
}

bool household_unlock(struct household *household, struct keyring_passphrase passphrase,
                      struct store_error *error)
{
    return profile_unlock(&household->profile, passphrase, error) && open_rest(household, error);
}

bool household_read_passphrase(const char *option, const char *fd, struct passphrase *out)
{
    char *end;
    long number = strtol(fd, &end, 10);
    enum passphrase_outcome outcome = PASSPHRASE_BROKEN;
    if (fd[0] >= '0' && fd[0] <= '9' && *end == '\0' && number <= INT_MAX)
        outcome = passphrase_read(out, (int)number);
    if (outcome == PASSPHRASE_BROKEN)
        complain(EXIT_USAGE, "%s wants the number of an open descriptor, not \"%.20s\".", option,
                 fd);
    if (outcome == PASSPHRASE_NONE)
        complain(EXIT_LOCKED, "%s gave no passphrase: the first line is empty.", option);
    if (outcome == PASSPHRASE_TOO_LONG)
        complain(EXIT_LOCKED, "%s gave a passphrase that is too long: %d bytes are the most.",
                 option, KEYRING_PASSPHRASE_BYTES_MAX);
    return outcome == PASSPHRASE_READ;
}

/* The new one, typed twice on a terminal. */
static bool ask_twice(const char *prompt, struct passphrase *out)
{
    struct passphrase again;
    if (!passphrase_can_ask()) {
        complain(EXIT_USAGE,
                 "The new passphrase comes from --new-passphrase-fd N, or from a terminal.");
        return false;
    }
    if (passphrase_ask(out, prompt) != PASSPHRASE_READ ||
        passphrase_ask(&again, "The same again: ") != PASSPHRASE_READ) {
        passphrase_free(out);
        complain(EXIT_FAILED, "Nothing was changed.");
        return false;
    }
    bool same = passphrase_equal(out, &again);
    passphrase_free(&again);
    if (same)
        return true;
    passphrase_free(out);
    complain(EXIT_FAILED, "The two are not the same; nothing was changed.");
    return false;
}

bool household_new_passphrase(const struct options *options, const char *prompt,
                              struct passphrase *out)
{
    *out = (struct passphrase){0};
    return options->new_passphrase_fd != NULL
               ? household_read_passphrase("--new-passphrase-fd", options->new_passphrase_fd, out)
               : ask_twice(prompt, out);
}

/* The one that --passphrase-fd gives: tried once. */
static bool unlock_given(struct household *household, const struct options *options)
{
    struct passphrase passphrase;
    struct store_error error;
    if (!household_read_passphrase("--passphrase-fd", options->passphrase_fd, &passphrase))
        return false;
    bool unlocked = household_unlock(household, passphrase_borrow(&passphrase), &error);
    passphrase_free(&passphrase);
    if (!unlocked)
        complain(EXIT_LOCKED, "%s", error.text);
    return unlocked;
}

static bool unlock_asked(struct household *household)
{
    struct passphrase passphrase;
    struct store_error error = {.kind = STORE_ERROR_LOCKED};
    if (!passphrase_can_ask()) {
        complain(EXIT_LOCKED, "This profile has a passphrase: give it by --passphrase-fd N, or "
                              "start from a terminal.");
        return false;
    }
    for (int tries = 0; tries < TRIES_MAX && error.kind == STORE_ERROR_LOCKED; tries++) {
        if (passphrase_ask(&passphrase, "Passphrase: ") != PASSPHRASE_READ)
            break;
        bool unlocked = household_unlock(household, passphrase_borrow(&passphrase), &error);
        passphrase_free(&passphrase);
        if (unlocked)
            return true;
        if (error.kind != STORE_ERROR_LOCKED || tries + 1 < TRIES_MAX)
            complain(EXIT_LOCKED, "%s", error.text);
    }
    if (error.kind == STORE_ERROR_LOCKED)
        complain(EXIT_LOCKED, "The profile stays locked; nothing in it was changed.");
    return false;
}

struct household *household_open_locked(const struct options *options, enum exit_code *exit)
{
    struct store_error error;
    struct household *household = calloc(1, sizeof *household);
    *exit = EXIT_LOCKED;
    if (household == NULL) {
        *exit = complain(EXIT_FAILED, "There is not enough memory to start.");
        return NULL;
    }
    household->profile.lock_fd = household->profile.folder.fd = -1;
    bool opened = open_profile(household, options, &error) &&
                  (profile_is_locked(&household->profile) || open_rest(household, &error));
    if (!opened)
        complain(EXIT_LOCKED, "%s", error.text);
    else if (profile_is_locked(&household->profile) && options->passphrase_fd != NULL)
        opened = unlock_given(household, options);
    if (opened)
        return household;
    household_close(household);
    return NULL;
}

struct household *household_open(const struct options *options, enum exit_code *exit)
{
    struct household *household = household_open_locked(options, exit);
    if (household == NULL || !profile_is_locked(&household->profile) || unlock_asked(household))
        return household;
    household_close(household);
    return NULL;
}

void household_close(struct household *household)
{
    if (household == NULL)
        return;
    vault_close(household->vault);
    helpers_close(&household->helpers);
    invites_close(&household->invites);
    people_close(&household->people);
    profile_close(&household->profile);
    sodium_memzero(household, sizeof *household);
    free(household);
}

bool household_open_vault(struct household *household, struct store_error *error)
{
    return household->vault != NULL ||
           profile_open_vault(&household->profile, &household->vault, error);
}

void household_offer_passphrase(struct household *household)
{
    struct store_error error;
    struct profile *profile = &household->profile;
    /* Where it cannot be noted it is said again. */
    if (profile->keyring.has_passphrase || profile->passphrase_offered)
        return;
    fputs("Whoever uses this computer account can read this. A passphrase protects it: alcove "
          "passphrase --set\n",
          stderr);
    (void)profile_note_offer(profile, &error);
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

const struct person *household_find_only(const struct household *household)
{
    if (household->people.count == 1)
        return &household->people.list[0];
    complain(EXIT_USAGE, "Say with whom: put their name behind it; see `alcove people list`.");
    return NULL;
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
