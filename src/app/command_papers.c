/* `alcove export` and `alcove import`: what two people share, as files. */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/front_print.h"
#include "app/space_desk.h"
#include "papers/export.h"
#include "papers/import.h"

#define PATH_BYTES 4096
/* When a calendar reminds of practices, and for how long it holds a session. */
#define PRACTICE_MINUTE (9 * 60)
#define SESSION_MINUTES 50

/* ---- files ---- */

/* A file of ours alone, under another name until it is whole. */
struct paper_file {
    const char *folder; /* Markdown: the files are in there; else NULL */
    char path[PATH_BYTES], part[PATH_BYTES];
    FILE *file;
};

static bool write_file(void *context, const void *bytes, size_t size)
{
    struct paper_file *file = context;
    return fwrite(bytes, 1, size, file->file) == size;
}

static bool open_file(struct paper_file *file, const char *path)
{
    int size = snprintf(file->path, sizeof file->path, "%s", path);
    int part = snprintf(file->part, sizeof file->part, "%s.part", path);
    if (size < 0 || part < 0 || (size_t)part >= sizeof file->part)
        return false;
    int fd = open(file->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    file->file = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (file->file == NULL && fd >= 0)
        close(fd);
    return file->file != NULL;
}

/* True when all of it is on the disk, under its name. */
static bool close_file(struct paper_file *file, bool whole)
{
    if (file->file == NULL)
        return whole;
    bool good = whole && fflush(file->file) == 0 && fsync(fileno(file->file)) == 0;
    good = fclose(file->file) == 0 && good;
    file->file = NULL;
    if (good && rename(file->part, file->path) == 0)
        return true;
    remove(file->part);
    return false;
}

/* Markdown: the next file of the folder. */
static bool begin_file(void *context, const char *name)
{
    struct paper_file *file = context;
    char path[PATH_BYTES];
    int size = snprintf(path, sizeof path, "%s/%s", file->folder, name);
    return close_file(file, true) && size > 0 && (size_t)size < sizeof path &&
           open_file(file, path);
}

/* ---- export ---- */

enum form { FORM_JSON, FORM_MARKDOWN, FORM_PDF, FORM_CSV, FORM_ICS, FORM_NONE };

/* NONE unless exactly one was named. */
static enum form form_of(const struct options *options)
{
    const bool wanted[] = {options->json, options->markdown, options->pdf, options->csv,
                           options->ics};
    enum form form = FORM_NONE;
    for (unsigned i = 0; i < FORM_NONE; i++) {
        if (!wanted[i])
            continue;
        if (form != FORM_NONE)
            return FORM_NONE;
        form = (enum form)i;
    }
    return form;
}

static enum export_outcome write_paper(enum form form, const struct paper *paper,
                                       struct paper_file *file)
{
    const struct export_ics_choice choice = {.with_titles = false,
                                             .practice_minute = PRACTICE_MINUTE,
                                             .session_minutes = SESSION_MINUTES};
    struct paper_sink sink = {.write = write_file, .context = file};
    struct export_files files = {.begin = begin_file, .context = file, .sink = sink};
    switch (form) {
    case FORM_JSON:
        return export_json(paper, &sink);
    case FORM_MARKDOWN:
        return export_markdown(paper, &files);
    case FORM_PDF:
        return export_pdf(paper, &sink);
    case FORM_CSV:
        return export_csv(paper, &sink);
    case FORM_ICS:
        return export_ics(paper, &choice, &sink);
    case FORM_NONE:
        break;
    }
    return EXPORT_NOT_WRITTEN;
}

static bool open_out(struct paper_file *file, enum form form, const char *out)
{
    if (form != FORM_MARKDOWN)
        return open_file(file, out);
    file->folder = out;
    return mkdir(out, 0700) == 0 || errno == EEXIST;
}

static enum exit_code export_space(struct space_desk *desk)
{
    enum form form = form_of(desk->options);
    struct paper_file *file = calloc(1, sizeof *file);
    const struct paper paper = space_desk_paper(desk);
    if (file == NULL)
        return complain(EXIT_FAILED, "There is not enough memory for this.");
    enum export_outcome outcome = EXPORT_NOT_WRITTEN;
    int number = 0;
    if (open_out(file, form, desk->options->out))
        outcome = write_paper(form, &paper, file);
    if (outcome == EXPORT_NOT_WRITTEN)
        number = errno;
    if (!close_file(file, outcome == EXPORT_OK) && outcome == EXPORT_OK) {
        outcome = EXPORT_NOT_WRITTEN;
        number = errno;
    }
    free(file);
    if (number != 0)
        return complain(EXIT_FAILED, "%s cannot be written: %s.", desk->options->out,
                        strerror(number));
    if (outcome != EXPORT_OK)
        return complain(EXIT_FAILED, "%s", export_outcome_text(outcome));
    printf("%s is in the clear: whoever has it can read it. It is yours to keep safe, and to "
           "delete.\n",
           desk->options->out);
    return EXIT_OK;
}

enum exit_code command_export(const struct options *options)
{
    if (options->out == NULL)
        return complain(EXIT_USAGE, "Say where to: -o FILE (for --markdown a folder).");
    if (form_of(options) == FORM_NONE)
        return complain(EXIT_USAGE,
                        "Say in which form, one of --json (the only one that can be taken in "
                        "again), --markdown, --pdf, --csv and --ics.");
    return space_desk_run(options, options->operands[0], export_space);
}

/* ---- import ---- */

/* The whole file, which the caller wipes and frees; NULL after complaining. */
static uint8_t *read_whole(const char *path, size_t *size)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool there = fd >= 0 && fstat(fd, &status) == 0;
    if (!there || status.st_size < 0 || (size_t)status.st_size > IMPORT_BYTES_MAX) {
        complain(EXIT_USAGE, "%s cannot be read: %s.", path,
                 there ? "it is too large" : strerror(errno));
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    size_t room = (size_t)status.st_size;
    uint8_t *bytes = malloc(room + 1);
    *size = 0;
    while (bytes != NULL && *size < room) {
        ssize_t got = read(fd, bytes + *size, room - *size);
        if (got <= 0)
            break;
        *size += (size_t)got;
    }
    close(fd);
    if (bytes == NULL)
        complain(EXIT_FAILED, "There is not enough memory for this.");
    return bytes;
}

static bool print_line(void *context, const void *bytes, size_t size)
{
    (void)context;
    return fwrite(bytes, 1, size, stdout) == size;
}

static void tell_imported(const struct space_desk *desk, const struct import_report *report)
{
    if (desk->view.json) {
        printf("{\"event\":\"imported\",\"added\":%zu,\"changed\":%zu,\"kept\":%zu,\"refused\":%zu,"
               "\"erased\":%zu,\"taken\":%zu,\"left_out\":%zu}\n",
               report->added, report->changed, report->kept, report->refused, report->erased,
               report->taken, report->left_out);
        return;
    }
    struct paper_words *words = malloc(sizeof *words);
    if (words == NULL)
        return;
    import_report_words(report, words);
    printf("%s\n", words->bytes);
    free(words);
}

static enum exit_code import_space(struct space_desk *desk)
{
    struct import_report report;
    struct paper_sink lines = {.write = print_line};
    const struct paper paper = space_desk_paper(desk);
    struct import_request request = {.paper = &paper, .lines = desk->view.json ? NULL : &lines};
    if (space_is_restored(desk->space))
        return space_desk_judge(SPACE_RESTORED);
    uint8_t *bytes = read_whole(desk->options->operands[0], &request.size);
    if (bytes == NULL)
        return EXIT_USAGE;
    request.bytes = bytes;
    enum import_outcome outcome = import_json(desk->space, &request, &report);
    sodium_memzero(bytes, request.size);
    free(bytes);
    if (outcome == IMPORT_MALFORMED)
        return complain(EXIT_USAGE, "%s (Line %zu.)", import_outcome_text(outcome), report.line);
    if (outcome != IMPORT_OK)
        return complain(outcome == IMPORT_NO_MEMORY || outcome == IMPORT_FULL ? EXIT_FAILED
                                                                              : EXIT_USAGE,
                        "%s", import_outcome_text(outcome));
    enum exit_code exit = space_desk_keep(desk);
    if (exit == EXIT_OK)
        tell_imported(desk, &report);
    return exit;
}

enum exit_code command_import(const struct options *options)
{
    const char *name = options->operand_count > 1 ? options->operands[1] : NULL;
    return space_desk_run(options, name, import_space);
}
