#pragma once
#include <alsa/asoundlib.h>

static inline void camgate_alsa_ignore(const char *file, int line, const char *function, int code, const char *format, ...) {
    (void)file, (void)line, (void)function, (void)code, (void)format;
}

/* The library prints to the standard error whatever it fails at; callers get the code all the same. */
static inline void camgate_alsa_silence(void) { snd_lib_error_set_handler(camgate_alsa_ignore); }
