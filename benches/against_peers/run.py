"""Glassbox against ONNX Runtime, OpenVINO, PyTorch and candle-transformers, as a Markdown table.

    python -m venv venv && venv/bin/pip install -r benches/against_peers/requirements.txt
    venv/bin/python benches/against_peers/run.py [--size base|minilm] [--load] [--help]

Everybody reads the same random BERT (bert-base's size, or the embedded model's, float32, made once
under cargo's target folder) with the same number of threads, one after the other, in turns, in one
session. Medians are in milliseconds. ONNX Runtime, OpenVINO and PyTorch give out the hidden states
of all layers, candle-transformers its last layer alone; Glassbox those of all layers and their
norms, and its times have the tokenizer in them, which nobody else's have. For the corpus each peer
has the batch size that suits it best, of those tried, and texts sorted by length.

`--load` keeps one core busy with another process meanwhile. `--peers` chooses whom to compare with;
only so is `compiled` measured, torch.compile, which needs a C++ compiler.

The sample corpus has 840 sentences; the first 732 are read. Numbers depend on the machine and on
what else it does: they are for reading, not for asserting.
"""

import argparse
import contextlib
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
NAMES = {
    "onnx": "ONNX Runtime",
    "openvino": "OpenVINO",
    "torch": "PyTorch",
    "compiled": "torch.compile",
    "candle": "candle-transformers",
    "glassbox": "Glassbox",
}
# Multiply-adds of a round of the peer "peak".
PEAK = 1e10


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


@contextlib.contextmanager
def one_core_busy(wanted):
    """Another process that computes all the time, if it is wanted."""
    if not wanted:
        yield
        return
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        busy.kill()
        busy.wait()


def machine(about):
    import onnxruntime
    import openvino
    import torch
    import transformers

    model = platform.processor()
    if os.path.exists("/proc/cpuinfo"):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next((line.split(": ")[1] for line in lines if line.startswith("model name")), model)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB; Glassbox on {about}; "
        f"onnxruntime {onnxruntime.__version__}, openvino {openvino.__version__.split('-')[0]}, torch {torch.__version__}, "
        f"transformers {transformers.__version__}; {time.strftime('%Y-%m-%d')}"
    )


def measured(peers, tasks, rounds):
    """`[task][peer][round]`: the times, the peers taking turns."""
    times = {label: {name: [] for name in who} for label, (_, who, _) in tasks.items()}
    for turn in range(rounds):
        for label, (task, who, repeats) in tasks.items():
            for name in who:
                own = task[name] if name in task else task
                # The first of each turn finds caches that another peer filled.
                times[label][name].append(peers[name].times(own, repeats + 1)[1:])
                # Threads of the last peer may still look out for work.
                time.sleep(0.05)
        print(f"round {turn + 1} of {rounds}", file=sys.stderr)
    return times


def arguments_given():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    parser.add_argument("--folder", type=Path, default=target / "against_peers")
    parser.add_argument("--binary", help="the bench, built before; else cargo builds it")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--size", choices=["base", "minilm"], default="base")
    parser.add_argument("--load", action="store_true", help="keep one core busy meanwhile")
    parser.add_argument("--tokens", type=int, nargs="*", default=[12, 32, 128, 512])
    others = [name for name in NAMES if name != "glassbox"]
    parser.add_argument("--peers", nargs="*", choices=others, default=[n for n in others if n != "compiled"])
    parser.add_argument("--batches", type=int, nargs="+", default=[8, 16, 32, 64])
    parser.add_argument("--no-corpus", action="store_true")
    return parser.parse_args()


def tasks_of(arguments, tokenizer, everyone):
    """`{label: (task, who, repeats)}`, all but the corpus."""
    tasks = {}
    for tokens in arguments.tokens:
        task = task_of(tokenizer, [text_of(tokens)])
        assert len(task["ids"][0]) == tokens
        tasks[f"{tokens} tokens"] = (task, everyone, 5 if tokens < 100 else 2 if tokens < 500 else 1)
    pair = [text_of(12), text_of(12, 5)]
    # The others read a pair as a batch of two; Glassbox reads both in one pass by itself.
    batch = task_of(tokenizer, pair, batch=2)
    own = {name: batch for name in everyone} | {"glassbox": {**batch, "batch": 1}}
    tasks["2 × 12 tokens"] = (own, everyone, 5)
    layer = 8 if arguments.size == "base" else 4
    early = {**task_of(tokenizer, [text_of(12)]), "layer": layer}
    tasks[f"12 tokens, to Layer {layer}"] = (early, ["glassbox"], 5)
    nothing = task_of(tokenizer, [text_of(12)])
    tasks["weights from memory"] = (nothing, ["memory"], 5)
    tasks["multiply-adds"] = (nothing, ["peak"], 3)
    return tasks


