#include "app/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/assert.h"

extern char **environ;

struct pipes {
    int input[2], output[2];
};

static bool open_pipes(struct pipes *pipes)
{
    if (pipe2(pipes->input, O_CLOEXEC) != 0)
        return false;
    if (pipe2(pipes->output, O_CLOEXEC) == 0)
        return true;
    close(pipes->input[0]);
    close(pipes->input[1]);
    return false;
}

/* posix_spawn takes strings it could change, and does not. */
static void copy_arguments(char **out, const char *program, const char *const *arguments)
{
    size_t count = 0;
    memcpy(&out[count++], &program, sizeof program);
    for (; *arguments != NULL; arguments++) {
        ALCOVE_ASSERT(count < CHILD_ARGUMENTS_MAX);
        memcpy(&out[count++], arguments, sizeof *arguments);
    }
    out[count] = NULL;
}

/* With its standard input open in child->input. */
static bool start(struct child *child, const char *program, const char *const *arguments)
{
    char *argv[CHILD_ARGUMENTS_MAX + 1];
    struct pipes pipes;
    posix_spawn_file_actions_t actions;
    memset(child, 0, sizeof *child);
    child->output = child->input = -1;
    if (!open_pipes(&pipes))
        return false;
    copy_arguments(argv, program, arguments);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipes.input[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, pipes.output[1], STDOUT_FILENO);
    int failed = posix_spawn(&child->pid, program, &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(pipes.input[0]);
    close(pipes.output[1]);
    if (failed != 0)
        child->pid = 0;
    child->input = pipes.input[1];
    child->output = pipes.output[0];
    fcntl(child->output, F_SETFL, O_NONBLOCK);
    return failed == 0;
}

static bool write_input(const struct child *child, const char *text)
{
    return write(child->input, text, strlen(text)) == (ssize_t)strlen(text);
}

static void close_input(struct child *child)
{
    if (child->input >= 0)
        close(child->input);
    child->input = -1;
}

bool child_start(struct child *child, const char *program, const char *const *arguments,
                 const char *input)
{
    bool started = start(child, program, arguments);
    bool written = !started || input == NULL || write_input(child, input);
    close_input(child);
    return started && written;
}

bool child_start_to_talk(struct child *child, const char *program, const char *const *arguments)
{
    return start(child, program, arguments);
}

void child_say(struct child *child, const char *line)
{
    bool said = child->input >= 0 && write_input(child, line) && write_input(child, "\n");
    if (!said) /* it has ended, and says so by its exit code */
        close_input(child);
}

static void read_output(struct child *child)
{
    size_t room = sizeof child->line - child->filled;
    if (room == 0) { /* a line longer than any of ours: forget it */
        child->filled = 0;
        room = sizeof child->line;
    }
    ssize_t count = read(child->output, child->line + child->filled, room);
    if (count > 0)
        child->filled += (size_t)count;
    else if (count == 0 || (errno != EAGAIN && errno != EINTR))
        child->closed = true;
}

void child_wait_output(struct child *a, struct child *b, int timeout_ms)
{
    struct child *children[] = {a, b};
    struct pollfd fds[2];
    struct child *owners[2];
    nfds_t count = 0;
    for (size_t i = 0; i < 2; i++) {
        if (children[i] == NULL || children[i]->pid == 0 || children[i]->closed)
            continue;
        owners[count] = children[i];
        fds[count++] = (struct pollfd){.fd = children[i]->output, .events = POLLIN};
    }
    if (poll(fds, count, timeout_ms) <= 0)
        return;
    for (nfds_t i = 0; i < count; i++) {
        if (fds[i].revents != 0)
            read_output(owners[i]);
    }
}

bool child_take_line(struct child *child, char out[CHILD_LINE_BYTES])
{
    char *end = memchr(child->line, '\n', child->filled);
    if (end == NULL)
        return false;
    size_t size = (size_t)(end - child->line);
    memcpy(out, child->line, size);
    out[size] = '\0';
    child->filled -= size + 1;
    memmove(child->line, end + 1, child->filled);
    return true;
}

static bool reap(struct child *child, int flags)
{
    int status;
    if (child->pid == 0)
        return true;
    pid_t pid = wait4(child->pid, &status, flags, &child->usage);
    if (pid != child->pid)
        return false;
    child->pid = 0;
    child->exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    close(child->output);
    child->output = -1;
    close_input(child);
    return true;
}

bool child_has_ended(struct child *child)
{
    return child->pid == 0 || (child->closed && reap(child, 0));
}

void child_stop(struct child *child)
{
    if (child->pid == 0)
        return;
    kill(child->pid, SIGTERM);
    for (int waited_ms = 0; waited_ms < 3000 && !child->closed; waited_ms += 100)
        child_wait_output(child, NULL, 100);
    if (!child->closed)
        kill(child->pid, SIGKILL);
    reap(child, 0);
}
