"""`manifest.json` of a set of weights; the format is `models/manifest.ts`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path


def read_manifest(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_text())


def write_manifest(folder: Path, manifest: dict, fresh: set[str]) -> None:
    """Writes it, with the hashes of the `fresh` files taken anew; the others keep theirs, so that damage to them is still told."""
    hashes = manifest.get("hashes", {}) | {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in fresh}
    entries = {key: value for key, value in manifest.items() if key != "hashes"}
    (folder / "manifest.json").write_text(json.dumps({**entries, "hashes": dict(sorted(hashes.items()))}, indent=2) + "\n")


def files_in(entry: object) -> set[str]:
    """The files that an entry names."""
    if isinstance(entry, dict):
        return {name for inner in entry.values() for name in files_in(inner)}
    return {entry} if isinstance(entry, str) and entry.endswith((".onnx", ".bin", ".gz")) else set()
