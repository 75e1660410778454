/* When the two are asked how it is to meet online: in their first hour, the third, and then every
 * sixth, unless it was moved. Pure; who keeps how many hours there were is elsewhere. */
#ifndef ALCOVE_SESSION_FORMAT_FEEDBACK_H
#define ALCOVE_SESSION_FORMAT_FEEDBACK_H

#include <stdint.h>

/* The first hour, counted from 1, at or after `hour` in which it is asked. `moved_to` is an hour
 * that it was moved to, from where on it is every sixth; 0: it was not moved. */
uint32_t format_feedback_next(uint32_t hour, uint32_t moved_to);

#endif
