"""Ctrl-C and a polite kill: the step in progress is finished, a checkpoint is written, and the same command goes on from there."""

import contextlib
import signal
import threading


class Interruption:
    def __init__(self):
        self.requested = False

    @contextlib.contextmanager
    def watched(self):
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        previous = {number: signal.signal(number, self._request) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)

    def _request(self, number: int, frame) -> None:
        if self.requested and number == signal.SIGINT:
            raise KeyboardInterrupt  # the second time, at once
        self.requested = True
