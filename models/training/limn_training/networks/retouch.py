"""Retouch: air, clothes, hair, ears and face of a finished portrait are put in order, as a photographer's retoucher does it."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from .fields import NEXT_TO_NOTHING, bent, beyond, blurred, blurred_whole, gaussian, hue, larger, mean_around

#: What a place shows, as far as retouching goes: the air behind, clothes, hair, ears, all else: the face, above all.
AIR, CLOTH, HAIR, EAR, ELSE = range(5)
REGIONS = 5
#: Channels that look at the trunk.
_SEEN = 32
#: So much surer than its odds a region is: borders are narrow.
_SURE = 4.0
#: Colours of the air farther (of −1…1) from its mean than this count little in it: a smudge does not tint it.
_SMUDGE = 0.08
#: How far (of −1…1) air, clothes and hair may stand out from what is around them: grain, folds and shine may, streaks, smears and flecks may not.
_HAZE, _FOLD, _SHINE = 0.01, 0.1, 0.5
#: Of `_SHINE` so much in black hair; in lighter hair the more, the lighter it is.
_IN_BLACK = 0.3
#: How far what is around a place may be from the colour of all clothes near by, and of all hair as a share of its shine: blots and lumps may not.
_BLOT, _LUMP = 0.06, 0.5
#: How far (of −1…1) the hue of an ear, and of the face's rim, may be from the face's.
_TINGE = 0.07
#: … and from which share of the energy of that hue on a hue is gaudy.
_GAUDY = 0.6
#: How much of what is around a place must be no face for the place to be rim: half of it, and it is nothing but rim.
_RIM = 2.0
#: How far (of −1…1) red and blue may both be above green in a face: lips are pink, not magenta (of photos' mouths the
#: reddest hundredth: 0.04 in the mean, above 0.08 in a tenth of them).
_PINK = 0.08
#: Light of a face that differs less (of −1…1) from that within a few px is texture and no feature; instead of it skin has as strong pores.
_TEXTURE = 0.0098
_PORES = 0.033
#: What is more stands out by so much more (unsharp mask).
_CRISP = 0.13
#: … and what is not that fine, by so much more from the light around it (local contrast): brows, eyes and lips stand out.
_CLEAR = 0.12
#: px within which it is compared, and cells of 2 px over which it is told how much it differs (standard deviations).
_AT_HAND = 2.5
_ALIKE = 1.0
#: Cells of 16 px over which the mean of the air behind, and of the face, is taken (standard deviation).
_FAR = 4.0
#: Cells of 8 px over which that of air, clothes and hair is, from which they may stand out.
_NEAR = 1.25
#: Cells of 4 px over which the regions' odds are taken.
_NEXT = 0.8
#: … and over which it is told which is cloth and which is air, and how much surer: shoulders have long lines. In cells of 16 px: what is
#: around a feature.
_SHOULDER = 2.5
_SHOULDER_SURE = 8.0


class Retouch(nn.Module):
    """Reads from IS' features what shows where, and mends the picture by rule.

    What a drawing says nothing of comes out of the generator as smudges, streaks and smears. The air becomes its own mean, wide around and without
    its smudges; clothes and hair keep what stands out a little, and that in light alone: their colour
    changes slowly from place to place. Ears and the rim of the face keep to its hue, its faint texture becomes pores, features a little crisper and clearer. Means are normalised
    convolutions (Knutsson & Westin 1993): nothing of one region bleeds into another. Only the light that a feature stands out from is that of whatever is around,
    hair and air too. Taught after stage II (`train_retouch.py`); an untrained
    one takes the whole picture for a face.
    """

    def __init__(self, trunk: int, features: int):
        super().__init__()
        self.look = nn.Sequential(
            nn.LeakyReLU(0.2), nn.Conv2d(trunk, _SEEN, 3, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(_SEEN, _SEEN, 3, padding=1), nn.LeakyReLU(0.2)
        )
        self.find = nn.Conv2d(_SEEN, features, 3, padding=1)
        self.sort = nn.Sequential(
            nn.LeakyReLU(0.2), nn.Conv2d(features, features, 3, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(features, REGIONS, 3, padding=1)
        )
        kernels = (("next", REGIONS, _NEXT), ("shoulder", 1, _SHOULDER), ("near", 4, _NEAR), ("far", 4, _FAR), ("at_hand", 1, _AT_HAND), ("alike", 1, _ALIKE))
        for name, channels, deviation in kernels:
            self.register_buffer(name, gaussian(channels, deviation), persistent=False)

    def start(self) -> None:
        with torch.no_grad():
            self.sort[-1].weight.mul_(0.1)
            self.sort[-1].bias.copy_(4 * F.one_hot(torch.tensor(ELSE), REGIONS))

    def read(self, trunk: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
        """Trunk [B, C, 32, 32] and features [B, C, 128, 128] → logits of the regions [B, 5, 128, 128]."""
        return blurred(self.sort(features + larger(self.find(self.look(trunk)), 4)), self.next)

    def mend(self, picture: torch.Tensor, regions: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
        """picture [B, 3, 512, 512] → the same in order. noise: white, [1, 1, 256, 256], of standard deviation 1."""
        # Borders lie in cells of 2 px; means are wide, so they are taken in cells of 8 and 16.
        sure = (_SURE * larger(regions, 2)).softmax(1)
        air, cloth, hair, ear, face = (sure[:, region : region + 1] for region in range(REGIONS))
        clothed = larger(self._clothed(regions), 2)
        air, cloth = (air + cloth) * (1 - clothed), (air + cloth) * clothed
        small = F.avg_pool2d(picture, 8)
        near = lambda where: mean_around(small, F.avg_pool2d(where, 4), self.near)
        clothes, locks = (larger(self._wide(small, where), 2) for where in (cloth, hair))
        shine = _SHINE * (_IN_BLACK + (1 + locks.mean(1, keepdim=True)) / 2)
        dressed = cloth * larger(bent(near(cloth), clothes, _BLOT), 4) + hair * larger(bent(near(hair), locks, _LUMP * shine), 4)
        soft = air + cloth + hair + NEXT_TO_NOTHING
        around = (air * larger(near(air), 4) + dressed) / soft
        limit = (air * _HAZE + cloth * _FOLD + hair * larger(shine, 4)) / soft + NEXT_TO_NOTHING
        ground = air * self._behind(small, air) + dressed
        rim = ear + face * (1 - self._faced(face)) * _RIM
        facial = self._beside(small, face)
        fields = larger(torch.cat([ground, around, soft * limit, limit, face + ear, rim, facial], 1), 2)
        ground, around, reach, limit = fields[:, :3], fields[:, 3:6], fields[:, 6:7], fields[:, 7:8]
        kept, rim, facial = fields[:, 8:9], fields[:, 9:10], fields[:, 10:]
        kept = kept * _paled(self._pored(picture, noise)) + rim * _tamed(picture, facial)
        standing = (reach * torch.tanh((picture - around) / limit)).mean(1, keepdim=True)
        return ground + kept + standing * hue(ground + reach / limit)

    def _pored(self, picture: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
        """Faint texture, which the generator weaves in rows, becomes noise (coring); features become a little crisper and clearer."""
        light = picture.mean(1, keepdim=True)
        smooth = blurred_whole(light, self.at_hand)
        texture = light - smooth
        energy = blurred_whole(F.avg_pool2d(texture * texture, 2), self.alike)
        even = 1 - beyond(energy, _TEXTURE**2)
        pores = F.pixel_shuffle(torch.cat([even * _PORES * noise] * 4, 1), 2)
        around = larger(blurred_whole(F.avg_pool2d(light, 16), self.shoulder), 16)
        return picture + larger(_CRISP - (1 + _CRISP) * even, 2) * texture + _CLEAR * (smooth - around) + pores

    def _clothed(self, regions: torch.Tensor) -> torch.Tensor:
        """Of what is outside, cloth and not air: [B, 1, 128, 128]."""
        return (_SHOULDER_SURE * blurred(regions[:, CLOTH : CLOTH + 1] - regions[:, AIR : AIR + 1], self.shoulder)).sigmoid()

    def _faced(self, face: torch.Tensor) -> torch.Tensor:
        """How much of what is around a place is face: [B, 1, 256, 256]."""
        return larger(blurred(F.avg_pool2d(face, 2), self.shoulder), 2)

    def _behind(self, small: torch.Tensor, air: torch.Tensor) -> torch.Tensor:
        """The colour of the air: what is far from its mean counts less, twice over (iteratively reweighted, Cauchy's weights
        of the distance over the three channels). [B, 3, 256, 256]"""
        shown, where = _coarser(small, F.avg_pool2d(air, 4))
        mean = mean_around(shown, where, self.far)
        for _ in range(2):
            away = (shown - mean) / _SMUDGE
            mean = mean_around(shown, where / (1 + 3 * (away * away).mean(1, keepdim=True)), self.far)
        return larger(mean, 8)

    def _wide(self, small: torch.Tensor, where: torch.Tensor) -> torch.Tensor:
        """The colour of a region, wide around: [B, 3, 32, 32]."""
        return mean_around(*_coarser(small, F.avg_pool2d(where, 4)), self.far)

    def _beside(self, small: torch.Tensor, face: torch.Tensor) -> torch.Tensor:
        """The hue of the face, wide around: what its colour is away from grey, as a share of its light. [B, 3, 256, 256]"""
        colour = self._wide(small, face)
        light = colour.mean(1, keepdim=True)
        return larger((colour - light) / (light + 1 + NEXT_TO_NOTHING), 8)

    def forward(self, picture: torch.Tensor, trunk: torch.Tensor, features: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
        return self.mend(picture, self.read(trunk, features), noise)


def _tamed(picture: torch.Tensor, hue: torch.Tensor) -> torch.Tensor:
    """What must be added for nothing to be much gaudier than `hue`: grey and pale places keep what they have."""
    light = picture.mean(1, keepdim=True)
    own, wanted = picture - light, hue * (light + 1)
    gaudy = (1 - _GAUDY * (wanted * wanted).mean(1, keepdim=True) / ((own * own).mean(1, keepdim=True) + NEXT_TO_NOTHING)).relu()
    far = own - wanted
    return gaudy * (_TINGE * torch.tanh(far / _TINGE) - far)


def _paled(picture: torch.Tensor) -> torch.Tensor:
    """Nothing is more magenta than pink."""
    red, green, blue = (picture[:, channel : channel + 1] for channel in range(3))
    magenta = (blue - (blue - red).relu() - green - _PINK).relu()
    return torch.cat([red, green, blue - magenta], 1)


def _coarser(picture: torch.Tensor, where: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """What a region shows at half the size, and how much of each cell is the region's."""
    share = F.avg_pool2d(where, 2)
    return F.avg_pool2d(picture * where, 2) / (share + NEXT_TO_NOTHING), share