def corpus_tasks(peers, tokenizer, everyone, batches):
    """The same for the corpus, each peer with its best batch size."""
    corpus = task_of(tokenizer, sentences())
    best = {}
    for name in everyone:
        # Of two tries the better one: a disturbed try must not choose for a peer.
        tries = 2 if len(batches) > 1 else 0
        tried = {size: peers[name].times({**corpus, "batch": size}, tries) for size in batches}
        best[name] = {**corpus, "batch": min(batches, key=lambda size: min(tried[size], default=0))}
        print(f"{name}: batches of {best[name]['batch']}", file=sys.stderr)
    return {f"{len(corpus['ids'])} sentences": (best, everyone, 1)}


def main():
    arguments = arguments_given()
    folder = arguments.folder / arguments.size
    executable = arguments.binary or binary()
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
    everyone = [name for name in NAMES if name in [*arguments.peers, "glassbox"]]
    os.environ["RAYON_NUM_THREADS"] = str(threads)
    peers = {}
    for name in [*everyone, "memory", "peak"]:
        ours = [executable, name, str(folder)]
        theirs = [sys.executable, str(HERE / "peers.py"), name, str(folder), str(threads)]
        of_python = name in ["onnx", "openvino", "torch", "compiled"]
        peers[name] = Peer(theirs if of_python else ours)
    with one_core_busy(arguments.load):
        times = measured(peers, tasks_of(arguments, tokenizer, everyone), arguments.rounds)
        if not arguments.no_corpus:
            few = corpus_tasks(peers, tokenizer, everyone, arguments.batches)
            times.update(measured(peers, few, max(arguments.rounds // 3, 1)))
    for peer in peers.values():
        peer.end()
    print_table(times, about, everyone, arguments)


def print_table(times, about, everyone, arguments):
    load = "; another process keeps one core busy" if arguments.load else ""
    print(f"\n{machine(about)}; {arguments.size}, {arguments.rounds} rounds{load}\n")
    print("| ms | " + " | ".join(NAMES[name] for name in everyone) + " | against the best | of rounds |")
    print("|---" * (len(everyone) + 3) + "|")
    for label, own in times.items():
        if "glassbox" not in own:
            continue
        medians = [f"{median(own[name]):.1f}" if name in own else "" for name in everyone]
        base = times.get("12 tokens", own) if label.startswith("12 tokens") else own
        others = [name for name in base if name != "glassbox"]
        if not others:
            continue
        best = min(others, key=lambda name: median(base[name]))
        ratio = median(own["glassbox"]) / median(base[best])
        pairs = zip(own["glassbox"], base[best])
        ratios = [statistics.median(ours) / statistics.median(theirs) for ours, theirs in pairs]
        spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
        print(f"| {label} | " + " | ".join(medians) + f" | {ratio:.2f} ({NAMES[best]}) | {spread} |")
    limit = median(times["weights from memory"]["memory"])
    peak = 2 * PEAK / median(times["multiply-adds"]["peak"]) / 1e6
    print(f"\nReading as many numbers as the blocks have weights, once: {limit:.2f} ms.")
    if "12 tokens" in times:
        ours = median(times["12 tokens"]["glassbox"])
        print(f"12 tokens take {ours / limit:.2f} times that.")
    print(f"Multiply-adds in registers, all threads: {peak:.0f} GFLOP/s.")
    for label in times:
        if label.endswith("sentences"):
            count = int(label.split()[0])
            speeds = [f"{NAMES[name]} {count / median(times[label][name]) * 1e3:.0f}" for name in everyone]
            print("Sentences a second: " + ", ".join(speeds) + ".")


def median(rounds):
    """Of all times of all rounds."""
    return statistics.median(time for times in rounds for time in times)


if __name__ == "__main__":
    main()
