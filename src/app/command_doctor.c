/* `alcove doctor`: why somebody is not reached. It looks for them as a call does, for ten seconds
 * at most, and knocks at no door. */
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "app/board_run.h"
#include "app/commands.h"
#include "app/doctor.h"
#include "app/pairing_link.h"

static enum exit_code tell(const struct doctor_report *report, const struct options *options)
{
    doctor_print(stdout, report, options->json);
    return doctor_exit(report->diagnosis);
}

static enum exit_code look(struct switchboard_options *wish)
{
    struct switchboard_report report;
    enum board_run_end end = board_run(wish, &report);
    if (end == BOARD_RUN_INTERRUPTED)
        return EXIT_INTERRUPTED;
    if (end == BOARD_RUN_REFUSED || !report.doctor.judged)
        return complain(report.exit, "%s", report.error);
    return tell(&report.doctor, wish->options);
}

/* True when nothing has to be looked for: whoever is blocked or in question is not called. */
static bool is_known_already(const struct person *person, struct doctor_report *report)
{
    if (person_is_open(person))
        return false;
    const struct diagnosis_facts facts = {
        .network_present = true,
        .blocked = person->blocked,
        .wrong_key = person->key_question || person->refuted,
    };
    *report = (struct doctor_report){.diagnosis = diagnose(&facts), .facts = facts};
    return true;
}

static enum exit_code look_for_person(struct household *household, struct switchboard_options *wish)
{
    const struct options *options = wish->options;
    struct doctor_report report;
    const struct person *person = household_find(household, options->operands[0]);
    if (person == NULL)
        return EXIT_USAGE;
    if (is_known_already(person, &report))
        return tell(&report, options);
    wish->person_id = person->id;
    return look(wish);
}

static enum exit_code look_for_inviter(struct switchboard_options *wish)
{
    struct invite invite;
    enum exit_code exit = pairing_link_read(&invite, wish->options->invite);
    if (exit != EXIT_OK)
        return exit;
    wish->invite = &invite;
    exit = look(wish);
    sodium_memzero(&invite, sizeof invite);
    return exit;
}

enum exit_code command_doctor(const struct options *options)
{
    enum exit_code exit;
    struct household *household = household_open(options, &exit);
    if (household == NULL)
        return exit;
    struct switchboard_options wish = {
        .task = TASK_DOCTOR,
        .options = options,
        .profile = &household->profile,
        .people = &household->people,
        .invites = &household->invites,
        .helpers = &household->helpers,
    };
    exit = EXIT_USAGE;
    if (listen_address(options, household, &wish.listen) && at_address(options, &wish.at))
        exit =
            options->invite != NULL ? look_for_inviter(&wish) : look_for_person(household, &wish);
    household_close(household);
    return exit;
}
