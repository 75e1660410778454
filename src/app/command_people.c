/* `alcove people`: who this device is paired with. */
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/front_print.h"
#include "reach/address_text.h"

static void list_person(const struct person *person, bool json)
{
    if (!json) {
        printf("%4u  %-24s %s\n", person->id, person->name,
               person->verified ? "confirmed" : "not yet confirmed");
        return;
    }
    printf("{\"id\":%u,\"name\":", person->id);
    print_json_string(stdout, person->name);
    printf(",\"verified\":%s,\"added_at_s\":%llu,\"endpoints\":[",
           person->verified ? "true" : "false", (unsigned long long)person->added_at_s);
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
    return complain(error.kind == STORE_ERROR_INVALID ? EXIT_USAGE : EXIT_LOCKED, "%s", error.text);
}

static enum exit_code forget_person(struct household *household, const struct options *options)
{
    struct store_error error;
    const struct person *known = household_find(household, options->operands[1]);
    if (known == NULL)
        return EXIT_USAGE;
    if (people_remove(&household->people, known->id, &error))
        return EXIT_OK;
    return complain(EXIT_LOCKED, "%s", error.text);
}

static enum exit_code run(struct household *household, const struct options *options)
{
    const char *verb = options->operands[0];
    int count = options->operand_count;
    if (strcmp(verb, "list") == 0 && count == 1)
        return list(household, options->json);
    if (strcmp(verb, "rename") == 0 && count == 3)
        return rename_person(household, options);
    if (strcmp(verb, "forget") == 0 && count == 2)
        return forget_person(household, options);
    return complain(EXIT_USAGE, "people: want `list`, `rename A B` or `forget A`.");
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
