import { InputError, ReferenceReader, underlayPicture } from '../../models/index.ts';
import type { ReferenceAnswer, ReferenceRequest } from './messages.ts';

/** The process that decodes strangers' pictures: it holds no room and no key, and may be killed at any time. */

const weightsDir = process.argv[2] || undefined;
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => {});

let reader: Promise<ReferenceReader> | null = null;
process.on('message', (message) => void answer(message as ReferenceRequest));

async function answer({ id, picture, wish }: ReferenceRequest): Promise<void> {
  try {
    if (wish.want === 'underlay')
      return say({ type: 'encoded', id, picture: Uint8Array.from(await underlayPicture(picture)) });
    // An underlay needs no networks.
    reader ??= ReferenceReader.load({ weightsDir });
    say({ type: 'read', id, reference: await (await reader).read(picture, wish.source) });
  } catch (error) {
    if (error instanceof InputError) say({ type: 'refused', id, why: error.message });
    else say({ type: 'failed', id, detail: error instanceof Error ? error.message : String(error) });
  }
}

function say(message: ReferenceAnswer): void {
  process.send?.(message);
}
