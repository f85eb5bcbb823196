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

/** The session was closed by another server while a change was on its way. */
export class SessionClosedError extends RefusedError {
  override name = 'SessionClosedError';

  constructor() {
    super('restarting', 'The session was closed. Coming back to it.');
  }
}

/** Stored records of a room fail their checksum or are missing; the room was set aside, not deleted. */
export class DamagedRoomError extends RefusedError {
  override name = 'DamagedRoomError';

  constructor(detail: string) {
    super(
      'damaged',
      `The room's data is damaged (${detail}) and was set aside. Ask whoever runs this server.`,
    );
  }
}
