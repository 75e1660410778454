/* The door: reads the command line and hands over to a subcommand. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <sodium.h>

#include "app/commands.h"
#include "app/interrupt.h"
#include "app/log.h"
#include "app/ways.h"

#define ALCOVE_VERSION "0.1.0"

static enum exit_code help(const struct options *options)
{
    (void)options;
    options_help(stdout);
    return EXIT_OK;
}

static enum exit_code version(const struct options *options)
{
    (void)options;
    puts("alcove " ALCOVE_VERSION);
    return EXIT_OK;
}

static enum exit_code run(const struct options *options, const char *program)
{
    static enum exit_code (*const commands[])(const struct options *) = {
        [COMMAND_WINDOW] = command_call,       [COMMAND_INVITE] = command_invite,
        [COMMAND_JOIN] = command_join,         [COMMAND_PEOPLE] = command_people,
        [COMMAND_CALL] = command_call,         [COMMAND_ANSWER] = command_call,
        [COMMAND_DOCTOR] = command_doctor,     [COMMAND_HELPER] = command_helper,
        [COMMAND_HELPERS] = command_helpers,   [COMMAND_WRITE] = command_write,
        [COMMAND_INBOX] = command_inbox,       [COMMAND_PASSPHRASE] = command_passphrase,
        [COMMAND_LOCK] = command_lock,         [COMMAND_HELP] = help,
        [COMMAND_VERSION] = version,           [COMMAND_GOALS] = command_goals,
        [COMMAND_PRACTICE] = command_practice, [COMMAND_CHECK_IN] = command_check_in,
        [COMMAND_SESSION] = command_session,   [COMMAND_REFLECT] = command_reflect,
        [COMMAND_HOLD] = command_call,         [COMMAND_CHANGES] = command_changes,
        [COMMAND_EXPORT] = command_export,     [COMMAND_IMPORT] = command_import,
        [COMMAND_UNDO] = command_undo,         [COMMAND_COMMENT] = command_comment,
        [COMMAND_MEASURE] = command_measure,   [COMMAND_SYNC] = command_sync,
        [COMMAND_ERASE] = command_erase,       [COMMAND_DECK] = command_deck,
        [COMMAND_REPAIR] = command_repair,     [COMMAND_SAFETY] = command_safety,
        [COMMAND_CONSENT] = command_consent,   [COMMAND_PRACTICE_ROOM] = command_practice_room,
    };
    if (options->command == COMMAND_DEMO)
        return command_demo(options, program);
    return commands[options->command](options);
}

#if defined(__SANITIZE_ADDRESS__)
#define UNDER_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define UNDER_SANITIZER 1
#endif
#endif

/* Keys and voices stay out of core files, and other programs of the account out of us. The leak
 * checker of a sanitizer needs to look into its own process, and there is nothing secret then. */
static void keep_private(void)
{
#ifndef UNDER_SANITIZER
    prctl(PR_SET_DUMPABLE, 0);
#endif
}

int main(int argc, char **argv)
{
    struct options options;
    char error[200];
    char program[PATH_MAX] = "";
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length > 0 ? length : 0] = '\0';
    log_broken_promises();
    keep_private();
    if (sodium_init() < 0)
        return (int)complain(EXIT_FAILED, "The system's cryptography library did not start.");
    if (!options_parse(&options, argc, argv, error))
        return (int)complain(EXIT_USAGE, "%s", error);
    if (!log_set_level(options.log_level))
        return (int)complain(EXIT_USAGE, "--log-level wants error, info or debug.");
    struct ways ways;
    if (options.helpers != NULL && !ways_parse(&ways, options.helpers, error))
        return (int)complain(EXIT_USAGE, "%s", error);
    interrupt_block();
    return (int)run(&options, program);
}
