"""Figures on foreign material against their floors: `python -m bench.floors FOLDER`, exit 1 when one fell.

FOLDER holds `measure/` with the graders and `data/dev/` with pages and truths; without it nothing is
measured, and that is said. The floors stand in `bench/floors.toml`.
"""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

_HERE = Path(__file__).parent
_SETS = {
    "extract": ["--set", "data/dev", "--half", "dev"],
    "platforms": ["--set", "data/dev/platforms"],
    "small": ["--set", "data/dev/small"],
    "words": ["--set", "data/dev/phrases"],
}
_FIGURE = re.compile(r"(\w+)=([\d.]+)(?:/(\d+))?(?=\s|$)")


def main() -> int:
    """Measure each set and compare."""
    folder = Path(sys.argv[1])
    command = shutil.which("netpatrol", path=str(Path(sys.executable).parent))
    if not (folder / "measure").is_dir() or command is None:
        print(f"floors: nothing measured, {folder}/measure is not there")
        return 0
    floors = tomllib.loads((_HERE / "floors.toml").read_text(encoding="utf-8"))
    fallen = []
    for name in _SETS:
        got = _measure(folder, name, command)
        if got.get(
            "failures"
        ):  # a command that did not end well on a busy machine is no figure: once more, whole
            got = _measure(folder, name, command)
        fallen += _compare(name, got, floors[name])
    for line in fallen:
        print(f"FELL {line}")
    return 1 if fallen else 0


def _measure(folder: Path, name: str, command: str) -> dict[str, float]:
    arguments = [str(folder / part) if part.startswith("data/") else part for part in _SETS[name]]
    done = subprocess.run(
        [sys.executable, str(folder / "measure" / f"{name}.py"), "--netpatrol", command, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    last = (done.stdout.strip().splitlines() or [""])[-1]
    print(
        *(line for line in done.stdout.splitlines() if line.startswith("FAILED")), f"{name}: {last}", sep="\n"
    )
    return {
        key: float(value) / float(whole) if whole else float(value)
        for key, value, whole in _FIGURE.findall(last)
    }


def _compare(name: str, got: dict[str, float], floors: dict[str, object]) -> list[str]:
    most = floors.get("most", {})
    low = [
        f"{name}.{key}: {got.get(key, 0.0):.3f}, floor {floor}"
        for key, floor in floors.items()
        if isinstance(floor, float | int) and got.get(key, 0.0) < floor
    ]
    high = [
        f"{name}.{key}: {got.get(key, 1.0):.3f}, at most {ceiling}"
        for key, ceiling in (most.items() if isinstance(most, dict) else ())
        if got.get(key, 1.0) > ceiling
    ]
    return low + high


if __name__ == "__main__":
    sys.exit(main())
