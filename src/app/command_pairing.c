/* `alcove invite` and `alcove join`: two devices that do not know each other yet. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "app/acquaintance_text.h"
#include "app/board_run.h"
#include "app/camera_link.h"
#include "app/commands.h"
#include "app/front_print.h"
#include "app/pairing_link.h"
#include "app/qr_print.h"

static void tell_paired(const struct person *person, const struct switchboard_report *report,
                        bool json)
{
    char phrase[WORDS_PHRASE_BYTES_MAX] = "";
    const uint8_t *words = person_words(person);
    if (words != NULL)
        words_phrase(words, phrase);
    if (!json) {
        printf("You and %s can now reach each other. Not yet confirmed: on your first call, read "
               "these words to each other, then `alcove people verify %u`:\n\n    %s\n\n",
               person->name, person->id, phrase);
        return;
    }
    printf("{\"event\":\"%s\",\"id\":%u,\"name\":",
           report->exit == EXIT_WRONG_KEY ? "another key" : "paired", person->id);
    print_json_string(stdout, person->name);
    printf(",\"words\":\"%s\",\"handshake_us\":%llu}\n", phrase,
           (unsigned long long)report->link.handshake_us);
}

static enum exit_code tell_result(const struct household *household,
                                  const struct switchboard_report *report, bool json)
{
    if (report->exit != EXIT_OK && report->exit != EXIT_WRONG_KEY)
        return complain(report->exit, "%s", report->error);
    if (report->unkept[0] != '\0')
        return complain(EXIT_LOCKED, "%s", report->unkept);
    const struct person *person = people_find(&household->people, report->paired_id);
    if (person == NULL)
        return EXIT_FAILED;
    if (json || report->exit == EXIT_OK)
        tell_paired(person, report, json);
    return report->exit == EXIT_WRONG_KEY ? complain_of_key(person) : EXIT_OK;
}

static enum exit_code pair(struct household *household, struct switchboard_options *board_options)
{
    struct switchboard_report report;
    board_options->profile = &household->profile;
    board_options->people = &household->people;
    board_options->invites = &household->invites;
    board_options->helpers = &household->helpers;
    switch (board_run(board_options, &report)) {
    case BOARD_RUN_REFUSED:
        return complain(report.exit, "%s", report.error);
    case BOARD_RUN_INTERRUPTED:
        return EXIT_INTERRUPTED;
    case BOARD_RUN_FINISHED:
        break;
    }
    return tell_result(household, &report, board_options->options->json);
}

static enum exit_code complain_of_store(const struct store_error *error)
{
    return complain(error->kind == STORE_ERROR_INVALID ? EXIT_USAGE : EXIT_LOCKED, "%s",
                    error->text);
}

static enum exit_code list_invites(const struct household *household, bool json)
{
    uint64_t now_s = (uint64_t)time(NULL);
    size_t shown = 0;
    for (size_t i = 0; i < household->invites.count; i++) {
        const struct pending_invite *invite = &household->invites.list[i];
        char left[LEFT_TEXT_BYTES];
        if (invite->expires_at_s <= now_s)
            continue;
        shown++;
        if (json) {
            printf("{\"id\":%u,\"for\":", invite->id);
            print_json_string(stdout, invite->for_name);
            printf(",\"expires_at_s\":%llu,\"replied\":%s}\n",
                   (unsigned long long)invite->expires_at_s,
                   invite->reply.candidate_count > 0 ? "true" : "false");
        } else {
            printf("%4u  %-24s ends %s%s\n", invite->id,
                   invite->for_name[0] != '\0' ? invite->for_name : "(nobody named)",
                   left_text(invite->expires_at_s, now_s, left),
                   invite->reply.candidate_count > 0 ? ", with a reply" : "");
        }
    }
    if (shown == 0 && !json)
        fprintf(stderr, "No invite waits to be used.\n");
    return EXIT_OK;
}

static enum exit_code cancel_invites(struct household *household, const char *which)
{
    struct store_error error;
    bool all = strcmp(which, "all") == 0;
    char *end;
    unsigned long id = strtoul(which, &end, 10);
    if (!all && (which[0] < '0' || which[0] > '9' || *end != '\0' || id > UINT32_MAX))
        return complain(EXIT_USAGE, "--cancel wants a number of `alcove invite --list`, or all.");
    while (all && household->invites.count > 0) {
        if (!invites_cancel(&household->invites, household->invites.list[0].id, &error))
            return complain_of_store(&error);
    }
    if (all || invites_cancel(&household->invites, (uint32_t)id, &error))
        return EXIT_OK;
    return complain_of_store(&error);
}

static enum exit_code wait_for_them(struct household *household, const struct options *options,
                                    struct switchboard_options *board_options)
{
    if (options->no_wait)
        return EXIT_OK;
    if (!options->json)
        fprintf(stderr, "Waiting for them; Ctrl-C stops waiting, and the link still works while "
                        "Alcove runs.\n");
    return pair(household, board_options);
}

/* Where the invited said they are, kept with the invite for whoever serves it. */
static enum exit_code take_reply(struct household *household, const struct options *options)
{
    struct reply_sealed reply;
    struct store_error error;
    struct switchboard_options board_options = {.task = TASK_INVITE, .options = options};
    enum exit_code exit = pairing_link_read_reply(&reply, options->reply);
    if (exit != EXIT_OK)
        return exit;
    if (!listen_address(options, household, &board_options.listen))
        return EXIT_USAGE;
    if (!invites_take_reply(&household->invites, &reply, &board_options.invite_id, &error))
        return complain(error.kind == STORE_ERROR_INVALID ? EXIT_INVITE : EXIT_LOCKED, "%s",
                        error.text);
    if (options->json)
        printf("{\"event\":\"reply\",\"id\":%u}\n", board_options.invite_id);
    fflush(stdout);
    return wait_for_them(household, options, &board_options);
}

