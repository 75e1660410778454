/* `alcove export` and `alcove import`: what two people share, or a whole profile, as files. */
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/backing_up.h"
#include "app/commands.h"
#include "app/paper_file.h"
#include "app/restoring.h"
#include "app/slot.h"
#include "app/space_desk.h"
#include "app/verb_lists.h"
#include "papers/export.h"
#include "papers/import.h"

/* When a calendar reminds of practices. */
#define PRACTICE_MINUTE (9 * 60)

/* ---- export ---- */

/* A file, or a folder of files. */
struct output {
    const char *folder; /* Markdown: the files are in there; else NULL */
    struct paper_file file;
};

/* Markdown: the next file of the folder. */
static bool begin_file(void *context, const char *name)
{
    struct output *output = context;
    char path[PAPER_PATH_BYTES];
    int size = snprintf(path, sizeof path, "%s/%s", output->folder, name);
    return paper_file_close(&output->file, true) && size > 0 && (size_t)size < sizeof path &&
           paper_file_open(&output->file, path);
}

enum form { FORM_JSON, FORM_MARKDOWN, FORM_PDF, FORM_CSV, FORM_ICS, FORM_NONE };

/* NONE: sealed. False if more than one was named. */
static bool find_form(const struct options *options, enum form *out)
{
    const bool wanted[] = {options->json, options->markdown, options->pdf, options->csv,
                           options->ics};
    size_t count = 0;
    *out = FORM_NONE;
    for (unsigned i = 0; i < FORM_NONE; i++) {
        count += wanted[i];
        if (wanted[i])
            *out = (enum form)i;
    }
    return count <= 1;
}

