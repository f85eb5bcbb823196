"""The interpreter's network: a small transformer over the strokes of one drawing."""

from __future__ import annotations

import math
from copy import deepcopy

import torch
import torch.nn.functional as F
from torch import nn

from ..classes import COUNT
from .features import FEATURES

WIDTH, HEADS, LAYERS, INNER, FIRST = 96, 4, 3, 192, 160


class _Norm(nn.Module):
    """Layer normalisation of plain operators, which every engine has."""

    def __init__(self, width: int):
        super().__init__()
        self.gain, self.bias = nn.Parameter(torch.ones(width)), nn.Parameter(torch.zeros(width))
        self.folded = False

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        centred = x - x.mean(-1, keepdim=True)
        normal = centred / torch.sqrt((centred * centred).mean(-1, keepdim=True) + 1e-5)
        return normal if self.folded else normal * self.gain + self.bias

    @torch.no_grad()
    def fold_into(self, following: nn.Linear) -> None:
        """Gain and bias go into the layer that follows: the same function, two operators less."""
        following.bias += following.weight @ self.bias
        following.weight *= self.gain
        self.folded = True


class _Block(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.before_attention, self.before_inner = _Norm(WIDTH), _Norm(WIDTH)
        self.ask, self.answer = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.inner, self.outer = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)

    def forward(self, x: torch.Tensor, batch: int, absent: torch.Tensor | None) -> torch.Tensor:
        """x [batch · N, WIDTH]; absent [batch, 1, 1, N], far below zero where there is no stroke."""
        parts = self.ask(self.before_attention(x)).reshape(batch, -1, 3 * HEADS, WIDTH // HEADS).transpose(1, 2)
        query, key, value = parts[:, :HEADS], parts[:, HEADS : 2 * HEADS], parts[:, 2 * HEADS :]
        match = query @ key.transpose(2, 3) * (1 / math.sqrt(WIDTH // HEADS))
        seen = torch.softmax(match if absent is None else match + absent, -1) @ value
        x = x + self.answer(seen.transpose(1, 2).reshape(-1, WIDTH))
        return x + self.outer(F.relu(self.inner(self.before_inner(x))))


class Interpreter(nn.Module):
    """Strokes [B, N, FEATURES] → logits [B, N, COUNT]; 0.26 million weights, strokes of any number."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(FEATURES, FIRST), nn.Linear(FIRST, WIDTH)
        self.blocks = nn.ModuleList(_Block() for _ in range(LAYERS))
        self.last = _Norm(WIDTH)
        self.classes = nn.Linear(WIDTH, COUNT)

    def forward(self, strokes: torch.Tensor, present: torch.Tensor | None = None) -> torch.Tensor:
        """present bool [B, N]: where there is a stroke; None: everywhere."""
        absent = None if present is None else torch.where(present, 0.0, -1e4)[:, None, None].to(strokes.dtype)
        batch, count = strokes.shape[:2]
        return self.rows(strokes.reshape(-1, FEATURES), batch, absent).reshape(batch, count, COUNT)

    def rows(self, strokes: torch.Tensor, batch: int = 1, absent: torch.Tensor | None = None) -> torch.Tensor:
        """The same with the strokes of all drawings below each other: [batch · N, FEATURES] → [batch · N, COUNT]; it exports to fewer operators."""
        x = self.second(F.relu(self.first(strokes)))
        for block in self.blocks:
            x = block(x, batch, absent)
        return self.classes(self.last(x))

    def folded(self) -> "Interpreter":
        """A copy of fewer operators that gives the same answers."""
        copied = deepcopy(self)
        for block in copied.blocks:
            block.before_attention.fold_into(block.ask)
            block.before_inner.fold_into(block.inner)
        copied.last.fold_into(copied.classes)
        return copied
