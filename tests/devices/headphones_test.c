#include "devices/headphones.h"

#include <string.h>

#include "harness.h"

static void each_is(enum headphones answer, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (headphones_by_name(names[i]) != answer)
            fail_msg("%s: %d, not %d", names[i], headphones_by_name(names[i]), answer);
    }
}

static void what_is_worn_is_known_by_its_name(void **state)
{
    (void)state;
    static const char *const names[] = {
        "Headphones",
        "Headset",
        "Bluetooth headset",
        "HEADSET",
        "Alder Lake PCH-P High Definition Audio Controller Headphones Output",
        "Jabra EVOLVE 20 Headset Analog Stereo",
        "Plantronics USB Headset",
        "Anna's AirPods Pro",
        "Galaxy Buds2",
        "Pixel Buds A-Series",
        "Analog Headphones",
        "Kopfhörer",
        "Kopfhöreranschluss",
        "Internes Audio Kopfhörer",
        "Casque audio",
        "Écouteurs",
        "Auriculares",
        "Audífonos",
        "Cuffie analogiche",
        "Auricolare bluetooth",
        "Fones de ouvido",
        "Auscultadores",
        "Hoofdtelefoon",
        "Koptelefoon",
        "Hörlurar",
        "Hovedtelefoner",
        "Hodetelefoner",
        "Øretelefoner",
        "Kuulokkeet",
        "Słuchawki",
        "Sluchátka",
        "Slúchadlá",
        "Fejhallgató",
        "Kulaklık",
        "Наушники",
        "Bluetooth-гарнитура",
        "Гарнитура",
        "Навушники",
        "Ακουστικά",
        "سماعات الرأس",
        "אוזניות",
        "ヘッドホン",
        "ヘッドセット",
        "耳机",
        "耳機",
        "헤드폰",
    };
    each_is(HEADPHONES_YES, names, sizeof names / sizeof names[0]);
}

static void what_all_hear_is_known_by_its_name(void **state)
{
    (void)state;
    static const char *const names[] = {
        "Speaker",
        "Speakers",
        "sof-hda-dsp Speaker",
        "Built-in Audio Digital Stereo (HDMI)",
        "HDMI / DisplayPort 2 Output",
        "DisplayPort",
        "Jabra SPEAKER 510",
        "JBL Soundbar",
        "Lautsprecher",
        "Haut-parleurs",
        "Enceintes",
        "Altavoces",
        "Altoparlanti",
        "Alto-falantes",
        "Altifalantes",
        "Luidsprekers",
        "Högtalare",
        "Højttalere",
        "Høyttalere",
        "Kaiuttimet",
        "Głośniki",
        "Reproduktory",
        "Hangszórók",
        "Hoparlörler",
        "Динамики",
        "Колонки",
        "Громкоговорители",
        "Ηχεία",
        "مكبرات الصوت",
        "רמקולים",
        "スピーカー",
        "扬声器",
        "喇叭",
        "스피커",
    };
    each_is(HEADPHONES_NO, names, sizeof names / sizeof names[0]);
}

static void where_a_name_does_not_tell_the_person_is_asked(void **state)
{
    (void)state;
    static const char *const names[] = {
        NULL,
        "",
        "Built-in Audio Analog Stereo",
        "Internes Audio Analog Stereo",
        "Line Out",
        "Bluetooth",
        "USB Audio Device",
        "Digital Output (S/PDIF)",
        "WH-1000XM4",
        "Speaker + Headphones",
        "Casque / Haut-parleurs",
        "ear",
        "\xff\xfe\x80",
    };
    each_is(HEADPHONES_ASK, names, sizeof names / sizeof names[0]);
}

static void an_endless_name_is_looked_at_as_far_as_is_sensible(void **state)
{
    (void)state;
    static char name[4096];
    memset(name, 'x', sizeof name - 1);
    assert_int_equal(headphones_by_name(name), HEADPHONES_ASK);
    memcpy(name, "Headphones ", 11);
    assert_int_equal(headphones_by_name(name), HEADPHONES_YES);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_worn_is_known_by_its_name),
    cmocka_unit_test(what_all_hear_is_known_by_its_name),
    cmocka_unit_test(where_a_name_does_not_tell_the_person_is_asked),
    cmocka_unit_test(an_endless_name_is_looked_at_as_far_as_is_sensible),
};
TEST_GROUP(headphones, tests)
