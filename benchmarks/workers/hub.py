"""The hub cache that skill-extractor looks into, laid by hand: all-MiniLM-L6-v2 as ONNX, exported from its own weights.

    python -m benchmarks.workers.hub MODEL-FOLDER HF_HOME

The same weights as the files it would fetch: fp32, and int8 by ``quantize_dynamic`` as theirs.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

REPOSITORY = "models--Xenova--all-MiniLM-L6-v2"
REVISION = "0" * 40


def main(model: str, home: str) -> None:
    """Write what ``hf_hub_download`` looks for."""
    import torch
    from onnxruntime import InferenceSession
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from transformers import AutoModel

    base = Path(home) / "hub" / REPOSITORY
    snapshot = base / "snapshots" / REVISION
    (snapshot / "onnx").mkdir(parents=True, exist_ok=True)
    (base / "refs").mkdir(exist_ok=True)
    (base / "refs" / "main").write_text(REVISION, encoding="ascii")
    shutil.copyfile(Path(model) / "tokenizer.json", snapshot / "tokenizer.json")

    class Hidden(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = AutoModel.from_pretrained(model, attn_implementation="eager").eval().requires_grad_(False)

        def forward(self, input_ids, attention_mask, token_type_ids):  # type: ignore[no-untyped-def]
            return self.bert(
                input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
            ).last_hidden_state

    names = ["input_ids", "attention_mask", "token_type_ids"]
    # With padding in it: a trace over full rows would leave the mask out.
    ids = torch.tensor([[101, 2000, 2003, 1037, 102], [101, 2000, 102, 0, 0]])
    example = (ids, (ids > 0).long(), torch.zeros_like(ids))
    hidden = Hidden()
    fp32, int8 = snapshot / "onnx" / "model.onnx", snapshot / "onnx" / "model_quantized.onnx"
    any_shape = {name: {0: torch.export.Dim("n"), 1: torch.export.Dim("t", max=512)} for name in names}
    torch.onnx.export(
        hidden, example, str(fp32), input_names=names, output_names=["last_hidden_state"], dynamic_shapes=any_shape,
        dynamo=True, external_data=False,
    )  # fmt: skip
    longer = torch.cat([ids, ids.flip(0)], dim=1).clamp(min=0)
    mask = torch.tensor([[1] * 9 + [0], [1] * 6 + [0] * 4])
    feed = {"input_ids": longer.numpy(), "attention_mask": mask.numpy(), "token_type_ids": (longer * 0).numpy()}
    made = InferenceSession(str(fp32)).run(None, feed)[0]
    off = float(abs(hidden(longer, mask, longer * 0).numpy() - made)[mask.numpy() > 0].max())
    if off > 1e-3:
        raise SystemExit(f"the exported encoder is off by {off}")
    quantize_dynamic(str(fp32), str(int8), weight_type=QuantType.QInt8)


if __name__ == "__main__":
    main(*sys.argv[1:])
