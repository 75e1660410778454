/* Checks the borders of the rooms, the style of the tree and the hardening of the program, and
 * prints one TAP line for each rule, with what is against it.
 *
 *   alcove-check ROOT TABLE PROGRAM ARCHIVE...
 *
 * TABLE is the table of rooms (check/rooms.h), PROGRAM the app as people run it, ARCHIVE the
 * archives of the protocol. Uses pmccabe, clang-format-14, readelf and nm. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check/decks.h"
#include "check/findings.h"
#include "check/functions.h"
#include "check/hardening.h"
#include "check/rooms.h"
#include "check/style.h"
#include "check/tree.h"
#include "check/upkeep.h"

static int rules;
static bool all_hold = true;

/* Ends a rule: prints its line, and gives back the findings. */
static void conclude(const char *rule, struct findings *findings)
{
    bool holds = findings->count == 0;
    printf("%sok %d - %s\n", holds ? "" : "not ", ++rules, rule);
    if (!holds)
        fputs(findings->text, stdout);
    all_hold = all_hold && holds;
    findings_free(findings);
}

/* All that a stream still has. The caller frees it. */
static char *read_all(FILE *stream)
{
    char *text = NULL;
    size_t size = 0;
    if (stream == NULL || getdelim(&text, &size, '\0', stream) < 0) {
        free(text);
        text = strdup("");
    }
    if (text == NULL)
        abort();
    return text;
}

static char *read_path(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = read_all(file);
    if (file != NULL)
        fclose(file);
    return text;
}

/* What a command of the shell prints, both streams; a failing one is a finding. */
static char *output_of(const char *command, struct findings *out)
{
    FILE *pipe = popen(command, "r");
    char *text = read_all(pipe);
    if (pipe == NULL || pclose(pipe) != 0)
        findings_add(out, "failed: %.60s…", command);
    return text;
}

static void check_rooms(const struct rooms *rooms, const struct tree *tree)
{
    struct findings out = {0};
    rooms_check_not_empty(rooms, tree, &out);
    conclude("every room has code", &out);
    rooms_check_includes(rooms, tree, &out);
    conclude("a room uses only the rooms its row names", &out);
    rooms_check_system_headers(rooms, tree, &out);
    conclude("the protocol includes only pure computation", &out);
    upkeep_check_dead_files(rooms, tree, &out);
    conclude("no file is dead", &out);
    upkeep_check_test_names(rooms, tree, &out);
    conclude("a test of the protocol is named after its module", &out);
    upkeep_check_test_lines(rooms, tree, &out);
    conclude("the protocol has as many lines of test as of source", &out);
}

static void check_style(const struct rooms *rooms, const struct tree *tree)
{
    struct findings out = {0};
    style_check_columns(tree, &out);
    conclude("a line has at most 100 columns", &out);
    style_check_file_length(tree, &out);
    conclude("a file has at most 600 lines", &out);
    style_check_nesting(rooms, tree, &out);
    conclude("few lines of a room are deeply nested", &out);
    style_check_leftovers(tree, &out);
    conclude("nothing is left over", &out);
    style_check_machine_paths(tree, &out);
    conclude("no path names somebody's machine", &out);
    style_check_banned_functions(tree, &out);
    conclude("no unsafe function is called", &out);
    style_check_sleeps(tree, &out);
    conclude("no test sleeps", &out);
    style_check_headers(tree, &out);
    conclude("every header opens with its explanation", &out);
    char *text = output_of("find protocol src tests tools -name '*.[ch]' -print0 | "
                           "xargs -0 clang-format-14 --dry-run -Werror 2>&1",
                           &out);
    for (const char *at = text; (at = strstr(at, ": error: ")) != NULL; at++) {
        const char *line = at;
        while (line > text && line[-1] != '\n')
            line--;
        findings_add(&out, "%.*s", (int)(at - line), line);
    }
    free(text);
    conclude("every C file is formatted (zig build fmt)", &out);
}

