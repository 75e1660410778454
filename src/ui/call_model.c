#include "ui/call_model.h"

bool call_is_together(const struct call_model *model)
{
    return model->phase == CALL_IN_CALL || model->phase == CALL_RECONNECTING;
}
