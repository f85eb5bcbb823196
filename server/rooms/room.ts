import { EventEmitter } from 'node:events';
import * as Y from 'yjs';
import type { RoomControls } from '../../shared/roomControls.ts';
import { controlsOf, settingsMapOf, strokesOf } from '../../shared/roomDocument.ts';
import { refusalOf } from './access.ts';
import { ContradictionError, PendingPlaces } from './contradiction.ts';
import { RefusedError } from './errors.ts';
import { Ledger } from './ledger.ts';
import { Members } from './members.ts';
import { PartHolder } from './partHolder.ts';
import { replay } from './replay.ts';
import { PEOPLE } from './roomActs.ts';
import type { RoomChannel } from './roomBus.ts';
import { type LogEntry, lastSequence, type OpenLog, type RoomLog } from './roomLog.ts';
import type { RoomRecord, SnapshotRecord, StoredDocument } from './roomStore.ts';
import { SERVER_SUBJECT } from './serverSubject.ts';
import { StoredClocks } from './storedClocks.ts';
import type { Person } from './tokens.ts';

/** Origin of changes that another server took in. */
const ELSEWHERE = Symbol('another server');

export interface AcceptedChange {
  /** the room's document version after it */
  version: number;
  subject: string;
  /** Yjs update, V1 */
  update: Uint8Array;
  /** whatever the caller of `accept` passed, so that it knows its own changes */
  origin: unknown;
  /** false where another server took it in */
  own: boolean;
}

/** A change on its way to the disk, or what waits for those before it. */
type Pending = { type: 'change'; change: AcceptedChange } | { type: 'waiter'; run: () => void };

interface RoomEvents {
  /** about to be applied to the live document, which is as it was before */
  accepting: [update: Uint8Array];
  /** applied to the live document, not on disk yet */
  accepted: [AcceptedChange];
  /** on disk; events come in the log's order */
  stored: [AcceptedChange];
  /** what is known of the room besides its document was changed */
  recordChanged: [RoomRecord];
  /** a person's raised hand goes down, whatever their page says */
  handLowered: [subject: string];
  /** the store could not write: nothing later may be accepted */
  failed: [unknown];
  /** somebody came, by their first connection */
  joined: [Person];
  /** somebody went, with their last one */
  left: [subject: string];
  /** the room left memory */
  closed: [];
}

export interface RoomOptions {
  openLog: OpenLog;
  channel: RoomChannel;
  maxPeople: number;
  now: () => number;
}

/** One room in memory: the live document and what must stay in step with it. */
export class Room extends EventEmitter<RoomEvents> {
  readonly id: string;
  readonly doc = new Y.Doc();
  readonly ledger: Ledger;
  readonly members: Members;
  readonly partHolds: PartHolder;
  /** to the other servers that have the room open */
  readonly channel: RoomChannel;
  /** ms since the Unix epoch: when the room was last found or made empty */
  idleSince: number;

  readonly #log: RoomLog;
  readonly #stored: StoredClocks;
  /** accepted here and not yet come back from the log, in order */
  #pending: Pending[] = [];
  #pendingChanges = 0;
  readonly #places = new PendingPlaces();
  #sequence: number;
  #record: RoomRecord;
  /** Yjs client of all `edit`s; never the live document's own id, which Yjs changes when others write under it */
  readonly #editor = new Y.Doc().clientID;
  /** null after a setting changed */
  #controls: RoomControls | null = null;
  #strokeCount: number;
  #bytes: number;
  #failed = false;
  #closing = false;

