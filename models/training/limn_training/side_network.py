"""Networks beside the portrait's own (aligner, interpreter): they need no new training when the others are trained anew."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from .manifest import read_manifest, write_manifest

#: The weights that the app ships with.
SHIPPED = Path(__file__).parents[2] / "weights"


def add_side_network(weights: Path, name: str, file: str, entry: Any, folders: tuple[Path, ...]) -> None:
    """Copies the first `file` of the folders, or the shipped one, and names it in the manifest as `entry`; without any, nothing."""
    source = next((folder / file for folder in (*folders, SHIPPED) if (folder / file).exists()), None)
    if source is None:
        return
    target = weights / file
    if source.resolve() != target.resolve():
        shutil.copyfile(source, target)
    write_manifest(weights, {**read_manifest(weights), name: entry}, {file})
