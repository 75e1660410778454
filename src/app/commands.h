/* The subcommands. Each takes parsed options and returns an exit code; each prints what went wrong
 * as one line on stderr. */
#ifndef ALCOVE_APP_COMMANDS_H
#define ALCOVE_APP_COMMANDS_H

#include "app/options.h"
#include "store/helpers.h"
#include "store/invites.h"
#include "store/people.h"
#include "store/profile.h"

enum exit_code command_demo(const struct options *options, const char *program);
enum exit_code command_invite(const struct options *options);
enum exit_code command_join(const struct options *options);
enum exit_code command_people(const struct options *options);
enum exit_code command_helper(const struct options *options);
enum exit_code command_helpers(const struct options *options);
enum exit_code command_write(const struct options *options);
enum exit_code command_inbox(const struct options *options);
enum exit_code command_doctor(const struct options *options);
enum exit_code command_call(const struct options *options); /* `call`, `answer`, the window */

/* "alcove: …" and a newline on stderr; returns its first argument. */
enum exit_code complain(enum exit_code exit, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The open profile with all that is in it; one allocation. */
struct household {
    struct profile profile;
    struct people people;
    struct invites invites;
    struct helpers helpers;
};

/* NULL on failure, after complaining; `*exit` says with what to end. */
struct household *household_open(const struct options *options, enum exit_code *exit);
void household_close(struct household *household); /* NULL is allowed */

/* By name or number; NULL after complaining. Borrowed until people change. */
const struct person *household_find(const struct household *household, const char *text);

/* Keeps --name as what others are told of us; nothing without it. Complains itself. */
enum exit_code household_set_name(struct household *household, const struct options *options);

/* Where to listen: --listen, else the port of the last time, else any. False after complaining. */
bool listen_address(const struct options *options, const struct household *household,
                    struct alcove_address *out);

/* Where --at says; port 0 without it. False after complaining. */
bool at_address(const struct options *options, struct alcove_address *out);

#endif
