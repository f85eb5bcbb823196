import { InputError } from '../../models/index.ts';
import type { CachedJudge } from './cachedJudge.ts';
import { type Candidate, draw } from './candidate.ts';
import type { Measured } from './comparison.ts';
import type { Gallery } from './gallery.ts';
import { noPortrait, type PortraitFacts, portraitFacts } from './portraitFacts.ts';
import { Progress } from './progress.ts';
import { figuresOf } from './results.ts';
import type { Subject } from './subjects.ts';
import { type Truth, truthOf } from './truth.ts';

/** So many faces tell how well the judge agrees with itself. */
const MIRRORED_FACES = 100;

/** What the judge says of the subjects' photos, by id; subjects without a face on their photo are left out. */
export async function truthsOf(
  subjects: readonly Subject[],
  judge: CachedJudge,
): Promise<ReadonlyMap<string, Truth>> {
  const truths = new Map<string, Truth>();
  const progress = new Progress('photos', subjects.length);
  for (const [i, subject] of subjects.entries()) {
    const truth = await truthOf(subject, judge, i < MIRRORED_FACES);
    if (truth) truths.set(subject.id, truth);
    progress.step();
  }
  return truths;
}

/** Draws every subject and measures the portraits. @param keep is handed each of them */
export async function measure(
  candidate: Candidate,
  subjects: readonly Subject[],
  truths: ReadonlyMap<string, Truth>,
  judge: CachedJudge,
  gallery: Gallery,
  seed: number,
  keep: (id: string, portrait: Uint8Array) => Promise<void> | void,
): Promise<Measured> {
  const portraits: PortraitFacts[] = [];
  const progress = new Progress(candidate.name, subjects.length);
  for (const subject of subjects) {
    progress.step();
    const truth = truths.get(subject.id) ?? null;
    if (subject.refused) {
      portraits.push(noPortrait(subject, truth, gallery));
      continue;
    }
    const portrait = await draw(candidate, subject, seed).catch((error: unknown) => {
      if (!(error instanceof InputError)) throw error;
      console.error(`${candidate.name}: photo of ${subject.id} ${error.message}`);
    });
    if (!portrait) continue;
    await keep(subject.id, portrait);
    portraits.push(await portraitFacts(portrait, subject, truth, judge, gallery));
  }
  const { name, reader } = candidate;
  return { name, ownAppearance: reader !== null, figures: figuresOf(portraits, truths), portraits };
}

/** The gallery with the true faces in it: whoever is looked for is among those who are looked through. */
export function withTruths(gallery: Gallery, truths: ReadonlyMap<string, Truth>): Gallery {
  const whole = new Map(gallery);
  for (const [id, { descriptor }] of truths) if (!whole.has(id)) whole.set(id, descriptor);
  return whole;
}
