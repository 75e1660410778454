/* `alcove people`: who this device is paired with, and who they are. */
#include <stdio.h>
#include <string.h>

#include "app/acquaintance_text.h"
#include "app/commands.h"
#include "app/front_print.h"
#include "app/ledger.h"
#include "reach/address_text.h"
#include "store/letters.h"

static void list_person(const struct person *person, bool json)
{
    if (!json) {
        printf("%4u  %-24s %s\n", person->id, person->name, state_text(person));
        return;
    }
    printf("{\"id\":%u,\"name\":", person->id);
    print_json_string(stdout, person->name);
    printf(",\"verified\":%s,\"blocked\":%s,\"key_question\":%s,\"added_at_s\":%llu,"
           "\"endpoints\":[",
           person->verified ? "true" : "false", person->blocked ? "true" : "false",
           person->key_question ? "true" : "false", (unsigned long long)person->added_at_s);
    for (size_t i = 0; i < person->endpoint_count; i++) {
        char text[ADDRESS_TEXT_BYTES_MAX];
        address_text_print(&person->endpoints[i], text);
        printf("%s\"%s\"", i > 0 ? "," : "", text);
    }
    printf("]}\n");
}

static enum exit_code list(const struct household *household, bool json)
{
    for (size_t i = 0; i < household->people.count; i++)
        list_person(&household->people.list[i], json);
    if (household->people.count == 0 && !json)
        fprintf(stderr, "Nobody yet. `alcove invite` makes a link for one person.\n");
    return EXIT_OK;
}

static enum exit_code complain_of_store(const struct store_error *error)
{
    return complain(error->kind == STORE_ERROR_INVALID ? EXIT_USAGE : EXIT_LOCKED, "%s",
                    error->text);
}

static enum exit_code rename_person(struct household *household, const struct options *options)
{
    struct store_error error;
    const struct person *known = household_find(household, options->operands[1]);
    if (known == NULL)
        return EXIT_USAGE;
    struct person person = *known;
    if (strlen(options->operands[2]) >= sizeof person.name)
        return complain(EXIT_USAGE, "That name is too long; 64 bytes are enough for most.");
    snprintf(person.name, sizeof person.name, "%s", options->operands[2]);
    if (people_update(&household->people, &person, &error))
        return EXIT_OK;
    return complain_of_store(&error);
}

static enum exit_code forget_person(struct household *household, const struct options *options)
{
    struct store_error error;
    const struct person *known = household_find(household, options->operands[1]);
    if (known == NULL)
        return EXIT_USAGE;
    const struct person person = *known;
    if (!people_remove(&household->people, person.id, &error) ||
        !letters_forget(&household->profile.folder, person.id, &error))
        return complain(EXIT_LOCKED, "%s", error.text);
    if (household_open_vault(household, &error) &&
        ledger_forget(household->vault, household->profile.static_public, &person, &error))
        return EXIT_OK;
    return complain(EXIT_LOCKED, "They are forgotten, but what you shared is still here. %s",
                    error.text);
}

static enum exit_code judge(struct household *household, uint32_t id,
                            enum people_judgement judgement)
{
    struct store_error error;
    if (people_judge(&household->people, id, judgement, &error))
        return EXIT_OK;
    return complain_of_store(&error);
}

static enum exit_code decide(struct household *household, const struct options *options,
                             enum people_judgement judgement)
{
    const struct person *known = household_find(household, options->operands[1]);
    if (known == NULL)
        return EXIT_USAGE;
    enum exit_code exit = judge(household, known->id, judgement);
    if (exit == EXIT_OK && judgement == PEOPLE_ACCEPT_KEY && !options->json)
        printf("From now on %s has the new key. Not yet confirmed: `alcove people verify %u`, on "
               "your next call.\n",
               known->name, known->id);
    return exit;
}

static void show_words(const struct person *person, const char *phrase, bool json)
{
    if (json) {
        printf("{\"event\":\"words\",\"id\":%u,\"name\":", person->id);
        print_json_string(stdout, person->name);
        printf(",\"words\":\"%s\"}\n", phrase);
    } else {
        printf("Call %s, and read these to each other:\n\n    %s\n\n", person->name, phrase);
    }
    fflush(stdout);
}

