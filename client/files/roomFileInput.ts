import { MAX_ROOM_FILE_BYTES } from '../../shared/limits.ts';
import { parseRoomFile, type RoomFile, RoomFileError, type RoomFileProblem } from '../../shared/roomFile.ts';

/** Reads a file that a person gave. @throws RoomFileError */
export async function readRoomFile(file: File): Promise<RoomFile> {
  // before it is read: a huge file would fill the memory
  if (file.size > MAX_ROOM_FILE_BYTES) throw new RoomFileError('too-large', 'is too large');
  return parseRoomFile(await file.text());
}

/** The problem with a file, for its sentence in the catalogue. @throws anything that is none */
export function problemOf(error: unknown): RoomFileProblem {
  if (error instanceof RoomFileError) return error.problem;
  // it was moved or cannot be read any more
  if (error instanceof DOMException) return 'not-a-room-file';
  throw error;
}
