#include "meeting.h"

#include "harness.h"

void meet(struct session *session)
{
    uint8_t knock[SIGNAL_BYTES_MAX];
    size_t size = signal_encode(&(struct signal_note){.kind = SIGNAL_KNOCK}, knock);
    assert_true(session_init(session, false, true));
    session_on_linked(session, 1, 0);
    session_on_signal(session, 1, knock, size);
}
