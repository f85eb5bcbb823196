import { type Readable, readable } from 'svelte/store';
import * as Y from 'yjs';
import type { IdentifiedStroke } from '../../shared/roomDocument.ts';
import { Threads } from '../comments/threads.ts';
import { Drawing } from './drawing.ts';
import { type OfflineCopy, openOfflineCopy } from './offlineCopy.ts';
import { unconfirmedStrokes } from './refusedStrokes.ts';
import { SavedState } from './savedState.ts';
import { SettingsModel } from './settingsModel.ts';

/** The room's document on this device, and everything that works on it. */
export class LocalDocument {
  readonly drawing: Drawing;
  readonly settings: SettingsModel;
  readonly saved: SavedState;
  readonly threads: Threads;
  /** what the document holds, own unsent changes included */
  readonly stateVector: Readable<Uint8Array>;
  private offline: OfflineCopy | null = null;

  private constructor(readonly doc: Y.Doc) {
    this.drawing = new Drawing(doc);
    this.settings = new SettingsModel(doc);
    this.saved = new SavedState(doc);
    this.threads = new Threads(doc);
    this.stateVector = readable(Y.encodeStateVector(doc), (set) => {
      const publish = () => set(Y.encodeStateVector(doc));
      publish();
      doc.on('afterTransaction', publish);
      return () => doc.off('afterTransaction', publish);
    });
  }

  /** @param keepOffline false for viewers: they change nothing, and must never send what another tab drew */
  static async open(roomId: string, keepOffline: boolean, doc = new Y.Doc()): Promise<LocalDocument> {
    const document = new LocalDocument(doc);
    if (keepOffline) {
      document.offline = await openOfflineCopy(roomId, document.doc);
      document.saved.offlineCopyLoaded();
    }
    return document;
  }

  /** Whether unsaved work outlives this page. */
  get keptOffline(): boolean {
    return this.offline !== null;
  }

  unconfirmed(): IdentifiedStroke[] {
    return unconfirmedStrokes(this.doc, (client) => this.saved.storedClock(client));
  }

  close(): void {
    this.settings.flush();
    this.doc.destroy();
  }

  /** Closes the document and deletes its offline copy. */
  async discard(): Promise<void> {
    await this.offline?.discard();
    this.doc.destroy();
  }
}
