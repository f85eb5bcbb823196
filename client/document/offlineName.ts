/** Name of the IndexedDB database that keeps a room's offline copy. */
export function offlineName(roomId: string): string {
  return `limn.room.${roomId}`;
}
