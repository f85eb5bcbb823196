import sharp, { type Sharp } from 'sharp';
import type { ReferenceReader } from '../../models/index.ts';
import { likeliestClasses } from '../../models/reference/faceParser.ts';
import { VIEW_SIZE } from '../../models/reference/facePlace.ts';
import { glassesSigns } from './glassesJudge.ts';

export type FaceParser = Pick<ReferenceReader, 'parse'>;

/** What the parser sees in a face on the template. */
export interface ParsedFace {
  /** numbers [128 × 128] */
  readonly classes: Uint8Array;
  /** what a `GlassesJudge` goes by */
  readonly signs: Float32Array;
}

/** @param bytes an encoded picture */
export async function parsedFace(bytes: Uint8Array, parser: FaceParser): Promise<ParsedFace> {
  const rgb = await templateView(bytes).raw().toBuffer();
  const logits = await parser.parse(parserInput(rgb));
  return { classes: likeliestClasses(logits, VIEW_SIZE * VIEW_SIZE), signs: glassesSigns(logits) };
}

/** A face on the template in the parser's size. */
export function templateView(bytes: Uint8Array): Sharp {
  return sharp(bytes).removeAlpha().resize(VIEW_SIZE, VIEW_SIZE, { fit: 'fill' });
}

/** Interleaved bytes → planes in −1…1. */
export function parserInput(rgb: Uint8Array): Float32Array {
  const area = rgb.length / 3;
  const view = new Float32Array(rgb.length);
  for (let at = 0; at < area; at++) {
    for (let c = 0; c < 3; c++) view[c * area + at] = (rgb[3 * at + c] as number) / 127.5 - 1;
  }
  return view;
}
