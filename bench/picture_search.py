"""Finding look-alikes among many pictures on disk, against comparing with each of them in numpy.

python -m bench.picture_search --prints 5000000
python -m bench.picture_search --copies FOLDER

The first gives the ratio of CPU time for one print, and whether both find the same. The second makes copies
of the pictures in a folder (smaller, poorer, mirrored, bordered, cut) and counts how many find their original
and how many find another picture.
"""

import argparse
import io
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from config.errors import ItemError
from index.pictures.segment import FARTHEST, Words, make_segment, open_segment, write_segment
from ocr.fingerprint import ALIKE, WORDS, make_asked_prints, make_kept_prints
from ocr.picture import read_pixels

_ASKED = 200
Copy = Callable[[Image.Image, random.Random], Image.Image]


def measure_search(number: int) -> str:
    """The ratio of CPU time of a look-up to a comparison with every print, and whether they agree."""
    chance = np.random.default_rng(11)
    prints = chance.integers(0, np.iinfo(np.uint64).max, (number, WORDS), dtype=np.uint64, endpoint=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "segment-1"
        owners = np.arange(number, dtype=np.uint32)
        write_segment(make_segment(prints, owners, np.zeros((number, 32), dtype=np.uint8)), folder)
        segment = open_segment(folder)
        ours = naive = 0.0
        agreed = 0
        for row in chance.integers(0, number, _ASKED):
            asked = _flip(prints[row], chance.choice(256, chance.integers(0, FARTHEST + 1), replace=False))
            before = time.process_time()
            found = {owner for owner, _ in segment.iter_near(asked[None, :], FARTHEST)}
            between = time.process_time()
            every = np.flatnonzero(np.bitwise_count(prints ^ asked).sum(axis=1) <= FARTHEST)
            naive += time.process_time() - between
            ours += between - before
            agreed += found == set(every.tolist())
    return f"{number} prints: ratio {ours / naive:.4f}, the same found {agreed} of {_ASKED}"


def _flip(one: Words, bits: np.ndarray) -> Words:
    held = np.unpackbits(one.copy().view(np.uint8))
    held[bits] ^= 1
    return np.packbits(held).view(np.uint64)


def _cut(most: float) -> Copy:
    def cut(picture: Image.Image, chance: random.Random) -> Image.Image:
        width, height = picture.size
        left, top, right, bottom = (chance.uniform(0, most) for _ in range(4))
        return picture.crop(
            (int(left * width), int(top * height), int(width * (1 - right)), int(height * (1 - bottom)))
        )

    return cut


def _add_border(picture: Image.Image, chance: random.Random) -> Image.Image:
    sides = tuple(chance.randint(5, 80) for _ in range(4))
    return ImageOps.expand(picture, sides, fill=chance.choice(("white", "black", "#d02020")))


COPIES: dict[str, Copy] = {
    "as it is": lambda picture, _: picture,
    "half the size": lambda picture, _: picture.resize((picture.width // 2 or 1, picture.height // 2 or 1)),
    "mirrored": lambda picture, _: ImageOps.mirror(picture),
    "bordered": _add_border,
    "cut by up to 5 % a side": _cut(0.05),
    "cut by up to 10 % a side": _cut(0.10),
    "cut by up to 15 % a side": _cut(0.15),
    "mirrored and cut by up to 5 %": lambda picture, chance: ImageOps.mirror(_cut(0.05)(picture, chance)),
    "a fifth wider": lambda picture, _: picture.resize((picture.width * 6 // 5, picture.height)),
}


def measure_copies(folder: Path) -> list[str]:
    """For each way of copying how many pictures of a folder are found, and how often another one is."""
    originals: list[tuple[Image.Image, Words]] = []
    for path in sorted(folder.rglob("*")):
        try:
            prints = make_kept_prints(read_pixels(path.read_bytes()).pixels) if path.is_file() else []
        except ItemError:
            continue
        if len(prints):
            originals.append((Image.open(path).convert("RGB"), np.asarray(prints, dtype=np.uint64)))
    chance, lines = random.Random(5), []  # noqa: S311 -- copies of pictures, no secrets
    for name, copy in COPIES.items():
        found = false = 0
        for number, (picture, _) in enumerate(originals):
            near = _find_near(_pack(copy(picture, chance)), [prints for _, prints in originals])
            found += number in near
            false += len(near - {number})
        lines.append(f"{name}: found {found} of {len(originals)}, another picture {false}")
    return lines


def _find_near(data: bytes, kept: list[Words]) -> set[int]:
    asked = make_asked_prints(read_pixels(data).pixels)
    near = set()
    for number, prints in enumerate(kept):
        apart = np.bitwise_count(asked[:, None, :] ^ prints[None, :, :]).sum(axis=2)
        if apart.size and apart.min() <= ALIKE:
            near.add(number)
    return near


def _pack(picture: Image.Image) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=60)
    return stream.getvalue()


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--prints", type=int)
    parser.add_argument("--copies", type=Path)
    asked = parser.parse_args()
    if asked.prints:
        print(measure_search(asked.prints))
    for line in measure_copies(asked.copies) if asked.copies else ():
        print(line)


if __name__ == "__main__":
    main()
