#pragma once
#include <linux/gpio.h>
#include <sys/ioctl.h>

/* The requests are macros that Swift cannot see, and ioctl is variadic. */
static inline int camgate_gpio_chip_info(int file, struct gpiochip_info *info) {
    return ioctl(file, GPIO_GET_CHIPINFO_IOCTL, info);
}

static inline int camgate_gpio_line_info(int file, struct gpio_v2_line_info *info) {
    return ioctl(file, GPIO_V2_GET_LINEINFO_IOCTL, info);
}

static const unsigned long long camgate_gpio_line_used = GPIO_V2_LINE_FLAG_USED;