static enum exit_code show_invite(const struct pairing_link *link, const struct options *options)
{
    char left[LEFT_TEXT_BYTES];
    if (options->json)
        printf("{\"event\":\"invite\",\"id\":%u,\"link\":\"%s\",\"expires_at_s\":%llu}\n",
               link->invite_id, link->text, (unsigned long long)link->expires_at_s);
    else
        printf("%s\n", link->text);
    if (options->qr && !qr_print(stdout, link->text))
        return complain(EXIT_FAILED, "There is not enough memory to draw the code.");
    fflush(stdout);
    if (!options->json && !options->no_wait)
        fprintf(stderr,
                "Send this link to one person, by a way you both trust. It works once, and ends "
                "%s.\n",
                left_text(link->expires_at_s, (uint64_t)time(NULL), left));
    if (!options->json && link->reply_wanted)
        fprintf(stderr, "There is no way in to you from outside: they will get a reply link to "
                        "send back. Take it in with `alcove invite --reply -`.\n");
    return EXIT_OK;
}

static enum exit_code make_invite(struct household *household, const struct options *options)
{
    struct pairing_link link;
    struct switchboard_options board_options = {.task = TASK_INVITE, .options = options};
    struct pairing_link_wish wish = {
        .options = options,
        .for_name = options->for_name,
        .lifetime_s = options->expires_s != 0 ? options->expires_s : INVITE_LIFETIME_S_MAX,
        .reply_wanted = options->want_reply,
    };
    enum exit_code exit = household_set_name(household, options);
    if (exit != EXIT_OK)
        return exit;
    if (!listen_address(options, household, &board_options.listen))
        return EXIT_USAGE;
    exit = pairing_link_create(&link, household, &board_options.listen, &wish);
    if (exit != EXIT_OK)
        return exit;
    exit = show_invite(&link, options);
    board_options.invite_id = link.invite_id;
    sodium_memzero(&link, sizeof link);
    return exit == EXIT_OK ? wait_for_them(household, options, &board_options) : exit;
}

static enum exit_code invite_in(struct household *household, const struct options *options)
{
    int wishes = options->list + (options->cancel != NULL) + (options->reply != NULL);
    if (wishes > 1)
        return complain(EXIT_USAGE, "One of --list, --cancel and --reply at a time.");
    if (options->list)
        return list_invites(household, options->json);
    if (options->cancel != NULL)
        return cancel_invites(household, options->cancel);
    if (options->reply != NULL)
        return take_reply(household, options);
    return make_invite(household, options);
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

static enum exit_code show_reply(struct household *household, const struct options *options,
                                 struct alcove_address *listen, const struct invite *invite)
{
    char text[REPLY_TEXT_BYTES_MAX];
    if (!invite->reply_wanted)
        return EXIT_OK;
    const struct pairing_link_wish wish = {.options = options};
    enum exit_code exit = pairing_link_create_reply(text, household, listen, &wish, invite);
    if (exit != EXIT_OK)
        return exit;
    if (options->json)
        printf("{\"event\":\"reply\",\"link\":\"%s\"}\n", text);
    else
        printf("%s\n", text);
    fflush(stdout);
    if (!options->json)
        fprintf(stderr, "There is no way to them without your help: send this reply link back to "
                        "who invited you.\n");
    return EXIT_OK;
}

static enum exit_code read_invite(struct invite *invite, const struct options *options)
{
    char text[INVITE_INPUT_BYTES_MAX];
    if (options->camera == NULL)
        return pairing_link_read(invite, options->operands[0]);
    if (!options->json)
        fprintf(stderr, "Hold the code of the invite before the camera; Ctrl-C stops.\n");
    enum exit_code exit = camera_link_read(options->camera, text);
    if (exit == EXIT_OK)
        exit = pairing_link_read(invite, text);
    sodium_memzero(text, sizeof text);
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
    if (!listen_address(options, household, &board_options.listen) ||
        !at_address(options, &board_options.at))
        return EXIT_USAGE;
    exit = read_invite(&invite, options);
    if (exit == EXIT_OK)
        exit = show_reply(household, options, &board_options.listen, &invite);
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
