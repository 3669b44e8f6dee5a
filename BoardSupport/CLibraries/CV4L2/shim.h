#pragma once
#include <errno.h>
#include <fcntl.h>
#include <libv4l2.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Variadic functions that Swift does not see; all return 0 or more, or a negative errno. */

/* Plugins of libv4l2 are used (they make devices with several planes look like one plane), its format conversions are not. */
static inline int camgate_v4l2_open(const char *path) {
    int descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0) return -errno;
    if (v4l2_fd_open(descriptor, V4L2_DISABLE_CONVERSION) < 0) {
        int error = errno;
        close(descriptor);
        return -error;
    }
    return descriptor;
}

/* Without libv4l2, which knows nothing of encoders. */
static inline int camgate_v4l2_open_plain(const char *path) {
    int descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    return descriptor < 0 ? -errno : descriptor;
}

static inline int camgate_v4l2_ioctl(int descriptor, unsigned long request, void *argument) {
    int status;
    do {
        status = v4l2_ioctl(descriptor, request, argument);
    } while (status < 0 && errno == EINTR);
    return status < 0 ? -errno : status;
}

/* Past libv4l2, which gives no buffers back while one of them is mapped. */
static inline int camgate_v4l2_kernel_ioctl(int descriptor, unsigned long request, void *argument) {
    return ioctl(descriptor, request, argument) < 0 ? -errno : 0;
}

/* Macros that Swift does not see. */
static const unsigned long camgate_vidioc_querycap = VIDIOC_QUERYCAP;
static const unsigned long camgate_vidioc_s_input = VIDIOC_S_INPUT;
static const unsigned long camgate_vidioc_enum_fmt = VIDIOC_ENUM_FMT;
static const unsigned long camgate_vidioc_enum_framesizes = VIDIOC_ENUM_FRAMESIZES;
static const unsigned long camgate_vidioc_enum_frameintervals = VIDIOC_ENUM_FRAMEINTERVALS;
static const unsigned long camgate_vidioc_try_fmt = VIDIOC_TRY_FMT;
static const unsigned long camgate_vidioc_s_fmt = VIDIOC_S_FMT;
static const unsigned long camgate_vidioc_s_parm = VIDIOC_S_PARM;
static const unsigned long camgate_vidioc_reqbufs = VIDIOC_REQBUFS;
static const unsigned long camgate_vidioc_querybuf = VIDIOC_QUERYBUF;
static const unsigned long camgate_vidioc_qbuf = VIDIOC_QBUF;
static const unsigned long camgate_vidioc_dqbuf = VIDIOC_DQBUF;
static const unsigned long camgate_vidioc_streamon = VIDIOC_STREAMON;
static const unsigned long camgate_vidioc_streamoff = VIDIOC_STREAMOFF;
static const unsigned long camgate_vidioc_queryctrl = VIDIOC_QUERYCTRL;
static const unsigned long camgate_vidioc_s_ctrl = VIDIOC_S_CTRL;

static const unsigned int camgate_pix_h264 = V4L2_PIX_FMT_H264;
static const unsigned int camgate_pix_hevc = V4L2_PIX_FMT_HEVC;
static const unsigned int camgate_pix_fwht = V4L2_PIX_FMT_FWHT;
static const unsigned int camgate_pix_nv12 = V4L2_PIX_FMT_NV12;
static const unsigned int camgate_pix_yu12 = V4L2_PIX_FMT_YUV420;
static const unsigned int camgate_pix_yuyv = V4L2_PIX_FMT_YUYV;
static const unsigned int camgate_pix_mjpeg = V4L2_PIX_FMT_MJPEG;
static const unsigned int camgate_pix_jpeg = V4L2_PIX_FMT_JPEG;

static const unsigned int camgate_cid_brightness = V4L2_CID_BRIGHTNESS;
static const unsigned int camgate_cid_contrast = V4L2_CID_CONTRAST;
static const unsigned int camgate_cid_saturation = V4L2_CID_SATURATION;
static const unsigned int camgate_cid_sharpness = V4L2_CID_SHARPNESS;

static const unsigned int camgate_cid_bitrate = V4L2_CID_MPEG_VIDEO_BITRATE;
static const unsigned int camgate_cid_bitrate_mode = V4L2_CID_MPEG_VIDEO_BITRATE_MODE;
static const unsigned int camgate_cid_bitrate_peak = V4L2_CID_MPEG_VIDEO_BITRATE_PEAK;
static const unsigned int camgate_cid_b_frames = V4L2_CID_MPEG_VIDEO_B_FRAMES;
static const unsigned int camgate_cid_force_key = V4L2_CID_MPEG_VIDEO_FORCE_KEY_FRAME;
static const unsigned int camgate_cid_gop_size = V4L2_CID_MPEG_VIDEO_GOP_SIZE;
static const unsigned int camgate_cid_header_mode = V4L2_CID_MPEG_VIDEO_HEADER_MODE;
static const unsigned int camgate_cid_repeat_headers = V4L2_CID_MPEG_VIDEO_REPEAT_SEQ_HEADER;
static const unsigned int camgate_cid_prepend_headers = V4L2_CID_MPEG_VIDEO_PREPEND_SPSPPS_TO_IDR;
static const long camgate_bitrate_cbr = V4L2_MPEG_VIDEO_BITRATE_MODE_CBR;
static const long camgate_bitrate_vbr = V4L2_MPEG_VIDEO_BITRATE_MODE_VBR;
static const long camgate_header_joined = V4L2_MPEG_VIDEO_HEADER_MODE_JOINED_WITH_1ST_FRAME;

static const unsigned int camgate_cap_codec = V4L2_CAP_VIDEO_M2M;
static const unsigned int camgate_cap_codec_planes = V4L2_CAP_VIDEO_M2M_MPLANE;
static const unsigned int camgate_cap_capture = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_VIDEO_CAPTURE_MPLANE;
static const unsigned int camgate_cap_output =
    V4L2_CAP_VIDEO_OUTPUT | V4L2_CAP_VIDEO_OUTPUT_MPLANE | V4L2_CAP_VIDEO_M2M | V4L2_CAP_VIDEO_M2M_MPLANE;
static const unsigned int camgate_cap_streaming = V4L2_CAP_STREAMING;
static const unsigned int camgate_cap_device_caps = V4L2_CAP_DEVICE_CAPS;
static const unsigned int camgate_buf_cap_orphaned = V4L2_BUF_CAP_SUPPORTS_ORPHANED_BUFS;
static const unsigned int camgate_buf_timestamp_mask = V4L2_BUF_FLAG_TIMESTAMP_MASK;
static const unsigned int camgate_buf_timestamp_monotonic = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
static const unsigned int camgate_ctrl_disabled = V4L2_CTRL_FLAG_DISABLED;
static const unsigned int camgate_buf_error = V4L2_BUF_FLAG_ERROR;
static const unsigned int camgate_ctrl_unusable =
    V4L2_CTRL_FLAG_DISABLED | V4L2_CTRL_FLAG_READ_ONLY | V4L2_CTRL_FLAG_WRITE_ONLY;
