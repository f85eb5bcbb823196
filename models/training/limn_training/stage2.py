"""Stage II: encoders frozen; FM, IS and the appearance encoder end to end against three-scale discriminators."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from tqdm import tqdm

from . import classes as c
from .balance import sampling_weights
from .bank import load_embedding
from .codes import CodeSampler, Drawn
from .data import PackedFaces
from .finishing import FINISHES
from .losses import (
    OUTSIDE,
    SHARPENING,
    WEIGHTS,
    adversarial,
    area,
    calm,
    detail,
    detail_corner,
    glasses,
    gradient_penalty,
    identity,
    kl,
    lattice,
    likeness,
    logistic_discriminator,
    matching,
    paired,
    perceptual_and_parsing,
    places,
    speckles,
    worn,
)
from .networks.appearance_encoder import AppearanceEncoder
from .networks.discriminator import CROP, MultiScaleDiscriminator
from .networks.face_reader import FaceReader
from .networks.feature_mapping import FeatureMapping
from .networks.image_synthesis import ImageSynthesis
from .networks.parser import FaceParser
from .networks.semantic_canvas import CLASSES, SemanticCanvas
from .networks.spatial_attention_pooling import SpatialAttentionPooling, fidelity_map, mean_pool
from .presets import Phase, Preset
from .runtime import Budget, Log, Stop, load, load_needed, mixed_precision, pick_device, save, seed_step
from .sheets import write_sheet
from .structure import attention_at_ink, band, lines, relief, steady
from .truth import mirror_mask
from .warm_start import take_over
from .windows import mirror

#: Share of batches in which every drawing stands twice, in its own looks and in another's: nothing may move between both.
TWINS = 0.5
#: Share of the other batches' samples that wear another face's appearance: then only realism and parsing judge.
SWAPPED = 0.2
#: Closeness of a swapped sample: colours are wrong, so L1 must hardly count; shape still does.
SWAPPED_CLOSENESS = 0.0


#: Every so many steps the discriminators pay for slopes (lazy regularisation, StyleGAN2), so many times as much.
PENALTY_EVERY = 16
#: Low: on the amplified grain a slope weighs `FINE` squared.
PENALTY = 0.002

#: Learning rate of the branches (SAP, semantics, style codes from the canvas), times the others': they begin at zero beside networks that are far on.
BRANCH_HASTE = 5.0
BRANCHES = ("fidelity.", "semantics.", "synthesis.coarse.")


class Generator(nn.Module):
    """FM + SAP + semantics + IS + appearance encoder."""

    def __init__(self, preset: Preset):
        super().__init__()
        self.mapping = FeatureMapping(preset.feature_top, preset.canvas_channels)
        self.synthesis = ImageSynthesis(preset.canvas_channels, preset.synthesis_width, preset.synthesis_blocks, preset.appearance)
        self.appearance = AppearanceEncoder(preset.appearance_width, preset.appearance)
        self.fidelity = SpatialAttentionPooling(preset.canvas_channels)
        self.semantics = SemanticCanvas(preset.canvas_channels)

    def forward(
        self,
        codes: torch.Tensor,
        appearance: torch.Tensor,
        size: int,
        strokes: torch.Tensor | None = None,
        fidelity: torch.Tensor | None = None,
        classes: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """strokes: SAP's canvas of the sketch; fidelity: [B, 5] a part, 0 (codes alone) … 1; classes: ink a class, none if not given."""
        return self.synthesis(self.canvas(codes, strokes, fidelity, classes), appearance, size)

    def canvas(
        self, codes: torch.Tensor, strokes: torch.Tensor | None = None, fidelity: torch.Tensor | None = None, classes: torch.Tensor | None = None
    ) -> torch.Tensor:
        """FM + a · SAP + semantics, what IS paints.

        With SAP's canvas named FM + SAP this is DeepFacePencil's mixture (1 − a) · FM + a · (FM + SAP): the branch learns what
        the codes lack, and begins at nothing.
        """
        canvas = self.mapping(codes)
        if strokes is not None and fidelity is not None:
            canvas = canvas + strokes * fidelity_map(fidelity)
        if classes is None:
            classes = canvas.new_zeros(1, CLASSES, *canvas.shape[2:])
        return canvas + self.semantics(classes)


