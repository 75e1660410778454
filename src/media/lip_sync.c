#include "media/lip_sync.h"

uint32_t lip_sync_hold_us(int64_t voice_delay_us, int64_t video_delay_us)
{
    int64_t early_us = video_delay_us - voice_delay_us;
    int64_t hold_us = early_us - LIP_SYNC_EARLY_MAX_US;
    if (hold_us <= 0 || hold_us > LIP_SYNC_HOLD_MAX_US)
        return 0;
    return (uint32_t)hold_us;
}
