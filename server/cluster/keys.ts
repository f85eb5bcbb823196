/** Names of what rooms have in Redis. */
const ROOM = 'limn:room:';

export const keysOf = (room: string) => ({
  /**
   * hash: `record`, `aside`, `sequence` (of the last change), `snapshot` (its sequence), `bytes` since, `asked`; of a session `logHead`
   * (digest of the last line), `logged` (changes up to there have their lines), `closing`
   */
  meta: `${ROOM}${room}:meta`,
  /** stream of changes after the snapshot; `SEQUENCE-0` */
  changes: `${ROOM}${room}:changes`,
  snapshot: `${ROOM}${room}:snapshot`,
  picture: `${ROOM}${room}:picture`,
  /** hashes by version id */
  versionHeads: `${ROOM}${room}:versions`,
  versionBodies: `${ROOM}${room}:versionBodies`,
  /** hash: the last change of each writer, so that what is sent twice is taken once */
  writers: `${ROOM}${room}:writers`,
  /** list: lines of the room's session log */
  session: `${ROOM}${room}:session`,
  /** hash `SUBJECT SERVER`: whom the session log takes for being in, by which servers */
  people: `${ROOM}${room}:people`,
  /** the server that asks for the room's portraits */
  painter: `${ROOM}${room}:painter`,
  /** there was such a room and it was deleted */
  gone: `${ROOM}${room}:gone`,
});

/** Sorted set: rooms by their last visit. */
export const VISITS = 'limn:visits';
/** Stream of rooms whose changes should become a snapshot, and the group of servers that make them. */
export const COMPACTION = 'limn:compaction';
export const COMPACTORS = 'compactors';
/** Sorted set: servers by when they count as gone. */
export const SERVERS = 'limn:servers';
/** The key that signs tokens, the same for all servers. */
export const TOKEN_KEY = 'limn:tokenKey';
/** The private key that signs case bundles (PEM), unless servers are given it in a file. */
export const CASE_KEY = 'limn:caseKey';
/** Channel of a room: what its servers tell each other. */
export const channelOf = (room: string) => `limn:bus:${room}`;
/** Channel of a room: its session log has new lines. */
export const linesOf = (room: string) => `limn:lines:${room}`;
/** Channel of a room: it has a new change. */
export const newsOf = (room: string) => `limn:news:${room}`;
