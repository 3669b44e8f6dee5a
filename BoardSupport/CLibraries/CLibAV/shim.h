#pragma once
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/error.h>
#include <libavutil/imgutils.h>
#include <libswscale/swscale.h>

/* Macros that Swift does not see. */
static const int camgate_averror_eof = AVERROR_EOF;
static const int camgate_averror_again = AVERROR(EAGAIN);
static const int64_t camgate_av_nopts = AV_NOPTS_VALUE;
