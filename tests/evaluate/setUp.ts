import { existsSync } from 'node:fs';
import path from 'node:path';
import { InputError, PortraitPipeline, ReferenceReader } from '../../models/index.ts';
import { loadFaceJudge } from '../judge/faceJudge.ts';
import { CachedJudge } from './cachedJudge.ts';
import type { Candidate } from './candidate.ts';
import { drawnFaces } from './drawnFaces.ts';
import type { EvaluateOptions } from './options.ts';
import { photoFolder, sketchFolder } from './pictureFolder.ts';
import type { SubjectSet } from './subjects.ts';

/** The candidate of `--baseline`. */
export const BASELINE = 'direct network';

/** The judge with its memory. */
export function openJudge({ cache }: EvaluateOptions): Promise<CachedJudge> {
  return CachedJudge.open(path.join(cache, 'judged.txt'), loadFaceJudge);
}

/**
 * Every set of weights with every refinement and fidelity that was asked for; those of one set share a pipeline. Then the
 * baseline, at fidelity 1.
 * @param withOwnAppearance also each with the appearance of the true faces
 */
export async function loadCandidates(
  options: Pick<
    EvaluateOptions,
    'weights' | 'engine' | 'refinements' | 'fidelities' | 'compare' | 'baseline'
  >,
  withOwnAppearance: boolean,
): Promise<[Candidate, ...Candidate[]]> {
  const candidates: Candidate[] = [];
  for (const weightsDir of options.weights) {
    const pipeline = await PortraitPipeline.load({ weightsDir, engine: options.engine });
    const reader = withOwnAppearance ? await ReferenceReader.load({ weightsDir }) : null;
    for (const refinement of options.refinements) {
      for (const fidelity of options.fidelities) {
        const parts = [options.compare ? path.basename(weightsDir) : pipeline.modelVersion];
        if (refinement !== null) parts.push(`r=${refinement}`);
        if (fidelity !== null) parts.push(`a=${fidelity}`);
        const candidate = { name: parts.join(' '), pipeline, refinement, fidelity, reader: null };
        candidates.push(candidate);
        if (reader) candidates.push({ ...candidate, name: `${candidate.name}, own appearance`, reader });
      }
    }
  }
  if (options.baseline) {
    const pipeline = await PortraitPipeline.load({ weightsDir: options.baseline, engine: options.engine });
    candidates.push({ name: BASELINE, pipeline, refinement: null, fidelity: 1, reader: null });
  }
  const [first, ...others] = candidates;
  if (!first) throw new InputError('no weights are given');
  return [first, ...others];
}

/** The drawings to measure on. What cannot be used is told on stderr. @throws InputError if none is left */
export async function loadSubjects(
  options: EvaluateOptions,
  judge: CachedJudge,
  pipeline: PortraitPipeline,
): Promise<SubjectSet> {
  const set = await readSubjects(options, judge, pipeline);
  for (const { file, message } of set.problems) console.error(`${file} ${message}`);
  if (set.subjects.length === 0) throw new InputError('no drawing is left to measure');
  return set;
}

export const isTrainersFormat = (faces: string) => existsSync(path.join(faces, 'faces.jsonl'));

/** The trainer's drawings of faces in its own format. */
export function trainersFaces({
  faces,
  split,
  kind,
  limit,
  seed,
  cache,
}: EvaluateOptions & { faces: string }): Promise<SubjectSet> {
  const folder = path.join(cache, 'drawings', `${path.basename(faces)}-${split}-${kind}`);
  return drawnFaces(faces, split, kind, folder, limit, seed);
}

async function readSubjects(
  options: EvaluateOptions,
  judge: CachedJudge,
  pipeline: PortraitPipeline,
): Promise<SubjectSet> {
  const { faces, sketches, limit, seed } = options;
  if (faces && isTrainersFormat(faces)) return trainersFaces({ ...options, faces });
  if (faces) return photoFolder(faces, judge, { limit, seed });
  return sketchFolder(sketches ?? '', judge, pipeline, { limit, seed });
}
