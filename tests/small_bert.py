"""A sentence-transformers folder with a BERT of random weights: two layers of 16, four heads, ten words, 12 tokens.

Small enough to make in a test, whole enough for the export and for sentence-transformers itself.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, pre_tokenizers, processors


def small_bert(folder: Path) -> Path:
    """Write the model to ``folder``; the same weights every time."""
    (folder / "1_Pooling").mkdir(parents=True)
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "post", "the", "bills", "call", "about", "[MASK]"]
    config = {
        "model_type": "bert",
        "hidden_act": "gelu",
        "hidden_size": 16,
        "intermediate_size": 32,
        "num_attention_heads": 4,
        "num_hidden_layers": 2,
        "layer_norm_eps": 1e-12,
        "max_position_embeddings": 20,
        "type_vocab_size": 2,
        "vocab_size": len(words),
    }
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 12}', encoding="utf-8")
    pooling = {"word_embedding_dimension": 16, "pooling_mode_mean_tokens": True}
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooling), encoding="utf-8")
    modules = [
        {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for i, (path, kind) in enumerate([("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")])
    ]
    (folder / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    words_of = {"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "[PAD]", "unk_token": "[UNK]"}
    words_of |= {"cls_token": "[CLS]", "sep_token": "[SEP]", "mask_token": "[MASK]"}
    (folder / "tokenizer_config.json").write_text(json.dumps(words_of), encoding="utf-8")
    tokenizer = Tokenizer(models.WordPiece({word: i for i, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.enable_padding(length=20)
    tokenizer.save(str(folder / "tokenizer.json"))
    draw = np.random.default_rng(2)

    def weight(*shape: int) -> NDArray[np.float32]:
        return draw.normal(scale=0.4, size=shape).astype(np.float32)

    tensors = {
        f"embeddings.{n}_embeddings.weight": weight(k, 16)
        for n, k in (("word", 10), ("position", 20), ("token_type", 2))
    }
    norms = ["embeddings"]
    for i in range(2):
        own = f"encoder.layer.{i}"
        shapes = {f"attention.self.{n}": (16, 16) for n in ("query", "key", "value")}
        shapes |= {"attention.output.dense": (16, 16), "intermediate.dense": (32, 16), "output.dense": (16, 32)}
        for name, shape in shapes.items():
            tensors[f"{own}.{name}.weight"] = weight(*shape)
            tensors[f"{own}.{name}.bias"] = weight(shape[0])
        norms += [f"{own}.attention.output", f"{own}.output"]
    for name in norms:
        tensors[f"{name}.LayerNorm.weight"] = 1 + weight(16) / 4
        tensors[f"{name}.LayerNorm.bias"] = weight(16)
    save_file(tensors, folder / "model.safetensors")
    return folder
