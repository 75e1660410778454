#include "app/terminal.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <sodium.h>

#define END_OF_INPUT 4  /* Ctrl-D */
#define ERASE_LINE   21 /* Ctrl-U */
#define ERASE_WORD   23 /* Ctrl-W */
#define ESCAPE       27
#define BACKSPACE    8
#define DELETE       127

#define PROMPT         "> "
#define PROMPT_COLUMNS 2
#define CLEAR_LINE     "\r\033[K"

void terminal_open(struct terminal *terminal, int fd, FILE *out, bool edits)
{
    memset(terminal, 0, sizeof *terminal);
    terminal->fd = fd;
    terminal->out = out;
    if (!edits || isatty(fd) == 0 || isatty(fileno(out)) == 0 ||
        tcgetattr(fd, &terminal->before) != 0)
        return;
    struct termios raw = terminal->before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    terminal->edits = tcsetattr(fd, TCSADRAIN, &raw) == 0;
    terminal_show(terminal);
}

void terminal_close(struct terminal *terminal)
{
    terminal_hide(terminal);
    if (terminal->edits)
        tcsetattr(terminal->fd, TCSADRAIN, &terminal->before);
    sodium_memzero(terminal, sizeof *terminal);
    terminal->fd = -1;
}

/* One row of the screen: what began to wrap could not be taken off again. */
static const char *tail_that_fits(const struct terminal *terminal)
{
    struct winsize window = {.ws_col = 80};
    (void)ioctl(fileno(terminal->out), TIOCGWINSZ, &window);
    size_t room = window.ws_col > PROMPT_COLUMNS + 1u ? window.ws_col - PROMPT_COLUMNS - 1u : 1;
    const char *at = terminal->line + terminal->size;
    while (at > terminal->line && room > 0) {
        at--;
        room -= ((unsigned char)*at & 0xc0) != 0x80 ? 1 : 0;
    }
    return at;
}

void terminal_hide(struct terminal *terminal)
{
    if (!terminal->edits || !terminal->shown)
        return;
    terminal->shown = false;
    fputs(CLEAR_LINE, terminal->out);
    fflush(terminal->out); /* what is said next may be an error, which is not held back */
}

void terminal_show(struct terminal *terminal)
{
    if (!terminal->edits || terminal->shown)
        return;
    terminal->shown = true;
    fputs(PROMPT, terminal->out);
    fputs(tail_that_fits(terminal), terminal->out);
    fflush(terminal->out);
}

/* True when there is something to look at. */
static bool fill(struct terminal *terminal)
{
    struct pollfd readable = {.fd = terminal->fd, .events = POLLIN};
    if (terminal->waiting_from < terminal->waiting_to)
        return true;
    if (terminal->fd < 0 || poll(&readable, 1, 0) <= 0)
        return false;
    ssize_t got = read(terminal->fd, terminal->waiting, sizeof terminal->waiting);
    if (got < 0 && (errno == EINTR || errno == EAGAIN))
        return false;
    terminal->waiting_from = 0;
    terminal->waiting_to = got > 0 ? (size_t)got : 0;
    return true;
}

/* What one wrote stays above what comes next, whole. */
static void leave_line(struct terminal *terminal)
{
    terminal_hide(terminal);
    if (terminal->edits && terminal->size > 0)
        fprintf(terminal->out, PROMPT "%s\n", terminal->line);
}

static void forget_line(struct terminal *terminal)
{
    sodium_memzero(terminal->line, terminal->size);
    terminal->size = 0;
    terminal->too_long = false;
    terminal->finished = false;
}

static void keep_size(struct terminal *terminal, size_t size)
{
    sodium_memzero(terminal->line + size, terminal->size - size);
    terminal->size = size;
}

/* The last character, however many bytes of UTF-8 it has. */
static void erase_character(struct terminal *terminal)
{
    size_t size = terminal->size;
    while (size > 0 && ((unsigned char)terminal->line[--size] & 0xc0) == 0x80)
        continue;
    keep_size(terminal, size);
}

static void erase_word(struct terminal *terminal)
{
    size_t size = terminal->size;
    while (size > 0 && terminal->line[size - 1] == ' ')
        size--;
    while (size > 0 && terminal->line[size - 1] != ' ')
        size--;
    keep_size(terminal, size);
}

static void append(struct terminal *terminal, char byte)
{
    if (terminal->size + 1 < sizeof terminal->line)
        terminal->line[terminal->size++] = byte;
    else
        terminal->too_long = true;
}

/* Arrow keys and the like come as ESC [ … letter: nothing moves in a line that grows at its end. */
static void skip_sequence(struct terminal *terminal)
{
    size_t at = terminal->waiting_from;
    if (at < terminal->waiting_to && terminal->waiting[at] == '[') {
        at++;
        while (at < terminal->waiting_to && (unsigned char)terminal->waiting[at] < 0x40)
            at++;
        if (at < terminal->waiting_to)
            at++;
    }
    terminal->waiting_from = at;
}

/* True where the byte was a key that edits. */
static bool edit(struct terminal *terminal, unsigned char byte)
{
    if (byte == DELETE || byte == BACKSPACE)
        erase_character(terminal);
    else if (byte == ERASE_LINE)
        keep_size(terminal, 0);
    else if (byte == ERASE_WORD)
        erase_word(terminal);
    else if (byte == ESCAPE)
        skip_sequence(terminal);
    else
        return byte < 0x20 && byte != '\t';
    return true;
}

static enum terminal_news end(struct terminal *terminal)
{
    bool person = terminal->edits;
    terminal_hide(terminal);
    if (person)
        tcsetattr(terminal->fd, TCSADRAIN, &terminal->before);
    terminal->edits = false;
    terminal->fd = -1;
    return person ? TERMINAL_END : TERMINAL_NOTHING;
}

enum terminal_news terminal_next(struct terminal *terminal)
{
    bool changed = false;
    if (terminal->finished)
        forget_line(terminal);
    while (fill(terminal)) {
        if (terminal->waiting_to == 0)
            return end(terminal);
        char byte = terminal->waiting[terminal->waiting_from++];
        if (byte == '\n') {
            leave_line(terminal);
            terminal->finished = true;
            return terminal->too_long ? TERMINAL_CUT_LINE : TERMINAL_LINE;
        }
        if (terminal->edits && byte == END_OF_INPUT && terminal->size == 0)
            return end(terminal);
        changed = true;
        if (!terminal->edits || !edit(terminal, (unsigned char)byte))
            append(terminal, byte);
    }
    if (changed)
        terminal_hide(terminal);
    terminal_show(terminal);
    return changed && terminal->edits ? TERMINAL_TYPED : TERMINAL_NOTHING;
}
