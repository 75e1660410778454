#include "check/rooms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int room_named(const struct rooms *rooms, const char *name)
{
    for (size_t i = 0; i < rooms->count; i++) {
        if (strcmp(rooms->list[i].name, name) == 0)
            return (int)i;
    }
    return -1;
}

static void parse_room(struct rooms *rooms, char *line, struct findings *out)
{
    char *rest;
    struct room room = {0};
    const char *name = strtok_r(line, " ", &rest);
    const char *dir = strtok_r(NULL, " ", &rest);
    const char *dialect = strtok_r(NULL, " ", &rest);
    if (dialect == NULL || rooms->count == ROOMS_MAX) {
        findings_add(out, "a room is NAME DIR DIALECT NEED..., and there are at most %d",
                     ROOMS_MAX);
        return;
    }
    snprintf(room.name, sizeof room.name, "%s", name);
    snprintf(room.dir, sizeof room.dir, "%s", dir);
    room.iso = strcmp(dialect, "iso") == 0;
    for (char *need = strtok_r(NULL, " ", &rest); need != NULL; need = strtok_r(NULL, " ", &rest)) {
        int i = room_named(rooms, need);
        if (i < 0)
            findings_add(out, "room %s needs %s, which is not above it", name, need);
        else
            room.needs[i] = true;
    }
    rooms->list[rooms->count++] = room;
}

void rooms_parse(struct rooms *rooms, const char *table, struct findings *out)
{
    char *text = strdup(table);
    char *rest;
    *rooms = (struct rooms){0};
    if (text == NULL)
        abort();
    for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest))
        parse_room(rooms, line, out);
    free(text);
}

const struct room *room_of(const struct rooms *rooms, const struct file *file)
{
    for (size_t i = 0; i < rooms->count; i++) {
        if (is_below(file, rooms->list[i].dir))
            return &rooms->list[i];
    }
    return NULL;
}

void rooms_check_not_empty(const struct rooms *rooms, const struct tree *tree, struct findings *out)
{
    for (size_t i = 0; i < rooms->count; i++) {
        size_t sources = 0;
        for (size_t f = 0; f < tree->count; f++) {
            const struct file *file = &tree->files[f];
            sources += is_source(file) && room_of(rooms, file) == &rooms->list[i];
        }
        if (sources == 0)
            findings_add(out, "room %s has no code: start it when its first code comes",
                         rooms->list[i].name);
    }
}

/* The name inside `#include "…"` or `#include <…>` at `at`; NULL when it is the other kind. */
static const char *included_name(const char *at, char quote, char *out, size_t size)
{
    const char *open = at + strcspn(at, "\"<\n");
    if (*open != quote)
        return NULL;
    size_t length = strcspn(open + 1, "\">\n");
    snprintf(out, size, "%.*s", (int)length, open + 1);
    return out;
}

static const struct file *resolve_include(const struct tree *tree, const struct file *from,
                                          const char *name)
{
    static const char *const roots[] = {"protocol", "src", "tools", "tests"};
    char path[256];
    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", roots[i], name);
        const struct file *found = tree_find(tree, path);
        if (found != NULL)
            return found;
    }
    /* Tests may name their neighbours without a folder. */
    const char *slash = strrchr(from->path, '/');
    if (slash == NULL || !is_below(from, "tests"))
        return NULL;
    snprintf(path, sizeof path, "%.*s/%s", (int)(slash - from->path), from->path, name);
    return tree_find(tree, path);
}

static bool may_use(const struct rooms *rooms, const struct file *from, const struct file *to)
{
    /* main.c stands on the roof, and sees what the last room of the product sees. */
    static char path_in_app[] = "src/app/main.c";
    const struct file in_app = {.path = path_in_app};
    bool is_main = strcmp(from->path, "src/main.c") == 0;
    const struct room *user = room_of(rooms, is_main ? &in_app : from);
    const struct room *used = room_of(rooms, to);
    if (user == NULL)
        return true;
    return used == user || (used != NULL && user->needs[used - rooms->list]);
}

static void check_include(const struct rooms *rooms, const struct tree *tree,
                          const struct file *file, const char *at, struct findings *out)
{
    char name[128];
    if (included_name(at, '"', name, sizeof name) == NULL)
        return;
    int line = line_at(file->code, at);
    const struct file *used = resolve_include(tree, file, name);
    if (used == NULL)
        findings_add(out, "%s:%d: there is no \"%s\"", file->path, line, name);
    else if (!may_use(rooms, file, used))
        findings_add(out, "%s:%d: may not use \"%s\": its room does not need that one", file->path,
                     line, name);
}

