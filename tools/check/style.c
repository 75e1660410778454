#include "check/style.h"

#include <string.h>

/* Code points, not bytes: an arrow in a comment is one column. */
static int columns(const char *line, size_t size)
{
    int count = 0;
    for (size_t i = 0; i < size; i++)
        count += ((unsigned char)line[i] & 0xc0) != 0x80;
    return count;
}

/* Prose may wrap as it likes, and a lock of checksums cannot. */
/* A deck is one file for who edits it; session/deck.h says how long it may be. */
static bool is_prose(const struct file *file)
{
    return has_suffix(file->path, ".md") || has_suffix(file->path, ".txt") ||
           has_suffix(file->path, ".deck");
}

void style_check_columns(const struct tree *tree, struct findings *out)
{
    for (size_t i = 0; i < tree->count; i++) {
        const struct file *file = &tree->files[i];
        int number = 1;
        if (is_prose(file))
            continue;
        for (const char *line = file->text; *line != '\0'; number++) {
            size_t size = strcspn(line, "\n");
            if (columns(line, size) > COLUMNS_MAX)
                findings_add(out, "%s:%d: more than %d columns", file->path, number, COLUMNS_MAX);
            line += size + (line[size] == '\n');
        }
    }
}

void style_check_file_length(const struct tree *tree, struct findings *out)
{
    for (size_t i = 0; i < tree->count; i++) {
        const struct file *file = &tree->files[i];
        if (!is_prose(file) && file->lines > FILE_LINES_MAX)
            findings_add(out, "%s: %d lines; at most %d", file->path, file->lines, FILE_LINES_MAX);
    }
}

struct nesting {
    int body_lines;
    int deep_lines;
};

static void count_nesting(const char *code, struct nesting *sum)
{
    int depth = 0;
    int deepest_here = 0;
    for (const char *c = code; *c != '\0'; c++) {
        depth += *c == '{';
        if (depth > deepest_here)
            deepest_here = depth;
        depth -= *c == '}';
        if (*c != '\n')
            continue;
        sum->body_lines += deepest_here >= 1;
        sum->deep_lines += deepest_here >= DEEP_BRACES;
        deepest_here = depth;
    }
}

void style_check_nesting(const struct rooms *rooms, const struct tree *tree, struct findings *out)
{
    for (size_t r = 0; r < rooms->count; r++) {
        struct nesting sum = {0};
        for (size_t i = 0; i < tree->count; i++) {
            const struct file *file = &tree->files[i];
            if (is_source(file) && room_of(rooms, file) == &rooms->list[r])
                count_nesting(file->code, &sum);
        }
        if (sum.deep_lines * 100 > sum.body_lines * DEEP_PER_CENT_MAX)
            findings_add(out, "%s: %d of %d lines stand %d braces deep; at most %d in a hundred",
                         rooms->list[r].dir, sum.deep_lines, sum.body_lines, DEEP_BRACES,
                         DEEP_PER_CENT_MAX);
    }
}

/* Finds `word` in every file's text. The checks and their tests must name what they look for. */
static void refuse_text(const struct tree *tree, const char *word, const char *why,
                        struct findings *out)
{
    for (size_t i = 0; i < tree->count; i++) {
        const struct file *file = &tree->files[i];
        if (is_below(file, "tools/check") || is_below(file, "tests/check"))
            continue;
        for (const char *at = file->text; (at = strstr(at, word)) != NULL; at++)
            findings_add(out, "%s:%d: %s: %s", file->path, line_at(file->text, at), word, why);
    }
}

void style_check_leftovers(const struct tree *tree, struct findings *out)
{
    static const char *const words[] = {"TODO", "FIXME", "XXX:", "HACK", "#if 0", "#if 1"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        refuse_text(tree, words[i], "do it, or file it", out);
}

/* Whether an absolute path begins at this slash: behind a blank, or a quote that opens. */
static bool begins_path(const char *text, const char *slash)
{
    if (slash == text)
        return true;
    char before = slash[-1];
    if (before == '"')
        return slash - 1 == text || strchr(" (,{=\n", slash[-2]) != NULL;
    return before == ' ' || before == '=' || before == '\n';
}

/* Every machine has these, or every bus; a first folder of another name is somebody's own. */
static bool is_everywhere(const char *name, size_t size)
{
    static const char *const folders[] = {"bin",  "dev",  "etc",    "lib",  "proc", "run",
                                          "sbin", "sys",  "tmp",    "usr",  "var",  "nowhere",
                                          "home", "data", "people", "path", "org"};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        if (strlen(folders[i]) == size && memcmp(folders[i], name, size) == 0)
            return true;
    }
    return false;
}

void style_check_machine_paths(const struct tree *tree, struct findings *out)
{
    static const char *const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (size_t i = 0; i < tree->count; i++) {
        const struct file *file = &tree->files[i];
        const char *text = file->text;
        for (const char *at = text; (at = strchr(at, '/')) != NULL; at++) {
            size_t size = strspn(at + 1, letters);
            if (size == 0 || at[1 + size] != '/' || !begins_path(text, at) ||
                is_everywhere(at + 1, size))
                continue;
            findings_add(out, "%s:%d: %.*s: a path of one machine", file->path, line_at(text, at),
                         (int)size + 2, at);
        }
    }
}

static void refuse_calls(const struct file *file, const char *const *names, size_t count,
                         const char *why, struct findings *out)
{
    for (size_t n = 0; n < count; n++) {
        const char *at = file->code;
        while ((at = find_word(at, names[n])) != NULL) {
            int line = line_at(file->code, at);
            at += strlen(names[n]);
            if (*at == '(')
                findings_add(out, "%s:%d: %s: %s", file->path, line, names[n], why);
        }
    }
}

void style_check_banned_functions(const struct tree *tree, struct findings *out)
{
    static const char *const banned[] = {
        "sprintf", "vsprintf", "strcpy", "strcat",    "strncpy", "strncat", "atoi",   "atol",
        "atof",    "gets",     "gmtime", "localtime", "ctime",   "asctime", "sscanf", "scanf",
        "strtok",  "rand",     "srand",  "random",    "tmpnam",  "mktemp",  "alloca", "system"};
    for (size_t i = 0; i < tree->count; i++) {
        if (is_c(&tree->files[i]))
            refuse_calls(&tree->files[i], banned, sizeof banned / sizeof banned[0],
                         "has a safe sibling; use that", out);
    }
}

void style_check_sleeps(const struct tree *tree, struct findings *out)
{
    static const char *const sleeps[] = {"sleep",           "usleep",    "nanosleep",
                                         "clock_nanosleep", "SDL_Delay", "uv_sleep"};
    for (size_t i = 0; i < tree->count; i++) {
        if (is_below(&tree->files[i], "tests") && is_c(&tree->files[i]))
            refuse_calls(&tree->files[i], sleeps, sizeof sleeps / sizeof sleeps[0],
                         "a test waits for an event, never for the clock", out);
    }
}

void style_check_headers(const struct tree *tree, struct findings *out)
{
    for (size_t i = 0; i < tree->count; i++) {
        const struct file *file = &tree->files[i];
        if (is_header(file) && !has_prefix(file->text, "/*"))
            findings_add(out, "%s: opens without saying what it is", file->path);
    }
}
