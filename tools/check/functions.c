#include "check/functions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct function {
    int mccabe;
    int statements;
    int lines;
    int line; /* where its name stands */
    char path[192];
    char name[128];
};

/* Reads the next function in what pmccabe printed; false at the end. Its complaints are passed
 * over here: functions_check_measured reads them. */
static bool next_function(const char **text, struct function *out)
{
    while (**text != '\0') {
        const char *line = *text;
        size_t size = strcspn(line, "\n");
        *text = line + size + (line[size] == '\n');
        char *end;
        strtol(line, &end, 10);
        out->mccabe = (int)strtol(end, &end, 10);
        out->statements = (int)strtol(end, &end, 10);
        strtol(end, &end, 10); /* first line, which may be the type's */
        out->lines = (int)strtol(end, &end, 10);
        end += strspn(end, "\t ");
        const char *open = strchr(end, '(');
        const char *colon = open == NULL ? NULL : strstr(open, "): ");
        if (colon == NULL || colon > line + size)
            continue;
        snprintf(out->path, sizeof out->path, "%.*s", (int)(open - end), end);
        out->line = (int)strtol(open + 1, NULL, 10);
        colon += 3;
        snprintf(out->name, sizeof out->name, "%.*s", (int)(line + size - colon), colon);
        return true;
    }
    return false;
}

void functions_check_measured(const char *measured, struct findings *out)
{
    int functions = 0;
    for (const char *line = measured; *line != '\0';) {
        size_t size = strcspn(line, "\n");
        bool complains = *line == '"';
        bool at_end = memmem(line, size, "but got EOF", strlen("but got EOF")) != NULL;
        functions += *line >= '0' && *line <= '9';
        if (complains && !at_end)
            findings_add(out, "pmccabe: %.*s", (int)size, line);
        line += size + (line[size] == '\n');
    }
    if (functions == 0)
        findings_add(out, "no function was measured");
}

static bool is_listed(const char *decoders, const struct function *function)
{
    char entry[384];
    snprintf(entry, sizeof entry, "%s %s\n", function->path, function->name);
    return strstr(decoders, entry) != NULL;
}

/* Each line of the list is needed by a function that is over the ordinary limit. */
static void check_list_is_needed(const char *measured, const char *decoders, struct findings *out)
{
    char needed[384];
    for (const char *line = decoders; *line != '\0';) {
        struct function function;
        size_t size = strcspn(line, "\n");
        bool found = size == 0 || *line == '#';
        for (const char *text = measured; !found && next_function(&text, &function);) {
            snprintf(needed, sizeof needed, "%s %s", function.path, function.name);
            found = function.mccabe > MCCABE_MAX && strlen(needed) == size &&
                    strncmp(line, needed, size) == 0;
        }
        if (!found)
            findings_add(out, "listed among the decoders without need: %.*s", (int)size, line);
        line += size + (line[size] == '\n');
    }
}

void functions_check_mccabe(const char *measured, const char *decoders, struct findings *out)
{
    struct function function;
    for (const char *text = measured; next_function(&text, &function);) {
        int limit = is_listed(decoders, &function) ? MCCABE_DECODER_MAX : MCCABE_MAX;
        if (function.mccabe > limit)
            findings_add(out, "%s:%d: %s: %d paths; at most %d", function.path, function.line,
                         function.name, function.mccabe, limit);
    }
    check_list_is_needed(measured, decoders, out);
}

static int by_size(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

void functions_check_length(const char *measured, struct findings *out)
{
    struct function function;
    size_t count = 0;
    int *lines = malloc((strlen(measured) + 1) * sizeof *lines);
    if (lines == NULL)
        abort();
    for (const char *text = measured; next_function(&text, &function);) {
        lines[count++] = function.lines;
        if (function.lines > FUNCTION_LINES_MAX)
            findings_add(out, "%s:%d: %s: %d lines; at most %d", function.path, function.line,
                         function.name, function.lines, FUNCTION_LINES_MAX);
    }
    qsort(lines, count, sizeof *lines, by_size);
    if (count > 0 && lines[count * 95 / 100] > FUNCTION_LINES_P95)
        findings_add(out, "one function in twenty is longer than %d lines; at most %d",
                     lines[count * 95 / 100], FUNCTION_LINES_P95);
    free(lines);
}

/* Counts the parameters in `(…)`; `open` points at the parenthesis. */
static int parameters(const char *open)
{
    int depth = 0;
    int commas = 0;
    for (const char *c = open; *c != '\0'; c++) {
        depth += *c == '(';
        depth -= *c == ')';
        if (depth == 0)
            return commas + 1;
        commas += depth == 1 && *c == ',';
    }
    return 0;
}

static const char *start_of_line(const char *text, int line)
{
    for (int i = 1; i < line && text != NULL; i++) {
        text = strchr(text, '\n');
        text = text == NULL ? NULL : text + 1;
    }
    return text;
}

void functions_check_parameters(const char *measured, const struct tree *tree, struct findings *out)
{
    struct function function;
    for (const char *text = measured; next_function(&text, &function);) {
        const struct file *file = tree_find(tree, function.path);
        const char *line = file == NULL ? NULL : start_of_line(file->code, function.line);
        const char *name = line == NULL ? NULL : find_word(line, function.name);
        const char *open = name == NULL ? NULL : strchr(name, '(');
        int count = open == NULL ? 0 : parameters(open);
        if (count > PARAMETERS_MAX)
            findings_add(out, "%s:%d: %s: %d parameters; more than %d want a struct", function.path,
                         function.line, function.name, count, PARAMETERS_MAX);
    }
}

static int assertions_in(const struct rooms *rooms, const struct room *room,
                         const struct tree *tree)
{
    int count = 0;
    for (size_t i = 0; i < tree->count; i++) {
        const struct file *file = &tree->files[i];
        if (!is_c(file) || room_of(rooms, file) != room)
            continue;
        const char *at = file->code;
        while ((at = find_word(at, "ALCOVE_ASSERT")) != NULL) {
            count++;
            at++;
        }
    }
    return count;
}

/* Those of more than one statement: a function that only forwards has nothing of its own to
 * promise. */
static int functions_in(const char *measured, const struct rooms *rooms, const struct room *room)
{
    int count = 0;
    struct function function;
    for (const char *text = measured; next_function(&text, &function);) {
        struct file file = {.path = function.path};
        count += function.statements > 1 && is_source(&file) && room_of(rooms, &file) == room;
    }
    return count;
}

void functions_check_assertions(const char *measured, const struct rooms *rooms,
                                const struct tree *tree, struct findings *out)
{
    for (size_t r = 0; r < rooms->count; r++) {
        const struct room *room = &rooms->list[r];
        if (!room->iso)
            continue;
        int functions = functions_in(measured, rooms, room);
        int assertions = assertions_in(rooms, room, tree);
        if (assertions < functions)
            findings_add(out, "%s: %d assertions in %d functions; at least one each", room->dir,
                         assertions, functions);
    }
}
