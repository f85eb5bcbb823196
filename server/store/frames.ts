import { crc32 } from 'node:zlib';

/** Length of the record and CRC-32 of that length, 4 bytes each, big-endian. */
const HEADER_BYTES = 8;

/** A record as it stands in a file of many. */
export function encodeFrame(record: Uint8Array): Buffer {
  const frame = Buffer.alloc(HEADER_BYTES + record.byteLength);
  frame.writeUInt32BE(record.byteLength, 0);
  frame.writeUInt32BE(crc32(frame.subarray(0, 4)), 4);
  frame.set(record, HEADER_BYTES);
  return frame;
}

export interface Frames {
  records: Uint8Array[];
  /** bytes of whole frames, from the file's start */
  length: number;
  /** how the file ends: `torn` in the middle of a write, `damaged` where no write can have left it so */
  end: 'whole' | 'torn' | 'damaged';
}

/** Reads frames up to the first that is not whole. What is in the records is not looked at. */
export function decodeFrames(file: Buffer): Frames {
  const records: Uint8Array[] = [];
  let at = 0;
  while (at < file.byteLength) {
    const rest = file.subarray(at);
    if (rest.byteLength < HEADER_BYTES || isBlank(rest)) return { records, length: at, end: 'torn' };
    if (rest.readUInt32BE(4) !== crc32(rest.subarray(0, 4))) return { records, length: at, end: 'damaged' };
    const end = HEADER_BYTES + rest.readUInt32BE(0);
    if (end > rest.byteLength) return { records, length: at, end: 'torn' };
    records.push(rest.subarray(HEADER_BYTES, end));
    at += end;
  }
  return { records, length: at, end: 'whole' };
}

/** After a power cut a file may have grown before its bytes were written. */
function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}
