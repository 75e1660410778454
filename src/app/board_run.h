/* A switchboard for a command without a window: it runs until it has ended or Ctrl-C. Called by the
 * commands that pair, look for somebody, or exchange what is owed. */
#ifndef ALCOVE_APP_BOARD_RUN_H
#define ALCOVE_APP_BOARD_RUN_H

#include "app/switchboard.h"

enum board_run_end {
    BOARD_RUN_REFUSED, /* it did not start; the report says why */
    BOARD_RUN_INTERRUPTED,
    BOARD_RUN_FINISHED,
};

/* Fills in whom the board rings. */
enum board_run_end board_run(struct switchboard_options *options,
                             struct switchboard_report *report);

#endif
