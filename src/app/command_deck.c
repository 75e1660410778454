/* `alcove deck`: what is said during an hour, read and changed without touching the profile. */
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/deck_file.h"
#include "app/front_print.h"
#include "session/deck_shipped.h"

/* ---- showing ---- */

static bool is_wanted(const char *wanted, const char *section)
{
    return wanted == NULL || strcmp(wanted, section) == 0;
}

static void print_row(bool json, const char *section, const char *name, const char *text)
{
    if (json) {
        printf("{\"event\":\"deck\",\"section\":\"%s\",\"name\":\"%s\",\"text\":", section, name);
        print_json_string(stdout, text);
        printf("}\n");
    } else if (name[0] == '\0') {
        printf("- %s\n", text);
    } else {
        printf("%s = %s\n", name, text);
    }
}

static size_t show_list(const struct deck *deck, enum deck_list list, bool json)
{
    size_t count;
    const struct deck_item *items = deck_list(deck, list, &count);
    for (size_t i = 0; i < count; i++)
        print_row(json, deck_list_section(list), items[i].name, items[i].text);
    return count;
}

/* The section as it stands in the file, so that it can be copied into one of their own. */
static enum exit_code show_section(const struct deck *deck, const char *wanted, bool json)
{
    size_t rows = 0;
    for (enum deck_key key = DECK_LANGUAGE; key < DECK_KEYS; key++) {
        if (!is_wanted(wanted, deck_key_section(key)))
            continue;
        if (rows++ == 0 && !json)
            printf("[%s]\n", wanted);
        print_row(json, wanted, deck_key_name(key), deck_text(deck, key));
    }
    for (enum deck_list list = 0; list < DECK_LISTS; list++) {
        if (!is_wanted(wanted, deck_list_section(list)))
            continue;
        if (!json)
            printf("[%s]\n", wanted);
        rows += show_list(deck, list, json);
    }
    if (rows > 0)
        return EXIT_OK;
    return complain(EXIT_USAGE, "There is no section \"%.40s\"; see `alcove deck list`.", wanted);
}

static enum exit_code show(const struct deck *deck, const struct options *options)
{
    if (options->operand_count > 1)
        return show_section(deck, options->operands[1], options->json);
    fwrite(deck->bytes, 1, deck->size, stdout);
    return EXIT_OK;
}

static void list_row(const char *section, size_t count, bool json)
{
    printf(json ? "{\"event\":\"section\",\"name\":\"%s\",\"texts\":%zu}\n" : "%-14s %zu\n",
           section, count);
}

static enum exit_code list(const struct deck *deck, const struct options *options)
{
    for (enum deck_key key = DECK_LANGUAGE; key < DECK_KEYS;) {
        size_t count = 0;
        const char *section = deck_key_section(key);
        while (key < DECK_KEYS && strcmp(deck_key_section(key), section) == 0) {
            key++;
            count++;
        }
        list_row(section, count, options->json);
    }
    for (enum deck_list which = 0; which < DECK_LISTS; which++) {
        size_t count;
        deck_list(deck, which, &count);
        list_row(deck_list_section(which), count, options->json);
    }
    return EXIT_OK;
}

static enum exit_code list_all(size_t language, const struct deck *deck,
                               const struct options *options)
{
    char path[FOLDER_PATH_BYTES_MAX];
    if (!options->json && deck_file_path(language, path))
        printf("%s; your own words go to %s\n", deck_text(deck, DECK_TITLE), path);
    return list(deck, options);
}

/* ---- files ---- */

/* False after complaining. */
static bool read_file(const char *path, struct deck *out)
{
    char error[DECK_FILE_ERROR_BYTES];
    if (deck_file_read(path, out, error))
        return true;
    if (error[0] == '\0')
        complain(EXIT_USAGE, "There is no file %s.", path);
    else
        complain(EXIT_USAGE, "%s", error);
    return false;
}

/* A file of something else, which would take the place of words of their own. */
static bool has_only_unknown(const struct deck *own)
{
    for (enum deck_key key = DECK_LANGUAGE; key < DECK_KEYS; key++) {
        if (own->texts[key] != NULL)
            return false;
    }
    return own->unknown_count > 0 && own->item_count == 0;
}

/* A misspelt name looks the same as one that another Alcove has. */
static void tell_unknown(const char *path, const struct deck *own)
{
    if (own->unknown_count > 0)
        complain(EXIT_OK, "%s:%zu: Alcove has no such text. Lines so kept, and not said: %zu.",
                 path, own->unknown_line, own->unknown_count);
}

