import { type Readable, writable } from 'svelte/store';
import type * as Y from 'yjs';
import { controlSchemas, type RoomControls, readControls } from '../../shared/roomControls.ts';
import { controlsOf, settingsMapOf, settingsOf, underlayOf } from '../../shared/roomDocument.ts';
import {
  type RoomSettings,
  readSettings,
  type SettingChanges,
  type SettingKey,
} from '../../shared/settings.ts';
import { isUnderlaySetting, readUnderlay, type Underlay } from '../../shared/underlay.ts';
import { browserTimers, type Timers, throttle } from './throttle.ts';

/** ms between two writes while a slider is dragged: 10 Hz looks live and costs the document little */
const WRITE_INTERVAL_MS = 100;

/** The room's settings as this person sees them: own changes at once, everybody's as they arrive. */
export class SettingsModel {
  readonly current: Readable<RoomSettings>;
  /** who may do what, and who leads */
  readonly controls: Readable<RoomControls>;
  /** the picture under the sheet */
  readonly underlay: Readable<Underlay | null>;
  private readonly published;
  private readonly publishedUnderlay;
  private readonly publishedControls;
  private readonly map: Y.Map<unknown>;
  private pending: SettingChanges = {};
  private readonly write: ReturnType<typeof throttle>;

  constructor(
    private readonly doc: Y.Doc,
    timers: Timers = browserTimers,
  ) {
    this.map = settingsMapOf(doc);
    this.published = writable(settingsOf(doc));
    this.current = this.published;
    this.publishedControls = writable(controlsOf(doc));
    this.controls = this.publishedControls;
    this.publishedUnderlay = writable(underlayOf(doc));
    this.underlay = this.publishedUnderlay;
    this.map.observe(({ keysChanged }) => this.publish([...keysChanged]));
    this.write = throttle(() => this.writePending(), WRITE_INTERVAL_MS, timers);
  }

  /** Shows the change at once and shares it, at most ten times a second. */
  change(changes: SettingChanges): void {
    Object.assign(this.pending, changes);
    this.publish(Object.keys(changes));
    this.write();
  }

  /** Shares what still waits: before the page goes away. */
  flush(): void {
    this.write.flush();
  }

  private writePending(): void {
    const changes = Object.entries(this.pending).filter(([key, value]) => this.map.get(key) !== value);
    this.pending = {};
    if (changes.length === 0) return;
    this.doc.transact(() => {
      for (const [key, value] of changes) this.map.set(key, value);
    });
  }

  /** @param keys what changed: a slider's move is no news of who may do what */
  private publish(keys: readonly string[]): void {
    const wished = (key: SettingKey) => (key in this.pending ? this.pending[key] : this.map.get(key));
    this.published.set(readSettings(wished));
    if (keys.some(isUnderlaySetting)) this.publishedUnderlay.set(readUnderlay(wished));
    if (keys.some((key) => Object.hasOwn(controlSchemas, key)))
      this.publishedControls.set(readControls(wished));
  }
}
