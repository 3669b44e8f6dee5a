"""The encoder alone: a C program around libx264 that encodes the pictures of a Y4M stream as they come and prints the time of each."""

import os
import subprocess

from settings import GOV, HEIGHT, RATE, WIDTH

PROGRAM = r"""
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <x264.h>

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(int count, char **arguments) {
    int bitrate = atoi(arguments[2]), frames = atoi(arguments[3]);
    FILE *file = fopen(arguments[1], "rb");
    char line[256];
    if (count != 4 || !file || !fgets(line, sizeof line, file)) return 1;
    x264_param_t parameters;
    x264_param_default_preset(&parameters, "superfast", "zerolatency");
    parameters.i_log_level = X264_LOG_NONE;
    parameters.i_threads = 1;
    parameters.i_width = WIDTH;
    parameters.i_height = HEIGHT;
    parameters.i_csp = X264_CSP_I420;
    parameters.i_fps_num = RATE;
    parameters.i_fps_den = 1;
    parameters.b_vfr_input = 0;
    parameters.i_keyint_max = parameters.i_keyint_min = GOV;
    parameters.i_scenecut_threshold = 0;
    parameters.b_repeat_headers = 1;
    parameters.rc.i_rc_method = X264_RC_ABR;
    parameters.rc.i_bitrate = parameters.rc.i_vbv_max_bitrate = parameters.rc.i_vbv_buffer_size = bitrate;
    x264_t *encoder = x264_encoder_open(&parameters);
    x264_picture_t input, output;
    if (!encoder || x264_picture_alloc(&input, X264_CSP_I420, WIDTH, HEIGHT) < 0) return 1;
    size_t sizes[3] = {WIDTH * HEIGHT, WIDTH * HEIGHT / 4, WIDTH * HEIGHT / 4};
    for (int frame = 0; frame < frames; frame++) {
        if (!fgets(line, sizeof line, file)) return 1;
        for (int plane = 0; plane < 3; plane++)
            if (fread(input.img.plane[plane], 1, sizes[plane], file) != sizes[plane]) return 1;
        input.i_pts = frame;
        x264_nal_t *units;
        int number;
        int64_t begun = now();
        if (x264_encoder_encode(encoder, &units, &number, &input, &output) <= 0) return 1;
        printf("%lld\n", (long long)(now() - begun));
    }
    return 0;
}
"""


def build(folder):
    source, program = os.path.join(folder, "encoder.c"), os.path.join(folder, "encoder")
    with open(source, "w") as file:
        file.write(PROGRAM)
    numbers = {"WIDTH": WIDTH, "HEIGHT": HEIGHT, "RATE": RATE, "GOV": GOV}
    subprocess.run(
        ["gcc", "-O2", *(f"-D{name}={value}" for name, value in numbers.items()), "-o", program, source, "-lx264"], check=True)
    return program


def times(program, fifo, bitrate, frames):
    """Seconds that the encoder took for each picture."""
    text = subprocess.run([program, fifo, str(bitrate), str(frames)], capture_output=True, text=True, check=True).stdout
    return [int(line) / 1e9 for line in text.split()]
