"""Trains the face parser on the given masks; its encoder becomes the perceptual network."""

from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F
from tqdm import tqdm

from .data import PackedFaces
from .networks.parser import CLASSES, FaceParser
from .presets import Preset
from .runtime import Budget, Log, load, mixed_precision, pick_device, save, seed_step


def train_parser(preset: Preset, data: PackedFaces, run: Path, seed: int, half: bool) -> None:
    """Writes `parser.pt`; prints the mean IoU on the validation split."""
    device = pick_device()
    torch.manual_seed(seed)
    parser = FaceParser(preset.parser_width).to(device)
    optimiser = torch.optim.AdamW(parser.parameters(), 2e-3)
    rows = data.rows("training")
    state = load(run / "parser.pt", device)
    if state:
        parser.load_state_dict(state["parser"])
        if state["finished"]:
            return
    budget = Budget(preset.parser_steps, preset.parser_minutes)
    log = Log(run)
    bar = tqdm(total=100, desc="parser", unit="%", mininterval=5)
    while not budget.over:
        generator = seed_step(seed, "parser", budget.done)
        batch = rows[torch.randint(len(rows), (16,), generator=generator).numpy()]
        photo, mask = data.small_photo(batch, device), data.mask(batch, device)
        # Colour and light must not decide the class: portraits come in colours that photos have not.
        photo = photo * (0.7 + 0.6 * torch.rand(len(batch), 3, 1, 1)).to(device) + (0.3 * torch.randn(len(batch), 1, 1, 1)).to(device)
        for group in optimiser.param_groups:
            group["lr"] = 2e-3 * (1 - budget.progress) + 1e-5
        with mixed_precision(device, half):
            logits = parser(photo)
        loss = F.cross_entropy(logits.float(), mask)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        budget.done += 1
        if budget.done % 20 == 1:
            log.write(stage="parser", step=budget.done, loss=loss.item(), seconds=budget.seconds)
        bar.update(int(budget.progress * 100) - bar.n)
        bar.set_postfix(refresh=False, loss=f"{loss.item():.3f}", step=budget.done)
    save(run / "parser.pt", {"parser": parser.state_dict(), "finished": True, "steps": budget.done, "seconds": budget.seconds})
    print("parser: mean IoU on the validation split", round(mean_iou(parser, data, device), 3))


@torch.no_grad()
def mean_iou(parser: FaceParser, data: PackedFaces, device: torch.device) -> float:
    parser.eval()
    confusion = torch.zeros(CLASSES, CLASSES)
    rows = data.rows("validation")[:128]
    for start in range(0, len(rows), 16):
        batch = rows[start : start + 16]
        guess = parser(data.small_photo(batch, device)).argmax(1).cpu().flatten()
        truth = data.mask(batch, device).cpu().flatten()
        confusion += torch.bincount(truth * CLASSES + guess, minlength=CLASSES**2).view(CLASSES, CLASSES).float()
    hit = confusion.diag()
    union = confusion.sum(0) + confusion.sum(1) - hit
    present = confusion.sum(1) > 0
    return float((hit[present] / union[present]).mean()) if present.any() else 0.0
