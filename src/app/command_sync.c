/* `alcove sync`: meet, exchange what is owed, leave. No knock, no door, no session; the other side
 * waits with the window or `answer`, or syncs as well. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/acquaintance_text.h"
#include "app/board_run.h"
#include "app/commands.h"
#include "app/front_print.h"
#include "app/ledger.h"

/* What became of each, in the order of meeting. */
struct round_trip {
    struct household *household;
    struct switchboard_options board;
    struct switchboard_report report;
    struct sharing_account accounts[PEOPLE_MAX];
    size_t count;
};

static void on_shared(void *context, const struct sharing_account *account)
{
    struct round_trip *trip = context;
    if (trip->count < PEOPLE_MAX)
        trip->accounts[trip->count++] = *account;
}

static const struct sharing_account *find_account(const struct round_trip *trip, uint32_t person_id)
{
    for (size_t i = trip->count; i > 0; i--) {
        if (trip->accounts[i - 1].person_id == person_id)
            return &trip->accounts[i - 1];
    }
    return NULL;
}

/* ---- telling ---- */

enum outcome {
    OUTCOME_EVEN,
    OUTCOME_HINDERED,
    OUTCOME_WAITS_HERE,
    OUTCOME_WAITS_THERE,
    OUTCOME_CUT,
    OUTCOME_AWAY
};

static enum outcome outcome_of(const struct person *person, const struct sharing_account *account)
{
    if (!person->verified)
        return OUTCOME_WAITS_HERE;
    if (account == NULL)
        return OUTCOME_AWAY;
    if (account->hindrance != NULL) /* of all else they may be even */
        return OUTCOME_HINDERED;
    if (account->even)
        return OUTCOME_EVEN;
    return account->waits_there ? OUTCOME_WAITS_THERE : OUTCOME_CUT;
}

static void print_json(const struct person *person, enum outcome outcome,
                       const struct sharing_account *account)
{
    static const char *const names[] = {
        [OUTCOME_EVEN] = "even",
        [OUTCOME_HINDERED] = "hindered",
        [OUTCOME_WAITS_HERE] = "not confirmed",
        [OUTCOME_WAITS_THERE] = "waits there",
        [OUTCOME_CUT] = "cut",
        [OUTCOME_AWAY] = "not reached",
    };
    static const struct sharing_account none = {0};
    if (account == NULL)
        account = &none;
    printf("{\"event\":\"synced\",\"with\":");
    print_json_string(stdout, person->name);
    printf(",\"id\":%u,\"state\":\"%s\",\"changes_sent\":%llu,\"changes_received\":%llu,"
           "\"bytes_sent\":%llu,\"bytes_received\":%llu,\"even_us\":%llu,\"why\":",
           person->id, names[outcome], (unsigned long long)account->changes_sent,
           (unsigned long long)account->changes_received, (unsigned long long)account->bytes_sent,
           (unsigned long long)account->bytes_received, (unsigned long long)account->even_us);
    if (account->hindrance != NULL)
        print_json_string(stdout, account->hindrance);
    else
        printf("null");
    printf("}\n");
}

static void print_text(const struct person *person, enum outcome outcome,
                       const struct sharing_account *account)
{
    switch (outcome) {
    case OUTCOME_EVEN:
        printf("%s: %llu %s went, %llu came. Both of you have the same now.\n", person->name,
               (unsigned long long)account->changes_sent,
               account->changes_sent == 1 ? "change" : "changes",
               (unsigned long long)account->changes_received);
        break;
    case OUTCOME_HINDERED:
        printf("%s: %s\n", person->name, account->hindrance);
        break;
    case OUTCOME_WAITS_HERE:
        printf("%s: not yet confirmed. What you share waits until you have read the four words to "
               "each other: alcove people verify %u\n",
               person->name, person->id);
        break;
    case OUTCOME_WAITS_THERE:
        printf("%s: what you share waits on their side: they have not confirmed you yet, or "
               "cannot open it.\n",
               person->name);
        break;
    case OUTCOME_CUT:
        printf("%s: the line was lost before all had gone. What arrived stays; run this again.\n",
               person->name);
        break;
    case OUTCOME_AWAY:
        printf("%s: not reached.\n", person->name);
        break;
    }
}

static enum exit_code exit_of(enum outcome outcome)
{
    if (outcome == OUTCOME_EVEN)
        return EXIT_OK;
    if (outcome == OUTCOME_HINDERED)
        return EXIT_FAILED;
    return outcome == OUTCOME_WAITS_HERE || outcome == OUTCOME_WAITS_THERE ? EXIT_DECLINED
                                                                           : EXIT_UNREACHABLE;
}

