#include "check/tree.h"

#include <ctype.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool has_prefix(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool has_suffix(const char *text, const char *suffix)
{
    size_t size = strlen(text);
    size_t end = strlen(suffix);
    return size >= end && strcmp(text + size - end, suffix) == 0;
}

bool is_source(const struct file *file)
{
    return has_suffix(file->path, ".c");
}

bool is_header(const struct file *file)
{
    return has_suffix(file->path, ".h");
}

bool is_c(const struct file *file)
{
    return is_source(file) || is_header(file);
}

bool is_below(const struct file *file, const char *dir)
{
    return has_prefix(file->path, dir) && file->path[strlen(dir)] == '/';
}

int line_at(const char *view, const char *place)
{
    int line = 1;
    for (const char *c = view; c < place; c++)
        line += *c == '\n';
    return line;
}

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

const char *find_word(const char *from, const char *word)
{
    size_t size = strlen(word);
    for (const char *at = strstr(from, word); at != NULL; at = strstr(at + 1, word)) {
        bool starts = at == from || !is_name(at[-1]);
        if (starts && !is_name(at[size]))
            return at;
    }
    return NULL;
}

/* What the blanking loop stands in. */
enum place { IN_CODE, IN_LINE_COMMENT, IN_COMMENT, IN_STRING, IN_CHARACTER };

static enum place place_opened_by(const char *at)
{
    if (at[0] == '/' && at[1] == '*')
        return IN_COMMENT;
    if (at[0] == '/' && at[1] == '/')
        return IN_LINE_COMMENT;
    if (at[0] == '"')
        return IN_STRING;
    return at[0] == '\'' ? IN_CHARACTER : IN_CODE;
}

/* How many characters end the place here; 0 when it goes on. */
static int length_of_end(enum place place, const char *at)
{
    if (place == IN_COMMENT)
        return at[0] == '*' && at[1] == '/' ? 2 : 0;
    if (place == IN_LINE_COMMENT)
        return at[0] == '\n' ? 1 : 0;
    return at[0] == (place == IN_STRING ? '"' : '\'') ? 1 : 0;
}

static void blank(char *at, int count)
{
    for (int i = 0; i < count && at[i] != '\0'; i++) {
        if (at[i] != '\n')
            at[i] = ' ';
    }
}

/* Blanks comments and the insides of quotes; the name in `#include "…"` stays. */
static void blank_what_is_not_code(char *code)
{
    enum place place = IN_CODE;
    for (char *at = code; *at != '\0'; at++) {
        if (place == IN_CODE && has_prefix(at, "#include")) {
            at += strcspn(at, "\n") - 1;
            continue;
        }
        if (place == IN_CODE) {
            place = place_opened_by(at);
            int opened = place == IN_CODE ? 0 : place == IN_COMMENT ? 2 : 1;
            blank(at, opened);
            at += opened > 1 ? 1 : 0;
            continue;
        }
        int end = length_of_end(place, at);
        int escape = end == 0 && *at == '\\' && place >= IN_STRING ? 2 : 1;
        blank(at, end > 0 ? end : escape);
        at += (end > 0 ? end : escape) - 1;
        place = end > 0 ? IN_CODE : place;
    }
}

void tree_add(struct tree *tree, const char *path, const char *text)
{
    tree->files = realloc(tree->files, (tree->count + 1) * sizeof *tree->files);
    if (tree->files == NULL)
        abort();
    struct file *file = &tree->files[tree->count++];
    *file = (struct file){.path = strdup(path), .text = strdup(text), .code = strdup(text)};
    if (file->path == NULL || file->text == NULL || file->code == NULL)
        abort();
    if (is_c(file))
        blank_what_is_not_code(file->code);
    for (const char *c = text; *c != '\0'; c++)
        file->lines += *c == '\n';
}

const struct file *tree_find(const struct tree *tree, const char *path)
{
    for (size_t i = 0; i < tree->count; i++) {
        if (strcmp(tree->files[i].path, path) == 0)
            return &tree->files[i];
    }
    return NULL;
}

void tree_free(struct tree *tree)
{
    for (size_t i = 0; i < tree->count; i++) {
        free(tree->files[i].path);
        free(tree->files[i].text);
        free(tree->files[i].code);
    }
    free(tree->files);
    *tree = (struct tree){0};
}

/* What people write here; vectors, fuzz corpora and pictures are data. */
static bool is_ours(const char *path)
{
    static const char *const endings[] = {".c",   ".h",  ".zig", ".sh",
                                          ".txt", ".md", ".zon", ".deck"};
    if (has_prefix(path, "tests/vectors/") || has_prefix(path, "tests/fuzz/corpus/"))
        return false;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        if (has_suffix(path, endings[i]))
            return true;
    }
    return strcmp(path, "tools/alcove") == 0 || strcmp(path, "tools/test") == 0 ||
           strcmp(path, "tools/setup") == 0 || strcmp(path, ".ci/run") == 0;
}

static void load_file(struct tree *tree, const char *full_path, const char *path, size_t size)
{
    FILE *file = fopen(full_path, "rb");
    char *text = calloc(1, size + 1);
    if (file == NULL || text == NULL)
        abort();
    size_t got = fread(text, 1, size, file);
    text[got] = '\0';
    tree_add(tree, path, text);
    free(text);
    fclose(file);
}

static bool is_skipped_folder(const char *name)
{
    return strcmp(name, ".git") == 0 || strcmp(name, ".zig-cache") == 0 ||
           strcmp(name, "zig-out") == 0 || strcmp(name, ".tools") == 0;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

bool tree_load(struct tree *tree, const char *root)
{
    char *start = strdup(root);
    char *const starts[] = {start, NULL};
    FTS *walk = start == NULL ? NULL : fts_open(starts, FTS_PHYSICAL, by_name);
    for (FTSENT *entry; walk != NULL && (entry = fts_read(walk)) != NULL;) {
        if (entry->fts_info == FTS_D && is_skipped_folder(entry->fts_name))
            fts_set(walk, entry, FTS_SKIP);
        const char *path = entry->fts_path + strlen(root) + 1;
        if (entry->fts_info == FTS_F && is_ours(path))
            load_file(tree, entry->fts_path, path, (size_t)entry->fts_statp->st_size);
    }
    if (walk != NULL)
        fts_close(walk);
    free(start);
    return tree->count > 0;
}
