import * as Y from 'yjs';
import { editsOf, portraitSettingsOf, strokesOf } from '../shared/roomDocument.ts';
import { packedSeenStrokes } from '../shared/seenStrokes.ts';
import { encodePoints } from '../shared/strokeCodec.ts';
import type { Clock } from './clock.ts';
import type { AddressLimits } from './limits/addressLimiter.ts';
import { LiveRoom } from './live/liveRoom.ts';
import type { Logger } from './log.ts';
import type { Painters } from './portraits/painters.ts';
import { PICTURE_NEWS, type PictureNews } from './portraits/pictureNews.ts';
import type { BlendedDrawing } from './portraits/renderer.ts';
import type { PortraitService, Scene } from './portraits/service.ts';
import { drawAside } from './portraits/sideJobs.ts';
import type { Room } from './rooms/room.ts';
import type { Picture, RoomStore } from './rooms/roomStore.ts';
import type { Sessions } from './sessionLog/sessions.ts';
import { VariantDesk } from './variants/variantDesk.ts';
import { VersionKeeper } from './versions/versionKeeper.ts';

/** What belongs to a room while it is in memory. */
export interface RoomFeatures {
  live: LiveRoom;
  versions: VersionKeeper;
  variants: VariantDesk;
  /** A portrait of this drawing and others. @throws SideJobError */
  combine(others: BlendedDrawing[]): Promise<Picture>;
}

interface Surroundings {
  portraits: PortraitService;
  store: RoomStore;
  clock: Clock;
  log: Logger;
  painters: Painters;
  sessions: Sessions;
  /** what may be done in one room, at all servers together */
  limits: { versionActs: AddressLimits; variantSets: AddressLimits };
}

/** Joins a room in memory to what shows and keeps it: live sockets, portraits, versions. */
export function attachFeatures(room: Room, surroundings: Surroundings): RoomFeatures {
  const { portraits, store, clock, log, painters, sessions, limits } = surroundings;
  const live: LiveRoom = new LiveRoom(
    room,
    clock,
    () => portraits.mark(room.id),
    () => {
      painter.watch();
      portraits.watch();
    },
    (kind, picture, seenBy, send) => sessions.show(room, kind, picture, seenBy, send),
  );
  const { channel } = room;
  const painter = painters.join(room.id, {
    get watched() {
      return live.watched;
    },
    onLead: () => portraits.lead(room.id),
  });
  /** Shown here, and where this server has the room drawn at the others too. */
  const tell = (news: PictureNews) => {
    if (channel.peers > 0 && painter.leads) channel.send(PICTURE_NEWS, news);
  };
  channel.on(PICTURE_NEWS, (news) => portraits.hear(room.id, news));
  channel.onPeer({ came: () => portraits.tell(room.id).forEach(tell), gone: () => {} });
  const versions = new VersionKeeper(room, {
    store,
    clock,
    understood: () => live.labels,
    acts: limits.versionActs,
    onNews: (news, own) => {
      live.tellVersions(news);
      if (own) sessions.versions(room, news);
    },
    onTrouble: (error) => log.error({ room: room.id, err: error }, 'a version could not be kept'),
  });
  void portraits.attach({
    id: room.id,
    get version() {
      return room.version;
    },
    get watched() {
      return live.watched;
    },
    get leads() {
      return painter.leads;
    },
    readScene: () => readScene(room, live),
    show: (kind, picture) => {
      live.show(kind, picture);
      tell({ type: 'picture', kind, picture });
      if (kind === 'portrait') versions.portraitShown(picture, painter.leads);
    },
    forgetShadow: () => {
      live.forgetShadow();
      tell({ type: 'noShadow' });
    },
    showStatus: (status) => {
      live.showStatus(status);
      tell({ type: 'status', status });
    },
    showLabels: (labels) => {
      live.showLabels(labels);
      tell({ type: 'labels', labels });
    },
    keep: (record) => store.writePicture(room.id, record),
    restore: () => store.readPicture(room.id),
  });
  room.on('accepted', () => portraits.mark(room.id));
  const variants = new VariantDesk(room, {
    sets: limits.variantSets,
    readScene: () => readScene(room, live),
    // A line of its own, so that the room's portrait is never kept waiting by them.
    draw: (scene) => drawAside(portraits, `${room.id}-variants`, scene),
    onNews: (set) => live.tellVariants(set),
    onTrouble: (error) => log.error({ room: room.id, err: error }, 'a variant could not be drawn'),
  });
  room.on('closed', () => {
    variants.close();
    painter.close();
    void portraits.detach(room.id);
  });
  // One after the other: they share a line.
  let combining: Promise<unknown> = Promise.resolve();
  const combine = (blend: BlendedDrawing[]) => {
    const combined = combining.then(() => {
      const scene = readScene(room, live);
      const settings = { ...scene.settings, shadow: false };
      return drawAside(portraits, `${room.id}-combined`, {
        ...scene,
        tails: [],
        tailSeq: 0,
        settings,
        blend,
      });
    });
    combining = combined.catch(() => {});
    return combined;
  };
  return { live, versions, variants, combine };
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
    strokes: packedSeenStrokes(finished, editsOf(room.doc)),
    tails,
    settings: portraitSettingsOf(room.doc, room.id),
  };
}
