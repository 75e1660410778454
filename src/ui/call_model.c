#include "ui/call_model.h"

bool call_is_together(enum call_phase phase)
{
    return phase == CALL_IN_CALL || phase == CALL_RECONNECTING;
}
