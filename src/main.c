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

static enum exit_code run(const struct options *options, const char *program)
{
    switch (options->command) {
    case COMMAND_DEMO:
        return command_demo(options, program);
    case COMMAND_INVITE:
        return command_invite(options);
    case COMMAND_JOIN:
        return command_join(options);
    case COMMAND_PEOPLE:
        return command_people(options);
    case COMMAND_DOCTOR:
        return command_doctor(options);
    case COMMAND_HELPER:
        return command_helper(options);
    case COMMAND_HELPERS:
        return command_helpers(options);
    case COMMAND_WRITE:
        return command_write(options);
    case COMMAND_INBOX:
        return command_inbox(options);
    case COMMAND_CALL:
    case COMMAND_ANSWER:
    case COMMAND_WINDOW:
        return command_call(options);
    case COMMAND_HELP:
        fputs(options_help(), stdout);
        return EXIT_OK;
    case COMMAND_VERSION:
        puts("alcove " ALCOVE_VERSION);
        return EXIT_OK;
    }
    return EXIT_USAGE;
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
