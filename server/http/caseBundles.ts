import { type Request, raw } from 'express';
import { MAX_CASE_BYTES } from '../../shared/limits.ts';
import { BadRequestError } from './apiError.ts';

/** Reads a body as it is. */
export const caseBody = raw({ type: () => true, limit: MAX_CASE_BYTES, inflate: false });

/** The files of a form, each with the name that it was sent under. @throws BadRequestError */
export async function caseBundles(
  request: Pick<Request, 'body' | 'headers'>,
): Promise<{ name: string; bytes: Buffer }[]> {
  const type = request.headers['content-type'] ?? '';
  if (!Buffer.isBuffer(request.body)) throw new BadRequestError('The body holds no case bundle.');
  const form = await new Response(new Uint8Array(request.body), { headers: { 'content-type': type } })
    .formData()
    .catch(() => {
      throw new BadRequestError('The body is no form with case bundles.');
    });
  const bundles: { name: string; bytes: Buffer }[] = [];
  for (const entry of form.values()) {
    if (typeof entry === 'string') continue;
    bundles.push({ name: entry.name.slice(0, 80), bytes: Buffer.from(await entry.arrayBuffer()) });
  }
  return bundles;
}
