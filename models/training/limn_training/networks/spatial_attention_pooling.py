"""SAP, spatial attention pooling: the raw sketch, read at several widths at once (DeepFacePencil, section 3.1)."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from ..parts import FEATURE_CANVAS, PARTS, PASTE_ORDER
from .blocks import initialise
from .feature_mapping import paste_mask

#: px of the 256-px raster: sides of the parallel max-pools. A wide pool hides where exactly a rough line ran.
POOLS = (1, 5, 9, 13)
#: Each pool is the one before, pooled again with this side: 5 ∘ 5 = 9, 9 ∘ 5 = 13, at a third of the cost.
_STEP = 5
_WIDTH = 16


class SpatialAttentionPooling(nn.Module):
    """Sketch [B, 1, 256, 256], ink 1 on 0 → canvas [B, C, 128, 128] that is added to FM's.

    Pool → two convolutions, a branch each; at every place a softmax over the branches says how exactly the lines are to be
    taken there. The paper's attention reads the branches; ours the sketch, eight times coarser, and is shown how rough lines are
    (`train_attention.py`): left to the portrait's losses alone it looked no wider at rough lines (measured: RUNS.md).
    The last layer begins at zero: a set without this branch goes on unchanged.
    """

    def __init__(self, channels: int):
        super().__init__()
        self.read = nn.ModuleList(nn.Conv2d(1, _WIDTH, 4, stride=2, padding=1) for _ in POOLS)
        self.refine = nn.ModuleList(nn.Conv2d(_WIDTH, _WIDTH, 3, padding=1) for _ in POOLS)
        # Looks at the lines themselves, coarsely and far around: whether a hand is unsure shows over several waves of a line.
        w = _WIDTH
        self.attend = nn.Sequential(
            nn.Conv2d(1, w, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(w, w * 3 // 2, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(w * 3 // 2, w * 3 // 2, 3, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(w * 3 // 2, w * 2, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(w * 2, w * 2, 3, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(w * 2, len(POOLS), 3, padding=1),
        )
        self.join = nn.Conv2d(_WIDTH, _WIDTH, 3, padding=1)
        self.out = nn.Conv2d(_WIDTH, channels, 3, padding=1)
        initialise(self)
        with torch.no_grad():
            self.attend[-1].weight.mul_(0.1)
            self.out.weight.zero_()

    def attention(self, sketch: torch.Tensor) -> torch.Tensor:
        """How much each width counts at each place, [B, 4, 128, 128]; the four sum to 1."""
        return F.interpolate(self.attend(sketch), scale_factor=4, mode="bilinear", align_corners=False).softmax(1)

    def attended(self, sketch: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """The canvas, and the attention that it was read with."""
        attention = self.attention(sketch)
        widened, h = sketch, 0
        for i, (read, refine) in enumerate(zip(self.read, self.refine)):
            widened = F.max_pool2d(widened, _STEP, stride=1, padding=_STEP // 2) if i else sketch
            h = h + refine(F.leaky_relu(read(widened), 0.2)) * attention[:, i : i + 1]
        h = self.join(F.leaky_relu(h, 0.2))
        return self.out(F.leaky_relu(h, 0.2)), attention

    def forward(self, sketch: torch.Tensor) -> torch.Tensor:
        return self.attended(sketch)[0]


def fidelity_map(fidelity: torch.Tensor) -> torch.Tensor:
    """Fidelity of each part [B, 5] in 0…1 → of each place [B, 1, 128, 128]; windows overlap as FM's do."""
    order = {part.name: i for i, part in enumerate(PARTS)}
    place = lambda i: fidelity[:, i, None, None, None]
    canvas = place(order["remainder"]).expand(-1, 1, FEATURE_CANVAS, FEATURE_CANVAS)
    for name in PASTE_ORDER:
        part = PARTS[order[name]]
        column, row = part.cell
        size = part.feature_size
        padding = (column, FEATURE_CANVAS - column - size, row, FEATURE_CANVAS - row - size)
        alpha = F.pad(paste_mask(size).to(fidelity), padding)
        canvas = canvas * (1 - alpha) + place(order[name]) * alpha
    return canvas


def mean_pool(attention: torch.Tensor) -> torch.Tensor:
    """Attention [B, 4, H, W] → the pool that it weighs on average, [B, 1, H, W]: 0 the lines as drawn, 1 the widest."""
    sides = torch.tensor(POOLS, dtype=torch.float32, device=attention.device)
    share = (sides - sides[0]) / (sides[-1] - sides[0])
    return (attention.float() * share[None, :, None, None]).sum(1, keepdim=True)
