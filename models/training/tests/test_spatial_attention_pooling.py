"""SAP: attention over widths, a branch that begins at nothing, fidelity part by part."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from limn_training.networks.spatial_attention_pooling import POOLS, SpatialAttentionPooling, fidelity_map, mean_pool
from limn_training.parts import PART_NAMES, PARTS
from limn_training.presets import SMOKE
from limn_training.stage2 import Generator


def _sketch(batch: int = 2) -> torch.Tensor:
    return (torch.rand(batch, 1, 256, 256, generator=torch.Generator().manual_seed(3)) > 0.97).float()


def test_attention_sums_to_one_at_every_place():
    network = SpatialAttentionPooling(8)
    attention = network.attention(_sketch())
    assert attention.shape == (2, len(POOLS), 128, 128)
    assert torch.allclose(attention.sum(1), torch.ones(2, 128, 128), atol=1e-5)


def test_a_place_is_read_at_the_widths_that_attention_gives_it():
    """With all attention on one width, the canvas is what that width's branch says."""
    torch.manual_seed(2)
    network, sketch = SpatialAttentionPooling(8), _sketch()
    torch.nn.init.normal_(network.out.weight)
    for i, side in enumerate(POOLS):
        network.attention = lambda sketch, i=i: F.one_hot(torch.tensor(i), len(POOLS)).float()[None, :, None, None].expand(2, -1, 128, 128)
        read = network.read[i](F.max_pool2d(sketch, side, stride=1, padding=side // 2))
        alone = F.leaky_relu(network.join(F.leaky_relu(network.refine[i](F.leaky_relu(read, 0.2)), 0.2)), 0.2)
        assert torch.allclose(network(sketch), network.out(alone), atol=1e-5)


def test_pools_of_pools_are_the_papers_parallel_pools():
    sketch, widened = _sketch(), _sketch()
    for side in POOLS[1:]:
        widened = F.max_pool2d(widened, 5, stride=1, padding=2)
        assert torch.equal(widened, F.max_pool2d(sketch, side, stride=1, padding=side // 2))


def test_a_branch_that_begins_changes_no_portrait_and_is_reached_by_what_the_portrait_lacks():
    torch.manual_seed(1)
    generator = Generator(SMOKE)
    codes, appearance = torch.randn(1, 5, 512), torch.randn(1, SMOKE.appearance)
    strokes = generator.fidelity(_sketch(1))
    plain = generator.eval()(codes, appearance, 128)
    faithful = generator(codes, appearance, 128, strokes, torch.ones(1, 5))
    assert torch.equal(plain, faithful)
    faithful.square().mean().backward()
    assert generator.fidelity.out.weight.grad.abs().sum() > 0


def test_fidelity_of_a_part_holds_in_its_window_and_ramps_at_its_border():
    fidelity = torch.zeros(1, len(PARTS))
    fidelity[0, PART_NAMES.index("mouth")] = 1
    canvas = fidelity_map(fidelity)[0, 0]
    mouth = PARTS[PART_NAMES.index("mouth")]
    column, row = mouth.cell
    side = mouth.feature_size
    assert canvas[row + side - 8, column + side // 2] == 1
    assert canvas[row + side - 1, column + side // 2] == 0.125
    canvas[row : row + side, column : column + side] = 0
    assert canvas.abs().sum() == 0


def test_the_mean_pool_runs_from_the_lines_as_drawn_to_the_widest():
    one = F.one_hot(torch.tensor([[[0, 3]]]), 4).permute(0, 3, 1, 2).float()
    assert mean_pool(one).flatten().tolist() == [0, 1]
