import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { messageOf } from '../../models/errors.ts';
import { readDrawing } from '../../models/import/readDrawing.ts';
import { InputError } from '../../models/index.ts';
import { chooseSome } from './chooseSome.ts';
import type { Split } from './faceRecords.ts';
import { ageGroup, skinGroup } from './groups.ts';
import type { Problem, Subject, SubjectSet } from './subjects.ts';

const TRAINER = fileURLToPath(new URL('../../models/training', import.meta.url));

/** A line of `faces.jsonl` as `limn_training.drawings --faces` writes it. */
const drawnFaceSchema = z.object({
  id: z.string().regex(/^[\w-]+$/),
  size: z.number().nullable(),
  sex: z.string().nullable(),
  age: z.number().nullable(),
  skin: z.number().nullable(),
});
type DrawnFace = z.infer<typeof drawnFaceSchema>;

/**
 * The faces of a split with the trainer's drawings of them, which are made when they are not there yet.
 * @param faces folder in the trainer's input format
 * @param cache folder for the drawings
 * @throws InputError if the trainer cannot run or the folder holds no such face
 */
export async function drawnFaces(
  faces: string,
  split: Split,
  kind: string,
  cache: string,
  limit: number,
  seed: number,
): Promise<SubjectSet> {
  if (!existsSync(path.join(cache, 'faces.jsonl'))) await drawAll(faces, split, kind, cache);
  const lines = (await readFile(path.join(cache, 'faces.jsonl'), 'utf8')).split('\n').filter(Boolean);
  if (lines.length === 0) throw new InputError(`${faces} holds no clean face of the ${split} split`);
  const all = lines.map((line) => drawnFaceSchema.parse(JSON.parse(line)));
  const subjects: Subject[] = [];
  const problems = await skippedFaces(cache);
  for (const face of chooseSome(all, limit, seed)) {
    try {
      subjects.push(await readFace(cache, face));
    } catch (error) {
      problems.push({ file: path.join(cache, `${face.id}.json`), message: messageOf(error) });
    }
  }
  return { subjects, problems };
}

async function readFace(folder: string, { id, size, sex, age, skin }: DrawnFace): Promise<Subject> {
  const drawing = await readDrawing(await readFile(path.join(folder, `${id}.json`)));
  if (drawing.kind !== 'room') throw new InputError('is not a room file');
  return {
    id,
    strokes: drawing.strokes,
    photo: await readFile(path.join(folder, `${id}.webp`)),
    photoSize: size ?? 0,
    groups: {
      ...(sex !== null && { sex }),
      ...(age !== null && { age: ageGroup(age) }),
      ...(skin !== null && { skin: skinGroup(skin) }),
    },
  };
}

/** What the trainer could not draw. */
async function skippedFaces(folder: string): Promise<Problem[]> {
  const lines = (await readFile(path.join(folder, 'skipped.txt'), 'utf8')).split('\n').filter(Boolean);
  return lines.map((line) => {
    const [file = '', message = ''] = line.split(': ', 2);
    return { file, message };
  });
}

async function drawAll(faces: string, split: Split, kind: string, cache: string): Promise<void> {
  const python = pythonOf(process.env);
  const unfinished = `${cache}.part`;
  await rm(unfinished, { recursive: true, force: true });
  const options = ['--faces', path.resolve(faces), '--split', split, '--kind', kind, '--out', unfinished];
  await new Promise<void>((resolve, reject) => {
    const command = ['-m', 'limn_training.drawings', ...options];
    execFile(python, command, { cwd: TRAINER }, (error, _, stderr) => {
      if (!error) return resolve();
      const reason = stderr.trim().split('\n').at(-1) || error.message;
      reject(
        new InputError(
          `the trainer could not draw the faces of ${faces} (${reason}); "npm run test:training" sets up its ` +
            'Python, or LIMN_PYTHON names one that has models/training/requirements.txt',
        ),
      );
    });
  });
  await rename(unfinished, cache);
}

/** The trainer's Python: `LIMN_PYTHON`, or that of its own environment. */
function pythonOf(environment: NodeJS.ProcessEnv): string {
  const inside = process.platform === 'win32' ? '.venv/Scripts/python.exe' : '.venv/bin/python';
  return environment.LIMN_PYTHON || path.join(TRAINER, inside);
}
