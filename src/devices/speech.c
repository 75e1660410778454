#include "devices/speech.h"

#include <math.h>
#include <string.h>

#define RATE           48000.0F
#define PI             3.14159265F
#define CONTROL_PERIOD 240     /* samples: formants move every 5 ms */
#define GLIDE          0.25F   /* part of the way to its target a formant goes in that time */
#define SWELL          0.004F  /* the same for loudness and voicing, each sample */
#define PULSE_OPEN     0.6F    /* part of its period in which the glottis is open */
#define GAIN           6600.0F /* measured: -20 dBFS over the sounding stretches */
#define VOWELS         6
#define PART_PAUSE     0
#define PART_CONSONANT 1
#define PART_VOWEL     2

static const float vowels_hz[VOWELS][SPEECH_FORMANTS] = {
    {730, 1090, 2440}, {270, 2290, 3010}, {300, 870, 2240},
    {530, 1840, 2480}, {570, 840, 2410},  {660, 1720, 2410},
};
static const float widths_hz[SPEECH_FORMANTS] = {80, 110, 160};

static uint32_t dice(struct speech *speech)
{
    speech->random = speech->random * UINT32_C(1664525) + UINT32_C(1013904223);
    return speech->random >> 8;
}

/* From `low` to `high`, evenly. */
static float dice_between(struct speech *speech, float low, float high)
{
    return low + (high - low) * (float)dice(speech) * (1.0F / 16777216.0F);
}

/* A two-pole resonator with gain 1 at 0 Hz (Klatt, JASA 67, 1980). */
static void resonator_tune(struct speech_resonator *resonator, float hz, float width_hz)
{
    float radius = expf(-PI * width_hz / RATE);
    resonator->first = 2 * radius * cosf(2 * PI * hz / RATE);
    resonator->second = -radius * radius;
    resonator->in = 1 - resonator->first - resonator->second;
}

static float resonator_step(struct speech_resonator *resonator, float in)
{
    float out = resonator->in * in + resonator->first * resonator->last +
                resonator->second * resonator->before;
    resonator->before = resonator->last;
    resonator->last = out;
    return out;
}

static unsigned samples_of(float milliseconds)
{
    return (unsigned)(milliseconds * RATE / 1000);
}

static void vowel_begin(struct speech *speech)
{
    speech->part = PART_VOWEL;
    speech->samples_left = samples_of(dice_between(speech, 80, 190));
    speech->loudness_target = dice_between(speech, 0.7F, 1);
    speech->voicing_target = 1;
    const float *vowel = vowels_hz[dice(speech) % VOWELS];
    for (int f = 0; f < SPEECH_FORMANTS; f++)
        speech->target_hz[f] =
            vowel[f] * speech->formant_scale * dice_between(speech, 0.95F, 1.05F);
    /* The voice sinks over a sentence, with an accent on this syllable or that. */
    float spoken = 1 - (float)speech->syllables_left / (float)speech->syllables;
    speech->pitch_hz =
        speech->pitch_base_hz * (1.18F - 0.34F * spoken) * dice_between(speech, 0.94F, 1.08F);
}

static void consonant_begin(struct speech *speech)
{
    speech->part = PART_CONSONANT;
    bool hisses = dice(speech) % 5 < 2;
    speech->samples_left = samples_of(dice_between(speech, 35, 85));
    speech->voicing_target = hisses ? 0 : 1;
    speech->loudness_target =
        hisses ? dice_between(speech, 0.4F, 0.8F) : dice_between(speech, 0.05F, 0.3F);
    resonator_tune(&speech->hiss, dice_between(speech, 2800, 6200), 1400);
}

static void pause_begin(struct speech *speech)
{
    speech->part = PART_PAUSE;
    speech->samples_left = samples_of(dice_between(speech, 350, 900));
    speech->loudness_target = 0;
}

static void part_next(struct speech *speech)
{
    switch (speech->part) {
    case PART_CONSONANT:
        vowel_begin(speech);
        return;
    case PART_VOWEL:
        speech->syllables_left--;
        if (speech->syllables_left == 0)
            pause_begin(speech);
        else
            consonant_begin(speech);
        return;
    default:
        speech->syllables = 5 + dice(speech) % 10;
        speech->syllables_left = speech->syllables;
        consonant_begin(speech);
        return;
    }
}

void speech_start(struct speech *speech, uint32_t seed)
{
    memset(speech, 0, sizeof *speech);
    speech->random = seed * UINT32_C(2654435761) + 1;
    bool high = seed % 2 == 1;
    speech->pitch_base_hz = (high ? 205 : 118) * dice_between(speech, 0.95F, 1.05F);
    speech->formant_scale = (high ? 1.14F : 1) * dice_between(speech, 0.98F, 1.02F);
    memcpy(speech->formant_hz, vowels_hz[0], sizeof speech->formant_hz);
    memcpy(speech->target_hz, vowels_hz[0], sizeof speech->target_hz);
}

static void formants_move(struct speech *speech)
{
    for (int f = 0; f < SPEECH_FORMANTS; f++) {
        speech->formant_hz[f] += GLIDE * (speech->target_hz[f] - speech->formant_hz[f]);
        resonator_tune(&speech->resonators[f], speech->formant_hz[f], widths_hz[f]);
    }
}

/* The slope of the air flow through the glottis: it closes faster than it opens. */
static float pulse_step(struct speech *speech)
{
    speech->phase += speech->pitch_hz / RATE;
    if (speech->phase >= 1)
        speech->phase -= 1;
    float open = speech->phase / PULSE_OPEN;
    return open < 1 ? open * (2 - 3 * open) : 0;
}

static float sample_next(struct speech *speech)
{
    if (speech->samples_left == 0)
        part_next(speech);
    if (speech->samples_left % CONTROL_PERIOD == 0)
        formants_move(speech);
    speech->samples_left--;
    speech->loudness += SWELL * (speech->loudness_target - speech->loudness);
    speech->voicing += SWELL * (speech->voicing_target - speech->voicing);
    float noise = dice_between(speech, -1, 1);
    float voiced = pulse_step(speech) + 0.02F * noise;
    for (int f = 0; f < SPEECH_FORMANTS; f++)
        voiced = resonator_step(&speech->resonators[f], voiced);
    float hissed = resonator_step(&speech->hiss, noise);
    return speech->loudness * (speech->voicing * voiced + (1 - speech->voicing) * 0.05F * hissed);
}

void speech_fill(struct speech *speech, int16_t *pcm, size_t samples)
{
    for (size_t i = 0; i < samples; i++) {
        float value = GAIN * sample_next(speech);
        pcm[i] = (int16_t)(value < -32767 ? -32767 : value > 32767 ? 32767 : value);
    }
}
