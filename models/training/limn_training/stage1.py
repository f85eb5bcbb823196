"""Stage I: five denoising auto-encoders (CE). Input any variant, target the canonical drawing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import nn
import torch.nn.functional as F
from tqdm import tqdm

from .data import PackedFaces
from .networks.component_embedding import ComponentDecoder, ComponentEncoder
from .parts import CODE, PARTS
from .presets import Preset
from .runtime import Budget, Log, Stop, load, mixed_precision, pick_device, save, seed_step
from .sheets import auto_encoder_sheet
from .warm_start import take_over
from .truth import AREAS, PART_LANDMARKS, cut_areas, mirror_landmarks, mirror_mask, part_landmarks
from .windows import cut_all, mirror

#: Thin lines are a few per cent of the pixels: without a weight, blank paper wins.
INK_WEIGHT = 7.0
#: Areas and landmarks beside the drawing's error of 0.1–0.3: each counts about as much.
AREA_WEIGHT = 3.0
LANDMARK_WEIGHT = 0.1


class ComponentEmbedding(nn.Module):
    """The five auto-encoders."""

    def __init__(self, preset: Preset):
        super().__init__()
        channels = preset.encoder_channels
        self.encoders = nn.ModuleDict({part.name: ComponentEncoder(part, channels) for part in PARTS})
        self.decoders = nn.ModuleDict({part.name: ComponentDecoder(part, channels, len(AREAS)) for part in PARTS})
        self.landmarks = nn.ModuleDict({part.name: nn.Linear(CODE, 2 * len(PART_LANDMARKS[part.name])) for part in PARTS})
        for head in self.landmarks.values():
            nn.init.zeros_(head.weight)

    def encode(self, windows: list[torch.Tensor]) -> torch.Tensor:
        """Five windows → codes [B, 5, 512] in the order of `PARTS`."""
        return torch.stack([self.encoders[part.name](w) for part, w in zip(PARTS, windows)], 1)

    def decode(self, codes: torch.Tensor) -> list[tuple[torch.Tensor, torch.Tensor]]:
        """Codes → per part the canonical drawing [B, 1, S, S] and the areas [B, A, S/2, S/2]."""
        return [self.decoders[part.name](codes[:, i]) for i, part in enumerate(PARTS)]

    def locate(self, codes: torch.Tensor) -> list[torch.Tensor]:
        """Codes → per part its landmarks' distance from the mean face, as `part_landmarks` gives it."""
        return [self.landmarks[part.name](codes[:, i]) for i, part in enumerate(PARTS)]


def soften(windows: list[torch.Tensor]) -> list[torch.Tensor]:
    """Targets are slightly blurred, so that a line one pixel off still earns something."""
    return [F.avg_pool2d(w, 3, 1, 1) * 0.5 + w * 0.5 for w in windows]


def reconstruction_loss(guesses: list[torch.Tensor], targets: list[torch.Tensor]) -> torch.Tensor:
    losses = [((g.float() - t) ** 2 * (1 + INK_WEIGHT * t)).mean() for g, t in zip(guesses, targets)]
    return torch.stack(losses).sum()


def mean_error(guesses: list[torch.Tensor], targets: list[torch.Tensor]) -> torch.Tensor:
    """Mean squared error a part, summed over the parts."""
    return torch.stack([(g.float() - t).square().mean() for g, t in zip(guesses, targets)]).sum()


def train_stage1(preset: Preset, data: PackedFaces, run: Path, seed: int, half: bool) -> None:
    """Writes `stage1.pt` as it goes; resumes from it."""
    device = pick_device()
    torch.manual_seed(seed)
    # Channels last: twice as fast on CPUs and GPUs alike.
    model = ComponentEmbedding(preset).to(device, memory_format=torch.channels_last)
    optimiser = torch.optim.Adam(model.parameters(), 1e-3)
    budget = Budget(preset.stage1_steps, preset.stage1_minutes)
    path = run / "stage1.pt"
    if state := load(path, device):
        take_over(model, state["model"])
        if "optimiser" in state:
            optimiser.load_state_dict(state["optimiser"])
        budget = Budget(preset.stage1_steps, preset.stage1_minutes, state["steps"], state["seconds"])
    rows = data.rows("training")
    mean = torch.from_numpy(data.landmarks[rows].mean(0)).to(device)
    log, stop = Log(run), Stop()
    bar = tqdm(total=100, desc="stage I", unit="%", mininterval=5)
    while not budget.over:
        generator = seed_step(seed, "stage1", budget.done)
        batch = rows[torch.randint(len(rows), (preset.stage1_batch,), generator=generator).numpy()]
        which = torch.randint(data.variant_count, (len(batch),), generator=generator).numpy()
        drawn, canonical, mask = data.variant(batch, which, device), data.drawing(batch, device), data.mask(batch, device)
        landmarks = np.asarray(data.landmarks[batch])
        if torch.rand((), generator=generator) < 0.5:
            drawn, canonical, landmarks = mirror(drawn), mirror(canonical), mirror_landmarks(landmarks)
            mask = mirror_mask(mask)
        # A soft or faint pen is still the same drawing.
        gain = (0.7 + 0.3 * torch.rand(len(batch), 1, 1, 1)).to(device)
        for group in optimiser.param_groups:
            group["lr"] = 1e-3 * min(1, (budget.done + 1) / 50) * (1 - 0.95 * budget.progress)
        with mixed_precision(device, half):
            codes = model.encode([w.contiguous(memory_format=torch.channels_last) for w in cut_all(drawn * gain)])
            drawings, areas = zip(*model.decode(codes))
            places = model.locate(codes)
        terms = {
            "drawing": reconstruction_loss(drawings, soften(cut_all(canonical))),
            "areas": AREA_WEIGHT * mean_error(areas, [cut_areas(mask, part) for part in PARTS]),
            "landmarks": LANDMARK_WEIGHT * mean_error(places, part_landmarks(torch.from_numpy(landmarks).to(device), mean)),
        }
        loss = torch.stack(list(terms.values())).sum()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        budget.done += 1
        if budget.done % 20 == 1:
            log.write(stage="stage1", step=budget.done, seconds=budget.seconds, **{name: term.item() for name, term in terms.items()})
        if stop.asked:
            save(path, _state(model, optimiser, budget))
            stop.leave()
        if budget.done % preset.sample_every == 0:
            save(path, _state(model, optimiser, budget))
            auto_encoder_sheet(model, data, run / "stage1.png")
        bar.update(int(budget.progress * 100) - bar.n)
        bar.set_postfix(refresh=False, loss=f"{loss.item():.4f}", step=budget.done)
    stop.restore()
    save(path, _state(model, optimiser, budget))
    auto_encoder_sheet(model, data, run / "stage1.png")


def _state(model: nn.Module, optimiser: torch.optim.Optimizer, budget: Budget) -> dict:
    return {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "steps": budget.done, "seconds": budget.seconds}
