import type { RoomFile } from '../../shared/roomFile.ts';

let waiting: { roomId: string; file: RoomFile } | null = null;

/** A room file chosen on the start page waits here for its room, which was made for it. */
export function handOver(roomId: string, file: RoomFile): void {
  waiting = { roomId, file };
}

/** Takes the file that waits for a room, once. */
export function takeOver(roomId: string): RoomFile | null {
  if (waiting?.roomId !== roomId) return null;
  const { file } = waiting;
  waiting = null;
  return file;
}
