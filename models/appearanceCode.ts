import type { AppearanceReference } from '../shared/appearance.ts';
import type { Manifest } from './manifest.ts';

/** A reference keeps sixteenths: ±8 holds every code seen, and half a step is a tenth of a posterior's deviation. */
const STEPS = 16;

/** @param code [appearanceSize] → int8 in sixteenths, base64url */
export function packCode(code: Float32Array): string {
  const bytes = Int8Array.from(code, (value) => Math.max(-127, Math.min(127, Math.round(value * STEPS))));
  return Buffer.from(bytes.buffer).toString('base64url');
}

/** The code of a reference; null where other weights made it. [size] */
export function codeOf(
  reference: AppearanceReference,
  encoder: string,
  size: number,
): Float32Array<ArrayBuffer> | null {
  if (reference.encoder !== encoder) return null;
  const bytes = new Int8Array(Buffer.from(reference.code, 'base64url'));
  return bytes.length === size ? Float32Array.from(bytes, (value) => value / STEPS) : null;
}

/** Names an encoder by its content, so that codes never meet a network that means something else by them. */
export function encoderId({ appearance, hashes }: Manifest): string {
  return (hashes[appearance.encoder] ?? '').slice(0, 8);
}
