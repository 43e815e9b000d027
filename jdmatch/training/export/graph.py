"""The encoder's ONNX graph, written node by node: token ids in, last hidden states out, in float32 or in whole numbers.

Writing it here rather than tracing a torch module keeps torch out of the export and puts the quantisation exactly where
it belongs. Neither graph has padding or a mask: texts of one run are equally long. The float32 graph is plain ONNX; the
eight-bit one uses one operator of onnxruntime's own, ``MatMulIntegerToFloat``, with ONNX's alone around it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from jdmatch.training.export.bert import Bert
from jdmatch.training.export.quantise import GELU_SHIFT, Product, rows_in_bytes

_CONTRIB = "com.microsoft"
Linear = Callable[["_Graph", str, str], str]


class _Graph:
    """Nodes and constants as they are written; values are known by name."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: Any) -> str:
        """A constant of that name; floats become float32. Written once."""
        if name not in self.constants:
            array = np.asarray(value)
            array = array.astype(np.float32) if array.dtype == np.float64 else array
            self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(array), name)
        return name

    def add(self, kind: str, *inputs: str, outputs: int = 1, domain: str = "", **attributes: Any) -> Any:
        """A node; the name of its output, or a list of them."""
        names = [f"{kind}.{len(self.nodes)}.{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, domain=domain, **attributes))
        return names[0] if outputs == 1 else names


def float_model(bert: Bert, about: Mapping[str, str]) -> bytes:
    """The encoder in float32, serialised; ``about`` becomes the file's metadata."""
    g = _Graph()
    words = g.add("Gather", g.constant("words", bert.words), "input_ids")

    def linear(graph: _Graph, name: str, x: str) -> str:
        matrix, bias = bert.products[name]
        product = graph.add("MatMul", x, graph.constant(f"{name}.matrix", matrix))
        return str(graph.add("Add", product, graph.constant(f"{name}.bias", bias)))

    return _model(g, bert, words, linear, {**about, "precision": "fp32"})


def byte_model(bert: Bert, products: Mapping[str, Product], about: Mapping[str, str]) -> bytes:
    """The encoder in whole numbers (see ``quantise``), serialised."""
    g = _Graph()
    table, scales = rows_in_bytes(bert.words)
    rows = g.add("Cast", g.add("Gather", g.constant("words", table), "input_ids"), to=TensorProto.FLOAT)
    words = g.add("Mul", rows, g.add("Gather", g.constant("words.scales", scales), "input_ids"))

    def linear(graph: _Graph, name: str, x: str) -> str:
        return _byte_product(graph, name, products[name], x)

    return _model(g, bert, words, linear, {**about, "precision": "int8"})


def _byte_product(g: _Graph, name: str, product: Product, x: str) -> str:
    """One product: the input onto 0 … 255 with one scale a token, whole numbers multiplied, scales put back."""
    one, last = g.constant("one", np.float32(1)), g.constant("last", np.array([-1], dtype=np.int64))
    if product.smooth is not None:
        x = g.add("Mul", x, g.constant(f"{name}.smooth", product.smooth))
    if name.endswith(".down"):
        x = g.add("Add", x, g.constant("shift", np.float32(GELU_SHIFT)))
        largest = g.add("ReduceMax", x, last, keepdims=1)
        zero, steps = g.constant("zero", np.uint8(0)), 255.0
    else:
        largest = g.add("ReduceMax", g.add("Abs", x), last, keepdims=1)
        zero, steps = g.constant("middle", np.uint8(128)), 127.0
    largest = g.add("Max", largest, g.constant("tiny", np.float32(1e-9)))
    onto = g.add("Div", g.constant(f"steps.{steps:.0f}", np.float32(steps)), largest)
    back = g.add("Mul", largest, g.constant(f"step.{steps:.0f}", np.float32(1 / steps)))
    whole = g.add("QuantizeLinear", g.add("Mul", x, onto), one, zero)
    y = g.add(
        "MatMulIntegerToFloat",
        whole,
        g.constant(f"{name}.matrix", product.matrix),
        one,
        g.constant(f"{name}.scales", product.scales),
        zero,
        domain=_CONTRIB,
    )
    return str(g.add("Add", g.add("Mul", y, back), g.constant(f"{name}.bias", product.bias)))


def _model(g: _Graph, bert: Bert, words: str, linear: Linear, about: Mapping[str, str]) -> bytes:
    first = g.constant("first", np.array([0], dtype=np.int64))
    length = g.add("Shape", "input_ids", start=1, end=2)
    places = g.add("Slice", g.constant("positions", bert.positions), first, length, first)
    x = _norm(g, bert, "embeddings", g.add("Add", words, places))
    for i in range(bert.layers):
        x = _norm(g, bert, f"{i}.attention", g.add("Add", x, linear(g, f"{i}.o", _attend(g, bert, i, x, linear))))
        grown = g.add("Gelu", linear(g, f"{i}.up", x))
        x = _norm(g, bert, f"{i}.output", g.add("Add", x, linear(g, f"{i}.down", grown)))
    g.nodes[-1].output[0] = "last_hidden_state"
    graph = helper.make_graph(
        g.nodes,
        "encoder",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["n", "t"])],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["n", "t", bert.dim])],
        list(g.constants.values()),
    )
    versions = [helper.make_opsetid("", 21), helper.make_opsetid(_CONTRIB, 1)]
    model = helper.make_model(graph, opset_imports=versions, ir_version=10, producer_name="jdmatch")
    helper.set_model_props(model, dict(about))
    return bytes(model.SerializeToString(deterministic=True))


def _norm(g: _Graph, bert: Bert, name: str, x: str) -> str:
    weight, bias = bert.norm(name)
    names = g.constant(f"{name}.weight", weight), g.constant(f"{name}.lean", bias)
    return str(g.add("LayerNormalization", x, *names, axis=-1, epsilon=bert.epsilon))


def _attend(g: _Graph, bert: Bert, layer: int, x: str, linear: Linear) -> str:
    """Self-attention up to its output product; the queries come scaled."""
    apart = g.constant("apart", np.array([0, 0, bert.heads, bert.dim // bert.heads], dtype=np.int64))
    together = g.constant("together", np.array([0, 0, bert.dim], dtype=np.int64))
    parts = g.add("Split", linear(g, f"{layer}.qkv", x), outputs=3, axis=-1, num_outputs=3)
    orders = ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3])
    q, k, v = (
        g.add("Transpose", g.add("Reshape", p, apart), perm=order) for p, order in zip(parts, orders, strict=True)
    )
    weights = g.add("Softmax", g.add("MatMul", q, k), axis=-1)
    mixed = g.add("Transpose", g.add("MatMul", weights, v), perm=[0, 2, 1, 3])
    return str(g.add("Reshape", mixed, together))
