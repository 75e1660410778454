#include "driver/tap.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

void tap_init(struct tap *tap)
{
    *tap = (struct tap){.planned = TAP_NO_PLAN};
}

static void break_plan(struct tap *tap, int missing)
{
    tap->broken_plans++;
    tap->failed += missing > 0 ? missing : 1;
}

static void close_group(struct tap *tap)
{
    if (tap->planned == TAP_NO_PLAN && tap->seen > 0)
        break_plan(tap, 1);
    else if (tap->planned != TAP_NO_PLAN && tap->seen != tap->planned)
        break_plan(tap, tap->planned - tap->seen);
    tap->planned = TAP_NO_PLAN;
    tap->seen = 0;
}

/* The plan stands before its results (cmocka) or after them (a shell script that counts). */
static void take_plan(struct tap *tap, int count)
{
    bool after = tap->planned == TAP_NO_PLAN && tap->seen > 0;
    if (!after)
        close_group(tap);
    tap->planned = count;
    if (after)
        close_group(tap);
}

static bool is_plan(const char *line, int *count)
{
    if (strncmp(line, "1..", 3) != 0 || !isdigit((unsigned char)line[3]))
        return false;
    char *end;
    long value = strtol(line + 3, &end, 10);
    if (value > INT_MAX || (*end != '\0' && !isspace((unsigned char)*end)))
        return false;
    *count = (int)value;
    return true;
}

static bool starts_with_word(const char *line, const char *word)
{
    size_t size = strlen(word);
    return strncmp(line, word, size) == 0 && (line[size] == ' ' || line[size] == '\0');
}

static void take_line(struct tap *tap)
{
    int count;
    tap->line[tap->line_size] = '\0';
    tap->line_size = 0;
    if (is_plan(tap->line, &count)) {
        take_plan(tap, count);
    } else if (starts_with_word(tap->line, "ok")) {
        tap->passed++;
        tap->seen++;
    } else if (starts_with_word(tap->line, "not ok")) {
        tap->failed++;
        tap->seen++;
    }
}

void tap_read(struct tap *tap, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '\n')
            take_line(tap);
        else if (tap->line_size + 1 < sizeof tap->line)
            tap->line[tap->line_size++] = text[i];
    }
}

void tap_finish(struct tap *tap)
{
    if (tap->line_size > 0)
        take_line(tap);
    close_group(tap);
}
