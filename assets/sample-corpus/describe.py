"""Checks sentences.csv and counts what is in it. Python's standard library only.

    python assets/sample-corpus/describe.py            check, then print the tables
    python assets/sample-corpus/describe.py --readme   check, then put them in README.md

Exits 1 with one line that says what is wrong: the form of the file, a label, a repeated
sentence, too many like openings, or a README.md whose tables are not those of the file.
"""

import collections
import csv
import io
import json
import pathlib
import re
import sys
import unicodedata

FOLDER = pathlib.Path(__file__).resolve().parent
CSV, README = FOLDER / "sentences.csv", FOLDER / "README.md"
TOKENIZER = FOLDER.parent / "minilm-l6-v2" / "tokenizer.json"

HEADER = ["text", "sentiment", "domain", "register"]
SENTIMENTS = ["positive", "negative", "mixed", "neutral"]
REGISTERS = ["plain", "review", "chat", "news", "formal", "literary", "speech"]
DOMAINS = (
    "books family film food games health housing money music nature politics school service "
    "shopping sport technology transport travel weather work"
).split()
LENGTHS = [(3, 6), (7, 12), (13, 20), (21, 30), (31, 45)]
ROWS_MIN, SHARED_OPENINGS_MAX = 800, 2

WORD = re.compile(r"[^\W_]+(?:[.,'-](?=[^\W_])[^\W_]+)*")


class Wrong(Exception):
    pass


def words(text):
    """Words in lower case; "don't", "dog-eared" and "7,000" are one word each."""
    return WORD.findall(text.replace("’", "'").lower())


def has(pattern):
    found = re.compile(pattern, re.IGNORECASE)
    return lambda text: found.search(text.replace("’", "'")) is not None


FEATURES = [
    ("a negation (not, -n't, no, never, nobody, nothing, none, neither, nor, nowhere, without, hardly, scarcely, barely)",
     has(r"n't\b|\b(not|cannot|no|never|nobody|nothing|none|neither|nor|nowhere|without|hardly|scarcely|barely)\b")),
    ("a question mark", has(r"\?")),
    ("an exclamation mark", has("!")),
    ("quotation marks", has('["“”]')),
    ("a comma", has(r",(?!\d)")),
    ("a semicolon or colon", has(r"[;:](?! ?\()|: ")),
    ("a dash", has("[—–]")),
    ("parentheses", has(r"(?<!:)\(")),
    ("an ellipsis", has(r"\.\.\.|…")),
    ("a digit", has(r"\d")),
    ("a contraction (-n't, -'re, -'ve, -'ll, -'d, -'m, it's, that's ...)",
     has(r"n't\b|\w'(re|ve|ll|d|m)\b|\b(it|that|there|here|what|who|he|she)'s\b|\by'all\b")),
    ("a hyphenated word", has(r"[^\W\d_]-[^\W\d_]")),
    ("a first person pronoun", has(r"\b(i|me|my|mine|myself|we|us|our|ours|ourselves)\b")),
    ("a second person pronoun", has(r"\b(you|your|yours|yourself|y'all)\b")),
    ("a comparison (than, as ... as, unlike)", has(r"\b(than|unlike)\b|\bas (\w+ ){1,3}as\b")),
    ("a conditional (if, unless, provided, had ... )", has(r"\b(if|unless|provided)\b|^had (?!.*\?)")),
    ("a subordinating word (because, since, although, though, while, when, until, after, before, which, who, whose ...)",
     has(r"\b(because|since|although|though|while|whereas|when|whenever|until|after|before|which|who|whom|whose|where|unless|if)\b")),
]


def read():
    raw = CSV.read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Wrong(f"not UTF-8: {error}") from None
    if "\r" in text or "\ufeff" in text or not text.endswith("\n"):
        raise Wrong("line ends must be LF, the last line too, and there must be no byte order mark")
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise Wrong(f"not CSV: {error}") from None
    if not table or table[0] != HEADER:
        raise Wrong(f"the header must be {','.join(HEADER)}")
    if len(table) - 1 < ROWS_MIN:
        raise Wrong(f"{len(table) - 1} sentences, at least {ROWS_MIN} are expected")

    seen, openings, shared = {}, {}, []
    allowed = dict(sentiment=SENTIMENTS, domain=DOMAINS, register=REGISTERS)
    for number, row in enumerate(table[1:], 2):
        if len(row) != len(HEADER):
            raise Wrong(f"row {number}: {len(row)} fields instead of {len(HEADER)}")
        for name, field in zip(HEADER, row):
            if field != field.strip() or "\n" in field or "  " in field:
                raise Wrong(f"row {number}: stray space or line break in {name}: {field!r}")
            if name in allowed and field not in allowed[name]:
                raise Wrong(f"row {number}: {name} {field!r} is not one of {', '.join(allowed[name])}")
        found = words(row[0])
        if not LENGTHS[0][0] <= len(found) <= LENGTHS[-1][1]:
            raise Wrong(f"row {number}: {len(found)} words: {row[0]!r}")
        bare = re.sub(r"\W+", "", row[0].lower())
        if bare in seen:
            raise Wrong(f"row {number}: the same sentence as row {seen[bare]}: {row[0]!r}")
        seen[bare] = number
        if len(found) >= 4:
            opening = " ".join(found[:4])
            if opening in openings:
                shared.append(f"rows {openings[opening]} and {number} ({opening})")
            openings.setdefault(opening, number)
    if len(shared) > SHARED_OPENINGS_MAX:
        raise Wrong(f"{len(shared)} sentences open with the same 4 words as another: {'; '.join(shared)}")
    return [dict(zip(HEADER, row)) for row in table[1:]], len(shared)


