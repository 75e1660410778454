/* Two people on one machine, as far apart as one likes: carries UDP or IP over a network that is
 * slow, far, lossy or gone, in real time. `link_emulator` alone prints how. */
#include <stdio.h>
#include <stdlib.h>

#include "emulator/calibration.h"
#include "emulator/command.h"
#include "emulator/networks.h"
#include "emulator/relay.h"
#include "emulator/tunnel.h"

static int print_networks(void)
{
    size_t count = 0;
    const struct named_network *networks = named_networks(&count);
    for (size_t i = 0; i < count; i++) {
        printf("%-18s %s\n", networks[i].name, networks[i].meaning);
        printf("%-18s   %s\n", "", networks[i].there);
        if (networks[i].back != NULL)
            printf("%-18s   back: %s\n", "", networks[i].back);
    }
    return 0;
}

static int run_relay(const struct command *command)
{
    static struct relay relay;
    const char *reason = NULL;
    char address[80];
    if (!relay_open(&relay, &command->setup, command->end_a, command->end_b, &reason)) {
        fprintf(stderr, "link_emulator: %s\n", reason);
        return 1;
    }
    bool stopped = false;
    if (relay_address(&relay, address, sizeof address)) {
        printf("ready %s\n", address);
        fflush(stdout);
        stopped = relay_run(&relay);
    }
    engine_print_totals(&relay.engine, stdout);
    relay_close(&relay);
    return stopped ? 0 : 1;
}

static int run_tunnel(const struct command *command)
{
    static struct tunnel tunnel;
    const char *reason = NULL;
    if (!tunnel_open(&tunnel, &command->setup, command->end_a, command->end_b, &reason)) {
        fprintf(stderr, "link_emulator: %s\n", reason);
        return 1;
    }
    puts("ready");
    fflush(stdout);
    bool stopped = tunnel_run(&tunnel);
    engine_print_totals(&tunnel.engine, stdout);
    tunnel_close(&tunnel);
    return stopped ? 0 : 1;
}

/* A file that nobody asked for is opened, and closed, by doing nothing. */
static bool open_file(const char *path, FILE **out)
{
    if (path == NULL)
        return true;
    *out = fopen(path, "wb");
    if (*out == NULL)
        perror(path);
    return *out != NULL;
}

static bool close_file(FILE *file)
{
    if (file == NULL)
        return true;
    bool failed = ferror(file) != 0;
    return fclose(file) == 0 && !failed;
}

int main(int argc, char **argv)
{
    static struct command command;
    const char *bad = NULL;
    /* Without even its own name the program has no words either. */
    const char *const *words = (const char *const *)argv + (argc > 0 ? 1 : 0);
    if (!command_parse(words, &command, &bad)) {
        fprintf(stderr, "link_emulator: not understood: %s\n\n%s", bad, command_usage);
        return 2;
    }
    if (command.mode == COMMAND_NETWORKS)
        return print_networks();
    if (command.mode == COMMAND_CALIBRATE)
        return calibration_run(stdout) ? 0 : 1;
    if (!open_file(command.log_path, &command.setup.log) ||
        !open_file(command.capture_path, &command.setup.capture))
        return 1;
    int code = command.mode == COMMAND_RELAY ? run_relay(&command) : run_tunnel(&command);
    bool written = close_file(command.setup.log);
    written = close_file(command.setup.capture) && written;
    return written ? code : 1;
}
