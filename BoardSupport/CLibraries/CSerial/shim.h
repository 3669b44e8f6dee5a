#pragma once
#include <linux/serial.h>
#include <string.h>
#include <sys/ioctl.h>

/* The requests are macros that Swift cannot see, and ioctl is variadic. */
static inline int camgate_serial_set_rs485(int file, int enabled) {
    struct serial_rs485 settings;
    memset(&settings, 0, sizeof settings);
    if (enabled) settings.flags = SER_RS485_ENABLED | SER_RS485_RTS_ON_SEND;
    return ioctl(file, TIOCSRS485, &settings);
}

static inline int camgate_serial_set_rts(int file, int on) {
    int line = TIOCM_RTS;
    return ioctl(file, on ? TIOCMBIS : TIOCMBIC, &line);
}

static inline int camgate_serial_claim(int file) {
    return ioctl(file, TIOCEXCL);
}
