"""PyTorch, ONNX Runtime and OpenVINO as peers of run.py: `peers.py NAME FOLDER THREADS`.

Reads one JSON task a line from standard input and answers each with one line: milliseconds, a
list. `peers.py make FOLDER SIZE` makes the random model that all peers read.
"""

import json
import os
import sys
import time

import numpy as np

LAYERS = {"base": 12, "minilm": 6}


def make(folder, size):
    """A BERT with random weights, float32, and the same weights for ONNX Runtime."""
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    small = {"hidden_size": 384, "num_hidden_layers": 6, "intermediate_size": 1536}
    config = BertConfig(**(small if size == "minilm" else {}))
    model = BertModel(config, add_pooling_layer=False).eval()
    model.save_pretrained(folder)

    class AllLayers(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, ids, mask):
            output = self.model(input_ids=ids, attention_mask=mask, output_hidden_states=True)
            return tuple(output.hidden_states)

    ids = torch.randint(1000, 2000, (2, 16))
    names = [f"layer_{layer}" for layer in range(config.num_hidden_layers + 1)]
    dynamic = {"ids": {0: "text", 1: "token"}, "mask": {0: "text", 1: "token"}}
    with torch.no_grad():
        torch.onnx.export(
            AllLayers(), (ids, torch.ones_like(ids)), os.path.join(folder, "model.onnx"),
            input_names=["ids", "mask"], output_names=names, dynamic_axes=dynamic, dynamo=False,
        )


def batches(task):
    """Arrays of ids and of what is no padding, a pair a batch; texts come sorted by length."""
    found = []
    for start in range(0, len(task["ids"]), max(task["batch"], 1)):
        texts = task["ids"][start : start + max(task["batch"], 1)]
        longest = max(map(len, texts))
        ids = np.zeros((len(texts), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, text in enumerate(texts):
            ids[row, : len(text)] = text
            mask[row, : len(text)] = 1
        found.append((ids, mask))
    return found


def torch_peer(folder, threads, compiled=False):
    import torch
    from transformers import BertModel

    torch.set_num_threads(threads)
    model = BertModel.from_pretrained(folder, add_pooling_layer=False).eval()
    if compiled:
        model = torch.compile(model, dynamic=True)

    def run(arrays):
        with torch.inference_mode():
            for ids, mask in arrays:
                model(
                    input_ids=torch.from_numpy(ids),
                    # Without padding there is nothing to mask, which is faster.
                    attention_mask=None if mask.all() else torch.from_numpy(mask),
                    output_hidden_states=True,
                )

    return run


def compiled_peer(folder, threads):
    return torch_peer(folder, threads, compiled=True)


def onnx_peer(folder, threads):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(os.path.join(folder, "model.onnx"), options)

    def run(arrays):
        for ids, mask in arrays:
            session.run(None, {"ids": ids, "mask": mask})

    return run


def openvino_peer(folder, threads):
    import openvino

    core = openvino.Core()
    # Float32 as everybody else's: by itself it may take bfloat16.
    settings = {
        "INFERENCE_PRECISION_HINT": "f32",
        "INFERENCE_NUM_THREADS": threads,
        "PERFORMANCE_HINT": "LATENCY",
    }
    request = core.compile_model(os.path.join(folder, "model.onnx"), "CPU", settings).create_infer_request()

    def run(arrays):
        for ids, mask in arrays:
            request.infer({"ids": ids, "mask": mask}, share_inputs=True, share_outputs=True)

    return run


PEERS = {
    "torch": torch_peer,
    "compiled": compiled_peer,
    "onnx": onnx_peer,
    "openvino": openvino_peer,
}


def serve(name, folder, threads):
    run = PEERS[name](folder, threads)
    print("ready", flush=True)
    for line in sys.stdin:
        task = json.loads(line)
        arrays = batches(task)
        times = []
        for _ in range(task["rounds"]):
            started = time.perf_counter()
            run(arrays)
            times.append((time.perf_counter() - started) * 1e3)
        print(json.dumps(times), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2], sys.argv[3])
    else:
        serve(sys.argv[1], sys.argv[2], int(sys.argv[3]))
