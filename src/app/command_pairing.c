/* `alcove invite` and `alcove join`: two devices that do not know each other yet. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "app/commands.h"
#include "app/front_print.h"
#include "app/interrupt.h"
#include "app/pairing_link.h"
#include "app/switchboard.h"
#include "app/wake.h"

static void ring_wake(void *wake)
{
    wake_ring(wake);
}

/* Runs until the pairing is over or Ctrl-C. True when somebody was paired. */
static bool run_pairing(struct switchboard *board, struct wake *wake,
                        struct switchboard_report *report)
{
    bool finished = false;
    while (!finished && !interrupt_happened()) {
        wake_wait(wake, UINT64_MAX);
        struct face *face = switchboard_take_face(board);
        finished = face != NULL && face->finished;
        face_free(face);
    }
    switchboard_stop(board, report);
    return finished && report->exit == EXIT_OK;
}

static enum exit_code tell_result(const struct household *household, bool paired,
                                  const struct switchboard_report *report, bool json)
{
    if (!paired && interrupt_happened())
        return EXIT_INTERRUPTED;
    if (!paired)
        return complain(report->exit, "%s", report->error);
    if (report->unkept[0] != '\0')
        return complain(EXIT_LOCKED, "%s", report->unkept);
    const struct person *person = people_find(&household->people, report->paired_id);
    const char *name = person != NULL ? person->name : "";
    if (json) {
        printf("{\"event\":\"paired\",\"id\":%u,\"name\":", report->paired_id);
        print_json_string(stdout, name);
        printf(",\"handshake_us\":%llu}\n", (unsigned long long)report->link.handshake_us);
    } else {
        printf("You and %s can now reach each other. Not yet confirmed: check on your first call "
               "that it is really them.\n",
               name);
    }
    return EXIT_OK;
}

static enum exit_code pair(struct household *household, struct switchboard_options *board_options)
{
    struct switchboard_report report;
    struct wake wake;
    if (!wake_open(&wake))
        return complain(EXIT_FAILED, "The system has no descriptors left; close other programs.");
    board_options->profile = &household->profile;
    board_options->people = &household->people;
    board_options->invites = &household->invites;
    board_options->ring_main = ring_wake;
    board_options->main_context = &wake;
    struct switchboard *board = switchboard_start(board_options, &report);
    enum exit_code exit;
    if (board == NULL) {
        exit = complain(report.exit, "%s", report.error);
    } else {
        interrupt_listen(ring_wake, &wake);
        bool paired = run_pairing(board, &wake, &report);
        interrupt_forget();
        exit = tell_result(household, paired, &report, board_options->options->json);
    }
    wake_close(&wake);
    return exit;
}

static enum exit_code invite_in(struct household *household, const struct options *options)
{
    struct pairing_link link;
    struct switchboard_options board_options = {.task = TASK_INVITE, .options = options};
    struct pairing_link_wish wish = {
        .for_name = options->for_name,
        .lifetime_s = options->expires_s != 0 ? options->expires_s : INVITE_LIFETIME_S_MAX,
    };
    enum exit_code exit = household_set_name(household, options);
    if (exit != EXIT_OK)
        return exit;
    if (!listen_address(options, household, &board_options.listen))
        return EXIT_USAGE;
    exit = pairing_link_create(&link, household, &board_options.listen, &wish);
    if (exit != EXIT_OK)
        return exit;
    if (options->json)
        printf("{\"event\":\"invite\",\"link\":\"%s\",\"expires_at_s\":%llu}\n", link.text,
               (unsigned long long)link.expires_at_s);
    else
        printf("%s\n", link.text);
    fflush(stdout);
    board_options.invite_id = link.invite_id;
    sodium_memzero(&link, sizeof link);
    if (options->no_wait)
        return EXIT_OK;
    if (!options->json)
        fprintf(stderr, "Send this link to one person, by a way you both trust. Waiting for them; "
                        "Ctrl-C stops waiting, and the link still works while Alcove runs.\n");
    return pair(household, &board_options);
}

enum exit_code command_invite(const struct options *options)
{
    enum exit_code exit;
    struct household *household = household_open(options, &exit);
    if (household == NULL)
        return exit;
    exit = invite_in(household, options);
    household_close(household);
    return exit;
}

static enum exit_code join_in(struct household *household, const struct options *options)
{
    struct invite invite;
    struct switchboard_options board_options = {
        .task = TASK_JOIN, .options = options, .invite = &invite};
    enum exit_code exit = household_set_name(household, options);
    if (exit != EXIT_OK)
        return exit;
    if (!listen_address(options, household, &board_options.listen))
        return EXIT_USAGE;
    exit = pairing_link_read(&invite, options->operands[0]);
    if (exit == EXIT_OK)
        exit = pair(household, &board_options);
    sodium_memzero(&invite, sizeof invite);
    return exit;
}

enum exit_code command_join(const struct options *options)
{
    enum exit_code exit;
    struct household *household = household_open(options, &exit);
    if (household == NULL)
        return exit;
    exit = join_in(household, options);
    household_close(household);
    return exit;
}
