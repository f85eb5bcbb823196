import { fromBase64, toBase64 } from 'lib0/buffer';
import { z } from 'zod';
import { strokeIdSchema } from '../../shared/ids.ts';
import type { IdentifiedStroke } from '../../shared/roomDocument.ts';
import { decodeStroke, encodeStroke, StrokeFormatError } from '../../shared/strokeCodec.ts';
import { forget, recall, remember, type StringStore } from './storage.ts';

const schema = z.array(z.object({ id: strokeIdSchema, bytes: z.base64() }));
const keyOf = (roomId: string) => `limn.refused.${roomId}`;

/** Refused strokes are all that is left of them: they outlive a reload until the person decided. */
export function rememberRefused(
  roomId: string,
  strokes: readonly IdentifiedStroke[],
  store?: StringStore | null,
): void {
  const packed = strokes.map(({ id, stroke }) => ({ id, bytes: toBase64(encodeStroke(stroke)) }));
  if (packed.length > 0) remember(keyOf(roomId), packed, store);
  else forget(keyOf(roomId), store);
}

export function recallRefused(roomId: string, store?: StringStore | null): IdentifiedStroke[] {
  const packed = recall(keyOf(roomId), schema, store) ?? [];
  return packed.flatMap(({ id, bytes }) => {
    try {
      return [{ id, stroke: decodeStroke(fromBase64(bytes)) }];
    } catch (error) {
      if (error instanceof StrokeFormatError) return [];
      throw error;
    }
  });
}
