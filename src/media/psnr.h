/* Likeness of two pictures of one size, over luma. */
#ifndef ALCOVE_MEDIA_PSNR_H
#define ALCOVE_MEDIA_PSNR_H

#include "media/picture.h"

#define PSNR_IDENTICAL_DB 100.0

/* Mean squared error a luma pixel. Asserts that both have the same size. */
double picture_error_luma(const struct picture *a, const struct picture *b);

/* Decibels of a mean squared error; at most PSNR_IDENTICAL_DB. For a clip, average errors first. */
double psnr_of_error(double mean_squared_error);

/* Decibels; PSNR_IDENTICAL_DB when no pixel differs. Asserts that both have the same size. */
double picture_psnr_luma(const struct picture *a, const struct picture *b);

#endif
