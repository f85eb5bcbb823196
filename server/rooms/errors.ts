import type { CloseReason } from '../../shared/closeReasons.ts';

/** A request or connection that is turned away; the reason tells the client whether to retry. */
export class RefusedError extends Error {
  override name = 'RefusedError';
  readonly reason: CloseReason;

  /** @param message one sentence for the person: what happened, what to do next */
  constructor(reason: CloseReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

export class RoomNotFoundError extends RefusedError {
  override name = 'RoomNotFoundError';

  constructor() {
    super('not-found', 'This room does not exist any more. Ask for a new link or open a new room.');
  }
}

/** Stored records of a room fail their checksum or are missing; the room was set aside, not deleted. */
export class DamagedRoomError extends Error {
  override name = 'DamagedRoomError';
  readonly roomId: string;

  constructor(roomId: string, detail: string) {
    super(`The stored data of this room is damaged (${detail}); it was set aside and other rooms go on.`);
    this.roomId = roomId;
  }
}
