#include "widgets/fonts.h"

#include <fontconfig/fontconfig.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

#define FACES_MAX     32
#define OPEN_MAX      48
#define BLOCK_SHIFT   7 /* of 128 code points: the unit in which Unicode hands out scripts */
#define BLOCKS        (0x110000 >> BLOCK_SHIFT)
#define BLOCK_UNKNOWN (-2)
#define WEIGHTS       3
#define PROBE_PIXELS  16
#define KNOWN         1024 /* remembered answers for each weight; a power of two */

struct face {
    char *file; /* owned */
    long index;
    bool bitmaps; /* comes in one size only, whatever is asked for */
};

struct open_font {
    int face;
    int pixels;
    TTF_Font *font; /* owned */
};

struct known_point {
    uint32_t point; /* 0: none */
    int8_t face;
};

struct fonts {
    struct face faces[FACES_MAX];
    int face_count;
    int first[WEIGHTS];  /* Inter in its weights */
    int second[WEIGHTS]; /* Noto Sans in its weights */
    int others[4];       /* any weight, in the order of trying */
    int other_count;
    struct open_font open[OPEN_MAX];
    int open_count;
    FcFontSet *installed; /* owned; listed when a character first needs it */
    struct known_point known[WEIGHTS][KNOWN];
    int8_t by_block[BLOCKS]; /* face of a block that needed `installed`, or FONT_NONE */
};

static int face_add(struct fonts *fonts, FcPattern *pattern)
{
    FcChar8 *file = NULL;
    int index = 0;
    FcBool outline = FcTrue;
    if (FcPatternGetString(pattern, FC_FILE, 0, &file) != FcResultMatch)
        return FONT_NONE;
    FcPatternGetInteger(pattern, FC_INDEX, 0, &index);
    FcPatternGetBool(pattern, FC_OUTLINE, 0, &outline);
    for (int i = 0; i < fonts->face_count; i++) {
        if (strcmp(fonts->faces[i].file, (const char *)file) == 0 && fonts->faces[i].index == index)
            return i;
    }
    if (fonts->face_count == FACES_MAX)
        return FONT_NONE;
    char *copy = strdup((const char *)file);
    if (copy == NULL)
        return FONT_NONE;
    fonts->faces[fonts->face_count] = (struct face){copy, index, !outline};
    return fonts->face_count++;
}

/* fontconfig always finds something: `exactly` refuses what has another family name. */
static int face_find(struct fonts *fonts, const char *family, int weight, bool exactly)
{
    FcPattern *wanted = FcPatternBuild(
        NULL, FC_FAMILY, FcTypeString, family, FC_WEIGHT, FcTypeInteger, weight, FC_SLANT,
        FcTypeInteger, FC_SLANT_ROMAN, FC_WIDTH, FcTypeInteger, FC_WIDTH_NORMAL, (char *)NULL);
    if (wanted == NULL)
        return FONT_NONE;
    FcConfigSubstitute(NULL, wanted, FcMatchPattern);
    FcDefaultSubstitute(wanted);
    FcResult result;
    FcPattern *found = FcFontMatch(NULL, wanted, &result);
    FcPatternDestroy(wanted);
    if (found == NULL)
        return FONT_NONE;
    FcChar8 *name = NULL;
    FcPatternGetString(found, FC_FAMILY, 0, &name);
    bool same = name != NULL && FcStrCmpIgnoreCase(name, (const FcChar8 *)family) == 0;
    int face = same || !exactly ? face_add(fonts, found) : FONT_NONE;
    FcPatternDestroy(found);
    return face;
}

static void chain_find(struct fonts *fonts)
{
    static const int weights[WEIGHTS] = {FC_WEIGHT_REGULAR, FC_WEIGHT_MEDIUM, FC_WEIGHT_DEMIBOLD};
    static const char *const names[] = {"Noto Sans Arabic", "Noto Sans Hebrew", "Noto Color Emoji"};
    for (int w = 0; w < WEIGHTS; w++) {
        fonts->second[w] = face_find(fonts, "Noto Sans", weights[w], true);
        fonts->first[w] = face_find(fonts, "Inter", weights[w], true);
        if (fonts->first[w] == FONT_NONE)
            fonts->first[w] = face_find(fonts, "sans-serif", weights[w], false);
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        int face = face_find(fonts, names[i], FC_WEIGHT_REGULAR, true);
        if (face != FONT_NONE)
            fonts->others[fonts->other_count++] = face;
    }
}

struct fonts *fonts_create(void)
{
    struct fonts *fonts = calloc(1, sizeof *fonts);
    if (fonts == NULL)
        return NULL;
    memset(fonts->by_block, BLOCK_UNKNOWN, sizeof fonts->by_block);
    chain_find(fonts);
    for (int w = 0; w < WEIGHTS; w++) {
        if (fonts->first[w] != FONT_NONE &&
            fonts_open(fonts, fonts->first[w], PROBE_PIXELS) != NULL)
            continue;
        fonts_destroy(fonts);
        return NULL;
    }
    return fonts;
}

