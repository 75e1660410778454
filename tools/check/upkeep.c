#include "check/upkeep.h"

#include <stdio.h>
#include <string.h>

static const char *base_name(const struct file *file)
{
    const char *slash = strrchr(file->path, '/');
    return slash == NULL ? file->path : slash + 1;
}

/* Where tools/build looks for sources besides the rooms. */
static bool is_built(const struct rooms *rooms, const struct file *file)
{
    static const char *const files[] = {
        "src/main.c",           "tests/folder.c",   "tests/harness.c",
        "tests/json.c",         "tests/memory.c",   "tools/run_tests.c",
        "tools/tsan_preinit.c", "tools/logo_png.c", "tools/contact_sheet.c"};
    static const char *const dirs[] = {"tests/sim", "tests/pump",   "tests/fuzz", "tests/swarm",
                                       "tests/lab", "tests/reader", "tools/bench"};
    if (room_of(rooms, file) != NULL)
        return true;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (strcmp(file->path, files[i]) == 0)
            return true;
    }
    for (size_t i = 0; i < sizeof dirs / sizeof dirs[0]; i++) {
        if (is_below(file, dirs[i]))
            return true;
    }
    for (size_t i = 0; i < rooms->count; i++) {
        char dir[64];
        snprintf(dir, sizeof dir, "tests/%s", rooms->list[i].name);
        if (is_below(file, dir))
            return true;
    }
    return false;
}

/* By the end of the name: who includes "link/seal.h" or "seal.h" means protocol/link/seal.h. */
static bool includes(const struct file *user, const char *name)
{
    for (const char *at = user->code; (at = strstr(at, "#include")) != NULL; at++) {
        size_t size = strcspn(at, "\n");
        const char *close = memrchr(at, '"', size);
        size_t length = strlen(name);
        if (close == NULL || close < at + length + 1)
            continue;
        const char *start = close - length;
        bool whole = start[-1] == '"' || start[-1] == '/';
        if (whole && strncmp(start, name, length) == 0)
            return true;
    }
    return false;
}

static bool is_included(const struct tree *tree, const struct file *header)
{
    for (size_t i = 0; i < tree->count; i++) {
        const struct file *user = &tree->files[i];
        if (user != header && is_c(user) && includes(user, base_name(header)))
            return true;
    }
    return false;
}

void upkeep_check_dead_files(const struct rooms *rooms, const struct tree *tree,
                             struct findings *out)
{
    for (size_t i = 0; i < tree->count; i++) {
        const struct file *file = &tree->files[i];
        if (is_source(file) && !is_built(rooms, file))
            findings_add(out, "%s: no build looks there", file->path);
        if (is_header(file) && !is_included(tree, file))
            findings_add(out, "%s: nobody includes it", file->path);
    }
}

static bool is_module(const struct tree *tree, const struct room *room, const char *stem,
                      size_t size)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%.*s.h", room->dir, (int)size, stem);
    if (tree_find(tree, path) != NULL)
        return true;
    snprintf(path, sizeof path, "%s/%.*s.c", room->dir, (int)size, stem);
    return tree_find(tree, path) != NULL;
}

static bool names_a_module(const struct tree *tree, const struct room *room, const char *stem,
                           size_t size)
{
    for (size_t end = size; end > 0; end--) {
        bool at_border = end == size || stem[end] == '_';
        if (at_border && is_module(tree, room, stem, end))
            return true;
    }
    return false;
}

static bool is_test_of(const struct file *file, const struct room *room)
{
    char dir[64];
    snprintf(dir, sizeof dir, "tests/%s", room->name);
    return is_below(file, dir) && is_source(file);
}

void upkeep_check_test_names(const struct rooms *rooms, const struct tree *tree,
                             struct findings *out)
{
    for (size_t r = 0; r < rooms->count; r++) {
        const struct room *room = &rooms->list[r];
        for (size_t i = 0; i < tree->count && room->iso; i++) {
            const struct file *file = &tree->files[i];
            if (!is_test_of(file, room) || !has_suffix(file->path, "_test.c"))
                continue;
            const char *stem = base_name(file);
            if (!names_a_module(tree, room, stem, strlen(stem) - strlen("_test.c")))
                findings_add(out, "%s: tests no module of that name in %s", file->path, room->dir);
        }
    }
}

void upkeep_check_test_lines(const struct rooms *rooms, const struct tree *tree,
                             struct findings *out)
{
    for (size_t r = 0; r < rooms->count; r++) {
        const struct room *room = &rooms->list[r];
        int source = 0;
        int test = 0;
        for (size_t i = 0; i < tree->count && room->iso; i++) {
            const struct file *file = &tree->files[i];
            if (is_test_of(file, room))
                test += file->lines;
            else if (is_source(file) && room_of(rooms, file) == room)
                source += file->lines;
        }
        if (test < source)
            findings_add(out, "%s: %d lines of test for %d of source", room->dir, test, source);
    }
}
