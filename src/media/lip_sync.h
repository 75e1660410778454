/* How long voice must wait for the picture. Only voice is ever held, never the picture.
 * EBU R 37: sound may lead the picture by 40 ms and lag it by 60 ms, and nobody notices. */
#ifndef ALCOVE_MEDIA_LIP_SYNC_H
#define ALCOVE_MEDIA_LIP_SYNC_H

#include <stdint.h>

#define LIP_SYNC_EARLY_MAX_US 40000  /* sound before picture that nobody notices */
#define LIP_SYNC_HOLD_MAX_US  100000 /* beyond this a late voice harms more than a late mouth */

/* Delays from capture, on any common clock offset (playout_voice_delay_us less the hold in force,
 * playout_video_delay_us). Returns what to pass to playout_voice_hold: 0 when in tolerance, when
 * voice is the later one, or when the hold would exceed LIP_SYNC_HOLD_MAX_US (given up). */
uint32_t lip_sync_hold_us(int64_t voice_delay_us, int64_t video_delay_us);

#endif
