/* `alcove lock`: asks the app that has the profile open to lock itself. */
#include <stdio.h>

#include "app/commands.h"
#include "app/control.h"

enum exit_code command_lock(const struct options *options)
{
    char directory[FOLDER_PATH_BYTES_MAX];
    struct store_error error;
    if (!household_directory(options, directory, &error))
        return complain(EXIT_LOCKED, "%s", error.text);
    switch (control_ask_to_lock(directory)) {
    case CONTROL_LOCKED:
        puts(options->json ? "{\"locked\":true}" : "Locked.");
        return EXIT_OK;
    case CONTROL_NOBODY:
        puts(options->json ? "{\"locked\":false}"
                           : "Nothing of this profile runs, so nothing of it is open.");
        return EXIT_OK;
    case CONTROL_NOT_LOCKED:
        break;
    }
    return complain(EXIT_LOCKED, "It was not locked: it has no passphrase, or did not answer. "
                                 "`alcove passphrase --set` gives it one.");
}
