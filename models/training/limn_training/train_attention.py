"""Shows SAP's attention how rough lines are, before stage II: its pools shall be wide where a hand was unsure."""

from __future__ import annotations

from pathlib import Path

import torch
from tqdm import tqdm

from .data import PackedFaces
from .networks.spatial_attention_pooling import SpatialAttentionPooling, mean_pool
from .presets import Preset
from .runtime import Budget, Log, load, pick_device, save, seed_step
from .sketches import draw_sketches
from .structure import attention_at_ink

BATCH = 16
LEARNING_RATE = 2e-3


def train_attention(preset: Preset, data: PackedFaces, run: Path, seed: int) -> None:
    """Writes `attention.pt`: the weights of `SpatialAttentionPooling.attend`."""
    if load(run / "attention.pt", torch.device("cpu")):
        return
    device = pick_device()
    torch.manual_seed(seed)
    network = SpatialAttentionPooling(preset.canvas_channels).to(device)
    optimiser = torch.optim.Adam(network.attend.parameters(), LEARNING_RATE)
    rows = data.rows("training")
    budget, log = Budget(preset.attention_steps, preset.attention_minutes), Log(run)
    bar = tqdm(total=100, desc="attention", unit="%", mininterval=5)
    while not budget.over:
        generator = seed_step(seed, "attention", budget.done)
        drawn = draw_sketches(data, rows[torch.randint(len(rows), (BATCH,), generator=generator).numpy()], device, generator)
        loss = attention_at_ink(mean_pool(network.attention(drawn.sketch)), drawn.sketch, drawn.rough, drawn.rough_known.to(device))
        for group in optimiser.param_groups:
            group["lr"] = LEARNING_RATE * (1 - budget.progress) + 1e-5
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        budget.done += 1
        if budget.done % 20 == 1:
            log.write(stage="attention", step=budget.done, loss=loss.item(), seconds=budget.seconds)
        bar.update(int(budget.progress * 100) - bar.n)
        bar.set_postfix(refresh=False, loss=f"{loss.item():.3f}", step=budget.done)
    bar.close()
    save(run / "attention.pt", {"attend": network.attend.state_dict(), "steps": budget.done, "seconds": budget.seconds})
