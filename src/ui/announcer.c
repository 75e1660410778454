#include "ui/announcer.h"

#include <stdio.h>
#include <string.h>

#include "session/hour_words.h"
#include "ui/words.h"

static void put(struct announcer *a, const char *words, bool urgent)
{
    if (a->count == ANNOUNCEMENTS_MAX)
        return;
    struct announcement *out = &a->waiting[a->count++];
    snprintf(out->words, sizeof out->words, "%s", words);
    out->urgent = urgent;
}

static void say(struct announcer *a, const struct call_model *model, enum deck_key key,
                const char *words, bool urgent)
{
    char sentence[WORDS_SENTENCE_MAX];
    const struct hour_model *hour = &model->hour;
    const struct word_facts facts = {
        .name = model->their_name,
        .words = words,
        .minutes = (uint16_t)(hour->cue == CUE_TEN    ? 10
                              : hour->cue == CUE_FIVE ? 5
                                                      : 0),
    };
    put(a, words_fill(sentence, key, &facts), urgent);
}

/* In the lane: where it lies over a page, that is told by itself. */
static void look_at_notes(struct announcer *a, const struct call_model *model)
{
    if (model->notes != a->notes && model->note != NULL)
        put(a, model->note, false);
}

static void look_at_people(struct announcer *a, const struct call_model *model)
{
    bool was = call_is_together(a->phase);
    bool is = call_is_together(model->phase);
    if (is && !was)
        say(a, model, DECK_ANNOUNCE_JOINED, NULL, false);
    if (was && model->phase == CALL_ENDED)
        say(a, model, DECK_ANNOUNCE_LEFT, NULL, false);
    if (a->phase == CALL_IN_CALL && model->phase == CALL_RECONNECTING)
        say(a, model, DECK_ANNOUNCE_LINE_LOST, NULL, true);
    if (a->phase == CALL_RECONNECTING && model->phase == CALL_IN_CALL)
        say(a, model, DECK_ANNOUNCE_LINE_BACK, NULL, false);
}

static void look_at_devices(struct announcer *a, const struct call_model *model)
{
    if (model->microphone_on != a->microphone_on)
        say(a, model, model->microphone_on ? DECK_ANNOUNCE_MIC_ON : DECK_ANNOUNCE_MIC_OFF, NULL,
            true);
    if (model->camera_on != a->camera_on)
        say(a, model, model->camera_on ? DECK_ANNOUNCE_CAMERA_ON : DECK_ANNOUNCE_CAMERA_OFF, NULL,
            true);
}

static void look_at_signals(struct announcer *a, const struct call_model *model)
{
    const struct hour_model *hour = &model->hour;
    if (model->nod_received_at_us != a->nod_received_at_us && model->nod_received_at_us != 0)
        say(a, model, DECK_ANNOUNCE_NOD, NULL, false);
    for (size_t i = a->lines; i < model->lane_count; i++) {
        const struct lane_entry *line = &model->lane[i];
        if (line->author == LANE_THEM && line->kind == LANE_TEXT)
            say(a, model, DECK_ANNOUNCE_WORDS, line->text, false);
    }
    if (hour->reflection_count > a->reflections &&
        !hour->reflections[hour->reflection_count - 1].mine)
        say(a, model, DECK_ANNOUNCE_REFLECTION, NULL, false);
}

static void look_at_hour(struct announcer *a, const struct call_model *model)
{
    const struct hour_model *hour = &model->hour;
    if (hour->expressed_at_us != a->expressed_at_us && hour->expressed_at_us != 0)
        say(a, model, DECK_ANNOUNCE_EXPRESSION,
            words_deck(hour_words_of_expression(hour->expression)), false);
    if (hour->stage != a->stage && hour->stage > STAGE_ARRIVING)
        say(a, model, DECK_ANNOUNCE_STAGE, words_deck(hour_words_of_stage(hour->stage)), false);
    if (hour->cue != a->cue && (hour->cue == CUE_TEN || hour->cue == CUE_FIVE))
        say(a, model, DECK_ANNOUNCE_MINUTES_LEFT, NULL, false);
}

void announcer_look(struct announcer *a, const struct call_model *model)
{
    if (a->knows) {
        look_at_people(a, model);
        if (call_is_together(model->phase)) {
            look_at_notes(a, model);
            look_at_devices(a, model);
            look_at_signals(a, model);
            look_at_hour(a, model);
        }
    }
    a->knows = true;
    a->phase = model->phase;
    a->microphone_on = model->microphone_on;
    a->camera_on = model->camera_on;
    a->nod_received_at_us = model->nod_received_at_us;
    a->cue = model->hour.cue;
    a->stage = model->hour.stage;
    a->expressed_at_us = model->hour.expressed_at_us;
    a->reflections = model->hour.reflection_count;
    a->lines = model->lane_count;
    a->notes = model->notes;
}

/* A page is called as its first panel is. */
static const char *page_name(const struct access_tree *tree)
{
    for (int i = 0; i < tree->count; i++) {
        if (tree->nodes[i].role == ACCESS_PANEL)
            return tree->nodes[i].name;
    }
    return "";
}

void announcer_look_at_page(struct announcer *a, const struct access_tree *tree)
{
    const char *name = page_name(tree);
    if (name[0] == '\0' || strncmp(name, a->page, sizeof a->page - 1) == 0)
        return;
    if (a->page[0] != '\0')
        put(a, name, false);
    snprintf(a->page, sizeof a->page, "%s", name);
}

bool announcer_next(struct announcer *a, struct announcement *out)
{
    if (a->count == 0)
        return false;
    *out = a->waiting[0];
    a->count--;
    memmove(a->waiting, a->waiting + 1, a->count * sizeof *a->waiting);
    return true;
}
