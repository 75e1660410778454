#include "ui/call_layout.h"

#include "base/assert.h"

#define ASPECT_MIN_PC 120 /* the picture may be cropped at the sides down to 6:5 */
#define CALM_WIDER_PC 117 /* a picture that is no wide one may lose so much above and below */

/* Whole where it fits, else less of its sides. */
static struct rectangle picture_in(const struct call_stage *stage)
{
    int ratio_pc = stage->picture_width * 100 / stage->picture_height;
    int least_pc = ratio_pc < ASPECT_MIN_PC ? ratio_pc : ASPECT_MIN_PC;
    struct rectangle at = stage->room;
    if (at.height < 1 || at.width < 1)
        return (struct rectangle){at.x, at.y, 0, 0};
    if (at.width * 100 > at.height * ratio_pc)
        at.width = at.height * ratio_pc / 100;
    if (at.width * 100 < at.height * least_pc)
        at.height = at.width * 100 / least_pc;
    return at;
}

struct rectangle call_picture_place(const struct call_stage *stage)
{
    ALCOVE_ASSERT(stage->picture_width > 0 && stage->picture_height > 0);
    struct rectangle at = picture_in(stage);
    int wider = at.width * CALM_WIDER_PC / 100;
    if (stage->calm)
        at.width = wider < stage->room.width ? wider : stage->room.width;
    at.x = stage->room.x + (stage->room.width - at.width) / 2;
    return at;
}