def pieces(text, vocabulary):
    """BERT's uncased word pieces: a list for each word or punctuation mark."""
    text = unicodedata.normalize("NFD", text.lower())
    text = "".join(c for c in text if unicodedata.category(c) != "Mn")
    for word in re.findall(r"[^\W_]+|[^\w\s]|_", text):
        parts, start = [], 0
        while start < len(word):
            for end in range(len(word), start, -1):
                piece = ("##" if start else "") + word[start:end]
                if piece in vocabulary:
                    break
            else:
                parts = ["[UNK]"]
                break
            parts.append(piece)
            start = end
        yield parts


def share(part, whole):
    return f"{part} | {100 * part / whole:.1f} %"


def tables(rows, shared):
    count = len(rows)
    out = []

    for column, order in ("sentiment", SENTIMENTS), ("register", REGISTERS), ("domain", DOMAINS):
        found = collections.Counter(row[column] for row in rows)
        if column == "domain":
            out += ["| domain | sentences | " + " | ".join(SENTIMENTS) + " |", "|---|--:|" + "--:|" * len(SENTIMENTS)]
            cross = collections.Counter((row["domain"], row["sentiment"]) for row in rows)
            for label in order:
                cells = " | ".join(str(cross[label, sentiment]) for sentiment in SENTIMENTS)
                out.append(f"| {label} | {found[label]} | {cells} |")
        else:
            out += [f"| {column} | sentences | share |", "|---|--:|--:|"]
            out += [f"| {label} | {share(found[label], count)} |" for label in order]
        out.append("")

    sizes = sorted(len(words(row["text"])) for row in rows)
    out += ["| words in the sentence | sentences | share |", "|---|--:|--:|"]
    out += [f"| {low} to {high} | {share(sum(low <= n <= high for n in sizes), count)} |" for low, high in LENGTHS]
    out.append("")

    out += ["| sentences with | sentences | share |", "|---|--:|--:|"]
    out += [f"| {name} | {share(sum(test(row['text']) for row in rows), count)} |" for name, test in FEATURES]
    out.append("")

    tokens = [word for row in rows for word in words(row["text"])]
    forms = collections.Counter(tokens)
    windows = [tokens[i : i + 1000] for i in range(0, len(tokens) - 999, 1000)]
    out += [
        "| words | |",
        "|---|--:|",
        f"| sentences | {count} |",
        f"| words in all | {len(tokens):,} |",
        f"| words in a sentence: mean, median, least, most | {len(tokens) / count:.1f}, {sizes[count // 2]}, {sizes[0]}, {sizes[-1]} |",
        f"| distinct words | {len(forms):,} |",
        f"| type-token ratio (distinct words / words) | {len(forms) / len(tokens):.3f} |",
        f"| type-token ratio, mean over stretches of 1,000 words | {sum(len(set(w)) for w in windows) / len(windows) / 1000:.3f} |",
        f"| words that occur once | {sum(n == 1 for n in forms.values()):,} |",
        f"| distinct first words | {len({words(row['text'])[0] for row in rows})} |",
        f"| sentences that open with the same 4 words as another | {shared} |",
    ]
    if TOKENIZER.exists():
        vocabulary = json.loads(TOKENIZER.read_text("utf-8"))["model"]["vocab"]
        split = [list(pieces(row["text"], vocabulary)) for row in rows]
        everything = [part for sentence in split for word in sentence for part in word]
        inner = [part for part in everything if part.startswith("##")]
        out += [
            f"| word pieces of the embedded model (without [CLS] and [SEP]) | {len(everything):,} |",
            f"| of them continuations (##...) | {len(inner):,} |",
            f"| distinct continuations | {len(set(inner)):,} |",
            f"| sentences with a word in two or more pieces | {sum(any(len(w) > 1 for w in s) for s in split)} |",
            f"| most word pieces in a sentence | {max(sum(map(len, s)) for s in split)} |",
            f"| unknown to the vocabulary ([UNK]) | {everything.count('[UNK]')} |",
        ]
    return "\n".join(out) + "\n"


def main():
    try:
        printed = tables(*read())
        begin, end = "<!-- describe.py: begin -->\n", "<!-- describe.py: end -->"
        readme = README.read_text("utf-8")
        if begin not in readme or end not in readme:
            raise Wrong("README.md lacks the two marks between which the tables stand")
        head, rest = readme.split(begin, 1)
        current, tail = rest.split(end, 1)
        if "--readme" in sys.argv[1:]:
            README.write_text(head + begin + "\n" + printed + "\n" + end + tail, "utf-8", newline="\n")
        else:
            print(printed, end="")
            if TOKENIZER.exists() and current.strip() != printed.strip():
                raise Wrong("the tables in README.md are not those of sentences.csv: run with --readme")
    except (Wrong, OSError) as wrong:
        print(f"describe.py: {wrong}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
