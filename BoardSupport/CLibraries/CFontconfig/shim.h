#pragma once
#include <fontconfig/fontconfig.h>
#include <stddef.h>

/* The names that fontconfig compares with are unsigned there and plain text in Swift. */
static inline FcBool camgate_fc_add_family(FcPattern *pattern, const char *family) {
    return FcPatternAddString(pattern, FC_FAMILY, (const FcChar8 *)family);
}

static inline const char *camgate_fc_text(const FcPattern *pattern, const char *object) {
    FcChar8 *text = NULL;
    return FcPatternGetString(pattern, object, 0, &text) == FcResultMatch ? (const char *)text : NULL;
}

static inline FcBool camgate_fc_read(FcConfig *config, const char *text) {
    return FcConfigParseAndLoadFromMemory(config, (const FcChar8 *)text, FcFalse);
}
