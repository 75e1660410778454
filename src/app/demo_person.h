/* One of the two people of the demo: a profile, a process at a time, and what it told of itself. */
#ifndef ALCOVE_APP_DEMO_PERSON_H
#define ALCOVE_APP_DEMO_PERSON_H

#include <stdbool.h>
#include <stdint.h>

#include "app/child.h"
#include "reach/invite.h"

#define DEMO_PATH_BYTES 512

struct demo_person {
    const char *name;     /* what the other reads */
    const char *role;     /* "therapist" or "client": names the files */
    const char *check_in; /* how they arrive */
    const char *around;   /* what is around them */
    const char *line;     /* what they write */
    char profile[DEMO_PATH_BYTES];
    char microphone[DEMO_PATH_BYTES]; /* a spec */
    char camera[DEMO_PATH_BYTES];
    char speaker[DEMO_PATH_BYTES];
    char reference[DEMO_PATH_BYTES];
    char stats[DEMO_PATH_BYTES];
    char shot[DEMO_PATH_BYTES];
    char width[16], height[16];

    struct child child;

    char invite[INVITE_TEXT_BYTES_MAX];
    double pairing_handshake_us;
    bool present; /* its process is up and shows where the session stands */
    bool paired, together, nodded_at;
    bool check_in_arrived, line_arrived; /* the other's, here, word for word */
    bool reported;
    double handshake_us, together_us, first_picture_us;
    double pictures_captured, pictures_encoded, pictures_shown, pictures_per_second;
    double delay_p50_us, delay_p95_us, psnr_db, psnr_db_min;
    double voice_played, voice_repaired, voice_concealed;
    double bytes_sent, bytes_received, packets_lost;
    double shared_even, shared_even_us, shared_bytes_sent;
};

/* Takes one line that the process printed. `other` is who it talks with. */
void demo_person_hear(struct demo_person *person, const struct demo_person *other,
                      const char *line);

#endif
