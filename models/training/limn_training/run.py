"""One command for a whole run: parser → face reader → attention → stage I → bank → stage II → strands → retouch → eyes → export, each step resumable.

    python -m limn_training.run --preset cpu --data data --run runs/cpu-1
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import torch

from .bank import build_bank
from .data import PackedFaces
from .export import export
from .presets import PRESETS, with_minutes
from .runtime import pick_device
from .sheets import plot_curves
from .stage1 import train_stage1
from .stage2 import train_stage2
from .train_attention import train_attention
from .train_eyes import train_eyes
from .train_parser import train_parser
from .train_reader import train_reader
from .train_retouch import train_retouch
from .train_strands import train_strands
from .warm_start import warm_start
from .warm_start_weights import UnfitWeights, warm_start_weights

STAGES = ("parser", "reader", "attention", "stage1", "bank", "stage2", "strands", "retouch", "eyes", "export")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--preset", choices=PRESETS, required=True)
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder that prepare wrote")
    parser.add_argument("--run", type=Path, required=True, help="folder of this run: checkpoints, curves, samples, export")
    parser.add_argument("--stages", default=",".join(STAGES), help="comma-separated, of " + ", ".join(STAGES))
    begin = parser.add_mutually_exclusive_group()
    begin.add_argument("--warm-start-weights", type=Path, help="shipped set that this run begins with, its encoders and banks unchanged")
    begin.add_argument("--warm-start", type=Path, help="run whose networks this one begins with; its budgets start afresh")
    parser.add_argument("--minutes", type=float, help="of stage II's last phase, instead of the preset's")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=0, help="CPU threads; 0 = all cores")
    parser.add_argument("--full-precision", action="store_true", help="fp32 instead of bf16")
    parser.add_argument("--model-version", default=None, help="shown model version; default: the run's name")
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    preset, data, run = PRESETS[options.preset], PackedFaces(options.data), options.run
    if options.minutes:
        preset = with_minutes(preset, options.minutes)
    half = not options.full_precision and preset.name != "smoke"
    wanted = options.stages.split(",")
    unknown = [stage for stage in wanted if stage not in STAGES]
    if unknown:
        parser.error(f"unknown stage {unknown[0]}; stages are {', '.join(STAGES)}")
    run.mkdir(parents=True, exist_ok=True)
    if options.warm_start:
        warm_start(options.warm_start, run, preset)
    if options.warm_start_weights:
        try:
            warm_start_weights(options.warm_start_weights, run, preset, data)
        except UnfitWeights as problem:
            parser.error(str(problem))
    costs: dict[str, float] = {}
    steps = {
        "parser": lambda: train_parser(preset, data, run, options.seed, half),
        "reader": lambda: train_reader(preset, data, run, options.seed, half),
        "attention": lambda: train_attention(preset, data, run, options.seed),
        "stage1": lambda: train_stage1(preset, data, run, options.seed, half),
        "bank": lambda: build_bank(preset, data, run),
        "stage2": lambda: train_stage2(preset, data, run, options.seed, half),
        "strands": lambda: train_strands(preset, data, run, options.seed, half),
        "retouch": lambda: train_retouch(preset, data, run, options.seed, half),
        "eyes": lambda: train_eyes(preset, data, run, options.seed, half),
        "export": lambda: export(preset, data, options.data, run, options.model_version or run.name),
    }
    for stage in STAGES:
        if stage in wanted:
            start = time.monotonic()
            steps[stage]()
            costs[stage] = round(time.monotonic() - start, 1)
            plot_curves(run)
    device = pick_device()
    name = torch.cuda.get_device_name() if device.type == "cuda" else f"CPU, {torch.get_num_threads()} threads"
    record = {"preset": preset.name, "device": name, "torch": torch.__version__, "seconds": costs}
    with (run / "cost.jsonl").open("a") as file:
        file.write(json.dumps(record) + "\n")
    print(json.dumps(record))


if __name__ == "__main__":
    main()
