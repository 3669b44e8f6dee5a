#pragma once
#include <vo-aacenc/cmnMemory.h>
#include <vo-aacenc/voAAC.h>

/* The library is a table of functions; these call it, so that no pointer to one is carried around. */

static inline VO_U32 camgate_voaac_open(VO_HANDLE *encoder) {
    static VO_MEM_OPERATOR memory = {
        .Alloc = cmnMemAlloc, .Free = cmnMemFree, .Set = cmnMemSet, .Copy = cmnMemCopy, .Check = cmnMemCheck,
        .Compare = cmnMemCompare, .Move = cmnMemMove};
    VO_CODEC_INIT_USERDATA data = {.memflag = VO_IMF_USERMEMOPERATOR, .memData = &memory};
    VO_AUDIO_CODECAPI library;
    VO_U32 status = voGetAACEncAPI(&library);
    return status ? status : library.Init(encoder, VO_AUDIO_CodingAAC, &data);
}

static inline VO_U32 camgate_voaac_set(VO_HANDLE encoder, AACENC_PARAM *parameters) {
    VO_AUDIO_CODECAPI library;
    VO_U32 status = voGetAACEncAPI(&library);
    return status ? status : library.SetParam(encoder, VO_PID_AAC_ENCPARAM, parameters);
}

static inline VO_U32 camgate_voaac_encode(VO_HANDLE encoder, VO_CODECBUFFER *samples, VO_CODECBUFFER *frame) {
    VO_AUDIO_CODECAPI library;
    VO_AUDIO_OUTPUTINFO info;
    VO_U32 status = voGetAACEncAPI(&library);
    if (!status) status = library.SetInputData(encoder, samples);
    return status ? status : library.GetOutputData(encoder, frame, &info);
}

static inline void camgate_voaac_close(VO_HANDLE encoder) {
    VO_AUDIO_CODECAPI library;
    if (!voGetAACEncAPI(&library)) library.Uninit(encoder);
}