static enum export_outcome write_paper(enum form form, const struct paper *paper,
                                       struct output *output)
{
    struct export_ics_choice choice = {.with_titles = false, .practice_minute = PRACTICE_MINUTE};
    struct paper_sink sink = paper_file_sink(&output->file);
    struct export_files files = {.begin = begin_file, .context = output, .sink = sink};
    choice.next = slot_next_of(paper->space, paper->now, &choice.session_minutes);
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

static bool open_out(struct output *output, enum form form, const char *out)
{
    if (form != FORM_MARKDOWN)
        return paper_file_open(&output->file, out);
    output->folder = out;
    return mkdir(out, 0700) == 0 || errno == EEXIST;
}

enum exit_code export_work(struct space_desk *desk)
{
    enum form form;
    struct output *output = calloc(1, sizeof *output);
    const struct paper paper = space_desk_paper(desk);
    if (output == NULL)
        return complain(EXIT_FAILED, "There is not enough memory for this.");
    enum export_outcome outcome = EXPORT_NOT_WRITTEN;
    int number = 0;
    (void)find_form(desk->options, &form);
    if (open_out(output, form, desk->options->out))
        outcome = write_paper(form, &paper, output);
    if (outcome == EXPORT_NOT_WRITTEN)
        number = errno;
    if (!paper_file_close(&output->file, outcome == EXPORT_OK) && outcome == EXPORT_OK) {
        outcome = EXPORT_NOT_WRITTEN;
        number = errno;
    }
    free(output);
    if (number != 0)
        return complain(EXIT_FAILED, "%s cannot be written: %s.", desk->options->out,
                        strerror(number));
    if (outcome != EXPORT_OK)
        return complain(EXIT_FAILED, "%s", export_outcome_text(outcome));
    if (!desk->view.silent)
        printf("%s is in the clear: whoever has it can read it. It is yours to keep safe, and to "
               "delete.\n",
               desk->options->out);
    return EXIT_OK;
}

/* By --yes, or typed. */
static bool confirms_clear(const struct options *options)
{
    char answer[8] = "";
    if (options->yes)
        return true;
    if (isatty(STDIN_FILENO) == 1) {
        fprintf(stderr, "%s will be in the clear: whoever has it can read it. Type yes to go on: ",
                options->out);
        if (fgets(answer, sizeof answer, stdin) != NULL && strcmp(answer, "yes\n") == 0)
            return true;
    }
    complain(EXIT_USAGE, "Nothing was written. In this form whoever has the file can read it: add "
                         "--yes if that is what you want; without a form it is sealed.");
    return false;
}

static enum exit_code gather(struct household *household, const struct person *person,
                             struct backup_writing *out)
{
    struct store_error error;
    if (!household_open_vault(household, &error))
        return complain(EXIT_LOCKED, "%s", error.text);
    const struct backing_up from = {&household->profile, &household->people, household->vault};
    return backing_up_gather(&from, person, out);
}

/* `whole`: the profile; else what is shared with one person. */
static enum exit_code export_sealed(const struct options *options, bool whole)
{
    enum exit_code exit;
    const struct person *person = NULL;
    struct backup_writing writing = {0};
    struct household *household = household_open(options, &exit);
    if (household == NULL)
        return exit;
    if (!whole)
        person = options->operand_count > 0 ? household_find(household, options->operands[0])
                                            : household_find_only(household);
    exit = whole || person != NULL ? gather(household, person, &writing) : EXIT_USAGE;
    household_close(household);
    if (exit == EXIT_OK)
        exit = backing_up_write(options, &writing);
    backup_writing_free(&writing);
    return exit;
}

enum exit_code command_export(const struct options *options)
{
    enum form form;
    const char *name = options->operand_count > 0 ? options->operands[0] : NULL;
    if (options->out == NULL)
        return complain(EXIT_USAGE, "Say where to: -o FILE (for --markdown a folder).");
    if (!find_form(options, &form))
        return complain(EXIT_USAGE, "One form at a time: --json (the one that can be taken in "
                                    "elsewhere), --markdown, --pdf, --csv or --ics.");
    if (options->backup && (form != FORM_NONE || name != NULL))
        return complain(EXIT_USAGE, "--backup is all of the profile, sealed: no person, no form.");
    if (form == FORM_NONE && (options->mine || options->no_comments))
        return complain(EXIT_USAGE, "A sealed copy leaves nothing out; --mine and --no-comments "
                                    "are for the other forms.");
    if (form == FORM_NONE)
        return export_sealed(options, options->backup);
    return confirms_clear(options) ? space_desk_run(options, name, export_work) : EXIT_USAGE;
}

/* ---- import ---- */

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
    uint8_t *bytes = paper_file_read(desk->options->operands[0], IMPORT_BYTES_MAX, &request.size);
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

/* ---- import of a backup ---- */

static bool is_backup(const char *path)
{
    uint8_t start[16];
    FILE *file = fopen(path, "rb");
    size_t size = file != NULL ? fread(start, 1, sizeof start, file) : 0;
    if (file != NULL)
        fclose(file);
    return backup_is_one(start, size);
}

/* Behind that of the profile, if that has one. */
static bool find_passphrase(const struct options *options, struct passphrase *out)
{
    if (options->passphrase_fd != NULL)
        return household_read_passphrase("--passphrase-fd", options->passphrase_fd, out);
    if (passphrase_can_ask() && passphrase_ask(out, "Passphrase of this file: ") == PASSPHRASE_READ)
        return true;
    complain(EXIT_LOCKED, "This file is sealed: give its passphrase by --passphrase-fd N, or start "
                          "from a terminal.");
    return false;
}

static enum exit_code open_backup(const struct options *options, struct backup_bytes *out)
{
    size_t size;
    struct passphrase passphrase;
    if (!find_passphrase(options, &passphrase))
        return EXIT_LOCKED;
    uint8_t *bytes = paper_file_read(options->operands[0], BACKUP_FILE_BYTES_MAX, &size);
    const struct backup_passphrase given = {(const char *)passphrase.bytes, passphrase.size};
    enum backup_outcome outcome = bytes != NULL ? backup_open(bytes, size, &given, out) : BACKUP_OK;
    passphrase_free(&passphrase);
    free(bytes);
    if (bytes == NULL)
        return EXIT_USAGE;
    if (outcome == BACKUP_OK)
        return EXIT_OK;
    return complain(outcome == BACKUP_WRONG_PASSPHRASE ? EXIT_LOCKED
                    : outcome == BACKUP_NO_MEMORY      ? EXIT_FAILED
                                                       : EXIT_USAGE,
                    "%s", backup_outcome_text(outcome));
}

static void tell_restored(const struct options *options, const struct restoring *report)
{
    if (options->json) {
        printf("{\"event\":\"restored\",\"everything\":%s,\"people\":%zu,\"spaces\":%zu,"
               "\"unchanged\":%zu,\"apart\":%zu,\"left_out\":%zu}\n",
               report->everything ? "true" : "false", report->people, report->restored,
               report->unchanged, report->apart, report->left_out);
        return;
    }
    if (report->everything)
        printf("The profile is back, with %zu %s.\n", report->people,
               report->people == 1 ? "person" : "people");
    if (report->restored > 0)
        puts("What you share came back as it was then. Meet each once before you write in it "
             "(alcove sync): what you wrote since comes back from them.");
    if (report->unchanged > 0 && report->restored == 0)
        puts("All of it is here already.");
    if (report->apart > 0)
        printf("%zu of what is in it has another history here, and was left as it is here.\n",
               report->apart);
    if (report->left_out > 0)
        printf("%zu of what is in it is of people who are not here any more, and was left out.\n",
               report->left_out);
}

static enum exit_code restore(struct household *household, const struct options *options,
                              const struct backup_bytes *bytes)
{
    struct restoring report;
    struct backup_contents *contents = calloc(1, sizeof *contents);
    if (contents == NULL)
        return complain(EXIT_FAILED, "There is not enough memory for this.");
    enum exit_code exit = EXIT_OK;
    enum backup_reading reading = backup_contents_read(bytes, contents);
    if (reading != BACKUP_READ)
        exit = complain(
            EXIT_USAGE, "%s",
            backup_outcome_text(reading == BACKUP_READ_NEWER ? BACKUP_NEWER : BACKUP_DAMAGED));
    if (exit == EXIT_OK)
        exit = restoring_run(household, contents, &report);
    if (exit == EXIT_OK)
        tell_restored(options, &report);
    free(contents);
    return exit;
}

static enum exit_code import_backup(const struct options *options)
{
    enum exit_code exit;
    struct backup_bytes bytes = {0};
    if (options->operand_count > 1)
        return complain(EXIT_USAGE, "A backup says itself whose it is: import FILE.");
    struct household *household = household_open(options, &exit);
    if (household == NULL)
        return exit;
    exit = open_backup(options, &bytes);
    if (exit == EXIT_OK)
        exit = restore(household, options, &bytes);
    backup_free(&bytes);
    household_close(household);
    return exit;
}

enum exit_code command_import(const struct options *options)
{
    const char *name = options->operand_count > 1 ? options->operands[1] : NULL;
    return is_backup(options->operands[0]) ? import_backup(options)
                                           : space_desk_run(options, name, import_space);
}
