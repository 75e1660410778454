#include "driver/program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A program that prints without end must not take the machine's memory: the last half stays. */
#define TEXT_MAX_BYTES ((size_t)512 * 1024)

/* At ten levels below, a program gets a tenth of a core that another one wants as well. */
#define NICER 10

uint64_t monotonic_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static _Noreturn void become(const struct program *program, int out, int err)
{
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    /* So that a core is there at once for what waits, and its times are its own. */
    if (program->turn == TURN_WORKS)
        setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + NICER);
    int nothing = open("/dev/null", O_RDONLY);
    if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0)
        _exit(127);
    execv(program->argv[0], program->argv);
    fprintf(stderr, "cannot start %s: %s\n", program->argv[0], strerror(errno));
    _exit(127);
}

bool program_start(struct program *program)
{
    int out[2];
    int err[2];
    tap_init(&program->tap);
    program->started_us = monotonic_us();
    if (pipe2(out, O_CLOEXEC) != 0)
        return false;
    if (pipe2(err, O_CLOEXEC) != 0) {
        close(out[0]);
        close(out[1]);
        return false;
    }
    fflush(stdout);
    program->pid = fork();
    if (program->pid == 0)
        become(program, out[1], err[1]);
    close(out[1]);
    close(err[1]);
    program->stream_fd[STREAM_OUT] = out[0];
    program->stream_fd[STREAM_ERR] = err[0];
    program->pid_fd = program->pid < 0 ? -1 : pidfd_open(program->pid, 0);
    if (program->pid_fd < 0)
        return false;
    /* Here as well as in the child: whichever comes first, the group exists before a kill. */
    setpgid(program->pid, program->pid);
    for (int i = 0; i < STREAM_COUNT; i++)
        fcntl(program->stream_fd[i], F_SETFL, O_NONBLOCK);
    return true;
}

static void keep_text(struct program *program, const char *text, size_t size)
{
    if (program->text == NULL)
        program->text = malloc(TEXT_MAX_BYTES);
    if (program->text == NULL)
        return;
    if (program->text_size + size > TEXT_MAX_BYTES) {
        size_t half = program->text_size / 2;
        memmove(program->text, program->text + program->text_size - half, half);
        program->text_size = half;
        program->text_was_cut = true;
    }
    memcpy(program->text + program->text_size, text, size);
    program->text_size += size;
}

void program_read(struct program *program, enum program_stream stream)
{
    char piece[16384];
    if (program->stream_fd[stream] < 0)
        return;
    ssize_t size = read(program->stream_fd[stream], piece, sizeof piece);
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (size <= 0) {
        close(program->stream_fd[stream]);
        program->stream_fd[stream] = -1;
        return;
    }
    keep_text(program, piece, (size_t)size);
    if (stream == STREAM_OUT)
        tap_read(&program->tap, piece, (size_t)size);
}

void program_kill(struct program *program)
{
    if (program->pid > 0)
        kill(-program->pid, SIGKILL);
}

/* A pipe holds at most 1 MiB (pipe(7)), so this many reads empty it even while a child that got
 * away still writes. */
#define READS_TO_EMPTY_A_PIPE 64

static void read_the_rest(struct program *program)
{
    for (int stream = 0; stream < STREAM_COUNT; stream++) {
        for (int i = 0; i < READS_TO_EMPTY_A_PIPE; i++)
            program_read(program, (enum program_stream)stream);
        if (program->stream_fd[stream] >= 0)
            close(program->stream_fd[stream]);
        program->stream_fd[stream] = -1;
    }
}

static bool says(const struct program *program, const char *words)
{
    return program->text != NULL &&
           memmem(program->text, program->text_size, words, strlen(words)) != NULL;
}

static bool ended_as_it_should(const struct program *program)
{
    if (program->timed_out || !WIFEXITED(program->status))
        return false;
    if (program->kind == PROGRAM_CANARY)
        return WEXITSTATUS(program->status) != 0 && says(program, CANARY_FINDING);
    return WEXITSTATUS(program->status) == 0;
}

void program_finish(struct program *program)
{
    /* Before the leader is reaped: until then no other process can have its number. */
    program_kill(program);
    waitpid(program->pid, &program->status, 0);
    program->took_us = monotonic_us() - program->started_us;
    read_the_rest(program);
    close(program->pid_fd);
    program->pid = 0;
    if (program->kind == PROGRAM_EXIT || program->kind == PROGRAM_CANARY) {
        tap_init(&program->tap);
        program->tap.passed = ended_as_it_should(program) ? 1 : 0;
        program->tap.failed = 1 - program->tap.passed;
        return;
    }
    tap_finish(&program->tap);
    if (!ended_as_it_should(program) && program->tap.failed == 0)
        program->tap.failed = 1;
}

const char *program_complaint(const struct program *program, char *out, size_t size)
{
    if (program->timed_out)
        snprintf(out, size, "hung: killed after %d s", program->limit_s);
    else if (WIFSIGNALED(program->status))
        snprintf(out, size, "died: %s", strsignal(WTERMSIG(program->status)));
    else if (program->kind == PROGRAM_CANARY && !ended_as_it_should(program))
        snprintf(out, size, "did not find its planted bug (exit code %d)",
                 WEXITSTATUS(program->status));
    else if (program->tap.broken_plans > 0)
        snprintf(out, size, "the plan and the results differ");
    else if (!ended_as_it_should(program))
        snprintf(out, size, "exit code %d", WEXITSTATUS(program->status));
    else
        return NULL;
    return out;
}

void program_free(struct program *program)
{
    free(program->text);
    program->text = NULL;
}
