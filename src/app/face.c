#include "app/face.h"

#include <stdlib.h>
#include <string.h>

#include "app/calendar.h"

static enum call_phase phase_shown(const struct session *session)
{
    switch (session->phase) {
    case SESSION_ARRIVING:
        return session->caller ? CALL_CONNECTING : CALL_WAITING;
    case SESSION_KNOCKING:
        return CALL_KNOCKING;
    case SESSION_AT_DOOR:
        return CALL_AT_DOOR;
    case SESSION_TOGETHER:
        return CALL_IN_CALL;
    case SESSION_APART:
        return CALL_RECONNECTING;
    case SESSION_LEAVING:
        return CALL_ENDED;
    case SESSION_CLOSED:
        return session->end == SESSION_END_LEFT ? CALL_ENDED : CALL_FAILED;
    }
    return CALL_FAILED;
}

static bool copy_entry(struct lane_entry *entry, const struct line *line)
{
    static const enum lane_state states[] = {
        [LINE_WRITTEN] = LANE_WRITTEN,
        [LINE_LEFT] = LANE_LEFT,
        [LINE_ARRIVED] = LANE_ARRIVED,
    };
    char *text = strdup(line->text);
    char *distractions = line->distractions != NULL ? strdup(line->distractions) : NULL;
    char *stressors = line->stressors != NULL ? strdup(line->stressors) : NULL;
    *entry = (struct lane_entry){
        .author = line->author == LINE_MINE ? LANE_ME : LANE_THEM,
        .kind = line->kind == LINE_CHECK_IN ? LANE_CHECK_IN : LANE_TEXT,
        .state = states[line->state],
        .minute_of_day = calendar_minute_of_day(line->written_at_ms),
        .text = text,
        .distractions = distractions,
        .stressors = stressors,
        .rated = line->rated,
        .rating = line->rating,
    };
    return text != NULL && (line->distractions == NULL || distractions != NULL) &&
           (line->stressors == NULL || stressors != NULL);
}

static void fill_model(struct call_model *model, const struct session *session)
{
    model->phase = phase_shown(session);
    model->their_microphone_on = session->they.microphone_on && !session->they.hidden;
    model->their_camera_on = session->they.camera_on && !session->they.hidden;
    model->nod_received_at_us = session->they.nodded_at_us;
    model->nod_sent_at_us = session->me.nodded_at_us;
    model->check_in_open = session->check_in_open;
    if (session->together_at_us != 0 && session->ended_at_us > session->together_at_us)
        model->together_for_min =
            (uint16_t)((session->ended_at_us - session->together_at_us) / 60000000);
}

struct face *face_create(const struct session *session, uint64_t now_us)
{
    struct face *face = calloc(1, sizeof *face);
    if (face == NULL)
        return NULL;
    fill_model(&face->model, session);
    face->phase = session->phase;
    face->end = session->end;
    face->their_nods = session->they.nods;
    face->together_at_us = session->together_at_us;
    face->entries = calloc(session->lane.count + 1, sizeof *face->entries);
    bool whole = face->entries != NULL && hour_face_fill(&face->hour, session, now_us);
    for (size_t i = 0; whole && i < session->lane.count; i++) {
        if (session->lane.lines[i].covered)
            continue;
        whole = copy_entry(&face->entries[face->model.lane_count], &session->lane.lines[i]);
        face->model.lane_count++;
    }
    face->model.lane = face->entries;
    if (whole)
        return face;
    face_free(face);
    return NULL;
}

void face_add_note(struct face *face, size_t before, uint16_t minute_of_day, const char *text)
{
    size_t count = face->model.lane_count;
    struct lane_entry *entries = realloc(face->entries, (count + 1) * sizeof *entries);
    if (entries == NULL)
        return;
    face->entries = entries;
    face->model.lane = entries;
    const struct lane_entry note = {
        .author = LANE_APP,
        .kind = LANE_NOTE,
        .minute_of_day = minute_of_day,
        .text = strdup(text),
    };
    if (note.text == NULL)
        return;
    size_t at = before < count ? before : count;
    memmove(&entries[at + 1], &entries[at], (count - at) * sizeof *entries);
    entries[at] = note;
    face->model.lane_count = count + 1;
}

/* The strings of an entry are owned here, and const only for those who look. */
static void free_string(const char *string)
{
    union {
        const char *shown;
        char *owned;
    } pointer = {.shown = string};
    free(pointer.owned);
}

void face_free(struct face *face)
{
    if (face == NULL)
        return;
    for (size_t i = 0; face->entries != NULL && i < face->model.lane_count; i++) {
        free_string(face->entries[i].text);
        free_string(face->entries[i].distractions);
        free_string(face->entries[i].stressors);
    }
    free(face->entries);
    hour_face_clear(&face->hour);
    free(face);
}
