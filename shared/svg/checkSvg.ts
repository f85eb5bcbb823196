/** Bytes of an SVG file: a drawing of 2,000 strokes has about 1 MB. */
const MAX_SVG_BYTES = 4 * 1024 * 1024;

/** What no drawing needs and what could reach outside the file or blow up in memory. */
const FORBIDDEN: readonly [RegExp, string][] = [
  [/<!DOCTYPE|<!ENTITY/i, 'a document type'],
  [/<\?xml-stylesheet/i, 'a style sheet'],
  [/<\s*(?:\w+:)?(?:script|foreignObject|image|feImage|iframe)\b/i, 'scripts or pictures'],
  [/\bhref\s*=\s*(?:"(?!#)|'(?!#))/i, 'a link'],
  [/@import|url\(\s*['"]?(?!\s*['"]?#)/i, 'a link'],
  [/\\/, 'an escape'],
];

/** An SVG is not taken; the message completes the sentence "FILE …". */
export class SvgRefusedError extends Error {
  override name = 'SvgRefusedError';
}

/** Whether the bytes are markup, that is SVG if they are a picture at all: no other format starts with `<`. */
export function looksLikeSvg(bytes: Uint8Array): boolean {
  return /^\s*</.test(new TextDecoder().decode(bytes.subarray(0, 256)));
}

/**
 * Checks that an SVG refers to nothing but itself, so that it may be read or rasterised.
 * @returns its text
 * @throws SvgRefusedError that names what it must not contain
 */
export function checkedSvg(bytes: Uint8Array): string {
  if (bytes.byteLength > MAX_SVG_BYTES) {
    throw new SvgRefusedError(`is an SVG larger than ${MAX_SVG_BYTES / 1024 / 1024} MB`);
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SvgRefusedError('is an SVG in another encoding than UTF-8');
  }
  if (!/<(?:\w+:)?svg\b/i.test(text)) {
    throw new SvgRefusedError('is not a picture that can be read (no SVG)');
  }
  for (const [pattern, what] of FORBIDDEN) {
    if (pattern.test(text)) throw new SvgRefusedError(`is an SVG with ${what}, which is refused`);
  }
  return text;
}
