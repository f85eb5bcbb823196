/** ms until the browser has surely begun to save a file */
const RELEASE_MS = 60_000;

/** Hands a file to the browser's downloads. */
export function download(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), RELEASE_MS);
}

/** `limn-sketch-2026-05-20-1430.png`: by local time, so that files of a lesson stand together. */
export function fileName(what: string, extension: string, at: number): string {
  const date = new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString();
  return `limn-${what}-${date.slice(0, 10)}-${date.slice(11, 16).replace(':', '')}.${extension}`;
}
