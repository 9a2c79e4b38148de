"""
Ctrl-C and a polite kill: the step in progress is finished, a checkpoint is written, and the same command goes on from there. After the last
step, of which there is a checkpoint, there is nothing to wait for.
"""

import contextlib
import signal
import threading


class Interrupted(BaseException):
    """Not an error, which something might handle."""


class Interruption:
    def __init__(self):
        self.requested = False
        self._at_once = False

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

    @contextlib.contextmanager
    def ends_at_once(self):
        """While this holds, a signal raises `Interrupted` where it comes."""
        self._at_once = True
        try:
            yield
        finally:
            self._at_once = False

    def _request(self, number: int, frame) -> None:
        if self.requested and number == signal.SIGINT:
            raise KeyboardInterrupt  # the second time, at once
        self.requested = True
        if self._at_once:
            raise Interrupted
