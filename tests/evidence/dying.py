"""Dying at a chosen step, for tests of what a killed process leaves."""

import os
import signal
from collections.abc import Callable


def die_at(step: int, *deeds: tuple[type, str]) -> None:
    """Make this process die as by kill -9 at one of its steps: calls of some methods, counted together."""
    steps = [0]

    def count(call: Callable[..., object]) -> Callable[..., object]:
        def counted(*args: object) -> object:
            steps[0] += 1
            if steps[0] == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*args)

        return counted

    for kind, name in deeds:
        setattr(kind, name, count(getattr(kind, name)))
