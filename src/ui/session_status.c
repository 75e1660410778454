/* What is so at the moment, each in one sentence. */
#include <stdio.h>

#include "base/assert.h"
#include "session/hour_words.h"
#include "ui/session_parts.h"

const char *session_fill(char out[WORDS_SENTENCE_MAX], const struct screen_input *in,
                         enum deck_key key)
{
    const struct hour_model *hour = &in->model->hour;
    const struct word_facts facts = {
        .name = in->model->their_name,
        .minutes = (uint16_t)hour->more[1],
        .minute_of_day = hour->begins_min,
        .end_min = hour->ends_min,
    };
    return words_fill(out, key, &facts);
}

static enum deck_key status_key(const struct call_model *m)
{
    if (m->phase == CALL_RECONNECTING)
        return DECK_WINDOW_FINDING;
    switch (m->status) {
    case CALL_STATUS_TOGETHER:
        return DECK_WINDOW_TOGETHER;
    case CALL_STATUS_DELAY:
        return DECK_LINE_DELAY;
    case CALL_STATUS_LINE_WEAK:
        return DECK_LINE_WEAK;
    case CALL_STATUS_PICTURE_PAUSED:
        return DECK_WINDOW_PICTURE_PAUSED;
    case CALL_STATUS_WORDS_ONLY:
        return DECK_WINDOW_WORDS_ONLY;
    case CALL_STATUS_QUIET_LINE:
        return DECK_WINDOW_QUIET_LINE;
    }
    ALCOVE_ASSERT(false);
    return DECK_WINDOW_TOGETHER;
}

const char *session_status(char out[WORDS_SENTENCE_MAX], const struct screen_input *in, bool *warns)
{
    enum deck_key key = status_key(in->model);
    *warns = key != DECK_WINDOW_TOGETHER;
    return !*warns && in->model->hour.shown ? session_presence_line(out, in)
                                            : screen_say(out, in, key);
}

const char *session_presence_line(char out[WORDS_SENTENCE_MAX], const struct screen_input *in)
{
    const struct call_model *m = in->model;
    enum deck_key key = hour_words_of_presence(m->hour.presence);
    if (m->hour.presence == PRESENCE_HERE && !m->their_camera_on)
        key = m->their_microphone_on ? DECK_PRESENCE_CAMERA_OFF : DECK_PRESENCE_TEXT_ONLY;
    return session_fill(out, in, key);
}

/* "Ben: take your time" */
const char *session_expression(char out[WORDS_SENTENCE_MAX], const struct screen_input *in)
{
    const struct call_model *m = in->model;
    return words_fill(out, DECK_SAYS,
                      &(struct word_facts){
                          .name = m->their_name,
                          .words = words_deck(hour_words_of_expression(m->hour.expression)),
                      });
}

const char *session_advice(char out[WORDS_SENTENCE_MAX], const struct screen_input *in)
{
    const struct hour_model *hour = &in->model->hour;
    if (hour->both_started_until_us > in->now_us)
        return session_fill(out, in,
                            hour->opener ? DECK_PACING_BOTH_STARTED : DECK_PACING_YOUR_TURN);
    bool beat = pacing_beat_left(&hour->beat, in->now_us) > 0;
    return beat ? session_fill(out, in, DECK_PACING_BEAT) : NULL;
}

const char *session_cue(char out[WORDS_SENTENCE_MAX], const struct screen_input *in)
{
    const struct hour_model *hour = &in->model->hour;
    enum deck_key cue = hour_words_of_cue(hour->cue);
    if (cue != DECK_KEYS)
        return session_fill(out, in, cue);
    bool clock = in->desk->session.clock_shown && hour->began;
    return clock ? session_fill(out, in, DECK_TIME_AGREED) : NULL;
}

/* "Ben: 7 · intense": who opened the door sees what the other wants to show. */
const char *session_feeling(char out[WORDS_SENTENCE_MAX], const struct screen_input *in)
{
    const struct hour_model *hour = &in->model->hour;
    char words[WORDS_SENTENCE_MAX];
    if (!hour->opener || !hour->feeling_on)
        return NULL;
    snprintf(words, sizeof words, "%u · %.400s", hour->feeling,
             words_deck(hour->feeling < 5 ? DECK_DIAL_LOW : DECK_DIAL_HIGH));
    return words_fill(out, DECK_SAYS,
                      &(struct word_facts){.name = in->model->their_name, .words = words});
}
