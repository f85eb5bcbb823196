"""Makes a set of weights smaller and changes no value in it: line art is gzipped (by a third), files that are alike are kept once.

    python -m limn_training.compact ../weights      # a set that was exported before

Codes and networks stay as they are: gzip takes a twelfth of them, and their files keep their bytes from set to set.
"""

from __future__ import annotations

import argparse
import gzip
from pathlib import Path

from .manifest import files_in, read_manifest, write_manifest

#: Of every part; exported banks have a row a face, so that all of them are the same.
SHARED = "bank-faces.bin"
PACKED = ".gz"


def compact(folder: Path) -> None:
    """In place; a set that is compact stays as it is."""
    manifest = read_manifest(folder)
    guides = manifest["guides"]
    for key, name in guides.items():
        if not name.endswith(PACKED):
            guides[key] = name + PACKED
            (folder / guides[key]).write_bytes(gzip.compress((folder / name).read_bytes(), 9, mtime=0))
    banks = [part["bank"] for part in manifest["parts"].values()]
    contents = {(folder / bank["faces"]).read_bytes() for bank in banks}
    if len(contents) == 1:
        (folder / SHARED).write_bytes(contents.pop())
        for bank in banks:
            bank["faces"] = SHARED
    before, named = manifest.pop("hashes"), files_in(manifest)
    for name in before.keys() - named:
        (folder / name).unlink()
    write_manifest(folder, manifest, named)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    folder = parser.parse_args().weights
    size = lambda: sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    before = size()
    compact(folder)
    print(f"{before:.2f} -> {size():.2f} MB in {folder}")


if __name__ == "__main__":
    main()
