/* What cancelling echo and turning noise down cost, for each second of sound. */
#include <string.h>

#include "bench/bench.h"
#include "media/echo.h"
#include "media/noise.h"

int echo_bench(int argc, char **argv);

#define ROUNDS 11
#define FRAMES 250
#define FRAME  ECHO_FRAME_SAMPLES

struct chain {
    struct echo *echo; /* NULL: noise alone */
    struct noise *noise;
    uint32_t dice;
    uint64_t frames;
};

/* Both devices always have something to say: a hiss that is as loud as speech. */
static double milliseconds_a_second(struct chain *chain)
{
    uint64_t before_us = bench_cpu_us();
    for (int frame = 0; frame < FRAMES; frame++, chain->frames++) {
        int16_t pcm[FRAME];
        int16_t played[FRAME];
        for (int i = 0; i < FRAME; i++) {
            chain->dice = chain->dice * 1664525u + 1013904223u;
            played[i] = (int16_t)((int)(chain->dice >> 20) - 2048);
            pcm[i] = (int16_t)(played[i] / 2);
        }
        if (chain->echo != NULL) {
            uint64_t at_us = 1000000 + chain->frames * 20000;
            echo_play(chain->echo, played, FRAME, chain->frames * FRAME, at_us);
            echo_cancel(chain->echo, pcm, at_us);
        }
        noise_run(chain->noise, pcm);
    }
    return (double)(bench_cpu_us() - before_us) / 1000 / (FRAMES / 50.0);
}

static bool measure(struct echo *echo, const char *what, double at_most)
{
    double values[ROUNDS];
    struct chain chain = {.echo = echo, .noise = noise_create(), .dice = 1};
    if (chain.noise == NULL)
        return false;
    noise_set(chain.noise, NOISE_GENTLE, echo);
    for (int round = 0; round < ROUNDS; round++)
        values[round] = milliseconds_a_second(&chain);
    noise_destroy(chain.noise);
    const struct bench_figure figure = {
        .what = what, .unit = "ms", .values = values, .count = ROUNDS, .at_most = at_most};
    return bench_report(&figure);
}

int echo_bench(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    struct echo *echo = echo_create();
    if (echo == NULL)
        return 1;
    bool alone = measure(NULL, "noise alone, a second", 8);
    bool both = measure(echo, "echo and noise, a second", 25);
    echo_destroy(echo);
    return alone && both ? 0 : 1;
}
