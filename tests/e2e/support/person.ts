import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { CANVAS_SIZE } from '../../../shared/canvas.ts';
import type { RoomKind } from '../../../shared/roomKinds.ts';
import type { Place } from '../../support/faceDrawing.ts';
import type { LimnServer } from '../../support/limnServer.ts';
import { until } from '../../support/until.ts';

/** ms for what a person would wait for without worry, on a busy machine */
const PATIENCE_MS = 20_000;
const DESKTOP = { width: 1280, height: 800 };
/** canvas px: half the side of the square that `inkAround` looks at */
const LOOK_RADIUS = 5;
/** 0…255: darker than this is ink; paper and grid are lighter */
const INK_LUMINANCE = 150;

export type ConnectionState = 'connected' | 'reconnecting' | 'offline';

export interface PortraitSeen {
  version: number;
  final: boolean;
  size: number;
  /** SHA-256 of the picture's bytes */
  digest: string;
}

/** Someone with a browser of their own, who sees and does what a person does. */
export class Person {
  /** what the page threw or could not load */
  readonly complaints: string[] = [];

  private constructor(
    readonly name: string,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on('pageerror', (error) => this.complaints.push(String(error)));
  }

  static async arrive(browser: Browser, name: string, options: BrowserContextOptions = {}): Promise<Person> {
    const context = await browser.newContext({
      viewport: DESKTOP,
      colorScheme: 'light',
      // fading pictures cost a test more time than they prove
      reducedMotion: 'reduce',
      ...options,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    return new Person(name, context, await context.newPage());
  }

  leave(): Promise<void> {
    return this.context.close();
  }

  see(id: string): Locator {
    return this.page.getByTestId(id);
  }

  // — rooms —

  async openRoom(server: LimnServer, kind: RoomKind = 'free'): Promise<void> {
    await this.page.goto(server.origin);
    await this.see(`kind-${kind}`).check();
    await this.enterNewRoom();
  }

  /** From the home page, with what was chosen there. */
  async enterNewRoom(): Promise<void> {
    await this.see('new-room').click();
    await this.enter();
  }

  async join(link: string): Promise<void> {
    await this.page.goto(link);
    await this.enter();
  }

  /** Types the name and goes in. */
  async enter(): Promise<void> {
    await this.see('name-input').fill(this.name);
    await this.see('enter-room').click();
    await this.connection('connected');
  }

  /** The link as the share panel shows it. */
  async linkFor(role: 'editor' | 'viewer'): Promise<string> {
    await this.see('share-open').click();
    const shown = this.see(`share-${role}-link`);
    const link = await shown.evaluate((element) =>
      'value' in element ? String(element.value) : (element.textContent ?? ''),
    );
    await this.page.keyboard.press('Escape');
    return link.trim();
  }

  connection(state: ConnectionState, timeout?: number): Promise<void> {
    return this.stateOf('connection-state', state, timeout);
  }

  /** Waits until an element's `data-state` is this. */
  async stateOf(id: string, state: string, timeout?: number): Promise<void> {
    const shown = this.see(id).first();
    await this.waitFor(
      `${id} ${state}`,
      async () => (await shown.getAttribute('data-state')) === state,
      timeout,
    );
  }

  // — drawing —

  /** Puts the pen down, draws through all places and lifts it. */
  async draw(places: readonly Place[]): Promise<void> {
    await this.drawWithPenDown(places);
    await this.page.mouse.up();
  }

  /** The same, but the pen stays down: `page.mouse.up()` lifts it. */
  async drawWithPenDown(places: readonly Place[]): Promise<void> {
    const [first, ...rest] = await this.onScreen(places);
    if (!first) return;
    await this.page.mouse.move(first.x, first.y);
    await this.page.mouse.down();
    // Not one by one: the browser takes what piles up as the coalesced events of one frame, as with a fast pen.
    await Promise.all(rest.map(({ x, y }) => this.page.mouse.move(x, y)));
  }

  /** Draws as a finger does, with touch events. */
  async drawWithFinger(places: readonly Place[]): Promise<void> {
    const touches = await this.context.newCDPSession(this.page);
    const points = await this.onScreen(places);
    for (const [i, point] of points.entries()) {
      const type = i === 0 ? 'touchStart' : 'touchMove';
      await touches.send('Input.dispatchTouchEvent', { type, touchPoints: [point] });
    }
    await touches.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await touches.detach();
  }

  async pointAt(place: Place): Promise<void> {
    const [point] = await this.onScreen([place]);
    if (point) await this.page.mouse.move(point.x, point.y);
  }

  async strokeCount(): Promise<number> {
    const text = await this.see('stroke-count').first().textContent();
    return Number(/\d+/.exec(text ?? '')?.[0] ?? Number.NaN);
  }

  async strokes(count: number): Promise<void> {
    await this.waitFor(`${count} strokes`, async () => (await this.strokeCount()) === count);
  }

  /** Share of dark pixels (0…1) in a small square around a place of the canvas, as it is on the screen. */
  async inkAround(place: Place): Promise<number> {
    const [from, to] = await this.onScreen([
      { x: place.x - LOOK_RADIUS, y: place.y - LOOK_RADIUS },
      { x: place.x + LOOK_RADIUS, y: place.y + LOOK_RADIUS },
    ]);
    if (!from || !to) return 0;
    const clip = { x: from.x, y: from.y, width: to.x - from.x, height: to.y - from.y };
    const picture = await this.page.screenshot({ clip });
    const pixels = await sharp(picture).greyscale().raw().toBuffer();
    return pixels.filter((luminance) => luminance < INK_LUMINANCE).length / pixels.length;
  }

  async inkAt(place: Place): Promise<void> {
    await this.waitFor(`ink at ${place.x}, ${place.y}`, async () => (await this.inkAround(place)) > 0.1);
  }

  /** Canvas px → page px. The 512-px square lies centred in the canvas element. */
  async onScreen(places: readonly Place[]): Promise<Place[]> {
    const box = await this.see('canvas').boundingBox();
    if (!box) throw new Error('the canvas is not on the screen');
    const scale = Math.min(box.width, box.height) / CANVAS_SIZE;
    const left = box.x + (box.width - CANVAS_SIZE * scale) / 2;
    const top = box.y + (box.height - CANVAS_SIZE * scale) / 2;
    return places.map(({ x, y }) => ({ x: left + x * scale, y: top + y * scale }));
  }

  // — shadow guide and settings —

  /** Takes the room's shadow guide away, for everyone. */
  async shadowOff(): Promise<void> {
    const toggle = this.see('shadow-switch');
    if (await this.isChosen('shadow-switch')) await toggle.click();
    await this.waitFor('the shadow switch off', async () => !(await this.isChosen('shadow-switch')));
  }

  shadowIsShown(): Promise<boolean> {
    return this.see('shadow-guide').isVisible();
  }

  /** Whether a switch, check box or radio button is on. */
  isChosen(id: string): Promise<boolean> {
    return this.see(id).evaluate((element) =>
      element instanceof HTMLInputElement
        ? element.checked
        : [element.getAttribute('aria-checked'), element.getAttribute('aria-pressed')].includes('true'),
    );
  }

  // — portrait —

  async portrait(): Promise<PortraitSeen | null> {
    return this.see('portrait-image')
      .last()
      .evaluate(async (element) => {
        if (!(element instanceof HTMLImageElement) || !element.complete) return null;
        const { version, final, size } = element.dataset;
        const canvas = new OffscreenCanvas(element.naturalWidth, element.naturalHeight);
        const context = canvas.getContext('2d');
        if (!version || !context) return null;
        context.drawImage(element, 0, 0);
        const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
        const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
        return {
          version: Number(version),
          final: final === 'true',
          size: Number(size),
          digest: Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join(''),
        };
      })
      .catch(() => null);
  }

  /** The portrait at rest of the room's newest state. */
  finalPortrait({ after = -1, patience = PATIENCE_MS } = {}): Promise<PortraitSeen> {
    return this.waitFor(
      `a final portrait after version ${after}`,
      async () => {
        const { state, version } = await this.see('portrait-status').evaluate(({ dataset }) => ({
          ...dataset,
        }));
        if (state !== 'current') return null;
        // the one on screen is the one before until the newest is decoded
        const seen = await this.portrait();
        return seen?.final && seen.version === Number(version) && seen.version > after ? seen : null;
      },
      patience,
    );
  }

  // — waiting —

  waitFor<T>(what: string, look: () => Promise<T | null | false>, timeout = PATIENCE_MS): Promise<T> {
    return until(look, { timeout, message: () => `${this.name} waits in vain for ${what}` });
  }
}
