/* What was shown of the other side's pictures, counted for the account at the end of a call. */
#ifndef ALCOVE_APP_TALLY_H
#define ALCOVE_APP_TALLY_H

#include <stddef.h>
#include <stdint.h>

struct tally {
    uint32_t *delays_us; /* owned; one a picture shown */
    size_t count, capacity;
    uint64_t first_at_us, last_at_us; /* shown; 0: none was */
    double error_sum;                 /* of 10^(-psnr/10), so that the mean is of errors */
    uint64_t compared;
    double psnr_db_min;
};

void tally_clear(struct tally *tally);
/* Counts nothing when memory is short. */
void tally_picture(struct tally *tally, uint64_t at_us, uint32_t delay_us);
void tally_psnr(struct tally *tally, double psnr_db);
/* The delay that this share (0 to 1) of the pictures did not exceed; 0 when none was shown. Sorts
 * what was counted. */
uint32_t tally_delay_us(struct tally *tally, double share);
double tally_psnr_db(const struct tally *tally); /* of the mean error; 0 when none was compared */
double tally_pictures_per_second(const struct tally *tally);

#endif
