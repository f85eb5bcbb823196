/** Length of face-api's face descriptors. */
export const DESCRIPTOR_SIZE = 128;

/** A descriptor as text, bit for bit. */
export function descriptorToText(values: Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}

/** The descriptor, or null where the text does not hold one. */
export function descriptorFromText(text: string): Float32Array | null {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return bytes.byteLength === 4 * DESCRIPTOR_SIZE ? new Float32Array(bytes.buffer) : null;
}
