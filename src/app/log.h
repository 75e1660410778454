/* The log, on stderr, for whoever looks after the app. A line is a fixed sentence and at most one
 * number: by its very form it can hold no name, word, address or key. */
#ifndef ALCOVE_APP_LOG_H
#define ALCOVE_APP_LOG_H

#include <stdbool.h>
#include <stdint.h>

enum log_level {
    LOG_ERROR, /* something that a person has to mend */
    LOG_INFO,  /* what happened, a few lines a session */
    LOG_DEBUG, /* the same, every second */
};

/* False when there is no such level. NULL is `error`. */
bool log_set_level(const char *name);
/* `sentence` is a literal of ours. From any thread. */
void log_event(enum log_level level, const char *sentence, uint64_t number);

/* From now on a broken promise of the program's own is told before it stops. */
void log_broken_promises(void);

#endif
