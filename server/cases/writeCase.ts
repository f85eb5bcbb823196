import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { sha256 } from '../sessionLog/chain.ts';
import type { SigningKey } from '../sessionLog/signingKey.ts';
import { type CaseManifest, MANIFEST, SIGNATURE, signedBytes } from './caseFormat.ts';

export interface CaseFile {
  path: string;
  bytes: Uint8Array;
}

/** Packs a case: its files, the manifest that lists their checksums, the manifest's signature. */
export function writeCase(
  about: Omit<CaseManifest, 'format' | 'version' | 'publicKey' | 'files'>,
  files: readonly CaseFile[],
  key: SigningKey,
): Promise<Buffer> {
  const manifest: CaseManifest = {
    format: 'limn-case',
    version: 1,
    ...about,
    publicKey: key.publicKey,
    files: files.map(({ path, bytes }) => ({ path, bytes: bytes.byteLength, sha256: sha256(bytes) })),
  };
  const bytes = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  const zip = new ZipFile();
  const options = { mtime: new Date(about.exportedAt), mode: 0o100644 };
  for (const file of [
    { path: MANIFEST, bytes },
    { path: SIGNATURE, bytes: Buffer.from(`${key.sign(signedBytes(bytes))}\n`) },
    ...files,
  ]) {
    zip.addBuffer(Buffer.from(file.bytes), file.path, options);
  }
  zip.end();
  return buffer(zip.outputStream as NodeJS.ReadableStream & AsyncIterable<Buffer>);
}