def appearance_input(photo: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """128-px photo, mirrored and shifted at random: the code shall carry colours, not places."""
    small = F.adaptive_avg_pool2d(photo, 128)
    if torch.rand((), generator=generator) < 0.5:
        small = small.flip(-1)
    dx, dy = (torch.randint(-10, 11, (2,), generator=generator)).tolist()
    return torch.roll(small, (dy, dx), (2, 3))


def at_size(photo: torch.Tensor, size: int) -> torch.Tensor:
    """Photo at the phase's size: averaged down, or up by interpolation where the packed set is smaller."""
    if photo.shape[-1] == size:
        return photo
    if photo.shape[-1] > size:
        return F.adaptive_avg_pool2d(photo, size)
    return F.interpolate(photo, size=(size, size), mode="bicubic", align_corners=False).clamp(-1, 1)


class Stage2:
    """One training step at a time; the loop and its budgets are `train_stage2`."""

    #: what `baseline/` puts others in place of
    network: type[nn.Module] = Generator
    sampling: type[CodeSampler] = CodeSampler

    def __init__(self, preset: Preset, data: PackedFaces, run: Path, seed: int, half: bool):
        self.preset, self.data, self.run, self.seed, self.half = preset, data, run, seed, half
        self.device = pick_device()
        torch.manual_seed(seed)
        self.generator = self.network(preset).to(self.device)
        self.discriminator = MultiScaleDiscriminator(preset.discriminator_width).to(self.device)
        self.average = self.network(preset).to(self.device).requires_grad_(False)
        self.average.load_state_dict(self.generator.state_dict())
        self.average.eval()
        self.parser = FaceParser(preset.parser_width).to(self.device)
        self.parser.load_state_dict(load_needed(run / "parser.pt", self.device)["parser"])
        self.parser.eval().requires_grad_(False)
        self.reader = FaceReader(preset.reader_width).to(self.device)
        self.reader.load_state_dict(load_needed(run / "reader.pt", self.device)["reader"])
        self.reader.eval().requires_grad_(False)
        for network in (self.generator, self.discriminator, self.average, self.parser, self.reader):
            network.to(memory_format=torch.channels_last)
        bank = load_needed(run / "bank.pt", torch.device("cpu"))
        self.sampler = self.sampling(bank, load_embedding(preset, run), data, self.device, half)
        self.rows = bank["rows"]
        # Faces that were given at 512 px; the others are too soft to teach the last phase.
        sharp = torch.tensor([data.faces[row]["size"] >= 512 for row in self.rows.tolist()])
        self.chances = torch.from_numpy(sampling_weights(data, self.rows.numpy()))
        self.sharp_chances = self.chances * sharp if sharp.any() else self.chances
        self.begin_attention(run)
        # Stages of their own teach those, beside a generator that is done (`finishing.py`).
        for finish in FINISHES:
            getattr(self.generator.synthesis, finish).requires_grad_(False)
        named = [(name, p) for name, p in self.generator.named_parameters() if p.requires_grad]
        branch = [p for name, p in named if name.startswith(BRANCHES)]
        others = [p for name, p in named if not name.startswith(BRANCHES)]
        groups = [{"params": others, "haste": 1.0}, {"params": branch, "haste": BRANCH_HASTE}]
        self.optimiser_g = torch.optim.Adam(groups, preset.learning_rate, betas=(0.5, 0.99))
        judges = [{"params": list(self.discriminator.parameters()), "haste": preset.judges_haste}]
        self.optimiser_d = torch.optim.Adam(judges, preset.learning_rate, betas=(0.5, 0.99))
        self.path = run / "stage2.pt"
        self.phase = 0
        self.step = 0
        self.spent = 0.0

    def begin_attention(self, run: Path) -> None:
        """SAP knows roughness already where the stage `attention` has run."""
        if state := load(run / "attention.pt", self.device):
            for network in (self.generator, self.average):
                network.fidelity.attend.load_state_dict(state["attend"])

    def resume(self) -> None:
        state = load(self.path, self.device)
        if not state:
            return
        for name in ("generator", "discriminator", "average"):
            fresh = take_over(getattr(self, name), state[name])
            if fresh:
                print(f"{name}: {len(fresh)} tensors begin anew: {', '.join(fresh[:4])} …")
        for name in ("optimiser_g", "optimiser_d"):
            if state.get(name):
                getattr(self, name).load_state_dict(state[name])
        self.phase, self.step, self.spent = state["phase"], state["step"], state["spent"]

    def save(self, budget: Budget) -> None:
        names = ("generator", "discriminator", "average", "optimiser_g", "optimiser_d")
        state = {name: getattr(self, name).state_dict() for name in names}
        save(self.path, {**state, "phase": self.phase, "step": budget.done, "spent": budget.seconds})

    def generator_losses(
        self, size: int, batch: int, judged: bool, generator: torch.Generator
    ) -> tuple[dict[str, torch.Tensor], torch.Tensor, torch.Tensor, list[list[torch.Tensor]], tuple[int, int]]:
        """All terms of one batch, each as it stands before its weight; also fake, real, what D says of real, and the crop.

        D's answer to the photos keeps its graph: D's own update uses it again.
        """
        chances = self.sharp_chances if size > 256 else self.chances
        # A pair of twins needs another pair to take looks from.
        twins = batch >= 4 and batch % 2 == 0 and torch.rand((), generator=generator).item() < TWINS
        index = torch.multinomial(chances, batch // 2 if twins else batch, replacement=True, generator=generator)
        drawn = self.sampler.sample(index, generator)
        if twins:
            index, drawn = index.repeat(2), drawn.repeated()
        photo, mask = self.truth(index, drawn)
        real = at_size(photo, size)
        swapped = torch.arange(batch) >= batch // 2 if twins else torch.rand(batch, generator=generator) < SWAPPED
        swapped = swapped.to(self.device) & (batch > 1)
        wearing = torch.where(swapped[:, None, None, None], photo.roll(1, 0), photo)
        wearing_mask = torch.where(swapped[:, None, None], mask.roll(1, 0), mask)
        noise = torch.randn(batch, self.preset.appearance, generator=generator).to(self.device)
        crop = tuple(torch.randint(0, 512 - CROP + 1, (2,), generator=generator).tolist())
        with mixed_precision(self.device, self.half):
            mean, log_variance = self.generator.appearance(appearance_input(wearing, generator))
            appearance = mean + noise * (0.5 * log_variance).exp()
            strokes, attention = self.generator.fidelity.attended(drawn.sketch)
            with torch.no_grad():
                auxiliary = self.average.fidelity(drawn.aligned)
            fake = self.generator(drawn.codes, appearance, size, strokes, drawn.fidelity, drawn.classes).float()
            keep = torch.where(swapped, torch.full_like(drawn.closeness, SWAPPED_CLOSENESS), drawn.closeness)
            # Parsing judges shape alone, so swapped samples count in full there.
            perceptual, parsing = perceptual_and_parsing(self.parser, fake, real, mask, keep, drawn.closeness)
            with torch.no_grad():
                read_photo = self.reader(at_size(real, 128))
            read = self.reader(at_size(fake, 128))
            air, hair = area(mask, OUTSIDE, size), area(mask, (c.HAIR,), size)
            corner = detail_corner(size, generator)
            where, shown = band(drawn.aligned), relief(fake)
            losses = {
                "l1": likeness(fake, real, air, hair, keep),
                "perceptual": perceptual,
                "detail": detail(self.parser, fake, real, hair, corner, keep),
                "parsing": parsing,
                "calm": calm(fake, real, air, keep),
                "speckles": speckles(fake, real, corner, keep),
                "lattice": lattice(fake, real, crop),
                "lines": lines(shown, relief(real), where, drawn.closeness),
                "steady": steady(shown, read, where, twins),
                "paired": paired(strokes, auxiliary, drawn.deformed),
                "attention": attention_at_ink(mean_pool(attention), drawn.sketch, drawn.rough, drawn.rough_known),
                "worn": worn(fake, mask, wearing, wearing_mask, swapped),
                "places": places(read, read_photo, drawn.closeness),
                "identity": identity(read, read_photo, keep),
                "glasses": glasses(read, mask, drawn.closeness),
                "kl": kl(mean, log_variance),
            }
            wanted = []
            if judged:
                self.discriminator.requires_grad_(False)
                scored = self.discriminator(fake, crop)
                self.discriminator.requires_grad_(True)
                wanted = self.discriminator(real, crop)
                losses["adversarial"] = adversarial(scored)
                losses["matching"] = matching(wanted, scored, keep)
        return losses, fake, real, wanted, crop

    def truth(self, index: torch.Tensor, drawn: Drawn) -> tuple[torch.Tensor, torch.Tensor]:
        """Photos [B, 3, S, S] and masks [B, 128, 128] of a batch, mirrored as its drawings are."""
        rows = self.rows[index].numpy()
        photo, mask = self.data.photo(rows, self.device), self.data.mask(rows, self.device)
        photo = torch.where(drawn.mirrored[:, None, None, None], mirror(photo), photo)
        return photo, torch.where(drawn.mirrored[:, None, None], mirror_mask(mask), mask)

    @torch.no_grad()
    def bare_portrait(self, drawn: Drawn, looks: torch.Tensor, size: int = 512) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """`ImageSynthesis.painted` of drawings in the looks of photos [B, 3, S, S], by the generator that ships: nothing is laid on yet."""
        with mixed_precision(self.device, self.half):
            appearance, _ = self.average.appearance(at_size(looks, 128))
            canvas = self.average.canvas(drawn.codes, self.average.fidelity(drawn.sketch), drawn.fidelity, drawn.classes)
            picture, trunk, features = self.average.synthesis.painted(canvas, appearance, size)
        return picture.float(), trunk.float(), features.float()

    @torch.no_grad()
    def worn_features(self, index: torch.Tensor, chance: torch.Generator) -> tuple[Drawn, torch.Tensor, tuple[torch.Tensor, torch.Tensor]]:
        """Drawings of faces [B], the second half in the looks of the first, as rooms wear them: the drawings, their masks [B, 128, 128], and
        the features of `bare_portrait`, which are the same at any size of the picture."""
        drawn = self.sampler.sample(index, chance)
        photo, mask = self.truth(index, drawn)
        _, *features = self.bare_portrait(drawn, torch.cat([photo[: len(index) // 2]] * 2), 128)
        return drawn, mask, tuple(features)

    def train_step(self, phase: Phase, budget: Budget) -> dict[str, float]:
        """One update of both sides; returns the terms for the log."""
        generator = seed_step(self.seed, f"stage2-{phase.size}", budget.done)
        judged = budget.progress >= phase.quiet
        # Fresh discriminators learn before the generator hears of them; until then only its branches move.
        deaf = budget.progress < phase.deaf
        last = phase.size == self.preset.phases[-1].size
        for optimiser in (self.optimiser_g, self.optimiser_d):
            for group in optimiser.param_groups:
                group["lr"] = self.preset.learning_rate * group["haste"] * (max(0.1, 1 - budget.progress) if last else 1)
        # Steps at half the size see every face: those that were given at 256 px hold ages, beards and glasses.
        size = phase.size // 2 if torch.rand((), generator=generator) < phase.halved else phase.size
        losses, fake, real, wanted, crop = self.generator_losses(size, phase.batch, judged, generator)
        weights = dict(SHARPENING if budget.progress > 1 - phase.sharpened else WEIGHTS)
        if phase.deaf:
            heard = min(1.0, max(0.0, budget.progress / phase.deaf - 1))
            weights |= {name: weights[name] * heard for name in ("adversarial", "matching")}
        total = sum(weights[name] * value for name, value in losses.items())
        self.optimiser_g.zero_grad(set_to_none=True)
        total.backward()
        if deaf:
            for name, parameter in self.generator.named_parameters():
                if not name.startswith(BRANCHES):
                    parameter.grad = None
        nn.utils.clip_grad_norm_(self.generator.parameters(), 5.0)
        self.optimiser_g.step()
        record = {name: value.item() for name, value in losses.items()}
        if judged:
            with mixed_precision(self.device, self.half):
                loss = logistic_discriminator(wanted, self.discriminator(fake.detach(), crop))
            record["discriminator"] = loss.item()
            if budget.done % PENALTY_EVERY == 0:
                penalty = gradient_penalty(self.discriminator, real, crop)
                record["penalty"] = penalty.item()
                loss = loss + penalty * PENALTY * PENALTY_EVERY
            self.optimiser_d.zero_grad(set_to_none=True)
            loss.backward()
            self.optimiser_d.step()
        self._average(budget.done)
        return record

    @torch.no_grad()
    def _average(self, step: int) -> None:
        decay = min(self.preset.ema, (1 + step) / (10 + step))
        torch._foreach_lerp_(list(self.average.parameters()), list(self.generator.parameters()), 1 - decay)

    def shown(self, faces: int) -> tuple[torch.Generator, torch.Tensor, np.ndarray, torch.Tensor]:
        """The faces of every sample sheet: the generator that chose them, their index among the training faces, rows of the data, photos."""
        rng = torch.Generator().manual_seed(1)
        index = torch.randint(self.sampler.faces.shape[0], (faces,), generator=rng)
        rows = self.rows[index].numpy()
        return rng, index, rows, self.data.photo(rows, self.device)

    @torch.no_grad()
    def sheet(self, size: int, path: Path, faces: int = 8) -> None:
        """Rows: a deformed drawing; its portraits at fidelity 0, ½ and 1, at ½ and r = 1, with a neighbour's appearance; attention; photo."""
        _, index, rows, photo = self.shown(faces)
        kinds = [3, 2, 4, 0, 5, 3, 2, 4]
        drawing = self.data.variant(rows, [kinds[i % len(kinds)] % self.data.variant_count for i in range(faces)], self.device)
        own = self.sampler.encode(drawing)
        projected, _ = self.sampler.project(own, index)
        level = lambda a: torch.full((faces, own.shape[1]), a, device=self.device)
        with mixed_precision(self.device, self.half):
            appearance, _ = self.average.appearance(F.adaptive_avg_pool2d(photo, 128))
            strokes = self.average.fidelity(drawing)
            attention = self.average.fidelity.attention(drawing)
            pictures = [
                *(self.average(own, appearance, size, strokes, level(a)) for a in (0.0, 0.5, 1.0)),
                self.average(projected, appearance, size, strokes, level(0.5)),
                self.average(projected, appearance.roll(1, 0), size, strokes, level(0.5)),
            ]
        shown = [(p.float() + 1) / 2 for p in pictures]
        write_sheet([1 - drawing, *shown, (at_size(photo, size) + 1) / 2, mean_pool(attention)], path, min(size, 224))


def train_stage2(preset: Preset, data: PackedFaces, run: Path, seed: int, half: bool, kind: type[Stage2] = Stage2) -> None:
    """Runs the phases in order; writes `stage2.pt`, `curves.jsonl` and sample sheets; resumes where it was cut."""
    stage = kind(preset, data, run, seed, half)
    stage.resume()
    log, stop = Log(run), Stop()
    while stage.phase < len(preset.phases):
        phase = preset.phases[stage.phase]
        budget = Budget(phase.steps, phase.minutes, stage.step, stage.spent)
        bar = tqdm(total=100, desc=f"stage II {phase.size} px", unit="%", mininterval=5)
        while not budget.over:
            record = stage.train_step(phase, budget)
            budget.done += 1
            if budget.done % 10 == 1:
                log.write(stage=f"stage2-{phase.size}", step=budget.done, seconds=budget.seconds, **record)
            if stop.asked:
                stage.save(budget)
                stop.leave()
            if budget.done % preset.sample_every == 0:
                stage.sheet(phase.size, run / "samples" / f"{stage.phase}-{phase.size}-{budget.done:06d}.png")
                stage.save(budget)
            bar.update(int(budget.progress * 100) - bar.n)
            bar.set_postfix(refresh=False, step=budget.done, l1=f"{record['l1']:.3f}", per_second=f"{budget.done * phase.batch / budget.seconds:.1f}")
        stage.sheet(phase.size, run / "samples" / f"{stage.phase}-{phase.size}-end.png")
        stage.phase, stage.step, stage.spent = stage.phase + 1, 0, 0.0
        if phase.size < 512 and stage.phase < len(preset.phases) and preset.phases[stage.phase].size == 512:
            stage.generator.synthesis.climb()
            stage.average.synthesis.climb()
        stage.save(Budget(1, 0))
        bar.close()
    stop.restore()
