"""What a stage took is told of the processes that it started, too."""

import subprocess
import sys

from patrols.usage import Laps

WORK = "held = bytearray(200_000_000)\nfor _ in range(3_000_000): pass"


def test_a_stage_counts_the_processes_that_it_waited_for() -> None:
    laps = Laps()
    laps.take("nothing")
    subprocess.run([sys.executable, "-c", WORK], check=True)
    laps.take("work")
    nothing, work = laps.stages["nothing"], laps.stages["work"]
    assert work.cpu_s > nothing.cpu_s
    assert work.peak_bytes > 200_000_000
    assert work.seconds > 0
