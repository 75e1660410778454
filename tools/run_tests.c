/* The driver of the test run. `zig build test` hands it every test program:
 *
 *   run_tests [--filter=WORD] [--jobs=N] [--env=KEY=VALUE]... [SPEC PATH [ARGUMENT...] ;]...
 *
 * A VALUE that is the path of something becomes absolute. SPEC is NAME=SECONDS with `!` after it
 * when nothing may run beside the program, or `~` when it waits nearly all of its time, and
 * `:groups`, `:tap`, `:exit` or `:canary` (see driver/program.h). N programs (2) run side by side
 * and beside them WAITING_MAX that wait, then those alone. A PATH that ends in .sh is run by bash.
 * With --filter, a program whose name contains WORD runs whole, a `groups` program is given WORD,
 * and the others are left out.
 *
 * Prints one line for each program, below it the rows of a table that it printed (`| …`) and, where
 * it failed, its output; last the line `N passed, N failed`, which also goes to the file that
 * $ALCOVE_TEST_RESULTS names. */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "driver/program.h"

#define PROGRAMS_MAX 128
#define JOBS_MAX     8
#define WAITING_MAX  3
#define RUNNING_MAX  (JOBS_MAX + WAITING_MAX)
#define TABLE_ROW    "| "

struct driver {
    struct program programs[PROGRAMS_MAX];
    int count;
    int jobs;
    const char *filter;
    struct program *running[RUNNING_MAX];
    int running_count;
    int running_of[PROGRAM_TURNS];
    int next_of[PROGRAM_TURNS]; /* every program of that turn before this one was started */
    int passed;
    int failed;
};

static volatile sig_atomic_t interrupted;

static void note_interrupt(int number)
{
    interrupted = number;
}

static _Noreturn void usage(const char *what)
{
    fprintf(stderr, "run_tests: %s\n", what);
    exit(2);
}

static enum program_kind kind_named(const char *name)
{
    static const char *const names[] = {"groups", "tap", "exit", "canary"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i]) == 0)
            return (enum program_kind)i;
    }
    usage("unknown kind of program");
}

/* NAME=SECONDS[!~]:KIND, cut in place. */
static void parse_spec(struct program *program, char *spec)
{
    char *seconds = strchr(spec, '=');
    char *kind = strrchr(spec, ':');
    if (seconds == NULL || kind == NULL || kind < seconds)
        usage("a program's description is NAME=SECONDS[!~]:KIND");
    *seconds = '\0';
    *kind = '\0';
    char *end;
    long limit = strtol(seconds + 1, &end, 10);
    program->name = spec;
    program->limit_s = limit > 0 && limit < 86400 ? (int)limit : 60;
    program->turn = *end == '!' ? TURN_ALONE : *end == '~' ? TURN_WAITS : TURN_WORKS;
    program->kind = kind_named(kind + 1);
}

static bool ends_with(const char *text, const char *suffix)
{
    size_t size = strlen(text);
    size_t end = strlen(suffix);
    return size >= end && strcmp(text + size - end, suffix) == 0;
}

/* Copies the arguments, so that a shell can be put before them and the filter after. */
static char **command_of(const struct driver *driver, const struct program *program, char **words,
                         int count)
{
    static char shell[] = "/bin/bash";
    char **argv = calloc((size_t)count + 3, sizeof *argv);
    if (argv == NULL)
        usage("out of memory");
    int at = 0;
    if (ends_with(words[0], ".sh"))
        argv[at++] = shell;
    for (int i = 0; i < count; i++)
        argv[at++] = words[i];
    if (program->kind == PROGRAM_GROUPS && strstr(program->name, driver->filter) == NULL)
        argv[at++] = strdup(driver->filter);
    return argv;
}

static bool is_wanted(const struct driver *driver, const struct program *program)
{
    return program->kind == PROGRAM_GROUPS || strstr(program->name, driver->filter) != NULL;
}

