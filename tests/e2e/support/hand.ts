import type { CDPSession } from 'playwright-core';
import type { Place } from '../../support/faceDrawing.ts';
import type { Person } from './person.ts';

/** A person's fingers and pen, as the browser's own input events (not synthetic DOM events). */
export class Hand {
  private constructor(
    private readonly person: Person,
    private readonly session: CDPSession,
  ) {}

  static async of(person: Person): Promise<Hand> {
    return new Hand(person, await person.context.newCDPSession(person.page));
  }

  /** Fingers come down in the first step's places (sheet px), move through the others, and lift. */
  async fingers(...steps: Place[][]): Promise<void> {
    for (const [i, places] of steps.entries()) {
      const points = await this.person.onScreen(places);
      const touchPoints = points.map(({ x, y }, id) => ({ x, y, id }));
      await this.session.send('Input.dispatchTouchEvent', {
        type: i ? 'touchMove' : 'touchStart',
        touchPoints,
      });
    }
    await this.session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  }

  /** A pen goes down, moves through all places (sheet px) and lifts. @param force 0…1 */
  async pen(places: readonly Place[], force = 0.5): Promise<void> {
    const points = await this.person.onScreen(places);
    const send = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', { x, y }: Place) =>
      this.session.send('Input.dispatchMouseEvent', {
        type,
        x,
        y,
        force,
        pointerType: 'pen',
        button: 'left',
        buttons: type === 'mouseReleased' ? 0 : 1,
        clickCount: 1,
      });
    const [first, last] = [points[0], points.at(-1)];
    if (!first || !last) return;
    await send('mousePressed', first);
    for (const point of points.slice(1)) await send('mouseMoved', point);
    await send('mouseReleased', last);
  }
}
