#include "app/stats.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct stats {
    FILE *file;
};

struct stats *stats_open(const char *path, int *error_number)
{
    struct stats *stats = calloc(1, sizeof *stats);
    if (stats == NULL) {
        *error_number = ENOMEM;
        return NULL;
    }
    stats->file = fopen(path, "we");
    if (stats->file == NULL) {
        *error_number = errno;
        free(stats);
        return NULL;
    }
    return stats;
}

bool stats_close(struct stats *stats)
{
    if (stats == NULL)
        return true;
    bool kept = ferror(stats->file) == 0;
    kept = fclose(stats->file) == 0 && kept;
    free(stats);
    return kept;
}

void stats_picture(struct stats *stats, const struct stats_picture *picture)
{
    if (stats == NULL)
        return;
    flockfile(stats->file);
    fprintf(stats->file,
            "{\"kind\":\"picture\",\"number\":%" PRIu32 ",\"captured_us\":%" PRIu64
            ",\"presented_us\":%" PRIu64 ",\"delay_us\":%" PRIu32,
            picture->number, picture->captured_us, picture->presented_us, picture->delay_us);
    if (picture->compared)
        fprintf(stats->file, ",\"psnr_db\":%.2f", picture->psnr_db);
    fputs("}\n", stats->file);
    funlockfile(stats->file);
}

void stats_event(struct stats *stats, uint64_t at_us, const char *name, uint64_t value)
{
    if (stats == NULL)
        return;
    fprintf(stats->file,
            "{\"kind\":\"event\",\"at_us\":%" PRIu64 ",\"name\":\"%s\",\"value\":%" PRIu64 "}\n",
            at_us, name, value);
    fflush(stats->file); /* somebody may wait for it */
}

void stats_fields(struct stats *stats, const char *kind, uint64_t at_us,
                  const struct stats_field *fields, int count)
{
    if (stats == NULL)
        return;
    flockfile(stats->file);
    fprintf(stats->file, "{\"kind\":\"%s\",\"at_us\":%" PRIu64, kind, at_us);
    for (int i = 0; i < count; i++)
        fprintf(stats->file, ",\"%s\":%.10g", fields[i].name, fields[i].value);
    fputs("}\n", stats->file);
    fflush(stats->file); /* somebody may wait for it, and it comes once a second */
    funlockfile(stats->file);
}