enum answer { ANSWER_NONE, ANSWER_YES, ANSWER_NO };

static enum answer ask(const struct options *options)
{
    char typed[64];
    if (options->yes || options->no)
        return options->yes ? ANSWER_YES : ANSWER_NO;
    if (!options->json)
        printf("Are they the same? Type yes or no; Enter leaves it for later: ");
    fflush(stdout);
    if (fgets(typed, sizeof typed, stdin) == NULL)
        typed[0] = '\0';
    typed[strcspn(typed, "\r\n")] = '\0';
    if (strcmp(typed, "yes") == 0 || strcmp(typed, "y") == 0)
        return ANSWER_YES;
    return strcmp(typed, "no") == 0 || strcmp(typed, "n") == 0 ? ANSWER_NO : ANSWER_NONE;
}

static enum exit_code refute(struct household *household, uint32_t id)
{
    const struct person *person = people_find(&household->people, id);
    bool newcomer = person->key_question;
    enum exit_code exit = judge(household, id, PEOPLE_WORDS_DIFFER);
    if (exit != EXIT_OK)
        return exit;
    if (newcomer)
        return complain(EXIT_WRONG_KEY,
                        "Then the new key is somebody else's, and it is forgotten. %s keeps the "
                        "key you know. Tell them by another way that somebody used their invite.",
                        person->name);
    return complain(EXIT_WRONG_KEY,
                    "Then somebody may be between you and %s. They are blocked. Do not say "
                    "anything private on that line. Meet or phone, and pair anew by an invite that "
                    "you hand over yourself.",
                    person->name);
}

static enum exit_code verify(struct household *household, const struct options *options)
{
    char phrase[WORDS_PHRASE_BYTES_MAX];
    const struct person *person = household_find(household, options->operands[1]);
    if (person == NULL || (options->yes && options->no))
        return person == NULL ? EXIT_USAGE
                              : complain(EXIT_USAGE, "Either --yes or --no, not both.");
    const uint8_t *words = person_words(person);
    if (words == NULL)
        return complain(EXIT_USAGE,
                        "There are no words to compare with %s. Pair anew to get some: `alcove "
                        "invite --for` them.",
                        person->name);
    words_phrase(words, phrase);
    show_words(person, phrase, options->json);
    enum answer answer = ask(options);
    if (answer == ANSWER_NO)
        return refute(household, person->id);
    if (answer == ANSWER_NONE) {
        if (!options->json)
            printf("Left for later; nothing was changed.\n");
        return EXIT_OK;
    }
    enum exit_code exit = judge(household, person->id, PEOPLE_WORDS_MATCH);
    if (exit == EXIT_OK && !options->json)
        printf("You and %s are confirmed.\n", person->name);
    return exit;
}

static enum exit_code run(struct household *household, const struct options *options)
{
    static const struct {
        const char *verb;
        enum people_judgement judgement;
    } decisions[] = {
        {"accept", PEOPLE_ACCEPT_KEY},
        {"refuse", PEOPLE_REFUSE_KEY},
        {"block", PEOPLE_BLOCK},
        {"unblock", PEOPLE_UNBLOCK},
    };
    const char *verb = options->operands[0];
    int count = options->operand_count;
    for (size_t i = 0; i < sizeof decisions / sizeof decisions[0]; i++) {
        if (strcmp(verb, decisions[i].verb) == 0 && count == 2)
            return decide(household, options, decisions[i].judgement);
    }
    if (strcmp(verb, "list") == 0 && count == 1)
        return list(household, options->json);
    if (strcmp(verb, "verify") == 0 && count == 2)
        return verify(household, options);
    if (strcmp(verb, "rename") == 0 && count == 3)
        return rename_person(household, options);
    if (strcmp(verb, "forget") == 0 && count == 2)
        return forget_person(household, options);
    return complain(EXIT_USAGE, "people: want `list`, `verify A`, `accept A`, `refuse A`, `block "
                                "A`, `unblock A`, `rename A B` or `forget A`.");
}

enum exit_code command_people(const struct options *options)
{
    enum exit_code exit;
    struct household *household = household_open(options, &exit);
    if (household == NULL)
        return exit;
    exit = run(household, options);
    household_close(household);
    return exit;
}
