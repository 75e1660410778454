#include "app/tally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void tally_clear(struct tally *tally)
{
    free(tally->delays_us);
    memset(tally, 0, sizeof *tally);
}

void tally_picture(struct tally *tally, uint64_t at_us, uint32_t delay_us)
{
    if (tally->count == tally->capacity) {
        size_t capacity = tally->capacity == 0 ? 1024 : tally->capacity * 2;
        uint32_t *delays_us = realloc(tally->delays_us, capacity * sizeof *delays_us);
        if (delays_us == NULL)
            return;
        tally->delays_us = delays_us;
        tally->capacity = capacity;
    }
    if (tally->count == 0)
        tally->first_at_us = at_us;
    tally->last_at_us = at_us;
    tally->delays_us[tally->count++] = delay_us;
}

void tally_psnr(struct tally *tally, double psnr_db)
{
    if (tally->compared == 0 || psnr_db < tally->psnr_db_min)
        tally->psnr_db_min = psnr_db;
    tally->error_sum += pow(10.0, -psnr_db / 10.0);
    tally->compared++;
}

static int compare_delays(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

uint32_t tally_delay_us(struct tally *tally, double share)
{
    if (tally->count == 0)
        return 0;
    qsort(tally->delays_us, tally->count, sizeof tally->delays_us[0], compare_delays);
    size_t at = (size_t)(share * (double)(tally->count - 1) + 0.5);
    return tally->delays_us[at];
}

double tally_psnr_db(const struct tally *tally)
{
    if (tally->compared == 0)
        return 0;
    return -10.0 * log10(tally->error_sum / (double)tally->compared);
}

double tally_pictures_per_second(const struct tally *tally)
{
    if (tally->count < 2 || tally->last_at_us == tally->first_at_us)
        return 0;
    return (double)(tally->count - 1) * 1e6 / (double)(tally->last_at_us - tally->first_at_us);
}
