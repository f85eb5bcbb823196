"""Eyes: irises that the generator paints in flecks are put in order, as a retoucher does it: white, iris, pupil and one glint."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from ..parts import CANVAS, FEATURE_CANVAS, IRIS_RADIUS, RASTER
from .fields import NEXT_TO_NOTHING, bent, beyond, blurred, blurred_whole, gaussian, hue, larger, mean_around, mean_over

#: px of the canvas: the band in which both eyes lie; its halves hold one each.
TOP, BOTTOM, LEFT, RIGHT = 196, 284, 132, 372
WIDE, HIGH = (RIGHT - LEFT) // 2, BOTTOM - TOP
#: px of the canvas to a cell of the features, and to one in which opening and middle are told.
_CELL, FINE = CANVAS // FEATURE_CANVAS, CANVAS // RASTER
_WIDTH = 32
_DILATIONS = (1, 2, 2, 1)
#: px: radii of pupil and glint, and where the glint lies from the iris' middle (light falls from above).
_PUPIL, _GLINT = 4.4, 2.2
_GLINT_AT = (-3.0, -3.5)
#: How sharp their borders are: slope a px, and of the lids' odds; how much narrower the opening is painted, so that lids stay as they are.
_EDGE, _SURE, _NARROW = 1.6, 2.0, 3.0
#: Light (of −1…1) that is so far above its mean is the white's and not an iris'.
_FLECK = 0.15
#: Light of iris and white as a share of the skin's about the eye (photos: 0.42 in the mean of an iris, 0.80 of the lighter half of a white;
#: farther apart here, since half of each is what the generator painted, which is too much alike).
_IRIS_OF_SKIN, _WHITE_OF_SKIN = 0.28, 1.3
#: Share of an iris' light that there is more below, less in its outer ring and under the lid.
_BELOW, _RING, _SHADE = 0.3, 0.5, 0.3
#: … and of its pupil; light of a glint.
_DARK, _BRIGHT = 0.05, 0.85
#: How far (of −1…1) the texture of an iris may stand out, and the white of an eye be from its colour.
_FIBRE, _SHADOW = 0.12, 0.4
#: How soon beside an opening lids begin to be lids, and from where on (of −1…1) a place of them that is lighter than what is around it is a fleck.
_LASHED, _GLEAM = 20.0, 0.57
#: Which share of the light the upper lid's lashes take, px above the opening's border and below it.
_LASH, _ABOVE, _BELOW_LID = 0.12, 1, 2


class Eyes(nn.Module):
    """Reads from IS' features where eyes are open and where their irises have their middle, and paints them by rule.

    What is seen of an iris is a disc between the lids. Its colour and that of the white are between what the generator painted there and the
    skin's. Taught after stage II (`train_eyes.py`); an untrained one sees no open eye.
    """

    def __init__(self, features: int):
        super().__init__()
        channels = (features, *[_WIDTH] * len(_DILATIONS))
        self.look = nn.ModuleList(nn.Conv2d(a, b, 3, padding=d, dilation=d) for a, b, d in zip(channels, channels[1:], _DILATIONS))
        self.tell = nn.Conv2d(_WIDTH, 8, 1)
        self.register_buffer("x", torch.arange(WIDE)[None, None, None] + 0.5, persistent=False)
        self.register_buffer("y", torch.arange(HIGH)[None, None, :, None] + 0.5, persistent=False)
        self.register_buffer("around", gaussian(4, 1.25), persistent=False)
        self.register_buffer("beside", gaussian(1, 2.0), persistent=False)

    def start(self) -> None:
        with torch.no_grad():
            self.tell.weight.mul_(0.1)
            self.tell.bias.copy_(torch.tensor([-4.0] * 4 + [0.0] * 4))

    def read(self, features: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Features [B, C, 128, 128] → logits that an eye is open there, and that an iris has its middle there: each [2 B, 1, 44, 60],
        all left halves of the band before all right ones."""
        h = features[:, :, TOP // _CELL : BOTTOM // _CELL, LEFT // _CELL : RIGHT // _CELL]
        for layer in self.look:
            h = layer(F.leaky_relu(h, 0.2))
        told = halves(F.pixel_shuffle(self.tell(F.leaky_relu(h, 0.2)), 2))
        return told[:, :1], told[:, 1:]

    def middle(self, heat: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits of the iris' middle → x and y of it, px of the half: [2 B, 1, 1, 1] each (the mean over a spatial softmax)."""
        odds = heat.flatten(1).softmax(1).view(heat.shape) * (heat.shape[2] * heat.shape[3])
        mean = lambda where: (odds * F.avg_pool2d(where, (1, FINE) if where.shape[3] > 1 else (FINE, 1))).mean((2, 3), keepdim=True)
        return mean(self.x), mean(self.y)

    def mend(self, picture: torch.Tensor, opening: torch.Tensor, heat: torch.Tensor) -> torch.Tensor:
        """picture [B, 3, 512, 512] → the same with eyes in order."""
        band = picture[:, :, TOP:BOTTOM, LEFT:RIGHT]
        eye = halves(band)
        x, y = self.middle(heat)
        right, down = self.x - x, self.y - y
        away = (right * right + down * down + NEXT_TO_NOTHING).sqrt()
        within = lambda radius, distance=away: (_EDGE * (radius - distance)).sigmoid()
        open_ = (_SURE * larger(opening, FINE) - _NARROW).sigmoid()
        skin = mean_over(eye, 1 - open_)
        seen, pupil = within(IRIS_RADIUS), within(_PUPIL)
        iris = self._iris(eye, open_ * seen * (1 - pupil), skin, down, within(IRIS_RADIUS - 2))
        iris = iris + pupil * (_DARK * (iris + 1) - 1 - iris)
        gleam = ((right - _GLINT_AT[0]) * (right - _GLINT_AT[0]) + (down - _GLINT_AT[1]) * (down - _GLINT_AT[1]) + NEXT_TO_NOTHING).sqrt()
        iris = iris + within(_GLINT, gleam) * (_BRIGHT - iris)
        white = self._white(eye, open_ * (1 - within(IRIS_RADIUS + 1)), skin)
        eye = self._lids(eye, opening)
        mended = eye + open_ * (white + seen * (iris - white) - eye)
        mended = mended - _LASH * self._lashes(open_) * (mended + 1)
        left, right = mended.chunk(2)
        rows = torch.cat([picture[:, :, TOP:BOTTOM, :LEFT], left, right, picture[:, :, TOP:BOTTOM, RIGHT:]], 3)
        # Slices side by side: engines need no padding.
        return torch.cat([picture[:, :, :TOP], rows, picture[:, :, BOTTOM:]], 2)

    def _iris(self, eye: torch.Tensor, where: torch.Tensor, skin: torch.Tensor, down: torch.Tensor, inner: torch.Tensor) -> torch.Tensor:
        """In its colour, with light below, dark at the rim and under the lid, and a little of the texture that it had."""
        own = _usual(eye, where, -_FLECK)
        shape = 1 + _BELOW * (0.35 * (down - 2)).sigmoid() - _RING * (1 - inner) - _SHADE * (-0.5 * (down + 5)).sigmoid()
        texture = eye.mean(1, keepdim=True) - own.mean(1, keepdim=True)
        return _between(own, skin, _IRIS_OF_SKIN) * shape - 1 + _FIBRE * torch.tanh(texture / (4 * _FIBRE))

    def _lids(self, eye: torch.Tensor, opening: torch.Tensor) -> torch.Tensor:
        """Around the opening nothing is much lighter than what is around it: lashes and a faint gleam stay, flecks do not."""
        near = _LASHED * blurred((_SURE * opening).sigmoid(), self.beside)
        light = eye.mean(1, keepdim=True)
        around = larger(blurred_whole(F.avg_pool2d(light, _CELL), self.beside), _CELL)
        over = (light - around).relu()
        # Of fourth powers: a steep border, so that a faint gleam keeps nearly all and a fleck nearly nothing.
        return eye - larger(near / (near + 1), FINE) * over * beyond(over * over * over * over, _GLEAM**4)

    def _lashes(self, open_: torch.Tensor) -> torch.Tensor:
        """The upper lid's: a line along the upper border of the opening."""
        below = torch.cat([open_[:, :, _ABOVE:], open_[:, :, -_ABOVE:]], 2)
        above = torch.cat([open_[:, :, :_BELOW_LID], open_[:, :, :-_BELOW_LID]], 2)
        return (below - above).relu()

    def _white(self, eye: torch.Tensor, where: torch.Tensor, skin: torch.Tensor) -> torch.Tensor:
        """What is around each place of it, not far from its colour: shadows stay, flecks do not."""
        part = F.avg_pool2d(where, _CELL)
        near = mean_around(F.avg_pool2d(eye * where, _CELL) / (part + NEXT_TO_NOTHING), part, self.around)
        return bent(larger(near, _CELL), _between(_usual(eye, where, _FLECK), skin, _WHITE_OF_SKIN) - 1, _SHADOW)

    def forward(self, picture: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
        return self.mend(picture, *self.read(features))


def halves(band: torch.Tensor) -> torch.Tensor:
    """[B, C, H, 2 W] → [2 B, C, H, W]."""
    half = band.shape[3] // 2
    return torch.cat([band[..., :half], band[..., half:]], 0)


def _usual(eye: torch.Tensor, where: torch.Tensor, fleck: float) -> torch.Tensor:
    """The colour of a region, in which what is lighter than its mean (`fleck` > 0; else darker) counts more: [2 B, 3, 1, 1]."""
    light = eye.mean(1, keepdim=True)
    return mean_over(eye, where * ((light - mean_over(light, where)) / fleck).sigmoid())


def _between(own: torch.Tensor, skin: torch.Tensor, share: float) -> torch.Tensor:
    """Light and hue half way between a colour's own and the skin's, of whose light it has a share: 0 and more. (In photos irises and whites have
    nearly the skin's hue; what the generator paints there is grey.)"""
    light = lambda colour: colour.mean(1, keepdim=True) + 1
    return (light(own) + share * light(skin)) / 2 * (hue(own + 1) + hue(skin + 1)) / 2
