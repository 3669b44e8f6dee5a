"""The encoder alone: a C program around libasound and libvo-aacenc that captures, encodes as the gateway does, and tells the CPU time of that
alone."""

import os
import subprocess

PROGRAM = r"""
#include <alsa/asoundlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <vo-aacenc/cmnMemory.h>
#include <vo-aacenc/voAAC.h>

int main(int count, char **arguments) {
    int rate = atoi(arguments[2]), bitrate = atoi(arguments[3]), seconds = atoi(arguments[4]), period = 1024;
    snd_pcm_t *pcm;
    if (count != 5 || snd_pcm_open(&pcm, arguments[1], SND_PCM_STREAM_CAPTURE, 0) < 0) return 1;
    if (snd_pcm_set_params(pcm, SND_PCM_FORMAT_S16_LE, SND_PCM_ACCESS_RW_INTERLEAVED, 1, rate, 1, 160000) < 0) return 1;
    VO_AUDIO_CODECAPI api;
    VO_HANDLE encoder;
    VO_MEM_OPERATOR memory = {.Alloc = cmnMemAlloc, .Free = cmnMemFree, .Set = cmnMemSet, .Copy = cmnMemCopy, .Check = cmnMemCheck};
    VO_CODEC_INIT_USERDATA data = {.memflag = VO_IMF_USERMEMOPERATOR, .memData = &memory};
    voGetAACEncAPI(&api);
    if (api.Init(&encoder, VO_AUDIO_CodingAAC, &data)) return 1;
    AACENC_PARAM parameters = {rate, bitrate, 1, 0};
    if (api.SetParam(encoder, VO_PID_AAC_ENCPARAM, &parameters)) return 1;
    short frame[1024];
    struct rusage before, usage;
    getrusage(RUSAGE_SELF, &before);
    struct timespec next;
    clock_gettime(CLOCK_MONOTONIC, &next);
    for (int round = 0; round < seconds * rate / period; round++) {
        next.tv_nsec += 1000000000LL * period / rate;
        if (next.tv_nsec >= 1000000000) next.tv_nsec -= 1000000000, next.tv_sec++;
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
        if (snd_pcm_readi(pcm, frame, period) != period) return 1;
        unsigned char bytes[8192];
        VO_CODECBUFFER input = {(VO_PBYTE)frame, 2048}, output = {bytes, sizeof bytes};
        VO_AUDIO_OUTPUTINFO info;
        api.SetInputData(encoder, &input);
        api.GetOutputData(encoder, &output, &info);
    }
    getrusage(RUSAGE_SELF, &usage);
    long seconds_ = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec - before.ru_utime.tv_sec - before.ru_stime.tv_sec;
    long rest = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec - before.ru_utime.tv_usec - before.ru_stime.tv_usec;
    printf("%f\n", seconds_ + rest / 1e6);
    return 0;
}
"""


def build(folder):
    source, program = os.path.join(folder, "sound.c"), os.path.join(folder, "sound")
    with open(source, "w") as file:
        file.write(PROGRAM)
    subprocess.run(["gcc", "-O2", "-o", program, source, "-lasound", "-lvo-aacenc"], check=True)
    return program


def cpu_share(program, pcm, rate, bitrate, seconds, environment):
    """Seconds of processor time a second."""
    text = subprocess.run(
        [program, pcm, str(rate), str(bitrate), str(seconds)], capture_output=True, text=True, check=True, env=environment).stdout
    return float(text) / seconds
