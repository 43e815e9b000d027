"""What the encoder's network is asked to do with a batch, as losses in torch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  (its usual name)

from jdmatch.training import material
from jdmatch.training.batches import Contrast, GradedBatch, Rungs
from jdmatch.training.network import KINDS, Network

MAX_TOKENS = 72
TEMPERATURE = 0.05
# Texts of like length go through the network together, so many at a time.
_TOGETHER = 40
# Which pairs of a graded batch the pair scorer sees besides those that match: each line's nearest statements, each
# statement's nearest lines, and this part of the others.
_NEAR_STATEMENTS, _NEAR_LINES, _OTHERS = 9, 5, 0.06
_UNSEEN = -1e4
# Linear heads on unit vectors need room.
_HEAD_SCALE = 10.0
_LEAST_STEP, _LARGEST_STEP = 0.05, 0.5


class Texts:
    """Texts → padded token ids and masks."""

    def __init__(self, tokenizer: Path) -> None:
        self._tokenizer: Any = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._known: dict[str, list[int]] = {}

    def ids(self, text: str) -> list[int]:
        """Token ids with the special tokens, at most ``MAX_TOKENS``."""
        if text not in self._known:
            self._known[text] = self._tokenizer.encode(text).ids
        return self._known[text]

    def batch(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Ids (n, t) and which of them are there (n, t)."""
        rows = [self.ids(text) for text in texts]
        ids = torch.zeros(len(rows), max(map(len, rows)), dtype=torch.long)
        mask = torch.zeros_like(ids, dtype=torch.bool)
        for i, row in enumerate(rows):
            ids[i, : len(row)] = torch.tensor(row)
            mask[i, : len(row)] = True
        return ids, mask


class Losses:
    """A loss for each task of ``batches.Draws``."""

    def __init__(self, network: Network, texts: Texts) -> None:
        self._network, self._texts = network, texts
        self._by_task: Mapping[str, Callable[[Any], Tensor]] = {
            "graded": self.graded,
            "activities": self.contrast,
            "skills": self.contrast,
            "titles": self.contrast,
            "sentences": self.contrast,
            "ladders": self.ladders,
            "kinds": self.kinds,
        }

    def of(self, task: str, batch: Any) -> Tensor:
        """The loss of a batch of a task."""
        return self._by_task[task](batch)

    def vectors(self, texts: Sequence[str]) -> Tensor:
        """Unit vectors (n, dim)."""
        return torch.stack(self._encoded(texts)[0])

    def tokens(self, texts: Sequence[str]) -> tuple[Tensor, Tensor, Tensor]:
        """Unit vectors (n, dim), unit token vectors (n, t, dim) without special tokens, and which of them are there."""
        vectors, pieces = self._encoded(texts)
        padded = torch.nn.utils.rnn.pad_sequence(pieces, batch_first=True)
        lengths = torch.tensor([len(p) for p in pieces])
        return torch.stack(vectors), padded, torch.arange(padded.shape[1])[None] < lengths[:, None]

    def _encoded(self, texts: Sequence[str]) -> tuple[list[Tensor], list[Tensor]]:
        order = sorted(range(len(texts)), key=lambda i: len(self._texts.ids(texts[i])))
        vectors: list[Any] = [None] * len(texts)
        pieces: list[Any] = [None] * len(texts)
        for at in range(0, len(order), _TOGETHER):
            part = order[at : at + _TOGETHER]
            ids, mask = self._texts.batch([texts[i] for i in part])
            means, states = self._network.encode(ids, mask)
            kept = inner(mask)
            for row, i in enumerate(part):
                vectors[i], pieces[i] = means[row], states[row][kept[row]]
        return vectors, pieces

    def graded(self, blocks: Sequence[GradedBatch]) -> Tensor:
        """Lists and log odds of each framework's pairs; the mean over the frameworks."""
        vectors, tokens, mask = self.tokens([text for b in blocks for text in (*b.lines, *b.statements)])
        side = self._network.pairs.side(tokens)
        total, at = vectors.new_zeros(()), 0
        for block in blocks:
            a = torch.arange(at, at + len(block.lines))
            b = torch.arange(at + len(a), at + len(a) + len(block.statements))
            at += len(a) + len(b)
            grades = torch.zeros(len(a), len(b))
            for i, marks in enumerate(block.grades):
                for j, grade in marks.items():
                    grades[i, j] = grade
            cosine = vectors[a] @ vectors[b].T
            taken = _taken(cosine.detach(), grades)
            i, j = taken.nonzero(as_tuple=True)
            one, other = a[i], b[j]
            wide, long = int(mask[a].sum(1).max()), int(mask[b].sum(1).max())
            left = side[0][one, :wide], side[1][one, :wide], side[2][one, :wide], side[3][one, :wide]
            right = side[0][other, :long], side[1][other, :long], side[2][other, :long], side[3][other, :long]
            found = self._network.pairs(left, mask[one, :wide], right, mask[other, :long], cosine[i, j])
            odds = cosine.new_full((len(a), len(b), 2), _UNSEEN).index_put((i, j), found)
            total = total + graded_loss(cosine, odds, grades, taken)
        return total / len(blocks)

    def contrast(self, rows: Sequence[Contrast]) -> Tensor:
        """Each text's partners against the others', both ways."""
        rights = list(dict.fromkeys(right for _, many in rows for right in many))
        place = {right: i for i, right in enumerate(rights)}
        vectors = self.vectors([left for left, _ in rows] + rights)
        like = vectors[: len(rows)] @ vectors[len(rows) :].T / TEMPERATURE
        target = torch.zeros_like(like)
        for i, (_, many) in enumerate(rows):
            target[i, [place[right] for right in many]] = 1.0
        # A text that is there twice, with different partners, is no negative of itself.
        first = {left: i for i, (left, _) in enumerate(rows)}
        for i, (left, _) in enumerate(rows):
            if first[left] != i:
                target[i] = torch.maximum(target[i], target[first[left]])
                target[first[left]] = target[i]
        forth = -(F.log_softmax(like, 1) * target).sum(1) / target.sum(1)
        back = -(F.log_softmax(like.T, 1) * target.T).sum(1) / target.T.sum(1)
        return forth.mean() + 0.5 * back.mean()

    def ladders(self, groups: Sequence[Rungs]) -> Tensor:
        """The order of levels within each ladder, pair by pair, wide steps more than narrow ones."""
        scores = self._network.level(self.vectors([t for g in groups for t in g.texts]))[:, 0] * _HEAD_SCALE
        losses, at = [], 0
        for group in groups:
            own = scores[at : at + len(group.texts)]
            at += len(group.texts)
            place = torch.tensor(group.places)
            gap = place[:, None] - place[None, :]
            weight = (gap > _LEAST_STEP) * gap.clamp(max=_LARGEST_STEP)
            if weight.any():
                losses.append((F.softplus(own[None, :] - own[:, None]) * weight).sum() / weight.sum())
        return 0.5 * torch.stack(losses).mean() if losses else scores.sum() * 0

    def kinds(self, rows: Sequence[material.Sorted]) -> Tensor:
        """The kind of each unit."""
        odds = self._network.kinds(self.vectors([row.text for row in rows])) * _HEAD_SCALE
        return 0.5 * F.cross_entropy(odds, torch.tensor([KINDS.index(row.kind) for row in rows]), label_smoothing=0.05)


