"""Glassbox against PyTorch, ONNX Runtime and candle-transformers, as a Markdown table.

    python -m venv venv && venv/bin/pip install -r benches/against_peers/requirements.txt
    venv/bin/python benches/against_peers/run.py [--folder FOLDER] [--rounds N] [--size base|minilm]

Everybody reads the same random BERT (bert-base's size, float32, made once in FOLDER, by default
under cargo's target folder) with the same number of threads, one after the other, in turns, in one
session. Medians are in milliseconds. PyTorch and ONNX Runtime give out the hidden states of all
layers, candle-transformers its last layer alone; Glassbox those of all layers and their norms, and
its times have the tokenizer in them, which nobody else's have. For the corpus each peer has the
batch size that suits it best, of those tried, and texts sorted by length.

The sample corpus has 840 sentences; the first 732 are read. Numbers depend on the machine and on
what else it does: they are for reading, not for asserting.
"""

import argparse
import csv
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORDS = "the prime minister of canada enjoys a beautiful walk at the beach and ".split()
SENTENCES = 732
BATCHES = [8, 16, 32, 64]
NAMES = {
    "onnx": "ONNX Runtime",
    "torch": "PyTorch",
    "candle": "candle-transformers",
    "glassbox": "Glassbox",
    "memory": "memory",
}


class Peer:
    """A process that measures itself."""

    def __init__(self, command):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.answer("ready")

    def answer(self, expected=None):
        line = self.process.stdout.readline().strip()
        if not line or (expected and line != expected):
            sys.exit(f"a peer stopped: {self.process.args}")
        return line

    def times(self, task, rounds):
        self.process.stdin.write(json.dumps({**task, "rounds": rounds}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.answer())

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def task_of(tokenizer, texts, layer=None, batch=1):
    ids = [tokenizer.encode(text).ids for text in texts]
    order = sorted(range(len(texts)), key=lambda index: len(ids[index]))
    return {
        "texts": [texts[index] for index in order],
        "ids": [ids[index] for index in order],
        "layer": layer,
        "batch": batch,
    }


def text_of(tokens, first=0):
    """A text of so many tokens, [CLS] and [SEP] counted; each word is one token."""
    return " ".join(WORDS[(first + index) % len(WORDS)] for index in range(tokens - 2))


def sentences():
    with open(ROOT / "assets/sample-corpus/sentences.csv", newline="", encoding="utf-8") as file:
        return [row["text"] for row in csv.DictReader(file)][:SENTENCES]


def binary():
    """The Rust peers, built."""
    built = subprocess.run(
        ["cargo", "bench", "--bench", "against_peers", "--no-run", "--message-format=json"],
        cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
    )
    for line in built.stdout.splitlines():
        message = json.loads(line)
        if message.get("target", {}).get("name") == "against_peers" and message.get("executable"):
            return message["executable"]
    sys.exit("cargo built no bench called against_peers")


def machine(about):
    import onnxruntime
    import torch
    import transformers

    model = platform.processor()
    if os.path.exists("/proc/cpuinfo"):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next((line.split(": ")[1] for line in lines if line.startswith("model name")), model)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB; Glassbox on {about}; "
        f"onnxruntime {onnxruntime.__version__}, torch {torch.__version__}, "
        f"transformers {transformers.__version__}; {time.strftime('%Y-%m-%d')}"
    )


