"""Trains and exports the baseline: a direct network that takes over IS, appearance encoder and discriminators of a run, with all
the hours that they have learnt; its encoder begins anew. Resumable: the same command goes on.

    python -m limn_training.baseline --warm-start runs/cpu-4c --run runs/baseline --threads 1
    npm run evaluate -- --faces FACES --weights runs/baseline/export --fidelity 1
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import torch

from ..data import PackedFaces
from ..presets import PRESETS, with_minutes
from ..side_network import SHIPPED
from ..sheets import plot_curves
from ..stage2 import train_stage2
from .export import export_direct
from .training import DirectStage, begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--warm-start", type=Path, required=True, help="run that IS, appearance encoder and discriminators are taken from")
    parser.add_argument("--run", type=Path, required=True, help="folder of this run: checkpoint, curves, samples, export")
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder that prepare wrote")
    parser.add_argument("--preset", choices=PRESETS, default="cpu-baseline")
    parser.add_argument("--minutes", type=float, help="instead of the preset's")
    parser.add_argument("--weights", type=Path, default=SHIPPED, help="set that banks, encoders and guides of the export are taken from")
    parser.add_argument("--export-only", action="store_true", help="exports the run as it stands")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=0, help="CPU threads; 0 = all cores")
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    preset, data, run = PRESETS[options.preset], PackedFaces(options.data), options.run
    if options.minutes:
        preset = with_minutes(preset, options.minutes)
    start = time.monotonic()
    if not options.export_only:
        begin(options.warm_start, run, preset)
        train_stage2(preset, data, run, options.seed, preset.name != "smoke", DirectStage)
        plot_curves(run)
    record = {"preset": preset.name, "device": f"CPU, {torch.get_num_threads()} threads", "seconds": round(time.monotonic() - start, 1)}
    out = export_direct(preset, data, run, options.weights, run.name)
    with (run / "cost.jsonl").open("a") as file:
        file.write(json.dumps(record) + "\n")
    print(json.dumps({**record, "export": str(out)}))


if __name__ == "__main__":
    main()
