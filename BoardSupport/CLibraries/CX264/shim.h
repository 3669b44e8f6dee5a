#pragma once
#include <stdint.h>
#include <x264.h>

/* x264_encoder_open is a macro that carries the build number in its name. */
static inline x264_t *camgate_x264_open(x264_param_t *parameters) {
    return x264_encoder_open(parameters);
}