/* One `SPEC PATH [ARGUMENT...] ;`. Returns how many words it took. */
static int add_program(struct driver *driver, char **words, int count)
{
    int end = 0;
    while (end < count && strcmp(words[end], ";") != 0)
        end++;
    if (end == count || end < 2)
        usage("a program is SPEC PATH [ARGUMENT...] ;");
    if (driver->count == PROGRAMS_MAX)
        usage("too many programs");
    struct program *program = &driver->programs[driver->count];
    parse_spec(program, words[0]);
    program->argv = command_of(driver, program, words + 1, end - 1);
    if (is_wanted(driver, program))
        driver->count++;
    else
        free(program->argv);
    return end + 1;
}

/* A path is made absolute, so that a script may change its directory. */
static void set_environment(char *setting)
{
    char path[PATH_MAX];
    char *value = strchr(setting, '=');
    if (value == NULL)
        usage("--env=KEY=VALUE");
    *value++ = '\0';
    bool is_path = strchr(value, '/') != NULL && realpath(value, path) != NULL;
    setenv(setting, is_path ? path : value, 1);
}

static void parse_command_line(struct driver *driver, int argc, char **argv)
{
    int at = 1;
    driver->filter = "";
    driver->jobs = 2;
    for (; at < argc && strncmp(argv[at], "--", 2) == 0; at++) {
        if (strncmp(argv[at], "--filter=", 9) == 0)
            driver->filter = argv[at] + 9;
        else if (strncmp(argv[at], "--jobs=", 7) == 0)
            driver->jobs = (int)strtol(argv[at] + 7, NULL, 10);
        else if (strncmp(argv[at], "--env=", 6) == 0)
            set_environment(argv[at] + 6);
        else
            usage("unknown option");
    }
    if (driver->jobs < 1 || driver->jobs > JOBS_MAX)
        usage("--jobs=1 to 8");
    while (at < argc)
        at += add_program(driver, argv + at, argc - at);
}

/* Each line of what it printed that begins with `start`, behind `margin`. */
static void print_lines(const struct program *program, const char *start, const char *margin)
{
    const char *line = program->text;
    const char *end = program->text + program->text_size;
    while (line != NULL && line < end) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        size_t size = (size_t)((newline == NULL ? end : newline) - line);
        if (size >= strlen(start) && memcmp(line, start, strlen(start)) == 0)
            printf("%s%.*s\n", margin, (int)size, line);
        line += size + 1;
    }
}

static void print_output(const struct program *program)
{
    if (program->text_was_cut)
        printf("  (earlier output left out)\n");
    print_lines(program, "", "  | ");
}

/* A program of groups that were all left out by the filter is not worth a line. */
static bool is_silent(const struct driver *driver, const struct program *program)
{
    return driver->filter[0] != '\0' && program->tap.passed == 0 && program->tap.failed == 0;
}

static void report(struct driver *driver, struct program *program)
{
    char complaint[128];
    bool empty = program->tap.passed == 0 && program->tap.failed == 0;
    if (is_silent(driver, program)) {
        program_free(program);
        return;
    }
    if (empty)
        program->tap.failed = 1;
    driver->passed += program->tap.passed;
    driver->failed += program->tap.failed;
    printf("%s %-28s %5d passed %7.2f s\n", program->tap.failed == 0 ? "ok  " : "FAIL",
           program->name, program->tap.passed, (double)program->took_us / 1e6);
    print_lines(program, TABLE_ROW, "");
    if (program->tap.failed > 0) {
        printf("  %s: %d failed\n", program->name, program->tap.failed);
        print_output(program);
        if (empty)
            printf("  %s: ran no test\n", program->name);
        if (program_complaint(program, complaint, sizeof complaint) != NULL)
            printf("  %s: %s\n", program->name, complaint);
    }
    fflush(stdout);
    program_free(program);
}

static void start(struct driver *driver, struct program *program)
{
    if (program_start(program)) {
        driver->running[driver->running_count++] = program;
        driver->running_of[program->turn]++;
        return;
    }
    printf("FAIL %s: cannot start a process: %s\n", program->name, strerror(errno));
    driver->failed++;
}

