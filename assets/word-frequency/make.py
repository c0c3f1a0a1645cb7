#!/usr/bin/env python3
"""Makes words-en.txt from the wheel of wordfreq, with Python's standard library alone.

    pip download --no-deps wordfreq==3.1.1
    python make.py wordfreq-3.1.1-py3-none-any.whl

The wheel's data/small_en.msgpack.gz is a list of bands: every word of a band has the same
frequency, 10 ** (-band / 100), and within a band the order is alphabetical. Left out are the
entries that stand for many words at once: numbers of two or more digits, which wordfreq stores
by their shape ("0000" for every number of four digits).
"""

import gzip
import hashlib
import re
import sys
import zipfile
from pathlib import Path

WHEEL_SHA256 = "4b1c6ecffc6198be3396d5cf871c4423ca71c907c231348d352dd54d62b97473"
DATA = "wordfreq/data/small_en.msgpack.gz"
SEVERAL_DIGITS = re.compile(r"\d[\d.,]")


def unpacked(packed, at):
    """The value of MessagePack that begins at `at`, and where the next one does: only the kinds
    that the file has (strings, small numbers, lists, maps)."""
    kind = packed[at]
    at += 1

    def number(size):
        return int.from_bytes(packed[at : at + size], "big"), at + size

    if kind < 0x80:
        return kind, at
    if 0xA0 <= kind < 0xC0 or kind in (0xD9, 0xDA, 0xDB):
        if kind < 0xC0:
            length = kind & 0x1F
        else:
            length, at = number(1 << (kind - 0xD9))
        return packed[at : at + length].decode("utf-8"), at + length
    if kind < 0xA0 or kind in (0xDC, 0xDD):
        if kind >= 0xDC:
            count, at = number(2 << (kind - 0xDC))
        else:
            count = kind & 0x0F
        is_map = kind < 0x90
        values = []
        for _ in range(2 * count if is_map else count):
            value, at = unpacked(packed, at)
            values.append(value)
        return (dict(zip(values[::2], values[1::2])) if is_map else values), at
    raise SystemExit(f"byte {kind:#x} of MessagePack is not known here")


def main():
    if len(sys.argv) != 2:
        raise SystemExit("usage: make.py WHEEL: give wordfreq-3.1.1-py3-none-any.whl")
    wheel = Path(sys.argv[1])
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != WHEEL_SHA256:
        raise SystemExit(f"{wheel} is not the wheel of wordfreq 3.1.1")
    with zipfile.ZipFile(wheel) as files:
        packed = gzip.decompress(files.read(DATA))
    (header, *bands), end = unpacked(packed, 0)
    assert header == {"format": "cB", "version": 1} and end == len(packed)
    lines = []
    for band, words in enumerate(bands):
        words = [word for word in words if not SEVERAL_DIGITS.search(word)]
        assert words == sorted(words) and not any(re.search(r"\s", word) for word in words)
        if words:
            lines.append(f"{(900 - band) / 100:.2f} {' '.join(words)}\n")
    target = Path(__file__).with_name("words-en.txt")
    target.write_text("".join(lines), encoding="utf-8", newline="\n")
    count = sum(len(line.split()) - 1 for line in lines)
    print(f"{target.name}: {count} words in {len(lines)} bands,",
          f"SHA-256 {hashlib.sha256(target.read_bytes()).hexdigest()}")


main()
