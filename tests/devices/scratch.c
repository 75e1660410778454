#include "devices/scratch.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"

static char folder[64];

const char *scratch_path(const char *name)
{
    static char path[4][160];
    static unsigned turn;
    if (folder[0] == '\0') {
        (void)snprintf(folder, sizeof folder, "/tmp/alcove-devices-XXXXXX");
        assert_non_null(mkdtemp(folder));
    }
    char *out = path[turn++ % 4];
    (void)snprintf(out, sizeof path[0], "%s/%s", folder, name);
    return out;
}

void scratch_clear(void)
{
    if (folder[0] == '\0')
        return;
    DIR *entries = opendir(folder);
    assert_non_null(entries);
    for (struct dirent *entry = readdir(entries); entry != NULL; entry = readdir(entries)) {
        if (entry->d_name[0] != '.')
            (void)unlinkat(dirfd(entries), entry->d_name, 0);
    }
    (void)closedir(entries);
    assert_int_equal(rmdir(folder), 0);
    folder[0] = '\0';
}

FILE *scratch_stream(const void *bytes, size_t size)
{
    FILE *stream = tmpfile();
    assert_non_null(stream);
    assert_int_equal(fwrite(bytes, 1, size, stream), size);
    rewind(stream);
    return stream;
}

uint64_t picture_sum(const struct picture *picture)
{
    uint64_t sum = UINT64_C(14695981039346656037);
    for (int p = 0; p < 3; p++) {
        int shift = p == 0 ? 0 : 1;
        for (int y = 0; y < picture->height >> shift; y++) {
            const uint8_t *row = picture->plane[p] + (ptrdiff_t)y * picture->stride[p];
            for (int x = 0; x < picture->width >> shift; x++)
                sum = (sum ^ row[x]) * UINT64_C(1099511628211);
        }
    }
    return sum;
}

void picture_pattern(struct picture *picture, unsigned seed)
{
    for (int p = 0; p < 3; p++) {
        int shift = p == 0 ? 0 : 1;
        for (int y = 0; y < picture->height >> shift; y++) {
            uint8_t *row = picture->plane[p] + (ptrdiff_t)y * picture->stride[p];
            for (int x = 0; x < picture->width >> shift; x++)
                row[x] =
                    (uint8_t)(16 + ((unsigned)(x * 7 + y * 13 + p * 50) + seed % 256 * 31) % 220);
        }
    }
}
