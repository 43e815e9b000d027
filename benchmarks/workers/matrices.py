"""How many operations a second this machine's matrix kernels do, in eight bits and in float32, at MiniLM's shapes.

    python -m benchmarks.workers.matrices

One onnxruntime graph with one product in it (``MatMulInteger``, ``MatMul``), and NumPy's BLAS. A multiplication and its
addition count as two. On several cores each thread multiplies matrices of its own.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from benchmarks.workers import Answer, serve

# (inner, outer) of the products in a layer of MiniLM: attention and its output, into and out of the feed-forward.
SHAPES = ((384, 1152), (384, 384), (384, 1536), (1536, 384))


def load() -> tuple[Answer, dict[str, Any]]:
    """``kind`` (int8, float32, numpy), ``rows``, ``threads`` and ``seconds`` to spend on a shape → operations a second
    over a layer's products together."""
    import numpy as np
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper
    from threadpoolctl import threadpool_limits

    draw = np.random.default_rng(20260)

    def session(kind: str, inner: int, outer: int) -> Any:
        weights = draw.integers(-60, 60, (inner, outer)).astype(np.int8 if kind == "int8" else np.float32)
        name, given, made = ("MatMulInteger", TensorProto.UINT8, TensorProto.INT32)
        if kind == "float32":
            name, given, made = ("MatMul", TensorProto.FLOAT, TensorProto.FLOAT)
        graph = helper.make_graph(
            [helper.make_node(name, ["x", "w"], ["y"])],
            "product",
            [helper.make_tensor_value_info("x", given, ["n", inner])],
            [helper.make_tensor_value_info("y", made, ["n", outer])],
            [numpy_helper.from_array(weights, "w")],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])

    def once(kind: str, inner: int, outer: int, rows: int) -> Any:
        """A function that does one product."""
        left = draw.integers(0, 255, (rows, inner))
        if kind == "numpy":
            a, b = left.astype(np.float32), draw.random((inner, outer), dtype=np.float32)
            return lambda: a @ b
        used = session(kind, inner, outer)
        feed = {"x": left.astype(np.uint8 if kind == "int8" else np.float32)}
        return lambda: used.run(None, feed)

    def rate(product: Any, threads: int, spend: float) -> float:
        """Products a second."""

        def loop(_: int) -> float:
            done, started = 0, time.perf_counter()
            while time.perf_counter() - started < spend:
                product()
                done += 1
            return done / (time.perf_counter() - started)

        product()
        with ThreadPoolExecutor(threads) as pool:
            return sum(pool.map(loop, range(threads)))

    def answer(question: dict[str, Any]) -> dict[str, Any]:
        kind, rows = question["kind"], question["rows"]
        seconds = operations = 0.0
        with threadpool_limits(1, user_api="blas"):
            for inner, outer in SHAPES:
                work = 2.0 * rows * inner * outer
                seconds += 1 / rate(once(kind, inner, outer, rows), question["threads"], question["seconds"])
                operations += work
        return {"per_second": operations / seconds}

    return answer, {}


if __name__ == "__main__":
    serve(load)
