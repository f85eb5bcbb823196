import * as encoding from 'lib0/encoding';

/** Two bytes say "garbage of length 1, 2³⁰ times": every decoder of V2 can repeat its last value for ever. */
export function mergeBomb(): Uint8Array {
  const structs = 2 ** 30;
  const encoder = encoding.createEncoder();
  const column = (...bytes: number[]) => encoding.writeVarUint8Array(encoder, Uint8Array.from(bytes));
  const lengths = encoding.createEncoder();
  encoding.writeUint8(lengths, 0x41);
  encoding.writeVarUint(lengths, structs);
  encoding.writeUint8(encoder, 0);
  column(); // key clocks
  column(5); // client 5
  column(); // left clocks
  column(); // right clocks
  column(0); // kind: garbage
  column(0); // strings
  column(); // kinds of parents
  column(); // kinds of types
  column(...encoding.toUint8Array(lengths));
  for (const n of [1, structs, 0, 0]) encoding.writeVarUint(encoder, n);
  return encoding.toUint8Array(encoder);
}

/** An update of so many values in one place: Yjs sorts them for minutes. */
export function manyChanges(count: number): Uint8Array {
  const encoder = encoding.createEncoder();
  for (const n of [1, count, 9, 0]) encoding.writeVarUint(encoder, n);
  for (let i = 0; i < count; i++) {
    encoding.writeUint8(encoder, 1 | 128);
    for (const n of [9, 0, 1]) encoding.writeVarUint(encoder, n);
  }
  encoding.writeVarUint(encoder, 0);
  return encoding.toUint8Array(encoder);
}

/** @param flip bits that change in the byte */
export function corrupted(update: Uint8Array, at: number, flip: number): Uint8Array {
  const bad = Uint8Array.from(update);
  bad[at] = (bad[at] ?? 0) ^ flip;
  return bad;
}
