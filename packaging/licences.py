#!/usr/bin/env python3
"""Writes assets/licences/licences.txt: everything that is in the program, on whatever system, and
under which licence. Run it after a change of Cargo.lock: packaging/licences.py

Of several licences that a library offers, the first of CHOICE is taken. The licence that a library's
own files hold is copied from there; of Apache-2.0, which is the same everywhere, once.
"""

import json
import re
import subprocess
from collections import defaultdict
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
OUT = PROJECT / "assets/licences/licences.txt"
CHOICE = ["Apache-2.0", "MIT", "MIT-0", "Zlib", "BSD-3-Clause", "BSD-2-Clause", "ISC", "0BSD", "CC0-1.0"]
# Words in the names of files, or else in their first lines, that tell whose text it is.
TELLING = {
    "Apache-2.0": ["apache"],
    "Apache-2.0 WITH LLVM-exception": ["apache", "llvm"],
    "MIT": ["mit", "license", "licence", "copying"],
}
FILES = """\
all-MiniLM-L6-v2, the model           Apache-2.0            sentence-transformers; rounded to float16
DejaVu Sans, a font                   Bitstream-Vera        unmodified
Noto Emoji, a font                    OFL-1.1               unmodified
Hack, Ubuntu Light, icons, fonts      MIT, UFL-1.0, OFL-1.1 as packaged in epaint_default_fonts
Phosphor, icons                       MIT                   30 icons cut out
words-en.txt, frequencies of words    CC-BY-SA-4.0          of wordfreq 3.1.1 by Robyn Speer
sentences.csv, the sample corpus      Apache-2.0            written for Glassbox
the standard library of Rust          Apache-2.0            offered under MIT too
"""
OWN_TEXTS = [
    ("DejaVu Sans", "assets/fonts/DejaVuSans-LICENSE.txt"),
    ("Noto Emoji", "assets/fonts/NotoEmoji-LICENSE.txt"),
    ("Phosphor", "assets/fonts/Phosphor-LICENSE.txt"),
]


def bundled(metadata):
    """The packages that are compiled into the program or the module, by what they depend on."""
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    packages = {package["id"]: package for package in metadata["packages"]}
    waiting = [id for id in metadata["workspace_members"]]
    found = set(waiting)
    while waiting:
        for dependency in nodes[waiting.pop()]["deps"]:
            normal = any(kind["kind"] is None for kind in dependency["dep_kinds"])
            if normal and dependency["pkg"] not in found:
                found.add(dependency["pkg"])
                waiting.append(dependency["pkg"])
    members = set(metadata["workspace_members"])
    chosen = [packages[id] for id in found - members]
    return sorted(chosen, key=lambda package: (package["name"], package["version"]))


def alternatives(expression):
    """The ways to satisfy an SPDX expression, each a set of licences."""
    words = re.findall(r"\(|\)|[^\s()/]+", expression.replace("/", " OR "))

    def any_of():
        ways = all_of()
        while words and words[0] == "OR":
            words.pop(0)
            ways = ways + all_of()
        return ways

    def all_of():
        ways = one()
        while words and words[0] == "AND":
            words.pop(0)
            more = one()
            ways = [a | b for a in ways for b in more]
        return ways

    def one():
        word = words.pop(0)
        if word == "(":
            ways = any_of()
            words.pop(0)
            return ways
        if words and words[0] == "WITH":
            words.pop(0)
            word = f"{word} WITH {words.pop(0)}"
        return [frozenset([word])]

    return any_of()


def chosen_way(expression):
    rank = lambda way: [CHOICE.index(name) if name in CHOICE else len(CHOICE) for name in sorted(way)]
    return min(alternatives(expression), key=lambda way: (len(way), rank(way)))


def texts_of(package, way):
    """The texts that the package brings for the licences of `way`, Apache-2.0 left out."""
    folder = Path(package["manifest_path"]).parent
    named = [package.get("license_file")] if package.get("license_file") else []
    files = [folder / name for name in named]
    pattern = re.compile(r"(licen[cs]e|copying|notice|unlicense|ofl|ufl)", re.I)
    files += sorted(path for path in folder.iterdir() if path.is_file() and pattern.search(path.name))
    fonts = folder / "fonts"
    if fonts.is_dir():
        files += sorted(fonts.glob("*.txt"))
    kept = []
    for path in dict.fromkeys(files):
        if path.suffix in {".rs", ".toml"} or not path.exists():
            continue
        text = path.read_text(encoding="utf-8", errors="replace").strip()
        is_apache = "Apache License" in text[:300] and "Version 2.0" in text[:400]
        is_notice = "notice" in path.name.lower()
        others = [name for name in way if not name.startswith("Apache-2.0")]
        if is_notice or (others and not is_apache):
            kept.append(tidy(text))
    return list(dict.fromkeys(kept))


def tidy(text):
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\t", "    ").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def main():
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--features", "parquet"]
    metadata = json.loads(subprocess.check_output(command, cwd=PROJECT))
    packages = bundled(metadata)
    lines, users, without = [], defaultdict(list), []
    for package in packages:
        expression = package["license"] or "see its text"
        way = chosen_way(expression) if package["license"] else frozenset(["its own"])
        name = f"{package['name']} {package['version']}"
        lines.append(f"{name:<40} {' AND '.join(sorted(way)):<26} {package.get('repository') or ''}".rstrip())
        texts = texts_of(package, way)
        for text in texts:
            users[text].append(name)
        needs = [one for one in way if not one.startswith("Apache-2.0") and one not in {"CC0-1.0", "0BSD", "MIT-0"}]
        if needs and not texts:
            without.append((name, needs, package))
    out = [
        "Glassbox is given away under the Apache License, version 2.0. In it are:\n",
        "FILES\n",
        FILES,
        f"LIBRARIES, {len(packages)} on all systems together; the licence is the one chosen of those offered\n",
        "\n".join(lines) + "\n",
        "TEXTS\n",
    ]
    rule = "-" * 80
    apache = tidy((PROJECT / "LICENSE").read_text(encoding="utf-8"))
    out.append(f"{rule}\nApache-2.0, of all that name it above\n{rule}\n{apache}\n")
    for name, place in OWN_TEXTS:
        text = tidy((PROJECT / place).read_text(encoding="utf-8"))
        out.append(f"{rule}\n{name}\n{rule}\n{text}\n")
    for text, names in sorted(users.items(), key=lambda entry: entry[1]):
        out.append(f"{rule}\n{', '.join(names)}\n{rule}\n{text}\n")
    for name, needs, package in without:
        authors = ", ".join(package["authors"]) or "its authors"
        out.append(f"{rule}\n{name}\n{rule}\n{' AND '.join(needs)}; its package brings no text. Copyright: {authors}\n")
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text("\n".join(out), encoding="utf-8")
    print(f"{OUT.relative_to(PROJECT)}: {len(packages)} libraries, {OUT.stat().st_size} bytes, without a text: {[w[0] for w in without]}")


main()
