/** Whether a file that was dropped or chosen may be a room file; its content decides. */
export function mayBeRoomFile({ name, type }: Pick<File, 'name' | 'type'>): boolean {
  return type === 'application/json' || name.toLowerCase().endsWith('.json');
}
