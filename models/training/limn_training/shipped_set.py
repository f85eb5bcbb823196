"""What a run that began with a shipped set hands on unchanged: files keep their bytes, so that history does not store them twice."""

from __future__ import annotations

import shutil
from pathlib import Path

from .manifest import read_manifest


class ShippedSet:
    """A weights folder whose files are copied into another."""

    def __init__(self, folder: Path, out: Path):
        self.folder, self.out = folder, out
        self.manifest: dict = read_manifest(folder)

    def take(self, entry: str) -> dict | str:
        """Copies the files of an entry of the manifest; returns the entry."""
        self._copy(self.manifest[entry])
        return self.manifest[entry]

    def take_part(self, name: str) -> dict:
        """Copies a part's encoder and bank; returns its entry without the feature mapping, which was trained on."""
        entry = {key: value for key, value in self.manifest["parts"][name].items() if key != "featureMapping"}
        self._copy(entry)
        return entry

    def _copy(self, value: object) -> None:
        if isinstance(value, dict):
            for inner in value.values():
                self._copy(inner)
        elif isinstance(value, str):
            shutil.copy(self.folder / value, self.out / value)