def measured(peers, tasks, rounds):
    """`[task][peer]`: the times of all rounds, the peers taking turns."""
    times = {label: {name: [] for name in who} for label, (_, who, _) in tasks.items()}
    for turn in range(rounds):
        for label, (task, who, repeats) in tasks.items():
            for name in who:
                own = task[name] if name in task else task
                # The first of each turn finds caches that another peer filled.
                got = peers[name].times(own, repeats + 1)[1:]
                times[label][name].extend(got)
                # Threads of the last peer may still look out for work.
                time.sleep(0.05)
        print(f"round {turn + 1} of {rounds}", file=sys.stderr)
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    parser.add_argument("--folder", type=Path, default=target / "against_peers")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--size", choices=["base", "minilm"], default="base")
    parser.add_argument("--no-corpus", action="store_true")
    arguments = parser.parse_args()
    folder = arguments.folder / arguments.size
    executable = binary()
    about = subprocess.run(
        [executable, "about", "-"], check=True, stdout=subprocess.PIPE, text=True
    ).stdout.strip()
    threads = int(about.split(", ")[1].split()[0])
    if not (folder / "model.onnx").exists():
        folder.mkdir(parents=True, exist_ok=True)
        make = [sys.executable, str(HERE / "peers.py"), "make", str(folder), arguments.size]
        subprocess.run(make, check=True)
        shutil.copy(ROOT / "assets/minilm-l6-v2/tokenizer.json", folder)

    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    everyone = ["onnx", "torch", "candle", "glassbox"]
    tasks = {}
    for tokens in [12, 32, 128, 512]:
        task = task_of(tokenizer, [text_of(tokens)])
        assert len(task["ids"][0]) == tokens
        tasks[f"{tokens} tokens"] = (task, everyone, 5 if tokens < 100 else 2 if tokens < 500 else 1)
    pair = [text_of(12), text_of(12, 5)]
    # The others read a pair as a batch of two; Glassbox reads both in one pass by itself.
    batch = task_of(tokenizer, pair, batch=2)
    one = {**batch, "batch": 1}
    tasks["2 × 12 tokens"] = ({"glassbox": one, "onnx": batch, "torch": batch, "candle": batch}, everyone, 5)
    layer = 8 if arguments.size == "base" else 4
    early = {**task_of(tokenizer, [text_of(12)]), "layer": layer}
    tasks[f"12 tokens, to Layer {layer}"] = (early, ["glassbox"], 5)
    tasks["weights from memory"] = (task_of(tokenizer, [text_of(12)]), ["memory"], 5)

    commands = {
        "onnx": [sys.executable, str(HERE / "peers.py"), "onnx", str(folder), str(threads)],
        "torch": [sys.executable, str(HERE / "peers.py"), "torch", str(folder), str(threads)],
        "candle": [executable, "candle", str(folder)],
        "glassbox": [executable, "glassbox", str(folder)],
        "memory": [executable, "memory", str(folder)],
    }
    os.environ["RAYON_NUM_THREADS"] = str(threads)
    peers = {name: Peer(command) for name, command in commands.items()}
    times = measured(peers, tasks, arguments.rounds)
    if not arguments.no_corpus:
        corpus = task_of(tokenizer, sentences())
        best = {}
        for name in everyone:
            # Of two tries the better one: a disturbed try must not choose for a peer.
            tried = {size: min(peers[name].times({**corpus, "batch": size}, 2)) for size in BATCHES}
            best[name] = {**corpus, "batch": min(tried, key=tried.get)}
            print(f"{name}: batches of {best[name]['batch']}", file=sys.stderr)
        label = f"{len(corpus['ids'])} sentences"
        few = {label: (best, everyone, 1)}
        times.update(measured(peers, few, max(arguments.rounds // 3, 1)))
    for peer in peers.values():
        peer.end()
    print_table(times, about)


def print_table(times, about):
    median = lambda label, name: statistics.median(times[label][name]) if times[label].get(name) else None
    print(f"\n{machine(about)}\n")
    names = ["onnx", "torch", "candle", "glassbox"]
    print("| work | " + " | ".join(NAMES[name] for name in names) + " | against ONNX Runtime | against PyTorch |")
    print("|---" * (len(names) + 3) + "|")
    shown = lambda value: "" if value is None else f"{value:.1f}"
    for label in times:
        if "memory" in times[label]:
            continue
        row = [median(label, name) for name in names]
        base = "12 tokens" if label.startswith("12 tokens") else label
        ratios = [row[-1] / median(base, name) for name in ["onnx", "torch"]]
        cells = [shown(value) for value in row] + [f"{ratio:.2f}" for ratio in ratios]
        print(f"| {label} | " + " | ".join(cells) + " |")
    limit = median("weights from memory", "memory")
    ours = median("12 tokens", "glassbox")
    print(f"\nReading as many numbers as the blocks have weights, once: {limit:.1f} ms; "
          f"12 tokens take {ours / limit:.2f} times that.")
    for label in times:
        if label.endswith("sentences"):
            count = int(label.split()[0])
            speeds = [f"{NAMES[name]} {count / median(label, name) * 1e3:.0f}" for name in names]
            print("Sentences a second: " + ", ".join(speeds) + ".")


if __name__ == "__main__":
    main()