static void close_all(struct fonts *fonts)
{
    for (int i = 0; i < fonts->open_count; i++)
        TTF_CloseFont(fonts->open[i].font);
    fonts->open_count = 0;
}

void fonts_destroy(struct fonts *fonts)
{
    if (fonts == NULL)
        return;
    close_all(fonts);
    for (int i = 0; i < fonts->face_count; i++)
        free(fonts->faces[i].file);
    if (fonts->installed != NULL)
        FcFontSetDestroy(fonts->installed);
    FcFini(); /* what fontconfig keeps for the process; it starts anew when asked again */
    free(fonts);
}

int fonts_first(const struct fonts *fonts, enum text_weight weight)
{
    return fonts->first[weight];
}

TTF_Font *fonts_open(struct fonts *fonts, int face, int pixels)
{
    ALCOVE_ASSERT(face >= 0 && face < fonts->face_count);
    ALCOVE_ASSERT(pixels > 0);
    for (int i = 0; i < fonts->open_count; i++) {
        if (fonts->open[i].face == face && fonts->open[i].pixels == pixels)
            return fonts->open[i].font;
    }
    if (fonts->open_count == OPEN_MAX)
        close_all(fonts);
    const struct face *f = &fonts->faces[face];
    TTF_Font *font = TTF_OpenFontIndex(f->file, pixels, f->index);
    if (font == NULL)
        return NULL;
    TTF_SetFontHinting(font, TTF_HINTING_LIGHT_SUBPIXEL);
    fonts->open[fonts->open_count++] = (struct open_font){face, pixels, font};
    return font;
}

bool fonts_face_is_bitmaps(const struct fonts *fonts, int face)
{
    ALCOVE_ASSERT(face >= 0 && face < fonts->face_count);
    return fonts->faces[face].bitmaps;
}

bool fonts_face_has(struct fonts *fonts, int face, uint32_t point)
{
    TTF_Font *font = face == FONT_NONE ? NULL : fonts_open(fonts, face, PROBE_PIXELS);
    return font != NULL && TTF_GlyphIsProvided32(font, point) != 0;
}

static bool pattern_has(FcPattern *pattern, uint32_t point)
{
    FcCharSet *set = NULL;
    int slant = FC_SLANT_ROMAN;
    int weight = FC_WEIGHT_REGULAR;
    FcPatternGetInteger(pattern, FC_SLANT, 0, &slant);
    FcPatternGetInteger(pattern, FC_WEIGHT, 0, &weight);
    return slant == FC_SLANT_ROMAN && weight == FC_WEIGHT_REGULAR &&
           FcPatternGetCharSet(pattern, FC_CHARSET, 0, &set) == FcResultMatch &&
           FcCharSetHasChar(set, point);
}

/* Listed once and remembered by block, so that text made of rare characters cannot keep us busy. */
static int installed_for(struct fonts *fonts, uint32_t point)
{
    int8_t *known = &fonts->by_block[point >> BLOCK_SHIFT];
    if (*known != BLOCK_UNKNOWN)
        return *known;
    *known = FONT_NONE;
    if (fonts->installed == NULL) {
        FcPattern *any = FcPatternCreate();
        FcObjectSet *want = FcObjectSetBuild(FC_FILE, FC_INDEX, FC_OUTLINE, FC_CHARSET, FC_SLANT,
                                             FC_WEIGHT, (char *)NULL);
        fonts->installed = FcFontList(NULL, any, want);
        FcObjectSetDestroy(want);
        FcPatternDestroy(any);
    }
    for (int i = 0; fonts->installed != NULL && i < fonts->installed->nfont; i++) {
        if (pattern_has(fonts->installed->fonts[i], point)) {
            *known = (int8_t)face_add(fonts, fonts->installed->fonts[i]);
            break;
        }
    }
    return *known;
}

static int look_for(struct fonts *fonts, enum text_weight weight, uint32_t point)
{
    if (fonts_face_has(fonts, fonts->first[weight], point))
        return fonts->first[weight];
    if (fonts_face_has(fonts, fonts->second[weight], point))
        return fonts->second[weight];
    for (int i = 0; i < fonts->other_count; i++) {
        if (fonts_face_has(fonts, fonts->others[i], point))
            return fonts->others[i];
    }
    int face = installed_for(fonts, point);
    return fonts_face_has(fonts, face, point) ? face : fonts->first[weight];
}

int fonts_for(struct fonts *fonts, enum text_weight weight, uint32_t point)
{
    struct known_point *known = &fonts->known[weight][point % KNOWN];
    if (known->point != point || point == 0)
        *known = (struct known_point){point, (int8_t)look_for(fonts, weight, point)};
    return known->face;
}
