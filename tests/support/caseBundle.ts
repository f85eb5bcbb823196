import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { readZip } from '../../server/cases/readZip.ts';
import { sha256 } from '../../server/sessionLog/chain.ts';
import type { SigningKey } from '../../server/sessionLog/signingKey.ts';
import { editsOf, settingsMapOf } from '../../shared/roomDocument.ts';
import { cutKey, moveKey } from '../../shared/strokeEdits.ts';
import { eventually, TestPerson } from './testPerson.ts';
import type { TestServer } from './testServer.ts';

export type CaseFiles = Map<string, Buffer>;

/**
 * A witness session with an operator and a witness, drawn, changed, closed.
 * @param there where the witness is, and where versions are kept, where that is another server
 * @returns the operator's bundle
 */
export async function heldSession(
  server: TestServer,
  { witness: name = 'Will', there = server }: { witness?: string; there?: TestServer } = {},
): Promise<{ roomId: string; token: string; bundle: Buffer }> {
  const room = await server.createRoom('witness');
  const operator = await TestPerson.join(server, room, { role: 'owner', name: 'Olga' });
  const witness = await TestPerson.join(there, room, { name });
  const [first, second] = [witness.draw({ y: 80 }), witness.draw({ y: 200 })];
  await eventually(() => operator.strokeIds.length === 2);
  settingsMapOf(operator.doc).set('shadow', true);
  await eventually(() => settingsMapOf(witness.doc).get('shadow') === true);
  editsOf(witness.doc).set(cutKey(second, witness.subject), [0, 100]);
  editsOf(witness.doc).set(moveKey(second, witness.subject), [1, 0, 0, 1, 0, 20, 1]);
  await eventually(() => editsOf(operator.doc).size === 2);
  await witness.saved();
  witness.erase(first);
  settingsMapOf(witness.doc).set('appearance.age', 1);
  await eventually(() => settingsMapOf(operator.doc).get('appearance.age') === 1);
  await operator.finalPortrait(operator.portraits.length);
  await askCase(there, room.roomId, operator.grant.token, 'versions', { name: 'before the end' });
  await operator.finalPortrait();
  const { token } = operator.grant;
  await askCase(server, room.roomId, token, 'close');
  const bundle = Buffer.from(await (await askCase(server, room.roomId, token, 'case')).arrayBuffer());
  for (const person of [operator, witness]) person.leave();
  return { roomId: room.roomId, token, bundle };
}

/** GET of a case, POST of the others. */
export function askCase(
  { origin }: Pick<TestServer, 'origin'>,
  roomId: string,
  token: string,
  what: 'case' | 'close' | 'versions',
  body?: object,
): Promise<Response> {
  return fetch(`${origin}/api/rooms/${roomId}/${what}`, {
    method: what === 'case' ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
}

export function unpack(bundle: Buffer): Promise<CaseFiles> {
  return readZip(bundle);
}

export function pack(files: ReadonlyMap<string, Uint8Array>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [path, bytes] of files) zip.addBuffer(Buffer.from(bytes), path);
  zip.end();
  return buffer(zip.outputStream as NodeJS.ReadableStream & AsyncIterable<Buffer>);
}

/** Makes manifest and signature fit changed files again, as a forger with a key of their own would. */
export function signAnew(files: CaseFiles, key: SigningKey): void {
  const manifest = JSON.parse(files.get('manifest.json')?.toString() ?? '');
  const lines = (files.get('session.log')?.toString() ?? '').trimEnd().split('\n');
  manifest.publicKey = key.publicKey;
  manifest.log = { lines: lines.length, head: sha256(lines.at(-1) ?? '') };
  manifest.files = [...files]
    .filter(([path]) => path !== 'manifest.json' && path !== 'signature.txt')
    .map(([path, bytes]) => ({ path, bytes: bytes.byteLength, sha256: sha256(bytes) }));
  const bytes = Buffer.from(JSON.stringify(manifest));
  files.set('manifest.json', bytes);
  files.set('signature.txt', Buffer.from(key.sign(Buffer.concat([Buffer.from('limn-case-v1\n'), bytes]))));
}
