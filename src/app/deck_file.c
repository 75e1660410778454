#include "app/deck_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/ledger.h"
#include "app/paper_file.h"
#include "base/assert.h"
#include "session/deck_shipped.h"
#include "session/heap.h"

/* "es_MX.UTF-8" is "es". */
static bool find_language(const char *wanted, size_t *language)
{
    size_t size = strcspn(wanted, "_.@-");
    for (*language = 0; *language < deck_shipped_count(); (*language)++) {
        const char *shipped = deck_shipped_language(*language);
        if (strlen(shipped) == size && memcmp(shipped, wanted, size) == 0)
            return true;
    }
    return false;
}

bool deck_file_language(const char *asked, size_t *language)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    if (asked != NULL)
        return find_language(asked, language);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value == NULL || value[0] == '\0')
            continue;
        if (find_language(value, language))
            return true;
        break;
    }
    bool is_there = find_language("en", language);
    ALCOVE_ASSERT(is_there);
    return is_there;
}

bool deck_file_path(size_t language, char out[FOLDER_PATH_BYTES_MAX])
{
    const char *base = getenv("XDG_CONFIG_HOME");
    const char *below = "alcove";
    if (base == NULL || base[0] != '/') {
        base = getenv("HOME");
        below = ".config/alcove";
    }
    if (base == NULL || base[0] != '/')
        return false;
    int size = snprintf(out, FOLDER_PATH_BYTES_MAX, "%s/%s/decks/%s.deck", base, below,
                        deck_shipped_language(language));
    return size > 0 && size < FOLDER_PATH_BYTES_MAX;
}

static bool refuse(char error[DECK_FILE_ERROR_BYTES], const char *path, int number)
{
    snprintf(error, DECK_FILE_ERROR_BYTES, "%s: %s.", path, strerror(number));
    return false;
}

/* One byte more than a deck may have, so that a longer file is seen. */
static bool read_bytes(const char *path, char *bytes, size_t *size, char *error)
{
    FILE *file = fopen(path, "re");
    error[0] = '\0';
    if (file == NULL)
        return errno == ENOENT ? false : refuse(error, path, errno);
    *size = fread(bytes, 1, DECK_BYTES_MAX + 1, file);
    bool is_read = ferror(file) == 0;
    int number = errno;
    fclose(file);
    return is_read || refuse(error, path, number);
}

bool deck_file_read(const char *path, struct deck *out, char error[DECK_FILE_ERROR_BYTES])
{
    struct deck_error why = {.text = "there is not enough memory to read it"};
    size_t size;
    char *bytes = malloc(DECK_BYTES_MAX + 1);
    snprintf(error, DECK_FILE_ERROR_BYTES, "%s: %s.", path, why.text);
    bool is_read = bytes != NULL && read_bytes(path, bytes, &size, error);
    if (is_read && deck_parse(bytes, size, &heap_memory, out, &why) != DECK_OK) {
        snprintf(error, DECK_FILE_ERROR_BYTES, "%s:%zu: %s.", path, why.line, why.text);
        is_read = false;
    }
    free(bytes);
    return is_read;
}

bool deck_file_open(size_t language, struct deck *out, char error[DECK_FILE_ERROR_BYTES])
{
    char path[FOLDER_PATH_BYTES_MAX];
    struct deck own, both;
    struct deck_error why = {.text = "there is not enough memory to read it"};
    error[0] = '\0';
    if (deck_open_shipped(language, &heap_memory, out) != DECK_OK)
        return false;
    if (!deck_file_path(language, path) || !deck_file_read(path, &own, error))
        return true;
    if (deck_merge(out, &own, &both, &why) == DECK_OK) {
        deck_close(out);
        *out = both;
    } else {
        snprintf(error, DECK_FILE_ERROR_BYTES, "%s: %s.", path, why.text);
    }
    deck_close(&own);
    return true;
}

/* The folder of a path, with its parents. */
static bool make_folder(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool is_there = mkdir(path, 0700) == 0 || errno == EEXIST;
        *slash = '/';
        if (!is_there)
            return false;
    }
    return true;
}

bool deck_file_write(const char *path, const struct deck *deck, char error[DECK_FILE_ERROR_BYTES])
{
    struct paper_file file;
    if (!paper_file_open(&file, path))
        return refuse(error, path, errno);
    struct paper_sink sink = paper_file_sink(&file);
    bool is_written = sink.write(sink.context, deck->bytes, deck->size);
    if (!paper_file_close(&file, is_written))
        return refuse(error, path, errno);
    return true;
}

bool deck_file_keep(size_t language, const struct deck *deck, char error[DECK_FILE_ERROR_BYTES])
{
    char path[FOLDER_PATH_BYTES_MAX];
    if (!deck_file_path(language, path)) {
        snprintf(error, DECK_FILE_ERROR_BYTES,
                 "No home folder is set; set HOME or XDG_CONFIG_HOME, and try again.");
        return false;
    }
    if (!make_folder(path))
        return refuse(error, path, errno);
    return deck_file_write(path, deck, error);
}

bool deck_file_remove(size_t language)
{
    char path[FOLDER_PATH_BYTES_MAX];
    return deck_file_path(language, path) && unlink(path) == 0;
}
