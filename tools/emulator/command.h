/* The command line of link_emulator: words in, a setup out. */
#ifndef EMULATOR_COMMAND_H
#define EMULATOR_COMMAND_H

#include <stdbool.h>

#include "emulator/engine.h"

enum command_mode {
    COMMAND_RELAY,     /* UDP between two addresses */
    COMMAND_TUN,       /* IP between two namespaces */
    COMMAND_NETWORKS,  /* print the named networks */
    COMMAND_CALIBRATE, /* measure the emulator itself */
};

/* Texts are borrowed from the words. */
struct command {
    enum command_mode mode;
    const char *end_a;        /* relay: where to listen; tun: the interface of a */
    const char *end_b;        /* relay: where to send; tun: the interface of b */
    const char *log_path;     /* NULL for none */
    const char *capture_path; /* relay; NULL for none */
    struct engine_setup setup;
};

/* `words` follow the program's name and end with NULL. On bad words returns false and `*bad` is the
 * word not understood, or what is missing. */
bool command_parse(const char *const *words, struct command *out, const char **bad);
extern const char command_usage[];

#endif
