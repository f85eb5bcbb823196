"""Hatching: what shading and strands of hair leave once a pencil drawing has been traced."""

from __future__ import annotations

import cv2
import numpy as np

SIDE = 256


def hatching(rng: np.random.Generator) -> np.ndarray:
    """Broken, nearly parallel lines, uint8 [256, 256], 255 ink: noise smeared along a bent direction."""
    side = SIDE + 128
    noise = rng.standard_normal((side, side)).astype(np.float32)
    length, width = rng.uniform(4, 14), rng.uniform(0.7, 1.6)
    smeared = cv2.GaussianBlur(noise, (0, 0), sigmaX=width, sigmaY=length)
    smeared = (smeared - cv2.GaussianBlur(smeared, (0, 0), sigmaX=width * 2, sigmaY=length * 2)).astype(np.float32)
    smeared /= smeared.std() + 1e-6
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    angle = rng.uniform(0, np.pi) if rng.random() < 0.5 else rng.normal(0, 0.4)
    u, v = (x - SIDE / 2) * np.cos(angle) + (y - SIDE / 2) * np.sin(angle), (y - SIDE / 2) * np.cos(angle) - (x - SIDE / 2) * np.sin(angle)
    bend, wave = rng.uniform(-30, 30), rng.uniform(60, 200)
    u = u + bend * np.sin(v / wave + rng.uniform(0, 6))
    bent = cv2.remap(smeared, (u + side / 2).astype(np.float32), (v + side / 2).astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    ink = np.clip((bent - rng.uniform(0.2, 1.3)) * 2, 0, 1)
    return (ink * 255).astype(np.uint8)


def soft_patch(rng: np.random.Generator) -> np.ndarray:
    """A soft-edged random area, float32 [256, 256] in 0…1: where something is shaded."""
    grid = rng.standard_normal((6, 6)).astype(np.float32)
    field = cv2.resize(grid, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    return np.clip((field - rng.uniform(0.2, 1.2)) * 2, 0, 1)
