"""The module as its users see it. Run by packaging/try-wheel, or with an installed wheel: pytest
python/tests. What needs torch, pandas, polars or DuckDB is skipped where they are missing."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

import glassbox

PROJECT = Path(__file__).resolve().parents[2]
TINY = PROJECT / "tests/fixtures/tiny-bert"
TEXT = "Who is the prime minister of Canada?"
NAIVE = "The naïve fox jumps."


@pytest.fixture(scope="module")
def model():
    return glassbox.Model()


def transformers_states(folder, text, ids):
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    read = transformers.AutoModel.from_pretrained(folder, dtype=torch.float32).eval()
    with torch.no_grad():
        out = read(torch.tensor([ids]), output_hidden_states=True)
    return [layer[0].numpy() for layer in out.hidden_states]


@pytest.mark.parametrize("folder", [TINY, PROJECT / "assets/minilm-l6-v2"])
@pytest.mark.parametrize("text", [TEXT, NAIVE, "a"])
def test_states_are_those_of_transformers(folder, text):
    states = glassbox.Model(folder).states(text)
    expected = transformers_states(folder, text, states.ids)
    assert len(states) == len(expected)
    for ours, theirs in zip(states, expected):
        assert ours.dtype == np.float32
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5)


def test_states_are_the_models_own_memory(model):
    states = model.states(NAIVE)
    assert all(layer.base is not None for layer in states)
    assert states.offsets[1] == (0, 3)
    assert states.offsets[-2][1] == len(NAIVE), "characters, not bytes"
    assert states.numpy().shape == (7, len(states.tokens), 384)
    strengths = [token["strengths"] for token in model.analyze(NAIVE).data["tokens"]]
    np.testing.assert_allclose(states.strengths().T, strengths, rtol=1e-6)


def test_states_file_is_read_back_with_numpy(tmp_path, model):
    safetensors = pytest.importorskip("safetensors.numpy")
    place = tmp_path / "states.safetensors"
    command = [sys.executable, "-m", "glassbox", "analyze", NAIVE, "--states", place]
    subprocess.run(command, check=True, capture_output=True)
    np.testing.assert_array_equal(safetensors.load_file(place)["hidden_states"], model.states(NAIVE).numpy())
    model.corpus([TEXT, NAIVE], states=tmp_path / "corpus.safetensors", charts=False, replicates=0)
    read = safetensors.load_file(tmp_path / "corpus.safetensors")
    np.testing.assert_allclose(read["text.1"], model.states(NAIVE).numpy(), rtol=0, atol=1e-5)


def test_answers_are_those_of_the_command_line(model):
    command = [sys.executable, "-m", "glassbox", "analyze", TEXT, "--json", "-"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert json.loads(printed) == model.analyze(TEXT).data


def test_answers_are_shown_and_saved(tmp_path, model):
    answer = model.compare("A day at the park!", "A walk at the beach!", null=0)
    assert answer.data["schema"] == "glassbox.comparison.v1"
    assert "<img" in answer._repr_html_() and "<svg " in answer._repr_svg_()
    for name in ["x.svg", "x.png", "x.json", "x.csv", "x.md", "x.tex"]:
        answer.save(tmp_path / name)
        assert (tmp_path / name).stat().st_size > 100
    with pytest.raises(ValueError, match="nothing is saved as .pdf"):
        answer.save(tmp_path / "x.pdf")
    with pytest.raises(ValueError, match="take one of"):
        answer.svg("no such chart")
    assert model.drift().data["schema"] == "glassbox.drift.v1"
    assert model.match("A dog.", "A cat.").data["similarity"] > 0.3


def test_tables(model):
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    answer = model.analyze(TEXT)
    frame = answer.to_pandas()
    assert list(frame["token"])[1] == "who" and frame["strength"].dtype == float
    assert answer.to_polars()["strength"].to_list() == frame["strength"].to_list()
    assert isinstance(answer.to_polars(), polars.DataFrame) and isinstance(frame, pandas.DataFrame)


def test_a_corpus_is_read_by_pandas_polars_and_duckdb(tmp_path, model):
    pytest.importorskip("pandas")
    pytest.importorskip("polars")
    duckdb = pytest.importorskip("duckdb")
    texts = [f"Sentence number {number} is about null and nan." for number in range(40)]
    corpus = model.corpus(texts, tmp_path / "out", replicates=10)
    summary = corpus.summary
    assert summary["texts"] == 40
    for table in corpus.tables:
        assert len(corpus.to_pandas(table)) == len(corpus.to_polars(table)), table
    tokens = corpus.to_pandas()
    assert len(tokens) == summary["tokens"] and (tokens["token"] == "null").sum() == 40
    for file in ["tokens.csv", "tokens.parquet"]:
        place = tmp_path / "out" / file
        found = duckdb.execute(f"select count(*), max(strength) from '{place}'").fetchall()
        count, strongest = found[0]
        assert count == len(tokens)
        assert strongest == pytest.approx(tokens["strength"].max(), rel=1e-6)
    assert "<img" in corpus._repr_html_()


def test_what_makes_no_sense_is_said(model):
    with pytest.raises(ValueError, match="Layer 99|layer 99"):
        model.analyze(TEXT, layer=99)
    with pytest.raises(TypeError, match="no setting is called 'layr'"):
        model.analyze(TEXT, layr=2)
    with pytest.raises(ValueError, match="tokens: unknown variant `verbs`"):
        model.analyze(TEXT, tokens="verbs")
    with pytest.raises(ValueError):
        model.states("")
    with pytest.raises((ValueError, OSError)):
        glassbox.Model("/no/such/folder")
    with pytest.raises(OSError, match="offline|not on this computer"):
        glassbox.Model("owner/not-on-this-computer", offline=True)


def test_the_interpreter_goes_on_meanwhile(model):
    text = "word " * 400
    turns, done = 0, threading.Event()

    def work():
        for _ in range(3):
            model.states(text)
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    while not done.is_set():
        turns += 1
    thread.join()
    # With the lock held all the while there would be a handful.
    assert turns > 10_000


def test_the_command_ends_with_its_exit_code():
    command = [sys.executable, "-m", "glassbox"]
    assert subprocess.run([*command, "--version"], capture_output=True).returncode == 0
    wrong = subprocess.run([*command, "analyze", ""], capture_output=True, text=True)
    assert wrong.returncode != 0 and wrong.stderr.startswith("glassbox: ")
    unknown = subprocess.run([*command, "--no-such-flag"], capture_output=True)
    assert unknown.returncode == 2
