"""The memory gives what the encoder would give, bit for bit, encodes each text once, and stays within its bytes."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.encoder import Encoder, Encoding, Memory
from jdmatch.encoder.protocols import half
from tests.tiny_encoder import TinyEncoder

TEXTS = ["posts payments", "answers calls about bills", "", "files claims, and files them again"]


def same(a: Encoding, b: Encoding) -> bool:
    arrays = [(a.vectors, b.vectors), (a.token_vectors, b.token_vectors)]
    arrays += [(a.token_starts, b.token_starts), (a.token_spans, b.token_spans)]
    return a.truncated == b.truncated and all(
        (x is None and y is None)
        or (x is not None and y is not None and x.dtype == y.dtype and x.tobytes() == y.tobytes())
        for x, y in arrays
    )


@settings(deadline=None, max_examples=60)
@given(
    asked=st.lists(st.tuples(st.lists(st.sampled_from([*TEXTS, "a b c", "calls"]), max_size=6), st.booleans())),
    kilobytes=st.sampled_from([0, 2, 5, 1000]),
)
def test_whatever_was_asked_before_the_answer_is_the_encoders(
    asked: list[tuple[list[str], bool]], kilobytes: int
) -> None:
    memory, plain = Memory(TinyEncoder(max_tokens=3), megabytes=kilobytes / 1000), TinyEncoder(max_tokens=3)
    for texts, tokens in asked:
        assert same(memory.encode(texts, tokens=tokens), plain.encode(texts, tokens=tokens))


def test_equal_texts_are_encoded_once() -> None:
    encoder = TinyEncoder()
    memory = Memory(encoder)
    memory.learn([*TEXTS, *TEXTS], tokens=True)
    memory.encode(TEXTS[1:], tokens=True)
    memory.encode(TEXTS)
    assert encoder.texts == len(TEXTS)


def test_token_vectors_that_were_not_asked_for_are_made_when_they_are() -> None:
    encoder = TinyEncoder()
    memory = Memory(encoder)
    memory.encode(TEXTS)
    assert same(memory.encode(TEXTS, tokens=True), TinyEncoder().encode(TEXTS, tokens=True))
    assert encoder.texts == 2 * len(TEXTS)


def test_what_was_not_asked_for_longest_is_forgotten_first() -> None:
    encoder = TinyEncoder(dim=1000)  # some 4,600 bytes a text
    memory = Memory(encoder, megabytes=0.0145)
    for text in ("one", "two", "three"):
        memory.encode([text])
    memory.encode(["one"])
    memory.encode(["four"])
    assert len(memory) == 3
    before = encoder.texts
    memory.encode(["one", "three", "four"])
    assert encoder.texts == before
    memory.encode(["two"])
    assert encoder.texts == before + 1


def test_the_memory_is_an_encoder_and_speaks_for_its_own() -> None:
    encoder = TinyEncoder(dim=32, max_tokens=7)
    memory: Encoder = Memory(encoder)
    assert (memory.signature, memory.dim, memory.max_tokens) == (encoder.signature, 32, 7)


def test_threads_share_a_memory() -> None:
    memory, plain = Memory(TinyEncoder(dim=1000), megabytes=0.02), TinyEncoder(dim=1000)
    wrong: list[str] = []

    def work(number: int) -> None:
        for turn in range(40):
            texts = [f"line {(number + turn + n) % 9}" for n in range(3)]
            if not same(memory.encode(texts), plain.encode(texts)):
                wrong.append(texts[0])

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(memory) <= 4


def test_half_is_a_cast_to_float16_and_back() -> None:
    # A sample of every exponent up to 1, both signs, the borders of the halves among them.
    bits = np.arange(0, 0x3F800001, 65_521, dtype=np.uint32)
    edges = np.array([0, 2**-24, 2**-25, 3 * 2**-25, 2**-14, 2**-14 - 2**-25, 1 - 2**-12, 1], dtype=np.float32)
    values = np.concatenate([bits.view(np.float32), edges])
    values = np.concatenate([values, -values])
    assert (half(values) == values.astype(np.float16).astype(np.float32)).all()


@pytest.mark.parametrize("shape", [(0, 4), (3, 0)])
def test_half_of_nothing_is_nothing(shape: tuple[int, int]) -> None:
    assert half(np.zeros(shape, dtype=np.float32)).shape == shape
