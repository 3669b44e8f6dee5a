"""Lets a benchmark make a process give freed memory back before it is measured, without a word about it in the product: a small
library, loaded beside the program, calls `malloc_trim` when it is asked to through a socket."""

import os
import socket
import subprocess

LIBRARY = r"""
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void *serve(void *descriptor) {
    char byte;
    while (read((int)(long)descriptor, &byte, 1) == 1) {
        malloc_trim(0);
        if (write((int)(long)descriptor, &byte, 1) != 1) break;
    }
    return NULL;
}

__attribute__((constructor)) static void begin(void) {
    const char *number = getenv("TRIM_DESCRIPTOR");
    if (!number) return;
    sigset_t all, before;
    pthread_t thread;
    // Signals are the program's own matter.
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_create(&thread, NULL, serve, (void *)(long)atoi(number));
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}
"""


class Trimming:
    """Give `options` to a gateway that is to be trimmed; use it in a `with` statement."""

    def __init__(self, folder):
        source, self.library = os.path.join(folder, "trim.c"), os.path.join(folder, "trim.so")
        with open(source, "w") as file:
            file.write(LIBRARY)
        subprocess.run(["gcc", "-O2", "-shared", "-fPIC", "-pthread", "-o", self.library, source], check=True)

    def __enter__(self):
        self.here, self.there = socket.socketpair()
        self.here.settimeout(10)
        os.set_inheritable(self.there.fileno(), True)
        return self

    def __exit__(self, *_):
        self.here.close()
        self.there.close()

    @property
    def options(self):
        return {
            "environment": {"LD_PRELOAD": self.library, "TRIM_DESCRIPTOR": str(self.there.fileno())},
            "descriptors": (self.there.fileno(),),
        }

    def trim(self):
        """Returns when it is done."""
        self.here.sendall(b"t")
        if self.here.recv(1) != b"t":
            raise SystemExit("the gateway has ended")
