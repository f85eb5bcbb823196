import { generatedXmp } from '../../shared/generatedMark.ts';
import { crc32 } from './crc32.ts';

/** Bytes of the signature and of IHDR, which comes first in every PNG. */
const HEAD_BYTES = 8 + 25;

/**
 * Puts metadata into a PNG, since a canvas writes none (PNG specification, section 11.3.4).
 * @param description null where nothing in the picture was generated
 */
export function withPngMetadata(png: Uint8Array, description: string | null): Uint8Array<ArrayBuffer> {
  const chunks = [textChunk('Software', 'Limn')];
  if (description !== null) {
    chunks.push(
      textChunk('Description', description),
      textChunk('XML:com.adobe.xmp', generatedXmp(description)),
    );
  }
  return joined([png.subarray(0, HEAD_BYTES), ...chunks, png.subarray(HEAD_BYTES)]);
}

/** iTXt: UTF-8, not compressed, no language. */
function textChunk(keyword: string, text: string): Uint8Array {
  const encoder = new TextEncoder();
  const body = joined([encoder.encode(`iTXt${keyword}`), new Uint8Array(5), encoder.encode(text)]);
  const chunk = new Uint8Array(body.byteLength + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, body.byteLength - 4);
  chunk.set(body, 4);
  view.setUint32(body.byteLength + 4, crc32(body));
  return chunk;
}

function joined(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return all;
}
