#pragma once
#include <stdint.h>
#include <x265.h>

/* x265_encoder_open is a macro that carries the build number in its name. */
static inline x265_encoder *camgate_x265_open(x265_param *parameters) {
    return x265_encoder_open(parameters);
}
