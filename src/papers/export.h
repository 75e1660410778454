/* Copies of a space to keep, to read and to print. Each is written to the caller's stream as it is
 * made: memory holds one note and the ids of one kind at most. What a copy leaves out is said in
 * it. Equal spaces and equal papers make equal bytes. Called by the app and the command line,
 * which warn that whoever has the file can read it. SPEC.md section 11.4 has the JSON. */
#ifndef ALCOVE_PAPERS_EXPORT_H
#define ALCOVE_PAPERS_EXPORT_H

#include <stdbool.h>

#include "papers/paper.h"
#include "papers/paper_sink.h"

#define EXPORT_JSON_VERSION 1

enum export_outcome {
    EXPORT_OK,
    EXPORT_NOT_WRITTEN, /* the sink refused; what was written is of no use */
    EXPORT_NO_MEMORY,
};

/* Everything, with all values that stand beside each other, who set them and when. The only one
 * that papers/import.h reads. */
enum export_outcome export_json(const struct paper *paper, struct paper_sink *sink);

/* The check-ins as a table (RFC 4180), a line each, oldest first. */
enum export_outcome export_csv(const struct paper *paper, struct paper_sink *sink);

/* For a calendar (RFC 5545): when one meets next (that one hour, for a calendar elsewhere may
 * change its clock on other days), and each active practice once a day or on the weekdays its
 * cadence names. Calendars are shared and synchronised: without `with_titles` it says "practice"
 * and "session" only. */
struct export_ics_choice {
    bool with_titles;
    uint16_t practice_minute; /* of the day, local: when to be reminded of practices */
    uint16_t session_minutes; /* how long a session is */
    uint32_t next;            /* minute of the next hour of the slot; 0: none is known */
    bool only_sessions;
};
enum export_outcome export_ics(const struct paper *paper, const struct export_ics_choice *choice,
                               struct paper_sink *sink);

/* Text files of Markdown: index.md, goal-1.md …, and one each for sessions, check-ins and the rest
 * of what there is. `begin` opens the next file, which ends the one before. */
struct export_files {
    bool (*begin)(void *context, const char *name);
    void *context;
    struct paper_sink sink; /* into the file that was begun last */
};
enum export_outcome export_markdown(const struct paper *paper, struct export_files *files);

/* The same on pages of A4, with headings that a screen reader finds. */
enum export_outcome export_pdf(const struct paper *paper, struct paper_sink *sink);

/* One sentence for the person. */
const char *export_outcome_text(enum export_outcome outcome);

#endif
