import { FacePlacer, InputError, ReferenceReader, underlayPicture } from '../../models/index.ts';
import { type FacePlacement, type SoughtLines, unpackLines } from '../../shared/facePlacement.ts';
import type { ReferenceAnswer, ReferenceRequest } from './messages.ts';

/** The process that decodes strangers' pictures: it holds no room and no key, and may be killed at any time. */

const weightsDir = process.argv[2] || undefined;
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => {});

// Each is loaded when it is first wanted: an underlay needs no networks, lines none but the aligner.
let reader: Promise<ReferenceReader> | null = null;
let placer: Promise<FacePlacer | null> | null = null;
process.on('message', (message) => void hear(message as ReferenceRequest));

async function hear(request: ReferenceRequest): Promise<void> {
  const { id } = request;
  try {
    say(await answerTo(request));
  } catch (error) {
    if (error instanceof InputError) say({ type: 'refused', id, why: error.message });
    else say({ type: 'failed', id, detail: error instanceof Error ? error.message : String(error) });
  }
}

/** @throws InputError */
async function answerTo(request: ReferenceRequest): Promise<ReferenceAnswer> {
  const { id } = request;
  switch (request.want) {
    case 'underlay':
      return { type: 'encoded', id, picture: Uint8Array.from(await underlayPicture(request.picture)) };
    case 'placement':
      return { type: 'placed', id, face: await place(request.sought) };
    case 'appearance':
      reader ??= ReferenceReader.load({ weightsDir });
      return { type: 'read', id, reference: await (await reader).read(request.picture, request.source) };
  }
}

async function place(sought: SoughtLines): Promise<FacePlacement> {
  placer ??= FacePlacer.load({ weightsDir });
  const loaded = await placer;
  if (!loaded) return { found: 'no-aligner' };
  const placement = await loaded.place(unpackLines(sought));
  if (!placement) return { found: 'no-face' };
  return { found: 'face', placement: { tilt: 0, ...placement } };
}

function say(message: ReferenceAnswer): void {
  process.send?.(message);
}
