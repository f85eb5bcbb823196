"""Recipes. Budgets are steps or minutes, whichever ends first; a phase of 0 steps is skipped."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Phase:
    """One stretch of stage II at one picture size."""

    size: int
    batch: int
    steps: int
    #: wall-clock budget; 0 = none
    minutes: float
    #: share of the phase before the discriminators join
    quiet: float = 0.0
    #: share of the phase in which they learn but the generator does not hear them (fresh ones beside a trained generator)
    deaf: float = 0.0
    #: share of the steps at half the size
    halved: float = 0.0
    #: share of the phase, at its end, in which the discriminators weigh more (`losses.SHARPENING`)
    sharpened: float = 0.0


@dataclass(frozen=True)
class Preset:
    name: str
    encoder_channels: tuple[int, ...]
    feature_top: int
    canvas_channels: int
    synthesis_width: int
    synthesis_blocks: int
    appearance: int
    appearance_width: int
    discriminator_width: int
    parser_width: int
    parser_steps: int
    parser_minutes: float
    reader_width: int
    reader_steps: int
    reader_minutes: float
    attention_steps: int
    attention_minutes: float
    strands_steps: int
    strands_minutes: float
    retouch_steps: int
    retouch_minutes: float
    eyes_steps: int
    eyes_minutes: float
    stage1_batch: int
    stage1_steps: int
    stage1_minutes: float
    phases: tuple[Phase, ...]
    learning_rate: float = 3e-4
    #: learning rate of the discriminators, times the generator's: fresh ones must catch up with it
    judges_haste: float = 1.0
    ema: float = 0.999
    #: ceiling of steps between two sample sheets
    sample_every: int = 500


_UNBOUNDED = 10**9

SMOKE = Preset(
    name="smoke",
    encoder_channels=(8, 8, 16, 16, 16),
    feature_top=16,
    canvas_channels=32,
    synthesis_width=8,
    synthesis_blocks=1,
    appearance=64,
    appearance_width=8,
    discriminator_width=8,
    parser_width=8,
    parser_steps=4,
    parser_minutes=0,
    reader_width=8,
    reader_steps=4,
    reader_minutes=0,
    attention_steps=4,
    attention_minutes=0,
    strands_steps=2,
    strands_minutes=0,
    retouch_steps=2,
    retouch_minutes=0,
    eyes_steps=2,
    eyes_minutes=0,
    stage1_batch=8,
    stage1_steps=6,
    stage1_minutes=0,
    phases=(Phase(128, 4, 3, 0), Phase(256, 2, 2, 0), Phase(512, 2, 2, 0)),
    sample_every=4,
)

#: Two CPU cores, about three hours, bf16 where the processor has it.
CPU = Preset(
    name="cpu",
    encoder_channels=(16, 32, 64, 96, 128),
    feature_top=160,
    canvas_channels=32,
    synthesis_width=32,
    synthesis_blocks=4,
    appearance=64,
    appearance_width=24,
    discriminator_width=24,
    parser_width=24,
    parser_steps=_UNBOUNDED,
    parser_minutes=7,
    reader_width=24,
    reader_steps=_UNBOUNDED,
    reader_minutes=10,
    attention_steps=_UNBOUNDED,
    attention_minutes=7,
    strands_steps=_UNBOUNDED,
    strands_minutes=8,
    retouch_steps=_UNBOUNDED,
    retouch_minutes=6,
    eyes_steps=_UNBOUNDED,
    eyes_minutes=24,
    stage1_batch=16,
    stage1_steps=_UNBOUNDED,
    stage1_minutes=36,
    phases=(
        # At half width the trunk dominates, so 128 px would save little: 256 px from the start.
        Phase(256, 4, _UNBOUNDED, 46, quiet=0.1),
        Phase(512, 4, _UNBOUNDED, 76, halved=0.25, sharpened=0.16),
    ),
)

#: The same networks, from a shipped set (`--warm-start-weights`): 80 minutes of one core, after reader and attention.
CPU_TUNE = replace(
    CPU,
    name="cpu-tune",
    parser_steps=0,
    stage1_steps=0,
    phases=(Phase(512, 4, _UNBOUNDED, 80, deaf=0.02, halved=0.3, sharpened=0.4),),
    learning_rate=2e-4,
    judges_haste=3.0,
    ema=0.998,
    sample_every=150,
)

#: The end of a run once more (`--warm-start`): 18 minutes of two cores in which texture weighs more than likeness.
CPU_SHARPEN = replace(
    CPU_TUNE,
    name="cpu-sharpen",
    phases=(Phase(512, 4, _UNBOUNDED, 18, halved=0.1, sharpened=1.0),),
    learning_rate=1.5e-4,
    ema=0.995,
)

#: On from a run that has discriminators (`--warm-start`): an hour of two cores in which the face reader teaches likeness.
CPU_LIKENESS = replace(
    CPU_TUNE,
    name="cpu-likeness",
    phases=(Phase(512, 4, _UNBOUNDED, 60, halved=0.35, sharpened=0.35),),
    learning_rate=2e-4,
)

#: The direct network that ours is measured against (`baseline/`): 45 minutes of one core, for the first tenth its encoder alone.
CPU_BASELINE = replace(
    CPU_TUNE,
    name="cpu-baseline",
    phases=(Phase(512, 4, _UNBOUNDED, 45, deaf=0.1, halved=0.5, sharpened=0.35),),
)

#: One GPU, about 20 minutes, 512 px, full width.
GPU = Preset(
    name="gpu",
    encoder_channels=(32, 64, 128, 192, 256),
    feature_top=256,
    canvas_channels=32,
    synthesis_width=64,
    synthesis_blocks=8,
    appearance=64,
    appearance_width=32,
    discriminator_width=64,
    parser_width=48,
    parser_steps=_UNBOUNDED,
    parser_minutes=1,
    reader_width=32,
    reader_steps=_UNBOUNDED,
    reader_minutes=1,
    attention_steps=_UNBOUNDED,
    attention_minutes=0.5,
    strands_steps=_UNBOUNDED,
    strands_minutes=0.5,
    retouch_steps=_UNBOUNDED,
    retouch_minutes=0.5,
    eyes_steps=_UNBOUNDED,
    eyes_minutes=0.5,
    stage1_batch=256,
    stage1_steps=_UNBOUNDED,
    stage1_minutes=3,
    phases=(
        Phase(256, 32, _UNBOUNDED, 11, quiet=0.05),
        Phase(512, 16, _UNBOUNDED, 5, halved=0.2, sharpened=0.2),
    ),
    sample_every=2000,
)



def with_minutes(preset: Preset, minutes: float) -> Preset:
    """The preset with another budget for the last phase of stage II."""
    *before, last = preset.phases
    return replace(preset, phases=(*before, replace(last, minutes=minutes)))


PRESETS = {preset.name: preset for preset in (SMOKE, CPU, CPU_TUNE, CPU_SHARPEN, CPU_LIKENESS, CPU_BASELINE, GPU)}