static int milliseconds_to_next_deadline(const struct driver *driver)
{
    uint64_t now_us = monotonic_us();
    uint64_t least_us = UINT64_C(1000000);
    for (int i = 0; i < driver->running_count; i++) {
        const struct program *program = driver->running[i];
        uint64_t end_us = program->started_us + (uint64_t)program->limit_s * 1000000;
        uint64_t left_us = end_us > now_us ? end_us - now_us : 0;
        if (left_us < least_us)
            least_us = left_us;
    }
    return (int)(least_us / 1000) + 1;
}

static void end_the_late(struct driver *driver)
{
    uint64_t now_us = monotonic_us();
    for (int i = 0; i < driver->running_count; i++) {
        struct program *program = driver->running[i];
        if (now_us - program->started_us < (uint64_t)program->limit_s * 1000000)
            continue;
        program->timed_out = true;
        program_kill(program);
    }
}

static void kill_all_and_exit(struct driver *driver)
{
    for (int i = 0; i < driver->running_count; i++)
        program_kill(driver->running[i]);
    exit(128 + interrupted);
}

/* Waits until something happens, and takes in what did. */
static void attend(struct driver *driver)
{
    struct pollfd fds[RUNNING_MAX * 3];
    int count = driver->running_count;
    for (int i = 0; i < count; i++) {
        const struct program *program = driver->running[i];
        fds[3 * i] = (struct pollfd){.fd = program->pid_fd, .events = POLLIN};
        for (int s = 0; s < STREAM_COUNT; s++)
            fds[3 * i + 1 + s] = (struct pollfd){.fd = program->stream_fd[s], .events = POLLIN};
    }
    int ready = poll(fds, (nfds_t)count * 3, milliseconds_to_next_deadline(driver));
    if (interrupted != 0)
        kill_all_and_exit(driver);
    end_the_late(driver);
    for (int i = count - 1; ready > 0 && i >= 0; i--) {
        struct program *program = driver->running[i];
        for (int s = 0; s < STREAM_COUNT; s++) {
            if (fds[3 * i + 1 + s].revents != 0)
                program_read(program, (enum program_stream)s);
        }
        if (fds[3 * i].revents == 0)
            continue;
        program_finish(program);
        report(driver, program);
        driver->running_of[program->turn]--;
        driver->running[i] = driver->running[--driver->running_count];
    }
}

/* As many of a turn as may run at once, in the order of the command line. */
static void start_more(struct driver *driver, enum program_turn turn)
{
    int most = turn == TURN_WORKS ? driver->jobs : turn == TURN_WAITS ? WAITING_MAX : 1;
    int *next = &driver->next_of[turn];
    for (; *next < driver->count && driver->running_of[turn] < most; (*next)++) {
        if (driver->programs[*next].turn == turn)
            start(driver, &driver->programs[*next]);
    }
}

static void run_all(struct driver *driver)
{
    for (;;) {
        start_more(driver, TURN_WAITS);
        start_more(driver, TURN_WORKS);
        if (driver->running_count == 0)
            start_more(driver, TURN_ALONE);
        if (driver->running_count == 0)
            return;
        attend(driver);
    }
}

static void write_results(const struct driver *driver)
{
    const char *path = getenv("ALCOVE_TEST_RESULTS");
    FILE *file = path == NULL ? NULL : fopen(path, "w");
    if (file == NULL)
        return;
    fprintf(file, "%d passed, %d failed\n", driver->passed, driver->failed);
    fclose(file);
}

int main(int argc, char **argv)
{
    static struct driver driver;
    parse_command_line(&driver, argc, argv);
    struct sigaction action = {.sa_handler = note_interrupt};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    run_all(&driver);
    for (int i = 0; i < driver.count; i++)
        free(driver.programs[i].argv);
    write_results(&driver);
    printf("%d passed, %d failed\n", driver.passed, driver.failed);
    return driver.failed == 0 && driver.passed > 0 ? 0 : 1;
}
