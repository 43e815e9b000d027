"""The network that is trained: MiniLM, and a small pair scorer over its token vectors.

The pair scorer is a decomposable attention (Parikh et al. 2016): every word piece of a line looks for its counterpart
among the statement's and the other way round, is compared with what it found, and the comparisons are added up, each
with a weight that the piece has by itself (so that words of setting can come to weigh nothing). It ends in two log
odds: that the line is related to the statement, and that it shows its activity. Both keep the cosine of the two texts
as a summand, so that an untrained scorer ranks as the cosine does.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  (its usual name)

WIDTH = 128
Side = tuple[Tensor, Tensor, Tensor, Tensor]
KINDS = ("responsibility", "requirement", "other")


class PairScorer(nn.Module):
    """Unit token vectors (n, t, dim) of two texts → log odds (pairs, 2): related, covered.

    What a piece is by itself (``own``) and what it lends to a piece that finds it (``lend``) are made once a text;
    only the product of a piece with what it found is made for every pair.
    """

    def __init__(self, dim: int, width: int = WIDTH) -> None:
        super().__init__()
        self.project = nn.Linear(dim, width, bias=False)
        self.own = nn.Linear(dim, width)
        self.lend = nn.Linear(dim, width, bias=False)
        self.weigh = nn.Linear(dim, 2)
        self.sharpness = nn.Parameter(torch.tensor(2.5))
        self.compare = nn.Linear(width, width, bias=False)
        self.merge = nn.Linear(4 * width, width)
        self.out = nn.Linear(width, 2)
        # Five likenesses that need no training to mean something: the cosine of the texts, and what each text's pieces
        # find in the other, by either weighting.
        self.alike = nn.Linear(5, 2)
        with torch.no_grad():
            self.alike.weight.copy_(torch.tensor([[6.0, 1.0, 1.0, 1.0, 1.0]] * 2))
            self.alike.bias.copy_(torch.tensor([-6.0, -7.0]))
        nn.init.orthogonal_(self.project.weight)
        nn.init.zeros_(self.weigh.weight)
        nn.init.zeros_(self.weigh.bias)
        self.drop = nn.Dropout(0.1)

    def side(self, tokens: Tensor) -> Side:
        """What is made once of every text; ``tokens`` (n, t, dim) unit vectors."""
        found = F.normalize(self.project(tokens), dim=-1)
        scale = math.sqrt(tokens.shape[-1])
        return found, self.own(tokens * scale), self.lend(tokens * scale), self.weigh(tokens * scale)

    def forward(self, lines: Side, ma: Tensor, statements: Side, mb: Tensor, cosine: Tensor) -> Tensor:
        """``lines`` and ``statements``: their sides, one row a pair, with the masks (p, t); ``cosine`` (p,)."""
        like = torch.bmm(lines[0], statements[0].transpose(1, 2))
        forth = like.masked_fill(~mb[:, None, :], -1e4)
        back = like.transpose(1, 2).masked_fill(~ma[:, None, :], -1e4)
        ua, va = self._added(lines, forth, statements, ma)
        ub, vb = self._added(statements, back, lines, mb)
        merged = F.relu(self.merge(torch.cat([va, vb], dim=1)))
        return self.out(self.drop(merged)) + self.alike(torch.cat([cosine[:, None], ua, ub], dim=1))

    def _added(self, a: Side, like: Tensor, b: Side, mask: Tensor) -> tuple[Tensor, Tensor]:
        """What the pieces of ``a`` find in ``b``: their best likenesses (p, 2) and their comparisons (p, 2 · width),
        each added up by two weightings of the pieces."""
        share = torch.softmax(like * torch.exp(self.sharpness), dim=2)
        product = a[0] * torch.bmm(share, b[0]) * 16.0
        compared = F.relu(a[1] + torch.bmm(share, b[2]) + self.compare(product))
        weights = torch.softmax(a[3].masked_fill(~mask[:, :, None], -1e4), dim=1).transpose(1, 2)
        best = torch.bmm(weights, like.max(dim=2, keepdim=True).values)
        return best[:, :, 0], torch.bmm(weights, compared).flatten(1)


class Network(nn.Module):
    """The encoder with everything that is trained on it."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        from transformers import BertModel

        self.bert: Any = BertModel.from_pretrained(
            folder,
            add_pooling_layer=False,
            attn_implementation="sdpa",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        dim = self.bert.config.hidden_size
        self.pairs = PairScorer(dim)
        self.level = nn.Linear(dim, 1)
        self.kinds = nn.Linear(dim, len(KINDS))

    def encode(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Unit vectors (n, dim) and unit token vectors (n, t, dim)."""
        # Half precision where the work is; cosines over a temperature need more.
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.training):
            hidden = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        hidden = hidden.float()
        weight = mask[:, :, None].float()
        mean = (hidden * weight).sum(1) / weight.sum(1)
        return F.normalize(mean, dim=1), F.normalize(hidden, dim=2)
