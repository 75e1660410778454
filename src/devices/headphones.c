#include "devices/headphones.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define NAME_BYTES 256

/* The stems of what PulseAudio, PipeWire and ALSA call ports, jacks and forms, translated. They
 * begin after a letter that is not ASCII, since only ASCII is made small before it is compared. */
static const char *const worn[] = {
    "headphone",
    "headset",
    "earphone",
    "earpiece",
    "airpods",
    "buds",
    "in-ear",
    /* German, French, Spanish, Italian, Portuguese */
    "kopfhörer",
    "casque",
    "couteur",
    "auricular",
    "audífono",
    "cuffi",
    "auricolar",
    "fone de ouvido",
    "fones de ouvido",
    "auscultador",
    /* Dutch, Swedish, Danish, Norwegian, Finnish */
    "hoofdtelefoon",
    "koptelefoon",
    "oortelefoon",
    "hörlur",
    "hovedtelefon",
    "hodetelefon",
    "retelefon",
    "kuulok",
    /* Polish, Czech, Slovak, Hungarian, Turkish, Russian and Ukrainian, Greek */
    "słuchawk",
    "sluchát",
    "slúchad",
    "fejhallgat",
    "kulaklık",
    "аушник",
    "авушник",
    "арнитур",
    "κουστικ",
    /* Arabic, Hebrew, Japanese, Chinese, Korean */
    "سماعات الرأس",
    "سماعة الرأس",
    "سماعة رأس",
    "אוזניות",
    "ヘッドホン",
    "ヘッドフォン",
    "ヘッドセット",
    "イヤホン",
    "耳机",
    "耳機",
    "헤드폰",
    "헤드셋",
    "이어폰",
};

static const char *const heard_by_all[] = {
    "speaker",
    "hdmi",
    "displayport",
    "soundbar",
    "television",
    /* in the same order */
    "lautsprecher",
    "haut-parleur",
    "enceinte",
    "altavo",
    "bocina",
    "altoparlant",
    "alto-falante",
    "altifalante",
    "luidspreker",
    "högtalar",
    "højttaler",
    "høyttaler",
    "kaiutin",
    "kaiuttim",
    "głośnik",
    "reproduktor",
    "hangszór",
    "hoparlör",
    "инамик",
    "олонк",
    "ромкоговорител",
    "χεί",
    "مكبر",
    "רמקול",
    "スピーカー",
    "扬声器",
    "揚聲器",
    "喇叭",
    "스피커",
};

static bool has_one_of(const char *name, const char *const *stems, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strstr(name, stems[i]) != NULL)
            return true;
    return false;
}

enum headphones headphones_by_name(const char *name)
{
    char small[NAME_BYTES];
    size_t size = 0;
    for (; name != NULL && name[size] != '\0' && size < sizeof small - 1; size++) {
        char letter = name[size];
        small[size] = letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
    }
    small[size] = '\0';
    bool yes = has_one_of(small, worn, sizeof worn / sizeof worn[0]);
    bool no = has_one_of(small, heard_by_all, sizeof heard_by_all / sizeof heard_by_all[0]);
    if (yes == no) /* "Speaker + Headphones" is whatever is plugged in */
        return HEADPHONES_ASK;
    return yes ? HEADPHONES_YES : HEADPHONES_NO;
}
