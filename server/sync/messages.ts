import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { UpdateRefusedError } from './updateRefusedError.ts';

/** The wire format of y-websocket 3 and y-protocols/sync, as far as a server speaks it. */
const SYNC = 0;
const AWARENESS = 1;
const QUERY_AWARENESS = 3;
const STEP_1 = 0;
const STEP_2 = 1;
const UPDATE = 2;

export type ClientMessage =
  /** "here is my state vector, send what I lack" */
  | { type: 'step1'; stateVector: Uint8Array }
  /** "here is what you lack": the answer to our step 1 */
  | { type: 'step2'; update: Uint8Array }
  | { type: 'update'; update: Uint8Array }
  | { type: 'awareness'; entries: Uint8Array }
  | { type: 'queryAwareness' };

/** @throws UpdateRefusedError if the bytes are no message of this protocol */
export function decodeMessage(bytes: Uint8Array): ClientMessage {
  try {
    const decoder = decoding.createDecoder(bytes);
    const message = readMessage(decoder);
    if (message && !decoding.hasContent(decoder)) return message;
  } catch {
    // Falls through: too short, or a number out of range.
  }
  throw new UpdateRefusedError('not a message of the Yjs sync protocol');
}

function readMessage(decoder: decoding.Decoder): ClientMessage | null {
  switch (decoding.readVarUint(decoder)) {
    case SYNC: {
      const step = decoding.readVarUint(decoder);
      const payload = decoding.readVarUint8Array(decoder);
      if (step === STEP_1) return { type: 'step1', stateVector: payload };
      if (step === STEP_2) return { type: 'step2', update: payload };
      return step === UPDATE ? { type: 'update', update: payload } : null;
    }
    case AWARENESS:
      return { type: 'awareness', entries: decoding.readVarUint8Array(decoder) };
    case QUERY_AWARENESS:
      return { type: 'queryAwareness' };
    default:
      return null;
  }
}

export const encodeStep1 = (stateVector: Uint8Array) => encodeSync(STEP_1, stateVector);
export const encodeStep2 = (update: Uint8Array) => encodeSync(STEP_2, update);
export const encodeUpdate = (update: Uint8Array) => encodeSync(UPDATE, update);

export function encodeAwareness(entries: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, AWARENESS);
  encoding.writeVarUint8Array(encoder, entries);
  return encoding.toUint8Array(encoder);
}

function encodeSync(step: number, payload: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, SYNC);
  encoding.writeVarUint(encoder, step);
  encoding.writeVarUint8Array(encoder, payload);
  return encoding.toUint8Array(encoder);
}