static void check_functions(const struct rooms *rooms, const struct tree *tree)
{
    struct findings out = {0};
    char *measured = output_of("find protocol src tests tools -name '*.[ch]' -print0 | sort -z | "
                               "xargs -0 stdbuf -oL pmccabe 2>&1",
                               &out);
    char *decoders = read_path("tools/check/decoders.txt");
    functions_check_measured(measured, &out);
    conclude("every function can be measured", &out);
    functions_check_length(measured, &out);
    conclude("a function has at most 70 lines, one in twenty more than 50", &out);
    functions_check_mccabe(measured, decoders, &out);
    conclude("a function has at most 15 paths", &out);
    functions_check_parameters(measured, tree, &out);
    conclude("a function has at most five parameters", &out);
    functions_check_assertions(measured, rooms, tree, &out);
    conclude("the protocol asserts as often as it has functions of some substance", &out);
    free(measured);
    free(decoders);
}

static void check_decks(const struct tree *tree)
{
    struct findings out = {0};
    char *denied = read_path("tools/check/denied_items.txt");
    decks_check_whole(tree, &out);
    conclude("every deck is whole, and alike in every language", &out);
    decks_check_tone(tree, &out);
    conclude("a line of a deck is short and kind", &out);
    decks_check_reading(tree, &out);
    conclude("a deck can be read at twelve", &out);
    decks_check_licences(tree, denied, &out);
    conclude("a deck has no words of a questionnaire that may not be passed on", &out);
    decks_check_code(tree, &out);
    conclude("no text of a deck stands in the code", &out);
    decks_check_said(tree, &out);
    conclude("the code says every text of a deck", &out);
    free(denied);
}

/* The command with the quoted paths after it. The caller frees it. */
static char *command_over(const char *command, char **paths, int count)
{
    char *text = strdup(command);
    for (int i = 0; i < count && text != NULL; i++) {
        char *longer = NULL;
        if (asprintf(&longer, "%s '%s'", text, paths[i]) < 0)
            abort();
        free(text);
        text = longer;
    }
    if (text == NULL)
        abort();
    return text;
}

static void check_binaries(char *program, char **archives, int count)
{
    struct findings out = {0};
    char *undefined_command = command_over("nm --undefined-only", archives, count);
    char *defined_command = command_over("nm --defined-only", archives, count);
    char *headers_command = command_over("readelf -hldW", &program, 1);
    char *symbols_command = command_over("nm -D", &program, 1);
    char *undefined = output_of(undefined_command, &out);
    char *defined = output_of(defined_command, &out);
    rooms_check_symbols(undefined, defined, &out);
    conclude("the protocol links to no clock, socket, allocator or randomness", &out);
    char *headers = output_of(headers_command, &out);
    char *symbols = output_of(symbols_command, &out);
    hardening_check(headers, symbols, &out);
    conclude("the program is hardened", &out);
    char *const texts[] = {undefined_command, defined_command, headers_command, symbols_command,
                           undefined,         defined,         headers,         symbols};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        free(texts[i]);
}

int main(int argc, char **argv)
{
    struct tree tree = {0};
    struct rooms rooms;
    struct findings out = {0};
    char root[PATH_MAX];
    if (argc < 5) {
        fputs("usage: alcove-check ROOT TABLE PROGRAM ARCHIVE...\n", stderr);
        return 2;
    }
    char *table = read_path(argv[2]);
    rooms_parse(&rooms, table, &out);
    conclude("rooms need only rooms above them", &out);
    free(table);
    if (realpath(argv[1], root) == NULL || !tree_load(&tree, root)) {
        fprintf(stderr, "cannot read %s\n", argv[1]);
        return 1;
    }
    check_rooms(&rooms, &tree);
    check_style(&rooms, &tree);
    check_functions(&rooms, &tree);
    check_decks(&tree);
    check_binaries(argv[3], argv + 4, argc - 4);
    tree_free(&tree);
    printf("1..%d\n", rules);
    return all_hold ? 0 : 1;
}