void rooms_check_includes(const struct rooms *rooms, const struct tree *tree, struct findings *out)
{
    for (size_t i = 0; i < tree->count; i++) {
        const struct file *file = &tree->files[i];
        if (!is_c(file))
            continue;
        for (const char *at = file->code; (at = strstr(at, "#include")) != NULL; at++)
            check_include(rooms, tree, file, at, out);
    }
}

static bool is_one_of(const char *name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(name, list[i]) == 0)
            return true;
    }
    return false;
}

void rooms_check_system_headers(const struct rooms *rooms, const struct tree *tree,
                                struct findings *out)
{
    /* ISO C17 without those whose only use is the machine: no stdio, time, signal, threads. The
     * DHT's addresses are SHA-1, which libsodium leaves out; of nettle only that header. zlib with
     * an allocator of ours is pure computation too. */
    static const char *const allowed[] = {
        "assert.h",  "float.h",  "inttypes.h",     "limits.h",      "math.h",   "stdalign.h",
        "stdarg.h",  "stddef.h", "stdbool.h",      "stdint.h",      "stdlib.h", "string.h",
        "msgpack.h", "sodium.h", "msgpack/pack.h", "nettle/sha1.h", "zlib.h"};
    char name[128];
    for (size_t i = 0; i < tree->count; i++) {
        const struct file *file = &tree->files[i];
        const struct room *room = room_of(rooms, file);
        if (room == NULL || !room->iso || !is_c(file))
            continue;
        for (const char *at = file->code; (at = strstr(at, "#include")) != NULL; at++) {
            if (included_name(at, '<', name, sizeof name) == NULL)
                continue;
            if (!is_one_of(name, allowed, sizeof allowed / sizeof allowed[0]))
                findings_add(out, "%s:%d: <%s> reaches outside of pure computation", file->path,
                             line_at(file->code, at), name);
        }
    }
}

/* Names behind an allowed prefix that reach for OS randomness or the allocator all the same. */
static bool is_refused(const char *symbol)
{
    static const char *const prefixes[] = {"randombytes",    "crypto_pwhash",     "crypto_box_seal",
                                           "sodium_malloc",  "sodium_alloc",      "sodium_mlock",
                                           "sodium_init",    "msgpack_sbuffer",   "msgpack_zone",
                                           "msgpack_unpack", "msgpack_vrefbuffer"};
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        if (has_prefix(symbol, prefixes[i]))
            return true;
    }
    if (has_suffix(symbol, "_keygen"))
        return true;
    return has_suffix(symbol, "_keypair") && !has_suffix(symbol, "_seed_keypair");
}

static bool is_allowed(const char *symbol)
{
    static const char *const prefixes[] = {"crypto_",  "sodium_", "msgpack_pack", "nettle_sha1_",
                                           "__ubsan_", "deflate", "inflate"};
    static const char *const names[] = {"memcpy", "memmove", "memset", "memcmp", "memchr", "bcmp",
                                        "strlen", "strcmp", "strncmp", "strchr", "strnlen", "abort",
                                        "__memcpy_chk", "__memset_chk", "__memmove_chk",
                                        "__stack_chk_fail",
                                        /* compiler runtime: 128-bit arithmetic */
                                        "__udivti3", "__umodti3", "__multi3", "__muloti4",
                                        "__divti3", "__modti3", "__zig_probe_stack"};
    if (is_refused(symbol))
        return false;
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        if (has_prefix(symbol, prefixes[i]))
            return true;
    }
    return is_one_of(symbol, names, sizeof names / sizeof names[0]);
}

/* nm prints `address type name`, or `U name` with the address left blank; members have a colon. */
static const char *symbol_of(char *line)
{
    char *space = strrchr(line, ' ');
    return space == NULL ? NULL : space + 1;
}

void rooms_check_symbols(const char *undefined, const char *defined, struct findings *out)
{
    char *text = strdup(undefined);
    char *rest;
    if (text == NULL)
        abort();
    for (char *line = strtok_r(text, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        const char *symbol = symbol_of(line);
        if (symbol == NULL || is_allowed(symbol) || find_word(defined, symbol) != NULL)
            continue;
        findings_add(out, "protocol/ links to %s: no clock, socket, allocator or randomness there",
                     symbol);
    }
    free(text);
}
