/* A body there and back, for tests. */
#ifndef TESTS_RECORDS_BODY_TRIP_H
#define TESTS_RECORDS_BODY_TRIP_H

#include "records/body.h"

void assert_same_string(struct body_string a, struct body_string b);
/* Encodes and decodes; the result borrows from `bytes`. */
struct body body_trip(const struct body *body, uint8_t bytes[BODY_BYTES_MAX]);

#endif