  /** @throws Error if the stored bytes are no Yjs updates (the caller sets the room aside) */
  constructor(record: RoomRecord, stored: StoredDocument, options: RoomOptions) {
    super();
    this.setMaxListeners(0);
    this.id = record.id;
    this.#record = record;
    this.channel = options.channel;
    this.ledger = new Ledger();
    this.ledger.watch(this.doc);
    this.members = new Members(options.maxPeople, {
      changed: () => {
        this.idleSince = options.now();
        if (this.channel.peers > 0) this.channel.send(PEOPLE, this.members.here);
      },
      joined: (person) => this.emit('joined', person),
      left: (subject) => this.emit('left', subject),
    });
    this.channel.on(PEOPLE, (people, server) => this.members.setElsewhere(server, people));
    this.channel.onPeer({
      came: () => this.channel.send(PEOPLE, this.members.here),
      gone: (server) => this.members.setElsewhere(server, []),
    });
    this.partHolds = new PartHolder(this);
    replay(stored, this.doc, this.ledger, this);
    this.#sequence = lastSequence(stored);
    this.#stored = new StoredClocks(this.doc);
    this.idleSince = options.now();
    settingsMapOf(this.doc).observe(() => {
      this.#controls = null;
    });
    this.#strokeCount = strokesOf(this.doc).size;
    this.#bytes = Y.encodeStateAsUpdate(this.doc).byteLength;
    strokesOf(this.doc).observe((event) => {
      for (const { action } of event.changes.keys.values()) {
        if (action === 'add') this.#strokeCount++;
        if (action === 'delete') this.#strokeCount--;
      }
    });
    this.#log = options.openLog(this.id, stored, {
      onEntry: (entry) => this.#take(entry),
      onFailure: (error) => this.#fail(error),
      snapshot: () => this.#snapshot(),
      merge: (document) => this.#merge(document),
      record: () => this.record,
    });
  }

  /** Counts accepted changes through the room's whole life; never falls. */
  get version(): number {
    return this.#sequence + this.#pendingChanges;
  }

  /** State vector of everything that is on disk. */
  get storedStateVector(): Uint8Array {
    return this.#stored.encode();
  }

  /** Kept from change to change: every cursor asks for them, ten times a second. */
  get controls(): RoomControls {
    this.#controls ??= controlsOf(this.doc);
    return this.#controls;
  }

  get record(): RoomRecord {
    return this.#record;
  }

  /** Takes the changed record, and turns out whoever may not stay. */
  recordChanged(record: RoomRecord): void {
    const closes = record.closedAt !== null && this.#record.closedAt === null;
    this.#record = record;
    this.members.review((person) => refusalOf(record, person));
    // Their next tokens say what they may do now.
    if (closes)
      this.members.turnOut(new RefusedError('expired', 'The session was closed. Coming back to it.'));
    this.emit('recordChanged', record);
  }

  /** The session is closed: its drawing stays as it is. */
  get closed(): boolean {
    return this.#closing || this.record.closedAt !== null;
  }

  /** From this moment no change is accepted; the record follows. */
  closeDrawing(): void {
    this.#closing = true;
  }

  get strokeCount(): number {
    return this.#strokeCount;
  }

  /** Changes that are not on disk yet. */
  get unsaved(): number {
    return this.#pendingChanges;
  }

  get failed(): boolean {
    return this.#failed;
  }

  /** Bytes of the document. Kept as a running sum; measured anew only when it would break the limit. */
  bytesWith(more: number, limit: number): number {
    if (this.#bytes + more > limit) this.#bytes = Y.encodeStateAsUpdate(this.doc).byteLength;
    return this.#bytes + more;
  }

  /** Applies a checked update to the live document and stores it. */
  accept(update: Uint8Array, subject: string, origin: unknown): void {
    if (this.#failed) return;
    this.#apply(update, subject, origin);
    this.#pendingChanges++;
    this.#places.add(update);
    const change: AcceptedChange = { version: this.version, subject, update, origin, own: true };
    this.#pending.push({ type: 'change', change });
    this.emit('accepted', change);
    this.#log.append({ subject, update });
  }

  /** A change that the server makes by itself; like everyone's it is stored, then relayed. */
  edit(change: (doc: Y.Doc) => void): void {
    if (this.closed) return;
    const copy = new Y.Doc();
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(this.doc));
    copy.clientID = this.#editor;
    copy.once('update', (update: Uint8Array) => this.accept(update, SERVER_SUBJECT, this));
    copy.transact(() => change(copy));
    copy.destroy();
  }

  /** Runs once everything accepted until now is on disk: at once when it is, and always in order. */
  whenStored(run: () => void): void {
    if (this.#failed) return;
    if (this.#pending.length === 0) run();
    else this.#pending.push({ type: 'waiter', run });
  }

  /** Resolves when all that was accepted is on disk, in a snapshot where that is worth it. */
  flush(): Promise<void> {
    return this.#log.flush();
  }

  /** Resolves when nothing is being written any more, whether it went well or not. */
  get settled(): Promise<void> {
    return this.#log.settled;
  }

  /** Called by the registry once the room has left memory. */
  close(): void {
    this.#log.close();
    this.emit('closed');
    this.channel.close();
    this.removeAllListeners();
    this.doc.destroy();
  }

  #apply(update: Uint8Array, subject: string, origin: unknown): void {
    this.emit('accepting', update);
    Y.applyUpdate(this.doc, update, origin);
    this.ledger.claimClientsOf(update, subject);
    this.#bytes += update.byteLength;
  }

  /** A change is durable: one of ours, or another server's that is new here. */
  #take({ sequence, subject, update, own, ledger }: LogEntry): void {
    if (this.#failed) return;
    const change = own ? this.#nextPending() : null;
    if (!change) {
      if (this.#places.contradictedBy(update)) {
        this.#fail(new ContradictionError());
        return;
      }
      if (ledger) this.ledger.merge(ledger);
      this.#apply(update, subject, ELSEWHERE);
    }
    // What a log puts back may stand behind what was read before.
    this.#sequence = Math.max(this.#sequence, sequence);
    this.#stored.cover(update);
    const stored = { origin: ELSEWHERE, ...change, version: sequence, subject, update, own };
    if (!change) this.emit('accepted', stored);
    this.emit('stored', stored);
    this.#runWaiters();
  }

  #merge(stored: StoredDocument): void {
    if (this.#failed) return;
    const pieces = [
      ...(stored.snapshot ? [stored.snapshot.state] : []),
      ...stored.updates.map((one) => one.update),
    ];
    if (pieces.some((piece) => this.#places.contradictedBy(piece))) {
      this.#fail(new ContradictionError());
      return;
    }
    const before = Y.encodeStateVector(this.doc);
    replay(stored, this.doc, this.ledger, ELSEWHERE);
    this.#sequence = Math.max(this.#sequence, lastSequence(stored));
    for (const piece of pieces) {
      const update = Y.diffUpdate(piece, before);
      const change = { version: this.version, subject: '', update, origin: ELSEWHERE, own: false };
      this.#bytes += update.byteLength;
      this.#stored.cover(piece);
      this.emit('accepted', change);
      this.emit('stored', change);
    }
  }

  #nextPending(): AcceptedChange | null {
    const next = this.#pending[0];
    if (next?.type !== 'change') return null;
    this.#pending.shift();
    this.#pendingChanges--;
    this.#places.shift();
    return next.change;
  }

  #runWaiters(): void {
    for (let next = this.#pending[0]; next?.type === 'waiter'; next = this.#pending[0]) {
      this.#pending.shift();
      next.run();
    }
  }

  #fail(error: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#pending = [];
    this.#places.clear();
    this.emit('failed', error);
  }

  #snapshot(): SnapshotRecord {
    const state = Y.encodeStateAsUpdate(this.doc);
    this.#bytes = state.byteLength;
    return { sequence: this.version, state, ledger: this.ledger.toRecord() };
  }
}
