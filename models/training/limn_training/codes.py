"""What stage II is fed: codes as the app will hand them over, projected, mixed and with parts missing."""

from __future__ import annotations

import torch

from .parts import PARTS

#: Share of samples whose codes move towards the manifold.
PROJECTED = 0.6
#: Chance a part that its code comes from faces which are near elsewhere (an empty part).
MISSING = 0.1


class CodeSampler:
    """Draws (codes, closeness) for training faces from `bank.pt`."""

    def __init__(self, state: dict, device: torch.device):
        self.codes = state["codes"]
        self.mirrored = state["mirrored"]
        self.bank = state["bank"].to(device)
        self.neighbours = state["neighbours"]
        self.weights = state["weights"]
        self.device = device

    @property
    def faces(self) -> int:
        return len(self.codes)

    def sample(self, index: torch.Tensor, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """index: [B] training faces → codes [B, 5, 512], closeness [B] in 0…1, mirrored [B].

        Closeness is 1 where every code is the drawing's own and falls with refinement and missing
        parts: L1 counts that much, since the photo is no longer what the codes describe.
        """
        batch = len(index)
        variant = torch.randint(self.codes.shape[1], (batch,), generator=generator)
        own = self.codes[index, variant].float().to(self.device)
        near = self.neighbours[index, variant].long()
        weights = self.weights[index, variant].to(self.device)
        parts = torch.arange(len(PARTS))
        projected = torch.einsum("bpk,bpkc->bpc", weights, self.bank[near, parts[None, :, None]].float())

        refined = (torch.rand(batch, 1, generator=generator) < PROJECTED).float()
        r = torch.rand(batch, len(PARTS), generator=generator) * refined
        codes = own + r.to(self.device)[:, :, None] * (projected - own)

        # An empty part takes the blend of faces near by another part: the app's shadow guide does so.
        missing = torch.rand(batch, len(PARTS), generator=generator) < MISSING
        witness = torch.randint(len(PARTS), (batch,), generator=generator)
        rows = near[torch.arange(batch), witness]
        share = torch.rand(batch, rows.shape[1], generator=generator).to(self.device) + 0.1
        share = share / share.sum(1, keepdim=True)
        prior = torch.einsum("bk,bkpc->bpc", share, self.bank[rows].float())
        codes = torch.where(missing.to(self.device)[:, :, None], prior, codes)

        away = torch.where(missing, torch.ones_like(r), 0.6 * r).mean(1)
        return codes, (1 - away).clamp(min=0.15).to(self.device), self.mirrored[variant].to(self.device)
