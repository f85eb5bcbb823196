import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { InputError } from '../../models/index.ts';

/** px: the canvas that the trainer's landmarks refer to */
const LANDMARK_CANVAS = 512;

/** A line of `faces.jsonl`, the trainer's input format (`models/training/README.md`). */
const recordSchema = z.object({
  id: z.string().regex(/^[\w-]+$/),
  size: z.number().positive(),
  detector: z.number(),
  faces: z.number(),
  age: z.number().nullish(),
  sex: z.string().nullish(),
  yaw: z.number(),
  landmarks: z.array(z.tuple([z.number(), z.number()])).length(68),
});
export type FaceRecord = z.infer<typeof recordSchema>;

export type Split = 'training' | 'validation' | 'test';

/** The first hex digit of a face's id decides, as in the trainer. */
export function splitOf(id: string): Split {
  return id.startsWith('0') ? 'validation' : id.startsWith('1') ? 'test' : 'training';
}

/** One sure, near-frontal face: what the trainer keeps. */
export function isClean({ yaw, detector, faces }: FaceRecord): boolean {
  return Math.abs(yaw) < 0.15 && detector >= 0.9 && faces === 1;
}

/** The record's landmarks in shares of the picture. */
export function landmarkShares({ landmarks }: FaceRecord): { x: number; y: number }[] {
  return landmarks.map(([x, y]) => ({ x: x / LANDMARK_CANVAS, y: y / LANDMARK_CANVAS }));
}

/** All records of a faces folder. @throws InputError that names the line that is wrong */
export async function readFaceRecords(folder: string): Promise<FaceRecord[]> {
  const file = path.join(folder, 'faces.jsonl');
  const text = await readFile(file, 'utf8').catch(() => {
    throw new InputError(`${file} cannot be read; --faces takes the trainer's input format here`);
  });
  return text.split('\n').flatMap((line, i) => (line.trim() ? [parseLine(line, `${file}:${i + 1}`)] : []));
}

function parseLine(line: string, where: string): FaceRecord {
  try {
    return recordSchema.parse(JSON.parse(line));
  } catch {
    throw new InputError(`${where} is not a face record (id, size, detector, faces, yaw, landmarks)`);
  }
}
