#include <SDL2/SDL.h>
#include <fontconfig/fontconfig.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"
#include "widgets/text.h"

/* Machines with other fonts than this one: fontconfig is told of another folder. */

#define PATH_BYTES 1024

static char *folder;

/* The one family, or none. */
static void let_there_be(const char *family)
{
    folder = fresh_folder();
    char path[PATH_BYTES];
    if (family != NULL) {
        FcPattern *wanted = FcNameParse((const FcChar8 *)family);
        FcConfigSubstitute(NULL, wanted, FcMatchPattern);
        FcDefaultSubstitute(wanted);
        FcResult result;
        FcPattern *found = FcFontMatch(NULL, wanted, &result);
        FcChar8 *file = NULL;
        assert_int_equal(FcPatternGetString(found, FC_FILE, 0, &file), FcResultMatch);
        snprintf(path, sizeof path, "%s/%s", folder, strrchr((const char *)file, '/') + 1);
        assert_int_equal(symlink((const char *)file, path), 0);
        FcPatternDestroy(found);
        FcPatternDestroy(wanted);
        FcFini();
    }
    snprintf(path, sizeof path, "%s/fonts.conf", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "<fontconfig><dir>%s</dir><cachedir>%s</cachedir></fontconfig>\n", folder,
            folder);
    fclose(file);
    setenv("FONTCONFIG_FILE", path, 1);
}

static void let_there_be_all_again(void)
{
    unsetenv("FONTCONFIG_FILE");
    remove_folder(folder);
}

static struct text_block block_of(const char *words)
{
    return (struct text_block){
        .bytes = words,
        .size = strlen(words),
        .width_max = 300,
        .style = {.pixels = 15, .line_pixels = 22, .colour = {255, 255, 255, 255}},
    };
}

static void without_any_font_there_is_no_engine(void **state)
{
    (void)state;
    let_there_be(NULL);
    assert_null(text_engine_create());
    let_there_be_all_again();
    struct text_engine *engine = text_engine_create();
    assert_non_null(engine);
    text_engine_destroy(engine);
}

static void with_one_font_all_else_is_boxes(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "plain", "שלום 12:30 (a)", "مرحبا",   "你好",      "क्षि",          "👩\u200d👧\u200d👦",
        "🇩🇪",    "👍🏽",       "e\u0301", "\u202eabc", "\u0e01\u0e33",
    };
    let_there_be("Inter");
    struct text_engine *engine = text_engine_create();
    assert_non_null(engine);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct text_block block = block_of(texts[i]);
        struct text_extent extent = text_measure(engine, &block);
        assert_int_equal(extent.lines, 1);
        assert_true(extent.width > 0);
        SDL_Surface *surface = text_paint(engine, &block);
        assert_non_null(surface);
        SDL_FreeSurface(surface);
        int right = text_caret(engine, &block, extent.right_to_left ? 0 : block.size).x;
        assert_int_equal(right, extent.width);
    }
    text_engine_destroy(engine);
    let_there_be_all_again();
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(without_any_font_there_is_no_engine),
    cmocka_unit_test(with_one_font_all_else_is_boxes),
};
TEST_GROUP(fonts, tests)
