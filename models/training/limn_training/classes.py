"""What a mask's pixel, or a stroke, can show: CelebAMask-HQ's numbers, as `shared/semantics/strokeClasses.ts` has them; 0 is nothing: the background. Sides are the picture's."""

from __future__ import annotations

import numpy as np

NAMES = (
    "nothing", "skin", "nose", "glasses", "rightEye", "leftEye", "rightBrow", "leftBrow", "rightEar", "leftEar",
    "mouth", "upperLip", "lowerLip", "hair", "hat", "earring", "necklace", "neck", "cloth",
)
(
    NOTHING, SKIN, NOSE, GLASSES, RIGHT_EYE, LEFT_EYE, RIGHT_BROW, LEFT_BROW, RIGHT_EAR, LEFT_EAR,
    MOUTH, UPPER_LIP, LOWER_LIP, HAIR, HAT, EARRING, NECKLACE, NECK, CLOTH,
) = range(19)
COUNT = len(NAMES)
EARS = (RIGHT_EAR, LEFT_EAR)

#: Cells of 4 px of the canvas from which on glasses or a hat count as worn.
WORN_CELLS = 40

#: What each class is in the mirror.
MIRRORED = np.arange(COUNT)
MIRRORED[[RIGHT_EYE, LEFT_EYE, RIGHT_BROW, LEFT_BROW, RIGHT_EAR, LEFT_EAR]] = [LEFT_EYE, RIGHT_EYE, LEFT_BROW, RIGHT_BROW, LEFT_EAR, RIGHT_EAR]
