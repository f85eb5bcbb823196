import * as Y from 'yjs';
import { SyncConnection } from '../../client/connection/syncConnection.ts';
import { LocalDocument } from '../../client/document/localDocument.ts';
import { stillMissing } from '../../client/document/refusedStrokes.ts';
import type { Saved } from '../../client/document/savedState.ts';
import { ClosePolicy } from '../../client/session/closePolicy.ts';
import type { CloseReason } from '../../shared/closeReasons.ts';
import { capabilitiesOf, type Role } from '../../shared/roles.ts';
import { type IdentifiedStroke, strokesOf } from '../../shared/roomDocument.ts';
import type { Stroke } from '../../shared/strokeCodec.ts';
import type { World } from './world.ts';

/**
 * One person's browser: the client's own document and connection, put together as `RoomSession` does.
 * What browsers add (storage, navigation) is played here.
 */
export class SimulatedPage {
  online = true;
  token = '';
  document!: LocalDocument;
  /** the person was shown why the room is closed to them */
  stopped: CloseReason | null = null;
  #sync: SyncConnection | null = null;
  #policy: ClosePolicy;
  /** what IndexedDB would hold */
  #offlineCopy: Uint8Array | null = null;
  #refused: IdentifiedStroke[] = [];
  readonly #redrawn = new Set<string>();
  #saved: Saved = 'saved';
  #busy: Promise<void> = Promise.resolve();

  constructor(
    readonly subject: string,
    public role: Role,
    readonly world: World,
  ) {
    this.#policy = new ClosePolicy(world.time.clock.now);
  }

  get draws(): boolean {
    return capabilitiesOf(this.role).draw;
  }

  get saved(): Saved {
    return this.#saved;
  }

  get doc(): Y.Doc {
    return this.document.doc;
  }

  /** Resolves when nothing that began by itself is still going on. */
  get settled(): Promise<void> {
    return this.#busy;
  }

  /** Opens the page with a role's link. */
  async open(role: Role = this.role): Promise<void> {
    this.role = role;
    this.stopped = null;
    this.token = await this.world.token(this);
    await this.#openDocument(this.draws ? this.#offlineCopy : null);
    this.#connect();
  }

  /** The tab is closed; what it drew stays in the browser. */
  close(): void {
    if (this.draws) this.#offlineCopy = Y.encodeStateAsUpdate(this.doc);
    this.#sync?.destroy();
    this.document.close();
  }

  /** @param stateVector of the server's `stored` event */
  serverStored(stateVector: Uint8Array): void {
    this.document.saved.serverStored(stateVector);
  }

  draw(stroke: Stroke): void {
    this.document.drawing.undo.startGesture();
    this.#add(stroke);
  }

  #connect(): void {
    this.#sync = new SyncConnection('http://limn', this.world.roomId, this.doc, this.token, {
      state: () => {},
      received: (update) => this.document.saved.serverSent(update),
      synced: () => {
        this.#policy.connected();
        this.#redraw();
      },
      closed: (reason) => this.#closed(reason),
    });
  }

  async #openDocument(copy: Uint8Array | null): Promise<void> {
    const doc = new Y.Doc();
    doc.clientID = this.world.random.int(2 ** 32);
    this.document = await LocalDocument.open(this.world.roomId, false, doc);
    if (copy) {
      Y.applyUpdate(doc, copy, 'offline copy');
      this.document.saved.offlineCopyLoaded();
    }
    this.document.saved.state.subscribe((saved) => {
      this.#saved = saved;
    });
    strokesOf(doc).observe((event, { local }) => {
      if (!local) return;
      for (const [id, { action }] of event.changes.keys) {
        if (action === 'delete') this.world.mayBeGone.add(id);
      }
    });
  }

  #closed(reason: CloseReason | null): void {
    const step = this.#policy.stepAfter(reason);
    // The person opens the new link, which an owner handed on.
    if (reason === 'withdrawn') this.#busy = this.#renew();
    else if (step === 'stop') this.stopped = reason;
    if (step === 'renew') this.#busy = this.#renew();
    if (step === 'start-over') this.#busy = this.#startOver();
  }

  async #renew(): Promise<void> {
    this.token = await this.world.token(this);
    this.#sync?.useToken(this.token);
    this.#sync?.reconnect();
  }

  async #startOver(): Promise<void> {
    const unconfirmed = this.document.unconfirmed();
    for (const { id } of unconfirmed) this.world.mayBeGone.add(id);
    this.#refused.push(...unconfirmed);
    this.#sync?.destroy();
    await this.document.discard();
    this.#offlineCopy = null;
    await this.#openDocument(null);
    this.#connect();
  }

  /** The person takes up the offer to draw refused strokes again: once, for a locked part stays locked. */
  #redraw(): void {
    const missing = stillMissing(this.#refused, this.doc);
    this.#refused = [];
    for (const { id, stroke } of missing) {
      if (this.#redrawn.has(id) || !this.draws) continue;
      this.#redrawn.add(this.#add({ ...stroke, author: this.subject }));
    }
  }

  #add(stroke: Stroke): string {
    const id = this.world.random.text(12);
    if (this.document.drawing.add(id, stroke)) this.world.drawn.add(id);
    return id;
  }
}
