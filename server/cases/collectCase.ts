import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as Y from 'yjs';
import { editsOf, settingsMapOf, settingsOf, strokesOf } from '../../shared/roomDocument.ts';
import { decodeStroke } from '../../shared/strokeCodec.ts';
import type { LiveRoom } from '../live/liveRoom.ts';
import type { Room } from '../rooms/room.ts';
import type { Picture } from '../rooms/roomStore.ts';
import { sha256 } from '../sessionLog/chain.ts';
import type { SessionLog } from '../sessionLog/sessionLog.ts';
import { type SessionState, sessionOf } from '../sessionLog/sessionState.ts';
import type { SigningKey } from '../sessionLog/signingKey.ts';
import type { VariantDesk } from '../variants/variantDesk.ts';
import type { VersionKeeper } from '../versions/versionKeeper.ts';
import { DRAWING, LOG, MODEL_CARD, PICTURES, READ_ME, VERSIONS } from './caseFormat.ts';
import { READ_ME_TEXT } from './readMe.ts';
import { type CaseFile, writeCase } from './writeCase.ts';

export interface CaseSources {
  room: Room;
  log: SessionLog;
  live: LiveRoom;
  versions: VersionKeeper;
  variants: VariantDesk;
  key: SigningKey;
  weightsDir: string;
  now: number;
}

/** Everything that a session leaves, packed and signed. That it was taken is a line of the log too. */
export async function collectCase(sources: CaseSources, exportedBy: string): Promise<Buffer> {
  const { room, log, live, variants, weightsDir, now, key } = sources;
  const { head, lines, drawing } = await log.take(exportedBy, drawingOf);
  const [portrait, guide] = [live.picture('portrait'), live.picture('shadow')];
  const session = sessionOf(lines);
  const files: CaseFile[] = [
    text(READ_ME, READ_ME_TEXT),
    text(LOG, lines.map((line) => `${line}\n`).join('')),
    text(DRAWING, JSON.stringify(drawing)),
    ...(await versionFiles(sources.versions, session)),
    ...pictureFiles(
      [
        ['portrait', portrait],
        ['guide', guide],
        ...[...variants.pictures.values()].map((picture): [string, Picture] => ['candidate', picture]),
      ],
      session,
    ),
    { path: MODEL_CARD, bytes: await readFile(join(weightsDir, 'MODEL_CARD.md')) },
  ];
  const { id, record } = room;
  return writeCase(
    {
      room: id,
      kind: record.kind,
      createdAt: record.createdAt,
      closedAt: record.closedAt,
      exportedAt: now,
      exportedBy,
      log: { lines: head.lines, head: head.digest },
      model: {
        version: portrait?.stamp.modelVersion ?? null,
        weights: sha256(await readFile(join(weightsDir, 'manifest.json'))),
      },
    },
    files,
    key,
  );
}

/** A room file, with the bytes that the log names. */
function drawingOf(doc: Y.Doc) {
  const strokes = [...strokesOf(doc)]
    .map(([id, bytes]) => ({ id, bytes, stroke: decodeStroke(bytes) }))
    .sort((a, b) => a.stroke.startedAt - b.stroke.startedAt || (a.id < b.id ? -1 : 1));
  return {
    format: 'limn-room',
    version: 1,
    strokes: strokes.map(({ id, bytes, stroke }) => ({
      id,
      author: stroke.author,
      startedAt: stroke.startedAt,
      points: stroke.points.map(({ x, y, pressure, time }) => [x, y, pressure, time]),
      packed: Buffer.from(bytes).toString('base64'),
    })),
    ...(editsOf(doc).size > 0 && { edits: [...editsOf(doc)] }),
    settings: settingsOf(doc),
    values: settingsMapOf(doc).toJSON(),
  };
}

async function versionFiles(keeper: VersionKeeper, session: SessionState): Promise<CaseFile[]> {
  const files: CaseFile[] = [];
  for (const { id } of await keeper.list()) {
    if (!session.versions.has(id)) continue;
    // A version that was removed meanwhile is no part of the case.
    const version = await keeper.read(id).catch(() => null);
    if (!version) continue;
    const doc = new Y.Doc();
    Y.applyUpdate(doc, version.state);
    files.push(text(`${VERSIONS}${id}.json`, JSON.stringify({ ...drawingOf(doc), head: version.head })));
    files.push(...pictureFiles([[`version-${id}`, version.portrait]], session));
  }
  return files;
}

/** Pictures that somebody saw; the others prove nothing. */
function pictureFiles(
  pictures: [name: string, picture: Picture | null][],
  session: SessionState,
): CaseFile[] {
  return pictures.flatMap(([name, picture]) => {
    if (!picture) return [];
    const digest = sha256(picture.image);
    if (!session.pictures.has(digest)) return [];
    const type = picture.stamp.mime === 'image/png' ? 'png' : 'webp';
    return [{ path: `${PICTURES}${digest.slice(0, 16)}-${name}.${type}`, bytes: picture.image }];
  });
}

function text(path: string, words: string): CaseFile {
  return { path, bytes: Buffer.from(words) };
}
