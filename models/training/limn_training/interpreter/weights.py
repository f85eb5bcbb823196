"""Puts an interpreter into a folder of weights; it needs no new training when the other networks are trained anew."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

FILE = "interpreter.onnx"
#: The weights that the app ships with.
SHIPPED = Path(__file__).parents[3] / "weights"


def add_interpreter(weights: Path, *folders: Path) -> None:
    """Copies the first `interpreter.onnx` of the folders, or the shipped one, and names it in the manifest; without any, nothing."""
    source = next((folder / FILE for folder in (*folders, SHIPPED) if (folder / FILE).exists()), None)
    if source is None:
        return
    target = weights / FILE
    if source.resolve() != target.resolve():
        shutil.copyfile(source, target)
    manifest = json.loads((weights / "manifest.json").read_text())
    hashes = manifest.pop("hashes")
    hashes[FILE] = hashlib.sha256(target.read_bytes()).hexdigest()
    manifest["interpreter"] = FILE
    manifest["hashes"] = dict(sorted(hashes.items()))
    (weights / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