/* Whoever was not reached comes before whoever waits, in what the command ends with. */
static enum exit_code tell(const struct round_trip *trip)
{
    const struct people *people = &trip->household->people;
    uint32_t wanted = trip->board.person_id;
    enum exit_code exit = EXIT_OK;
    for (size_t i = 0; i < people->count; i++) {
        const struct person *person = &people->list[i];
        if ((wanted != 0 && person->id != wanted) || !person_is_open(person))
            continue;
        const struct sharing_account *account = find_account(trip, person->id);
        enum outcome outcome = outcome_of(person, account);
        if (trip->board.options->json)
            print_json(person, outcome, account);
        else
            print_text(person, outcome, account);
        if (exit != EXIT_UNREACHABLE && outcome != OUTCOME_EVEN)
            exit = exit_of(outcome);
    }
    fflush(stdout);
    return exit;
}

/* ---- the trip ---- */

static bool somebody_is_confirmed(const struct round_trip *trip)
{
    const struct people *people = &trip->household->people;
    uint32_t wanted = trip->board.person_id;
    for (size_t i = 0; i < people->count; i++) {
        const struct person *person = &people->list[i];
        if ((wanted == 0 || person->id == wanted) && person->verified && person_is_open(person))
            return true;
    }
    return false;
}

static enum exit_code go(struct round_trip *trip)
{
    struct switchboard_report *report = &trip->report;
    enum board_run_end end = BOARD_RUN_FINISHED;
    if (somebody_is_confirmed(trip))
        end = board_run(&trip->board, report);
    if (end == BOARD_RUN_INTERRUPTED)
        return EXIT_INTERRUPTED;
    if (end == BOARD_RUN_REFUSED)
        return complain(report->exit, "%s", report->error);
    enum exit_code exit = tell(trip);
    if (report->unkept[0] != '\0')
        return complain(EXIT_LOCKED, "%s", report->unkept);
    if (exit == EXIT_UNREACHABLE && report->error[0] != '\0')
        complain(exit, "%s", report->error);
    return exit;
}

/* What they hold in our name and this device does not, is ours, the person says: it is lost here,
 * since an older copy of the profile was put back by hand. */
static enum exit_code take_back(struct household *household, const struct person *person)
{
    struct store_error error;
    struct ledger_book book;
    if (!ledger_open(&book, household->vault, household->profile.static_public, person, &error))
        return complain(EXIT_LOCKED, "%s", error.text);
    space_discard(book.space);
    space_trust_again(book.space, space_config(book.space)->own_device);
    space_restore(book.space);
    book.sync = (struct sync_memory){0}; /* they shall hear in full what is here */
    book.wants_folding = true;
    bool kept = ledger_fold(&book, household->vault, &error);
    ledger_close(&book);
    return kept ? EXIT_OK : complain(EXIT_LOCKED, "%s", error.text);
}

static enum exit_code prepare(struct round_trip *trip)
{
    struct store_error error;
    struct household *household = trip->household;
    const struct options *options = trip->board.options;
    const struct person *person = NULL;
    if (!listen_address(options, household, &trip->board.listen) ||
        !at_address(options, &trip->board.at))
        return EXIT_USAGE;
    if (options->operand_count > 0) {
        person = household_find(household, options->operands[0]);
        if (person == NULL)
            return EXIT_USAGE;
        trip->board.person_id = person->id;
    }
    if (person == NULL && household->people.count == 0)
        return complain(EXIT_LOCKED, "There is nobody to share with yet: pair with someone first, "
                                     "by `alcove invite` or `alcove join`.");
    if (!household_open_vault(household, &error))
        return complain(EXIT_LOCKED, "%s", error.text);
    trip->board.profile = &household->profile;
    trip->board.people = &household->people;
    trip->board.invites = &household->invites;
    trip->board.helpers = &household->helpers;
    trip->board.vault = household->vault;
    if (options->restored && person == NULL)
        return complain(EXIT_USAGE, "--restored: say with whom you share what was put back.");
    enum exit_code exit = options->restored ? take_back(household, person) : EXIT_OK;
    return exit == EXIT_OK && person != NULL ? complain_of_closed(person) : exit;
}

enum exit_code command_sync(const struct options *options)
{
    enum exit_code exit;
    struct round_trip *trip = calloc(1, sizeof *trip);
    if (trip == NULL)
        return complain(EXIT_FAILED, "There is not enough memory to start.");
    trip->board.task = TASK_SYNC;
    trip->board.options = options;
    trip->board.on_shared = on_shared;
    trip->board.shared_context = trip;
    trip->household = household_open(options, &exit);
    if (trip->household != NULL) {
        exit = prepare(trip);
        if (exit == EXIT_OK)
            exit = go(trip);
    }
    household_close(trip->household);
    free(trip);
    return exit;
}