/* The language that the file says it is in, else the one that was asked for. */
static enum exit_code language_of(const struct deck *own, const struct options *options,
                                  size_t *language)
{
    const char *says = own->texts[DECK_LANGUAGE];
    if (says == NULL)
        return EXIT_OK;
    if (!deck_file_language(says, language))
        return complain(EXIT_USAGE, "Alcove has no deck in \"%.20s\"; see `alcove --help`.", says);
    if (options->language != NULL && strncmp(options->language, says, strlen(says)) != 0)
        return complain(EXIT_USAGE, "This deck is in \"%.20s\", not in \"%.20s\".", says,
                        options->language);
    return EXIT_OK;
}

/* Looks whether it fits, and with `keeps` makes it their own. */
static enum exit_code take(const struct options *options, size_t language, bool keeps)
{
    struct deck own, shipped = {0}, both = {0};
    struct deck_error why = {.text = "there is not enough memory for it"};
    char error[DECK_FILE_ERROR_BYTES];
    if (!read_file(options->operands[1], &own))
        return EXIT_USAGE;
    enum exit_code exit = language_of(&own, options, &language);
    if (exit == EXIT_OK && has_only_unknown(&own))
        exit = complain(EXIT_USAGE, "%s: there is no text of Alcove; see `alcove deck list`.",
                        options->operands[1]);
    if (exit != EXIT_OK) {
        deck_close(&own);
        return exit;
    }
    if (deck_open_shipped(language, own.memory, &shipped) != DECK_OK ||
        deck_merge(&shipped, &own, &both, &why) != DECK_OK)
        exit = complain(EXIT_USAGE, "%s: %s.", options->operands[1], why.text);
    else if (keeps && !deck_file_keep(language, &own, error))
        exit = complain(EXIT_FAILED, "%s", error);
    if (exit == EXIT_OK)
        tell_unknown(options->operands[1], &own);
    if (exit == EXIT_OK && !options->silent)
        printf(keeps ? "These are your words from now on (%s).\n" : "This deck is fine (%s).\n",
               deck_text(&both, DECK_TITLE));
    deck_close(&both);
    deck_close(&shipped);
    deck_close(&own);
    return exit;
}

static enum exit_code export_to(const struct deck *deck, const struct options *options)
{
    char error[DECK_FILE_ERROR_BYTES];
    if (options->out == NULL)
        return complain(EXIT_USAGE, "deck export needs -o FILE; see alcove --help.");
    if (!deck_file_write(options->out, deck, error))
        return complain(EXIT_FAILED, "%s", error);
    return EXIT_OK;
}

static enum exit_code run_over(size_t language, const char *verb, const struct options *options)
{
    struct deck deck;
    char error[DECK_FILE_ERROR_BYTES];
    enum exit_code exit = EXIT_OK;
    if (!deck_file_open(language, &deck, error))
        return complain(EXIT_FAILED, "There is not enough memory for this.");
    if (error[0] != '\0')
        complain(EXIT_OK, "%s The shipped words are used.", error);
    if (strcmp(verb, "list") == 0)
        exit = list_all(language, &deck, options);
    else if (strcmp(verb, "show") == 0)
        exit = show(&deck, options);
    else
        exit = export_to(&deck, options);
    deck_close(&deck);
    return exit;
}

enum exit_code command_deck(const struct options *options)
{
    static const struct {
        const char *name;
        int operands_min, operands_max; /* with the name */
    } verbs[] = {
        {"list", 1, 1}, {"show", 1, 2}, {"export", 1, 1}, {"check", 2, 2}, {"import", 2, 2}};
    const char *verb = options->operand_count == 0 ? "list" : options->operands[0];
    int count = options->operand_count == 0 ? 1 : options->operand_count;
    size_t language;
    size_t at = 0;
    if (!deck_file_language(options->language, &language))
        return complain(EXIT_USAGE, "Alcove has no deck in \"%.20s\"; see `alcove --help`.",
                        options->language);
    while (at < sizeof verbs / sizeof verbs[0] && strcmp(verbs[at].name, verb) != 0)
        at++;
    if (at == sizeof verbs / sizeof verbs[0] || count < verbs[at].operands_min ||
        count > verbs[at].operands_max)
        return complain(EXIT_USAGE, "deck: list, show [SECTION], check FILE, import FILE or export "
                                    "-o FILE; see alcove --help.");
    if (verbs[at].operands_min == 2)
        return take(options, language, strcmp(verb, "import") == 0);
    return run_over(language, verb, options);
}
