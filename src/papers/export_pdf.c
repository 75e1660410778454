#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "base/assert.h"
#include "papers/civil.h"
#include "papers/export.h"
#include "papers/outline.h"

/* A4 in points. */
#define PAGE_WIDTH  595.28
#define PAGE_HEIGHT 841.89
#define MARGIN      62.0
#define FOOT        36.0 /* of the page number, from the bottom */
#define INDENT      14.0 /* of items, with their mark in it */

struct writing {
    cairo_t *cairo;
    PangoContext *context; /* of fonts */
    double y;
    unsigned page;
    bool has_content; /* on this page */
};

static const struct style {
    const char *font, *tag, *mark;
    double above;
} styles[] = {
    [OUTLINE_TITLE] = {"Noto Sans Bold 19", "H1", NULL, 0},
    [OUTLINE_HEADING] = {"Noto Sans Bold 13", "H2", NULL, 16},
    [OUTLINE_SUBHEADING] = {"Noto Sans Bold 10.5", "H3", NULL, 10},
    [OUTLINE_TEXT] = {"Noto Sans 10.5", "P", NULL, 6},
    [OUTLINE_ITEM] = {"Noto Sans 10.5", "P", "•", 3},
    [OUTLINE_LINK] = {"Noto Sans 10.5", "P", "•", 3},
};

/* The caller unrefs it. */
static PangoLayout *lay_out(const struct writing *w, const char *font, const char *text, int size)
{
    PangoLayout *layout = pango_layout_new(w->context);
    PangoFontDescription *description = pango_font_description_from_string(font);
    pango_layout_set_font_description(layout, description);
    pango_font_description_free(description);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_text(layout, text, size);
    return layout;
}

static void show_mark(const struct writing *w, const char *font, const char *text, double x,
                      double y)
{
    PangoLayout *layout = lay_out(w, font, text, -1);
    cairo_move_to(w->cairo, x, y);
    pango_cairo_show_layout(w->cairo, layout);
    g_object_unref(layout);
}

static void end_page(struct writing *w)
{
    char number[16];
    if (!w->has_content)
        return;
    snprintf(number, sizeof number, "%u", ++w->page);
    show_mark(w, "Noto Sans 8.5", number, PAGE_WIDTH - MARGIN - 10, PAGE_HEIGHT - FOOT);
    cairo_show_page(w->cairo);
    w->y = MARGIN;
    w->has_content = false;
}

/* A paragraph that goes over the end of a page is one element on each: an element has one page. */
static void show_lines(struct writing *w, PangoLayout *layout, const char *tag, double x)
{
    PangoLayoutIter *line = pango_layout_get_iter(layout);
    double above = w->y;
    cairo_tag_begin(w->cairo, tag, NULL);
    do {
        PangoRectangle box;
        pango_layout_iter_get_line_extents(line, NULL, &box);
        double top = pango_units_to_double(box.y);
        double height = pango_units_to_double(box.height);
        if (w->has_content && above + top + height > PAGE_HEIGHT - MARGIN) {
            cairo_tag_end(w->cairo, tag);
            end_page(w);
            cairo_tag_begin(w->cairo, tag, NULL);
            above = w->y - top;
        }
        cairo_move_to(w->cairo, x + pango_units_to_double(box.x),
                      above + pango_units_to_double(pango_layout_iter_get_baseline(line)));
        pango_cairo_show_layout_line(w->cairo, pango_layout_iter_get_line_readonly(line));
        w->y = above + top + height;
        w->has_content = true;
    } while (pango_layout_iter_next_line(line));
    cairo_tag_end(w->cairo, tag);
    pango_layout_iter_free(line);
}

/* A heading stays with at least two lines of what it is over. */
static double needed(enum outline_part part, double height)
{
    bool is_heading = part == OUTLINE_HEADING || part == OUTLINE_SUBHEADING;
    return is_heading ? height + 40 : height < 30 ? height : 30;
}

static void put_bytes(struct writing *w, enum outline_part part, const char *text, size_t size)
{
    const struct style *style = &styles[part];
    double indent = style->mark == NULL ? 0 : INDENT;
    int height;
    ALCOVE_ASSERT(size <= INT_MAX);
    PangoLayout *layout = lay_out(w, style->font, text, (int)size);
    pango_layout_set_width(layout, pango_units_from_double(PAGE_WIDTH - 2 * MARGIN - indent));
    pango_layout_get_size(layout, NULL, &height);
    if (w->y + style->above + needed(part, pango_units_to_double(height)) > PAGE_HEIGHT - MARGIN)
        end_page(w);
    w->y += w->has_content ? style->above : 0;
    if (style->mark != NULL)
        show_mark(w, style->font, style->mark, MARGIN, w->y);
    show_lines(w, layout, style->tag, MARGIN + indent);
    g_object_unref(layout);
}

