"""The terms of stage II. Every one must reach the generator's weights (tested)."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from . import classes as c
from .networks.discriminator import MultiScaleDiscriminator
from .networks.face_reader import Reading
from .networks.parser import FaceParser
from .truth import LANDMARK_UNIT

WEIGHTS = {
    "l1": 8.0, "perceptual": 5.0, "detail": 4.0, "parsing": 1.0, "calm": 5.0, "speckles": 60.0, "lattice": 30.0, "paired": 0.5, "worn": 8.0, "places": 1.5, "identity": 2.0, "glasses": 1.0,
    "lines": 3.0, "steady": 2.0, "attention": 8.0, "adversarial": 1.5, "matching": 5.0, "kl": 0.02,
}  # fmt: skip
#: Towards the end of the last phase: L1 has placed everything and now only softens (measured: RUNS.md).
SHARPENING = WEIGHTS | {"l1": 5.0, "adversarial": 4.0, "matching": 2.0, "lattice": 60.0}


def logistic_discriminator(real: list[list[torch.Tensor]], fake: list[list[torch.Tensor]]) -> torch.Tensor:
    """Logistic loss over the patch scores of all scales; 1.39 where nothing is told apart."""
    losses = [F.softplus(-r[-1].float()).mean() + F.softplus(f[-1].float()).mean() for r, f in zip(real, fake)]
    return torch.stack(losses).mean()


def adversarial(fake: list[list[torch.Tensor]]) -> torch.Tensor:
    """Non-saturating (StyleGAN)."""
    return torch.stack([F.softplus(-f[-1].float()).mean() for f in fake]).mean()


def gradient_penalty(discriminator: MultiScaleDiscriminator, real: torch.Tensor, corner: tuple[int, int]) -> torch.Tensor:
    """R1: squared slope of the scores on photos, a patch, so that pictures of all sizes weigh the same."""
    real = real.detach().requires_grad_(True)
    scores = [features[-1] for features in discriminator(real, corner)]
    penalties = []
    for score in scores:
        (slope,) = torch.autograd.grad(score.sum(), real, create_graph=True)
        penalties.append(slope.square().sum((1, 2, 3)).mean() / score[0].numel())
    return torch.stack(penalties).mean()


def matching(real: list[list[torch.Tensor]], fake: list[list[torch.Tensor]], closeness: torch.Tensor) -> torch.Tensor:
    """Feature matching (pix2pixHD): L1 between the discriminators' features. closeness: [B]."""
    losses = []
    for r, f in zip(real, fake):
        for a, b in zip(r[:-1], f[:-1]):
            losses.append(((a.detach().float() - b.float()).abs().mean((1, 2, 3)) * closeness).mean())
    return torch.stack(losses).mean()


#: What small things count in the parsing. Else skin and hair, fifty times as large, decide alone.
_SMALL = {c.GLASSES: 4.0, c.HAT: 3.0, c.EARRING: 3.0, c.NECKLACE: 3.0}
_CLASS_WEIGHTS = torch.tensor([_SMALL.get(number, 1.0) for number in range(c.COUNT)])


