"""The five face components: windows on the 512-px canvas and sizes of what CE and FM see.

The windows must equal `shared/parts.ts`; a test compares the two files.
"""

from __future__ import annotations

from dataclasses import dataclass

CANVAS = 512
#: Cells of the feature canvas (quarter resolution).
FEATURE_CANVAS = 128
#: px: side of the rasters that windows are cut from; scale 1/2 of the canvas.
RASTER = 256
#: A mirrored face: flip, then shift so that the pupils' middle (x = 252) stays. px of the canvas.
MIRROR_SHIFT = 8
#: A human iris over the template's eye distance of 122 px, px of the canvas.
IRIS_RADIUS = 11.0


@dataclass(frozen=True)
class Part:
    name: str
    #: px of the canvas
    x: int
    y: int
    size: int
    #: px: side of CE's input
    input_size: int

    @property
    def feature_size(self) -> int:
        """Side of the part's window on the feature canvas, cells."""
        return self.size * FEATURE_CANVAS // CANVAS

    @property
    def cell(self) -> tuple[int, int]:
        """Top-left cell (column, row) of the window on the feature canvas."""
        return self.x * FEATURE_CANVAS // CANVAS, self.y * FEATURE_CANVAS // CANVAS


PARTS = (
    Part("leftEye", 116, 152, 128, 64),
    Part("rightEye", 260, 152, 128, 64),
    Part("nose", 172, 208, 160, 64),
    Part("mouth", 156, 280, 192, 96),
    Part("remainder", 0, 0, 512, 128),
)
PART_NAMES = tuple(part.name for part in PARTS)
INNER = PARTS[:4]
#: Inner parts are laid over the remainder in this order, last on top.
PASTE_ORDER = ("mouth", "nose", "leftEye", "rightEye")
#: Cells: ramp of the paste mask at a window's border.
SEAM = 4.0
CODE = 512
SEARCH = 128
NEIGHBOURS = 10
