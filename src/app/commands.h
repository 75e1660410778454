/* The subcommands. Each takes parsed options and returns an exit code; each prints what went wrong
 * as one line on stderr. */
#ifndef ALCOVE_APP_COMMANDS_H
#define ALCOVE_APP_COMMANDS_H

#include "app/options.h"
#include "app/passphrase.h"
#include "store/helpers.h"
#include "store/invites.h"
#include "store/people.h"
#include "store/profile.h"
#include "store/vault.h"

enum exit_code command_demo(const struct options *options, const char *program);
enum exit_code command_invite(const struct options *options);
enum exit_code command_join(const struct options *options);
enum exit_code command_people(const struct options *options);
enum exit_code command_helper(const struct options *options);
enum exit_code command_helpers(const struct options *options);
enum exit_code command_write(const struct options *options);
enum exit_code command_inbox(const struct options *options);
enum exit_code command_passphrase(const struct options *options);
enum exit_code command_lock(const struct options *options);
enum exit_code command_goals(const struct options *options);
enum exit_code command_practice(const struct options *options);
enum exit_code command_check_in(const struct options *options);
enum exit_code command_reflect(const struct options *options);
enum exit_code command_session(const struct options *options);
enum exit_code command_safety(const struct options *options);
enum exit_code command_consent(const struct options *options);
enum exit_code command_changes(const struct options *options);
enum exit_code command_comment(const struct options *options);
enum exit_code command_measure(const struct options *options);
enum exit_code command_undo(const struct options *options);
enum exit_code command_export(const struct options *options);
enum exit_code command_import(const struct options *options);
enum exit_code command_sync(const struct options *options);
enum exit_code command_deck(const struct options *options);
enum exit_code command_erase(const struct options *options);
enum exit_code command_repair(const struct options *options);
enum exit_code command_doctor(const struct options *options);
enum exit_code command_practice_room(const struct options *options);
enum exit_code command_call(const struct options *options); /* `call`, `answer`, the window */

/* "alcove: …" and a newline on stderr; returns its first argument. */
enum exit_code complain(enum exit_code exit, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* On this thread complaints go into `line`, of `size` bytes, from now on; NULL: to stderr again. */
void complain_into(char *line, size_t size);

/* The open profile with all that is in it; one allocation. */
struct household {
    struct profile profile;
    struct people people;
    struct invites invites;
    struct helpers helpers;
    struct vault *vault; /* NULL until household_open_vault */
};

/* NULL on failure, after complaining; `*exit` says with what to end. Where there is a passphrase,
 * it comes from --passphrase-fd, or is asked for on the terminal. */
struct household *household_open(const struct options *options, enum exit_code *exit);
/* The same, but a profile for which --passphrase-fd is not given stays locked (profile_is_locked):
 * nothing but household_unlock and household_close may be called then. */
struct household *household_open_locked(const struct options *options, enum exit_code *exit);
/* LOCKED if it is not the passphrase: it can be tried again. */
bool household_unlock(struct household *household, struct keyring_passphrase passphrase,
                      struct store_error *error);
/* Where the profile is: --profile, else the usual place. */
bool household_directory(const struct options *options, char out[FOLDER_PATH_BYTES_MAX],
                         struct store_error *error);
/* What --passphrase-fd and --new-passphrase-fd name; false after complaining. */
bool household_read_passphrase(const char *option, const char *fd, struct passphrase *out);
/* A new one: what --new-passphrase-fd names, else typed twice on a terminal, asked for by `prompt`;
 * false after complaining. */
bool household_new_passphrase(const struct options *options, const char *prompt,
                              struct passphrase *out);
void household_close(struct household *household); /* NULL is allowed */
/* Opens what is shared with people, for those who need it; once. False, with a sentence, where it
 * cannot be read: everything else works without it. */
bool household_open_vault(struct household *household, struct store_error *error);

/* A person saved something: without a passphrase it is said once, on stderr, who can read it. */
void household_offer_passphrase(struct household *household);

/* By name or number; NULL after complaining. Borrowed until people change. */
const struct person *household_find(const struct household *household, const char *text);

/* The only one that there is; NULL after complaining. */
const struct person *household_find_only(const struct household *household);

/* Keeps --name as what others are told of us; nothing without it. Complains itself. */
enum exit_code household_set_name(struct household *household, const struct options *options);

/* Where to listen: --listen, else the port of the last time, else any. False after complaining. */
bool listen_address(const struct options *options, const struct household *household,
                    struct alcove_address *out);

/* Where --at says; port 0 without it. False after complaining. */
bool at_address(const struct options *options, struct alcove_address *out);

#endif