def perceptual_and_parsing(
    parser: FaceParser, fake: torch.Tensor, real: torch.Tensor, mask: torch.Tensor, alike: torch.Tensor, closeness: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Distance of the parser's features, and cross-entropy of the portrait's parsing.

    fake, real: [B, 3, S, S] in −1…1; mask: [B, 128, 128]. alike: [B], how much the picture should
    equal the photo (weighs the features); closeness: [B], how much its shape should (weighs the parsing).
    """
    fake, real = (F.adaptive_avg_pool2d(picture, 128) for picture in (fake, real))
    with torch.no_grad():
        wanted = parser.features(real)
    got = parser.features(fake)
    parsing = F.cross_entropy(parser.decode(got).float(), mask, _CLASS_WEIGHTS.to(mask.device), reduction="none").mean((1, 2))
    return _distance(wanted, got, alike), (parsing * closeness).mean()


def _distance(wanted: list[torch.Tensor], got: list[torch.Tensor], alike: torch.Tensor) -> torch.Tensor:
    distances = []
    for a, b in zip(wanted, got):
        a, b = a.float(), b.float()
        scale = a.abs().mean().clamp(min=1e-3)
        distances.append(((a - b).abs().mean((1, 2, 3)) * alike).mean() / scale)
    return torch.stack(distances).mean()


def places(fake: Reading, real: Reading, closeness: torch.Tensor) -> torch.Tensor:
    """Distance of the landmarks that the face reader sees in portrait and photo, in `LANDMARK_UNIT`s; whose looks are worn does not matter."""
    away = (fake.landmarks - real.landmarks).abs() / LANDMARK_UNIT
    return (away.mean((1, 2)) * closeness).mean()


def identity(fake: Reading, real: Reading, alike: torch.Tensor) -> torch.Tensor:
    """1 − cosine of the identities, and the distance of the features below them; alike: [B]."""
    apart = ((1 - (fake.identity * real.identity).sum(1)) * alike).mean()
    return apart + 0.5 * _distance(real.features, fake.features, alike)


def glasses(fake: Reading, mask: torch.Tensor, closeness: torch.Tensor) -> torch.Tensor:
    """Whether the face reader sees glasses where the mask [B, 128, 128] has them; the parser hardly does (measured)."""
    worn_by = ((mask == c.GLASSES).sum((1, 2)) >= c.WORN_CELLS).float()
    told = F.binary_cross_entropy_with_logits(fake.glasses, worn_by, reduction="none")
    return (told * closeness).mean()


#: Centres of what must be sharp first, px of the canvas: eyes, nose, mouth, chin, temples, hair above the brow.
DETAIL_CENTRES = ((192, 239), (314, 239), (249, 300), (252, 371), (255, 440), (110, 250), (395, 250), (255, 90))
DETAIL = 128


def detail_corner(size: int, generator: torch.Generator) -> tuple[int, int]:
    """(y, x) of a 128-px window at full resolution, near one of the centres."""
    x, y = DETAIL_CENTRES[int(torch.randint(len(DETAIL_CENTRES), (), generator=generator))]
    shift_x, shift_y = torch.randint(-40, 41, (2,), generator=generator).tolist()
    place = lambda centre, shift: min(max((centre + shift) * size // 512 - DETAIL // 2, 0), size - DETAIL)
    return place(y, shift_y), place(x, shift_x)


def detail(
    parser: FaceParser, fake: torch.Tensor, real: torch.Tensor, hair: torch.Tensor, corner: tuple[int, int], alike: torch.Tensor
) -> torch.Tensor:
    """Distance of the parser's first features in a window that is not scaled down: what 128 px cannot show. Hair is blanked: which
    strand lies where no drawing tells (`structure.texture` judges it)."""
    y, x = corner
    fake, real = ((picture * (1 - hair))[:, :, y : y + DETAIL, x : x + DETAIL] for picture in (fake, real))
    with torch.no_grad():
        wanted = parser.fine(real)
    return _distance(wanted, parser.fine(fake), alike)


#: What a reference picture colours and how much each counts (lips followed least), and the cells of 4 px that each needs on both sides.
COLOURED = {(c.SKIN, c.NOSE): 1.0, (c.HAIR,): 1.0, (c.UPPER_LIP, c.LOWER_LIP): 2.0}
LEAST_CELLS = 30


def worn(fake: torch.Tensor, mask: torch.Tensor, photo: torch.Tensor, photo_mask: torch.Tensor, swapped: torch.Tensor) -> torch.Tensor:
    """Mean colours of skin, hair and lips against those of the face whose looks are worn; [B] swapped samples count.

    fake, photo: [B, 3, S, S]; masks: [B, 128, 128].
    """
    fake, photo = (F.adaptive_avg_pool2d(picture, mask.shape[-1]) for picture in (fake, photo))
    losses = []
    for group, counts in COLOURED.items():
        own, other = (torch.isin(m, torch.tensor(group, device=m.device))[:, None].float() for m in (mask, photo_mask))
        cells = torch.minimum(own.sum((1, 2, 3)), other.sum((1, 2, 3)))
        mean = lambda picture, where: (picture * where).sum((2, 3)) / where.sum((2, 3)).clamp(min=1)
        difference = (mean(fake, own) - mean(photo, other)).abs().mean(1)
        losses.append((difference * swapped * (cells >= LEAST_CELLS)).mean() * counts)
    return torch.stack(losses).mean()


def kl(mean: torch.Tensor, log_variance: torch.Tensor) -> torch.Tensor:
    """Divergence of the appearance posterior from the unit Gaussian, a dimension."""
    return 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).mean()


#: Classes of the masks about which a sketch says nothing.
OUTSIDE = (c.NOTHING, c.NECK, c.CLOTH)
#: How much more L1 counts there: what the strokes do not tell shall be the likeliest, not the sharpest.
OUTSIDE_WEIGHT = 1.0
#: px at 256: cells in which restlessness is compared.
CELL = 16
#: What of `calm` is left where the colours are another face's.
SWAPPED_CALM = 0.3
#: How much more a restless colour counts than restless light among the `speckles`: hair had red and green dots.
COLOUR_DOTS = 3.0
#: Share by which a portrait may be more restless than its photo: texture that is as strong on average is stronger here and
#: weaker there, and punished without this it fades (sharpness 0.65 → 0.53 of photos).
SPECKLED = 0.4


#: px of a picture of 512 over which L1 sees only the colour of hair. Which strand lies where no drawing tells,
#: and who is punished for every one that lies elsewhere paints none.
STRANDS = 16


def area(mask: torch.Tensor, classes: tuple[int, ...], size: int) -> torch.Tensor:
    """[B, 128, 128] class numbers → [B, 1, size, size]: 1 where the mask is of these classes."""
    where = torch.isin(mask, torch.tensor(classes, device=mask.device))[:, None].float()
    return F.interpolate(where, size=(size, size), mode="nearest") if size != mask.shape[-1] else where


def likeness(fake: torch.Tensor, real: torch.Tensor, air: torch.Tensor, hair: torch.Tensor, keep: torch.Tensor) -> torch.Tensor:
    """L1 a sample, weighed by `keep` [B]; where the sketch says nothing (`air`) it counts more, in the `hair` over strands. Areas [B, 1, S, S]."""
    difference = fake - real
    cell = max(1, STRANDS * fake.shape[-1] // 512)
    colour = F.interpolate(F.avg_pool2d(difference, cell).abs(), scale_factor=cell, mode="nearest")
    difference = torch.lerp(difference.abs(), colour, hair) * (1 + OUTSIDE_WEIGHT * air)
    return (difference.mean((1, 2, 3)) * keep).mean()


def calm(fake: torch.Tensor, real: torch.Tensor, air: torch.Tensor, keep: torch.Tensor) -> torch.Tensor:
    """Speckles: what changes from pixel to pixel more than in the photo, in colour anywhere, in light outside the head."""
    side = min(fake.shape[-1], 256)
    light, colour = zip(*(_restlessness(F.adaptive_avg_pool2d(picture, side)) for picture in (fake, real)))
    where = F.adaptive_avg_pool2d(air, side // CELL)
    excess = F.relu(light[0] - light[1]) * where + F.relu(colour[0] - colour[1])
    return (excess.mean((1, 2, 3)) * (SWAPPED_CALM + (1 - SWAPPED_CALM) * keep)).mean()


def speckles(fake: torch.Tensor, real: torch.Tensor, corner: tuple[int, int], keep: torch.Tensor) -> torch.Tensor:
    """What is more restless than the photo from pixel to pixel in the window of `detail`: else eyes and teeth are made of coloured dots."""
    y, x = corner
    fake, real = (_restlessness(picture[:, :, y : y + DETAIL, x : x + DETAIL]) for picture in (fake, real))
    light, colour = (F.relu(a - b * (1 + SPECKLED)) for a, b in zip(fake, real))
    excess = light + COLOUR_DOTS * colour
    return (excess.mean((1, 2, 3)) * (SWAPPED_CALM + (1 - SWAPPED_CALM) * keep)).mean()


def _restlessness(picture: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Deviation from the surroundings a cell, of light and of colour: each [B, 1, cells, cells]."""
    picture = picture.float()
    light = picture.mean(1, keepdim=True)
    channels = torch.cat([light, picture[:, :1] - picture[:, 1:2], picture[:, 2:] - picture[:, 1:2]], 1)
    away = (channels - _surroundings(channels)).square()
    energy = (F.avg_pool2d(away, CELL) + 1e-6).sqrt()
    return energy[:, :1], energy[:, 1:].mean(1, keepdim=True)


def _surroundings(picture: torch.Tensor) -> torch.Tensor:
    """Mean of 5 × 5 px, borders repeated; columns, then rows: less than half the time of one pool."""
    picture = F.pad(picture, (2, 2, 2, 2), mode="replicate")
    return F.avg_pool2d(F.avg_pool2d(picture, (1, 5), 1), (5, 1), 1)


#: px of the picture: the longest period that the pixel shuffles can leave, and the area in which a pattern is looked for.
PERIOD = 8
AREA = 32
#: px: side of the window in which grids are looked for; all of a picture of 512 px would be a seventh of a step's time.
WINDOW = 256


def lattice(fake: torch.Tensor, real: torch.Tensor, corner: tuple[int, int]) -> torch.Tensor:
    """Grids: what all cells of a small area have in common at the same place of the pixel shuffle's lattice, beyond the photo's.

    Texture has no such thing, so this takes the chequers and leaves the sharpness. corner: (y, x) of the window, px.
    """
    y, x = (min(c // AREA * AREA, fake.shape[-1] - WINDOW) if fake.shape[-1] > WINDOW else 0 for c in corner)
    fake, real = (picture[:, :, y : y + WINDOW, x : x + WINDOW] for picture in (fake, real))
    excess = _pattern(fake) - _pattern(real)
    return F.relu(excess).mean()


def _pattern(picture: torch.Tensor) -> torch.Tensor:
    """[B, 3, S, S] → amplitude of the pattern that repeats every `PERIOD` px, an area: [B, 3, S / AREA, S / AREA]."""
    picture = picture.float()
    fine = picture - _surroundings(picture)
    places = F.pixel_unshuffle(fine, PERIOD)
    common = F.avg_pool2d(places, AREA // PERIOD).unflatten(1, (3, PERIOD * PERIOD))
    return (common.square().mean(2) + 1e-8).sqrt()


def paired(strokes: torch.Tensor, auxiliary: torch.Tensor, deformed: torch.Tensor) -> torch.Tensor:
    """Feature matching of the dual generators: SAP's canvas of a deformed drawing against that of the aligned one.

    DeepFacePencil trains a second generator on aligned sketches and compares features of both. Here the moving average
    of the same branch is that generator, SAP's canvas the feature; a drawing counts as much as it is deformed, [B].
    """
    strokes, auxiliary = strokes.float(), auxiliary.float()
    # Not relative to the canvas' own size: as long as both are near zero that would hold them there (measured).
    return ((strokes - auxiliary).abs().mean((1, 2, 3)) * deformed).mean()
