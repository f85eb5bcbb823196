import { crc32, deflateSync } from 'node:zlib';

/** A PNG that says it is this large, whatever it holds. */
function png(width: number, height: number, data: Uint8Array): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunk = (type: string, bytes: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), bytes]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(bytes.length, 0);
    out.set(body, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const svg = (inside: string, before = '') =>
  `${before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="512" height="512">${inside}</svg>`;
/** Ten to the ninth "ha" from ten lines. */
const laughs = `<!DOCTYPE svg [<!ENTITY a0 "ha">${Array.from(
  { length: 9 },
  (_, i) => `<!ENTITY a${i + 1} "${`&a${i};`.repeat(10)}">`,
).join('')}]>`;

/** Uploads that want memory, time, or files of the server. */
export const PICTURE_BOMBS: [string, () => Buffer | string][] = [
  ['nothing', () => ''],
  ['no picture', () => 'GIF89a, honestly'],
  ['a picture of 100,000 × 100,000 px', () => png(100_000, 100_000, deflateSync(Buffer.alloc(1_000)))],
  ['a picture of 2³¹ × 1 px', () => png(2 ** 31 - 1, 1, deflateSync(Buffer.alloc(1_000)))],
  ['40 MB of nothing in 40 KB', () => png(4_000, 3_300, deflateSync(Buffer.alloc(40_000_000)))],
  ['a picture that is cut off', () => png(512, 512, deflateSync(Buffer.alloc(100))).subarray(0, 60)],
  ['an SVG with entities in entities', () => svg('<text>&a9;</text>', laughs)],
  [
    'an SVG that reads a file',
    () => svg('<text>&x;</text>', '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
  ],
  ['an SVG with a script', () => svg('<script>while(1){}</script>')],
  ['an SVG with a picture from elsewhere', () => svg('<image xlink:href="http://127.0.0.1:1/x.png"/>')],
];
