#include "papers/export.h"

#include "base/assert.h"

const char *export_outcome_text(enum export_outcome outcome)
{
    static const char *const texts[] = {
        [EXPORT_OK] = "The copy is written.",
        [EXPORT_NOT_WRITTEN] = "The copy could not be written. Is the disk full?",
        [EXPORT_NO_MEMORY] = "There is not enough memory. Close something, try again.",
    };
    ALCOVE_ASSERT((size_t)outcome < sizeof texts / sizeof texts[0]);
    return texts[outcome];
}
