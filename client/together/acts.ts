import { get, writable } from 'svelte/store';
import { ApiFailure, type FailureCode } from '../api/apiFailure.ts';
import { pathOfLink } from '../links/roomLink.ts';
import { forgetRoom, rememberRoom } from '../memory/rememberedRooms.ts';
import type { RoomSession } from '../session/roomSession.ts';

/** An owner's acts as the page does them: one at a time, with what went wrong. */
export class Acts {
  readonly busy = writable(false);
  readonly failure = writable<FailureCode | null>(null);

  constructor(private readonly session: RoomSession) {}

  kick = (subject: string, name: string) => this.run(() => this.session.owner.kick({ subject, name }));
  readmit = (subject: string) => this.run(() => this.session.owner.readmit(subject));
  end = () => this.run(() => this.session.owner.endSession());
  reopen = () => this.run(() => this.session.owner.reopen());
  delete = () => this.run(() => this.session.owner.deleteRoom());

  /** New links, kept on this device in the old ones' place; the address bar follows. */
  renewLinks = () =>
    this.run(async () => {
      const old = this.session.link;
      const { secrets } = await this.session.renewLinks();
      const { editor, viewer } = secrets;
      forgetRoom(old);
      const { kind } = get(this.session.grant);
      rememberRoom({ ...this.session.link, kind, shared: { editor, viewer }, visitedAt: Date.now() });
      history.replaceState(null, '', pathOfLink(this.session.link));
    });

  private async run(act: () => Promise<void>): Promise<boolean> {
    if (get(this.busy)) return false;
    this.busy.set(true);
    this.failure.set(null);
    try {
      await act();
      return true;
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      this.failure.set(error.code);
      return false;
    } finally {
      this.busy.set(false);
    }
  }
}
