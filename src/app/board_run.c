#include "app/board_run.h"

#include <stdio.h>

#include "app/interrupt.h"
#include "app/wake.h"

static void ring_wake(void *wake)
{
    wake_ring(wake);
}

static bool wait_for_end(struct switchboard *board, struct wake *wake)
{
    bool finished = false;
    interrupt_listen(ring_wake, wake);
    while (!finished && !interrupt_happened()) {
        wake_wait(wake, UINT64_MAX);
        struct face *face = switchboard_take_face(board);
        finished = face != NULL && face->finished;
        face_free(face);
    }
    interrupt_forget();
    return finished;
}

enum board_run_end board_run(struct switchboard_options *options, struct switchboard_report *report)
{
    struct wake wake;
    *report = (struct switchboard_report){.exit = EXIT_FAILED};
    if (!wake_open(&wake)) {
        snprintf(report->error, sizeof report->error,
                 "The system has no descriptors left; close other programs.");
        return BOARD_RUN_REFUSED;
    }
    options->ring_main = ring_wake;
    options->main_context = &wake;
    struct switchboard *board = switchboard_start(options, report);
    bool finished = board != NULL && wait_for_end(board, &wake);
    if (board != NULL)
        switchboard_stop(board, report);
    wake_close(&wake);
    if (board == NULL)
        return BOARD_RUN_REFUSED;
    return finished ? BOARD_RUN_FINISHED : BOARD_RUN_INTERRUPTED;
}
