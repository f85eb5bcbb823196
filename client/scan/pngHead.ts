const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Whether a file says at its start that it is a PNG of that size. */
export function isPngOf(bytes: Uint8Array, width: number, height: number): boolean {
  if (bytes.length < 24 || SIGNATURE.some((byte, i) => bytes[i] !== byte)) return false;
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return head.getUint32(16) === width && head.getUint32(20) === height;
}