def graded_loss(cosine: Tensor, odds: Tensor, grades: Tensor, taken: Tensor) -> Tensor:
    """Lists both ways by cosine and by the pair scorer, and the pair scorer's log odds themselves.

    ``cosine`` (lines, statements), ``odds`` (lines, statements, 2), ``grades`` likewise 0, 1 or 2; ``taken`` says
    which pairs have odds."""
    gain = 2**grades - 1
    total = cosine.new_zeros(())
    for scores in (cosine / TEMPERATURE, odds[:, :, 1]):
        for listed, gains in ((scores, gain), (scores.T, gain.T)):
            has = gains.sum(1) > 0
            if has.any():
                target = gains[has] / gains[has].sum(1, keepdim=True)
                total = total + 0.5 * -(F.log_softmax(listed[has], 1) * target).sum(1).mean()
    for column, least in ((0, 1), (1, 2)):
        label = (grades[taken] >= least).float()
        odds_lost = F.binary_cross_entropy_with_logits(odds[:, :, column][taken], label, reduction="sum")
        total = total + odds_lost / max(1.0, float((grades >= 1).sum()))
    return total


def inner(mask: Tensor) -> Tensor:
    """The mask without the first and last piece of every text ([CLS] and [SEP])."""
    out = mask.clone()
    out[:, 0] = False
    out[torch.arange(len(mask)), mask.sum(1) - 1] = False
    # A text of no pieces keeps its ends: a softmax over nothing is no number.
    empty = ~out.any(1)
    out[empty] = mask[empty]
    return out


def _taken(cosine: Tensor, grades: Tensor) -> Tensor:
    near = torch.zeros_like(cosine, dtype=torch.bool)
    near.scatter_(1, cosine.topk(min(_NEAR_STATEMENTS, cosine.shape[1]), dim=1).indices, True)
    near.scatter_(0, cosine.topk(min(_NEAR_LINES, cosine.shape[0]), dim=0).indices, True)
    return near | (grades > 0) | (torch.rand_like(cosine) < _OTHERS)
