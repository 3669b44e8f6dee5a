#pragma once
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/channel_layout.h>
#include <libavutil/error.h>
#include <libavutil/imgutils.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>

/* Macros that Swift does not see. */
static const int camgate_averror_eof = AVERROR_EOF;
static const int camgate_averror_again = AVERROR(EAGAIN);
static const int64_t camgate_av_nopts = AV_NOPTS_VALUE;

/* A converter of a decoder's samples to one channel of 16 bits at a rate; NULL if there is none. */
static inline SwrContext *camgate_swr_open(AVCodecContext *decoder, int rate) {
    SwrContext *converter = NULL;
    AVChannelLayout mono = AV_CHANNEL_LAYOUT_MONO;
    if (swr_alloc_set_opts2(&converter, &mono, AV_SAMPLE_FMT_S16, rate, &decoder->ch_layout, decoder->sample_fmt,
                            decoder->sample_rate, 0, NULL) < 0) return NULL;
    if (swr_init(converter) < 0) swr_free(&converter);
    return converter;
}

/* Converts what a frame holds, or with NULL what is still inside; gives the number of samples. */
static inline int camgate_swr_convert(SwrContext *converter, const AVFrame *frame, int16_t *samples, int room) {
    uint8_t *planes[1] = {(uint8_t *)samples};
    return swr_convert(converter, planes, room, frame ? (const uint8_t **)frame->extended_data : NULL,
                       frame ? frame->nb_samples : 0);
}
