#include "app/passphrase.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <sodium.h>

#define KEY_INTERRUPT 0x03
#define KEY_END       0x04
#define KEY_BACKSPACE 0x08
#define KEY_CLEAR     0x15
#define KEY_DELETE    0x7f

void passphrase_free(struct passphrase *passphrase)
{
    sodium_free(passphrase->bytes);
    *passphrase = (struct passphrase){0};
}

struct keyring_passphrase passphrase_borrow(const struct passphrase *passphrase)
{
    return (struct keyring_passphrase){passphrase->bytes, passphrase->size};
}

bool passphrase_equal(const struct passphrase *a, const struct passphrase *b)
{
    return a->size == b->size && (a->size == 0 || sodium_memcmp(a->bytes, b->bytes, a->size) == 0);
}

/* 1: a byte; 0: the end; -1: it cannot be read. */
static int read_byte(int fd, uint8_t *byte)
{
    ssize_t got;
    do
        got = read(fd, byte, 1);
    while (got < 0 && errno == EINTR);
    return (int)got;
}

static void take_back(struct passphrase *p)
{
    /* A character of UTF-8 goes as one. */
    while (p->size > 0 && (p->bytes[--p->size] & 0xc0) == 0x80)
        continue;
}

/* What a terminal that edits no lines itself sends. True when the byte was for editing. */
static bool edit(struct passphrase *p, uint8_t byte)
{
    if (byte == KEY_BACKSPACE || byte == KEY_DELETE)
        take_back(p);
    else if (byte == KEY_CLEAR)
        p->size = 0;
    else
        return false;
    return true;
}

static enum passphrase_outcome fill(struct passphrase *p, int fd, bool typed)
{
    bool too_long = false;
    uint8_t byte;
    int got;
    while ((got = read_byte(fd, &byte)) == 1 && byte != '\n' && byte != '\r') {
        if (typed && byte == KEY_INTERRUPT)
            return PASSPHRASE_NONE;
        if (typed && byte == KEY_END)
            break;
        if (typed && edit(p, byte))
            continue;
        too_long = too_long || p->size == KEYRING_PASSPHRASE_BYTES_MAX;
        if (!too_long)
            p->bytes[p->size++] = byte;
    }
    if (got < 0)
        return PASSPHRASE_BROKEN;
    if (too_long)
        return PASSPHRASE_TOO_LONG;
    return p->size == 0 ? PASSPHRASE_NONE : PASSPHRASE_READ;
}

static enum passphrase_outcome take(struct passphrase *out, int fd, bool typed)
{
    *out = (struct passphrase){.bytes = sodium_malloc(KEYRING_PASSPHRASE_BYTES_MAX)};
    if (out->bytes == NULL)
        return PASSPHRASE_BROKEN;
    enum passphrase_outcome outcome = fill(out, fd, typed);
    if (outcome != PASSPHRASE_READ)
        passphrase_free(out);
    return outcome;
}

enum passphrase_outcome passphrase_read(struct passphrase *out, int fd)
{
    return take(out, fd, false);
}

bool passphrase_can_ask(void)
{
    return isatty(STDIN_FILENO) == 1;
}

enum passphrase_outcome passphrase_ask(struct passphrase *out, const char *prompt)
{
    struct termios before;
    *out = (struct passphrase){0};
    if (tcgetattr(STDIN_FILENO, &before) != 0)
        return PASSPHRASE_BROKEN;
    /* Signals are blocked in this program, so Ctrl-C comes as a byte like any other. */
    struct termios quiet = before;
    quiet.c_lflag &= (tcflag_t) ~(ECHO | ICANON | ISIG);
    quiet.c_cc[VMIN] = 1;
    quiet.c_cc[VTIME] = 0;
    if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) != 0)
        return PASSPHRASE_BROKEN;
    fputs(prompt, stderr);
    enum passphrase_outcome outcome = take(out, STDIN_FILENO, true);
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    fputc('\n', stderr);
    return outcome;
}
