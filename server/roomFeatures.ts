import * as Y from 'yjs';
import { portraitSettingsOf, strokesOf } from '../shared/roomDocument.ts';
import { encodePoints } from '../shared/strokeCodec.ts';
import type { Clock } from './clock.ts';
import { LiveRoom } from './live/liveRoom.ts';
import type { PortraitService, Scene } from './portraits/service.ts';
import type { Room } from './rooms/room.ts';
import type { RoomStore } from './rooms/roomStore.ts';

/** Joins a room in memory to what shows it: live sockets and portraits. */
export function attachFeatures(
  room: Room,
  { portraits, store, clock }: { portraits: PortraitService; store: RoomStore; clock: Clock },
): LiveRoom {
  const live: LiveRoom = new LiveRoom(
    room,
    clock,
    () => portraits.mark(room.id),
    () => portraits.watch(),
  );
  void portraits.attach({
    id: room.id,
    get version() {
      return room.version;
    },
    get watched() {
      return live.watched;
    },
    readScene: () => readScene(room, live),
    show: (kind, picture) => live.show(kind, picture),
    forgetShadow: () => live.forgetShadow(),
    showStatus: (status) => live.showStatus(status),
    keep: (record) => store.writePicture(room.id, record),
    restore: () => store.readPicture(room.id),
  });
  room.on('accepted', () => portraits.mark(room.id));
  room.on('closed', () => void portraits.detach(room.id));
  return live;
}

/** Document and tails at this moment, packed for a worker. */
function readScene(room: Room, live: LiveRoom): Scene {
  const finished = strokesOf(room.doc);
  const tails = live.tails
    .filter(({ strokeId, points }) => points.length > 0 && !finished.has(strokeId))
    // A tail grows under one stroke id, so its key counts the points too.
    .map(({ strokeId, points }) => ({ key: `${strokeId}:${points.length}`, bytes: encodePoints(points) }));
  return {
    version: room.version,
    stateVector: Y.encodeStateVector(room.doc),
    tailSeq: tails.length > 0 ? live.tailSequence : 0,
    strokes: [...finished].map(([key, bytes]) => ({ key, bytes })),
    tails,
    settings: portraitSettingsOf(room.doc, room.id),
  };
}
