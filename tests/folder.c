#include "folder.h"

#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(bool done, const char *path)
{
    if (done)
        return;
    perror(path);
    abort();
}

char *fresh_folder(void)
{
    const char *base = getenv("TMPDIR");
    char path[600];
    (void)snprintf(path, sizeof path, "%s/alcove-test-XXXXXX", base != NULL ? base : "/tmp");
    must(mkdtemp(path) != NULL, path);
    char *folder = strdup(path);
    must(folder != NULL, path);
    return folder;
}

static int remove_entry(const char *path, const struct stat *status, int flag, struct FTW *ftw)
{
    (void)status;
    (void)flag;
    (void)ftw;
    return remove(path);
}

void remove_folder(char *path)
{
    must(nftw(path, remove_entry, 8, FTW_DEPTH | FTW_PHYS) == 0, path);
    free(path);
}
