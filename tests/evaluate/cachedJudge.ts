import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Examination, FaceJudge } from '../judge/faceJudge.ts';
import { descriptorFromText, descriptorToText } from './descriptorText.ts';
import { LineStore } from './lineStore.ts';

const storedSchema = z.object({
  score: z.number(),
  faces: z.number(),
  /** x, y, x, y … */
  landmarks: z.array(z.number()).optional(),
  descriptor: z.string().optional(),
});

/** The judge, asked only once about a picture: an examination takes a quarter of a second and more. */
export class CachedJudge {
  private judge: Promise<FaceJudge> | null = null;

  private constructor(
    private readonly store: LineStore,
    private readonly load: () => Promise<FaceJudge>,
  ) {}

  /** @param load called when the first unknown picture comes */
  static async open(file: string, load: () => Promise<FaceJudge>): Promise<CachedJudge> {
    return new CachedJudge(await LineStore.open(file), load);
  }

  async examine(picture: Uint8Array): Promise<Examination> {
    const key = createHash('sha256').update(picture).digest('base64url');
    const known = parse(this.store.get(key));
    if (known) return known;
    this.judge ??= this.load();
    const examined = await (await this.judge).examine(picture);
    await this.store.add(key, format(examined));
    return examined;
  }
}

function format({ score, faces, face }: Examination): string {
  return JSON.stringify({
    score,
    faces,
    landmarks: face?.landmarks.flatMap(({ x, y }) => [x, y]),
    descriptor: face ? descriptorToText(face.descriptor) : undefined,
  });
}

function parse(text: string | undefined): Examination | null {
  if (text === undefined) return null;
  const { score, faces, landmarks, descriptor: encoded } = storedSchema.parse(JSON.parse(text));
  const descriptor = encoded === undefined ? null : descriptorFromText(encoded);
  if (!landmarks || !descriptor) return { score, faces, face: null };
  const places = Array.from({ length: landmarks.length / 2 }, (_, i) => ({
    x: landmarks[2 * i] as number,
    y: landmarks[2 * i + 1] as number,
  }));
  return { score, faces, face: { landmarks: places, descriptor } };
}
