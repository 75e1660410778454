/* Whether sound comes out of headphones, guessed from the name of the device or its port, which is
 * all that the sound server tells through SDL.
 *
 * Who prepares a session asks once the loudspeaker is chosen. With headphones nobody near hears the
 * other, and no echo comes back; where the name does not tell, the person is asked. */
#ifndef ALCOVE_DEVICES_HEADPHONES_H
#define ALCOVE_DEVICES_HEADPHONES_H

enum headphones {
    HEADPHONES_ASK,
    HEADPHONES_YES,
    HEADPHONES_NO,
};

/* `name` is UTF-8, as SDL lists it, in any of the languages that PulseAudio and PipeWire speak
 * here; NULL or "" is the system's default, of which nothing is known. */
enum headphones headphones_by_name(const char *name);

#endif
