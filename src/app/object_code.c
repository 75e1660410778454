#include "app/object_code.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"

const char *object_code_text(struct object_id object, char out[OBJECT_CODE_BYTES])
{
    ALCOVE_ASSERT(object.device < SPACE_DEVICES_MAX);
    snprintf(out, OBJECT_CODE_BYTES, "%" PRIu32 "%c", object.counter, 'a' + object.device);
    return out;
}

bool object_code_parse(const char *text, struct object_id *out)
{
    uint64_t counter = 0;
    const char *at = text;
    if (*at < '1' || *at > '9')
        return false;
    for (; *at >= '0' && *at <= '9' && counter <= UINT32_MAX; at++)
        counter = counter * 10 + (uint64_t)(*at - '0');
    int device = (*at | 0x20) - 'a';
    if (counter > UINT32_MAX || device < 0 || device >= SPACE_DEVICES_MAX || at[1] != '\0')
        return false;
    *out = (struct object_id){(uint32_t)counter, (uint8_t)device};
    return true;
}
