/* What the SDL microphone and the SDL speaker share: opening a device of 48 kHz mono 16 bit. */
#ifndef ALCOVE_DEVICES_SDL_AUDIO_H
#define ALCOVE_DEVICES_SDL_AUDIO_H

#include <stdbool.h>

#include <SDL2/SDL.h>

#include "devices/device_error.h"

/* `name` as SDL lists it, "" for the system's default. On success the device runs and *out is the
 * caller's, to be given to sdl_audio_close; on failure nothing stays open. */
bool sdl_audio_open(SDL_AudioDeviceID *out, const char *name, bool microphone,
                    struct device_error *error);
void sdl_audio_close(SDL_AudioDeviceID device);

#endif
