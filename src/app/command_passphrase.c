/* `alcove passphrase`: whether the profile has one, and how it gets, changes or loses it; and after
 * how long the window locks itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "app/passphrase.h"

static enum exit_code replace(struct household *household, const struct options *options)
{
    struct passphrase passphrase = {0};
    struct store_error error;
    bool given =
        options->remove || household_new_passphrase(options, "New passphrase: ", &passphrase);
    if (!given)
        return EXIT_USAGE;
    bool done = profile_set_passphrase(&household->profile, passphrase_borrow(&passphrase),
                                       keyring_usual_cost(), &error);
    passphrase_free(&passphrase);
    if (!done)
        return complain(EXIT_LOCKED, "%s", error.text);
    if (options->json)
        return EXIT_OK;
    if (options->remove)
        puts("Removed: whoever reads this disk can read the profile again.");
    else
        puts("Done. Nobody can open the profile without it, you neither: there is no other way "
             "in.");
    return EXIT_OK;
}

static enum exit_code set_auto_lock(struct household *household, const char *minutes)
{
    struct store_error error;
    char *end;
    unsigned long value = strtoul(minutes, &end, 10);
    if (minutes[0] < '0' || minutes[0] > '9' || *end != '\0' || value > PROFILE_AUTO_LOCK_MAX)
        return complain(EXIT_USAGE, "--auto-lock wants minutes, 0 (never) to %d.",
                        PROFILE_AUTO_LOCK_MAX);
    if (!profile_set_auto_lock(&household->profile, (uint16_t)value, &error))
        return complain(EXIT_LOCKED, "%s", error.text);
    return EXIT_OK;
}

static enum exit_code tell(const struct household *household, bool json)
{
    bool has_one = household->profile.keyring.has_passphrase;
    unsigned minutes = household->profile.auto_lock_min;
    if (json)
        printf("{\"passphrase\":%s,\"auto_lock_min\":%u}\n", has_one ? "true" : "false", minutes);
    else if (!has_one)
        puts("No passphrase: whoever reads this disk can read the profile. --set gives it one.");
    else if (minutes == 0)
        puts("There is a passphrase. The window does not lock itself.");
    else
        printf("There is a passphrase. The window locks itself after %u minutes.\n", minutes);
    return EXIT_OK;
}

static enum exit_code run(struct household *household, const struct options *options)
{
    bool has_one = household->profile.keyring.has_passphrase;
    if (options->set + options->change + options->remove > 1)
        return complain(EXIT_USAGE, "passphrase: one of --set, --change and --remove at a time.");
    if (options->set && has_one)
        return complain(EXIT_USAGE, "There is a passphrase already; use --change.");
    if ((options->change || options->remove) && !has_one)
        return complain(EXIT_USAGE, "There is no passphrase yet; use --set.");
    if (options->auto_lock != NULL) {
        enum exit_code exit = set_auto_lock(household, options->auto_lock);
        if (exit != EXIT_OK)
            return exit;
    }
    if (options->set || options->change || options->remove) {
        enum exit_code exit = replace(household, options);
        if (exit != EXIT_OK || !options->json)
            return exit;
    }
    return tell(household, options->json);
}

enum exit_code command_passphrase(const struct options *options)
{
    enum exit_code exit;
    struct household *household = household_open(options, &exit);
    if (household == NULL)
        return exit;
    exit = run(household, options);
    household_close(household);
    return exit;
}