/* A link has one page: it is not cut. */
static void put_link(struct writing *w, const struct paper_words *text, const char *target)
{
    char attributes[64];
    if (w->y + 60 > PAGE_HEIGHT - MARGIN)
        end_page(w);
    snprintf(attributes, sizeof attributes, "dest='%s'", target);
    cairo_tag_begin(w->cairo, CAIRO_TAG_LINK, attributes);
    put_bytes(w, OUTLINE_LINK, text->bytes, text->size);
    cairo_tag_end(w->cairo, CAIRO_TAG_LINK);
}

/* Where links to it lead. */
static void begin_file(struct writing *w, const char *name)
{
    char attributes[64];
    end_page(w);
    snprintf(attributes, sizeof attributes, "name='%s'", name);
    cairo_tag_begin(w->cairo, CAIRO_TAG_DEST, attributes);
    cairo_tag_end(w->cairo, CAIRO_TAG_DEST);
}

static void put(void *context, enum outline_part part, const struct paper_words *text,
                const char *target)
{
    if (part == OUTLINE_FILE)
        begin_file(context, text->bytes);
    else if (part == OUTLINE_LINK)
        put_link(context, text, target);
    else
        put_bytes(context, part, text->bytes, text->size);
}

/* A paragraph at a time: a long note as one would be laid out for each page anew. It may be longer
 * than SCHEMA_NOTE_BYTES_MAX, where several wrote at a time. */
static void put_note(void *context, const uint8_t *bytes, size_t size)
{
    size_t from = 0;
    while (from < size) {
        const uint8_t *end = memchr(bytes + from, '\n', size - from);
        size_t length = end == NULL ? size - from : (size_t)(end - bytes) - from;
        if (length > 0)
            put_bytes(context, OUTLINE_TEXT, (const char *)bytes + from, length);
        from += length + 1;
    }
}

static bool has_failed(const void *context)
{
    const struct writing *w = context;
    return cairo_status(w->cairo) != CAIRO_STATUS_SUCCESS;
}

static cairo_status_t write_pdf(void *context, const unsigned char *bytes, unsigned size)
{
    struct paper_sink *sink = context;
    paper_put(sink, bytes, size);
    return sink->failed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

/* "2026-05-01T09:30:00Z" */
static void set_metadata(cairo_surface_t *surface, const struct paper *paper)
{
    char day[CIVIL_TEXT_BYTES];
    char time[2 * CIVIL_TEXT_BYTES];
    unsigned of_day = civil_minute_at(paper->now, 0);
    snprintf(time, sizeof time, "%sT%02u:%02u:00Z",
             civil_print_iso(civil_day_at(paper->now, 0), day), of_day / 60, of_day % 60);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, time);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, time);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, "What we share");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Alcove");
}

/* With fonts of its own: Pango's usual ones stay in memory for ever. */
static PangoContext *open_context(cairo_t *cairo)
{
    PangoFontMap *fonts = pango_cairo_font_map_new();
    PangoContext *context = pango_font_map_create_context(fonts);
    g_object_unref(fonts);
    pango_cairo_update_context(cairo, context);
    cairo_font_options_t *options = cairo_font_options_create();
    /* Letters stand where the font says, not where the dots of some screen are. */
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, options);
    pango_cairo_context_set_resolution(context, 72);
    cairo_font_options_destroy(options);
    return context;
}

enum export_outcome export_pdf(const struct paper *paper, struct paper_sink *sink)
{
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(write_pdf, sink, PAGE_WIDTH, PAGE_HEIGHT);
    struct writing w = {.cairo = cairo_create(surface), .y = MARGIN};
    const struct outline_pen pen = {put, put_note, has_failed, &w};
    set_metadata(surface, paper);
    w.context = open_context(w.cairo);
    cairo_tag_begin(w.cairo, "Document", NULL);
    bool done = outline_write(paper, &pen);
    cairo_tag_end(w.cairo, "Document");
    end_page(&w);
    g_object_unref(w.context);
    cairo_destroy(w.cairo);
    cairo_surface_finish(surface);
    cairo_status_t status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (!done || status == CAIRO_STATUS_NO_MEMORY)
        return EXPORT_NO_MEMORY;
    return sink->failed || status != CAIRO_STATUS_SUCCESS ? EXPORT_NOT_WRITTEN : EXPORT_OK;
}
