import { toBase64 } from 'lib0/buffer';
import type { Point } from '../../shared/canvas.ts';
import type { CloseReason } from '../../shared/closeReasons.ts';
import type { Cursor, InkChunk, Laser, PortraitStatus, SharedView } from '../../shared/events.ts';
import { LIVE_FRAME_MS } from '../../shared/limits.ts';
import { encodeLiveFrame, type LiveFrame } from '../../shared/liveFrame.ts';
import { partOf } from '../../shared/partLocks.ts';
import { capabilitiesOf } from '../../shared/roles.ts';
import { capabilitiesNow, partsBarredTo } from '../../shared/roomControls.ts';
import { strokesOf } from '../../shared/roomDocument.ts';
import { allLabels, labelChanges, labelsOf, type RoomLabels } from '../../shared/semantics/labelNews.ts';
import type { StrokeLabels } from '../../shared/semantics/labels.ts';
import type { VariantSet } from '../../shared/variants.ts';
import type { VersionNews } from '../../shared/versions.ts';
import type { Clock } from '../clock.ts';
import type { Room } from '../rooms/room.ts';
import { PEOPLE } from '../rooms/roomActs.ts';
import type { Picture } from '../rooms/roomStore.ts';
import { ElsewhereTails, joined, LIVE_FRAME } from './elsewhereTails.ts';
import { FramePacer } from './framePacer.ts';
import { GuideBook } from './guideBook.ts';
import { LiveClient } from './liveClient.ts';
import type { PictureKind } from './pictureSender.ts';
import { type Tail, TailBook } from './tailBook.ts';

type BeforeShown = (kind: PictureKind, picture: Picture, seenBy: string[], send: () => void) => void;

/** A room as its live sockets see it: tails, cursors, pictures, what is saved. */
export class LiveRoom {
  readonly #room: Room;
  readonly #clock: Clock;
  readonly #onTails: () => void;
  readonly #onWatched: () => void;
  readonly #beforeShown: BeforeShown;
  readonly #book = new TailBook();
  readonly #elsewhere = new ElsewhereTails();
  readonly #guides = new GuideBook();
  readonly #clients = new Set<LiveClient>();
  readonly #shown = new Map<PictureKind, Picture>();
  readonly #frames: FramePacer;
  #status: PortraitStatus | null = null;
  #labels: { version: number; labels: StrokeLabels } = { version: 0, labels: new Map() };
  /** too far behind for the last labels: they are told all of the next ones */
  readonly #unlabelled = new WeakSet<LiveClient>();
  #storedNews = false;
  #cancelExpiry: (() => void) | null = null;

  /**
   * @param onTails called when the tails changed: what the portrait shows is out of date
   * @param onWatched called when somebody begins to look at the room
   * @param beforeShown calls `send` when the picture may go out to these people
   */
  constructor(
    room: Room,
    clock: Clock,
    onTails: () => void,
    onWatched: () => void,
    beforeShown: BeforeShown = (_kind, _picture, _seenBy, send) => send(),
  ) {
    this.#beforeShown = beforeShown;
    this.#room = room;
    this.#clock = clock;
    this.#frames = new FramePacer(clock, LIVE_FRAME_MS, () => this.#sendFrame());
    this.#onTails = onTails;
    this.#onWatched = onWatched;
    // Relayed and landed at the same moment, so that no frame takes a tail away before its stroke comes.
    room.on('stored', () => {
      for (const { strokeId } of this.tails) {
        if (!strokesOf(room.doc).has(strokeId)) continue;
        this.#book.land(strokeId);
        this.#elsewhere.land(strokeId);
      }
      this.#storedNews = true;
      this.#frames.plan();
    });
    room.channel.on(LIVE_FRAME, (frame, server) => this.#takeFrame(frame, server));
    room.channel.on(PEOPLE, (people, server) =>
      this.#elsewhere.keepViewsOf(server, new Set(people.map(({ subject }) => subject))),
    );
    room.channel.onPeer({
      came: () => room.channel.send(LIVE_FRAME, encodeLiveFrame(this.#ownFrame())),
      gone: (server) => {
        if (this.#elsewhere.drop(server)) this.#onTails();
        this.#frames.plan();
      },
    });
    room.on('recordChanged', () => {
      for (const client of this.#clients) this.#tellRoom(client);
    });
    room.on('handLowered', (subject) => {
      for (const client of this.#clients) if (client.subject === subject) client.tellHandLowered();
    });
    room.on('closed', () => {
      this.#cancelExpiry?.();
      this.closeAll('restarting', 'The room restarts. Reconnecting.');
    });
  }

  get tails(): readonly Tail[] {
    return [...this.#book.tails, ...this.#elsewhere.tails];
  }

  /** Somebody has it open in a tab that can be seen. */
  get watched(): boolean {
    return [...this.#clients].some(({ pictures }) => !pictures.hidden);
  }

  get tailSequence(): number {
    return this.#book.sequence + this.#elsewhere.sequence;
  }

  join(client: LiveClient): void {
    // The others first get what they lack, so that the newcomer's whole frame and the next one join up.
    this.#sendFrame();
    this.#clients.add(client);
    client.sendStored(this.#room.storedStateVector);
    const frame = joined([this.#ownFrame(), this.#elsewhere.wholeFrame()]);
    LiveClient.sendFrameToAll([client], encodeLiveFrame(frame));
    if (this.#status) client.sendStatus(this.#status);
    this.#tellAllLabels(client);
    this.#tellRoom(client);
    this.showCurrent(client);
  }

  leave(client: LiveClient): void {
    if (!this.#clients.delete(client)) return;
    if (this.#book.drop(client.id)) this.#onTails();
    const others = [...this.#clients].some((other) => other.subject === client.subject);
    if (!others) {
      this.#book.forgetCursor(client.subject);
      this.#guides.forget(client.subject);
    }
    this.#frames.plan();
  }

  ink(client: LiveClient, chunk: InkChunk, points: Point[]): void {
    if (this.#room.closed) return;
    if (strokesOf(this.#room.doc).has(chunk.strokeId) || !this.#mayInk(client, points)) return;
    if (!this.#book.add(client.id, client.subject, chunk, points, this.#clock.now())) return;
    this.#onTails();
    this.#frames.plan();
    this.#planExpiry();
  }

  inkEnd(client: LiveClient, strokeId: string): void {
    this.#book.lift(client.id, strokeId, this.#clock.now());
    this.#planExpiry();
  }

  look(client: LiveClient, view: SharedView): void {
    this.#guides.look(client.subject, view);
    this.#frames.plan();
  }

  point(client: LiveClient, { points }: Laser): void {
    this.#guides.point(client.subject, points);
    this.#frames.plan();
  }

  cursor(client: LiveClient, cursor: Cursor): void {
    if (cursor && this.#room.controls.cursorsHidden) return;
    this.#book.moveCursor(client.subject, cursor);
    this.#frames.plan();
  }

  /** Shows a picture to everyone, and keeps it for whoever comes later. */
  show(kind: PictureKind, picture: Picture): void {
    this.#shown.set(kind, picture);
    this.#reveal(kind, picture, this.#clients);
  }

  /** What is shown at the moment. */
  picture(kind: PictureKind): Picture | null {
    return this.#shown.get(kind) ?? null;
  }

  /** The shadow guide was switched off: nobody who comes later gets the old one. */
  forgetShadow(): void {
    this.#shown.delete('shadow');
  }

  showStatus(status: PortraitStatus): void {
    this.#status = status;
    LiveClient.sendToAll([...this.#clients], 'portraitStatus', status);
  }

  /** What the network understood of the strokes; a person's own labels are not among them. */
  get labels(): StrokeLabels {
    return this.#labels.labels;
  }

  /** Everybody is told what changed. */
  showLabels({ version, groups }: RoomLabels): void {
    const labels = labelsOf(groups);
    const news = labelChanges(this.#labels.labels, labels, version);
    this.#labels = { version, labels };
    if (!news) return;
    for (const client of this.#clients) {
      if (this.#unlabelled.delete(client)) this.#tellAllLabels(client);
      else if (!client.sendLabels(news)) this.#unlabelled.add(client);
    }
  }

  tellVariants(set: VariantSet): void {
    LiveClient.sendToAll([...this.#clients], 'variants', set);
  }

  tellVersions(news: VersionNews): void {
    LiveClient.sendToAll([...this.#clients], 'versions', news);
  }

  /** The client came, or its tab can be seen again. */
  showCurrent(client: LiveClient): void {
    for (const [kind, picture] of this.#shown) this.#reveal(kind, picture, [client]);
    this.#onWatched();
  }

  closeAll(reason: CloseReason, message: string): void {
    for (const client of [...this.#clients]) client.close(reason, message);
  }

  /** Those who come while it is held back are shown it for themselves. */
  #reveal(kind: PictureKind, picture: Picture, clients: Iterable<LiveClient>): void {
    const seers = [...clients].filter(({ pictures }) => !pictures.hidden);
    this.#beforeShown(kind, picture, [...new Set(seers.map(({ subject }) => subject))], () => {
      for (const { pictures } of seers) pictures.show(kind, picture);
    });
  }

  /** Ink is shown where its stroke would be accepted. */
  #mayInk(client: LiveClient, points: Point[]): boolean {
    const { controls } = this.#room;
    if (!capabilitiesNow(client.role, controls).draw) return false;
    const barred = partsBarredTo(client, controls);
    return barred.size === 0 || points.length === 0 || !barred.has(partOf(points));
  }

  #tellRoom(client: LiveClient): void {
    const { endedAt, kicked } = this.#room.record;
    client.sendRoom({
      ended: endedAt !== null,
      kicked: capabilitiesOf(client.role).manageRoom ? kicked : [],
    });
  }

  #tellAllLabels(client: LiveClient): void {
    const { version, labels } = this.#labels;
    if (!client.sendLabels(allLabels(labels, version))) this.#unlabelled.add(client);
  }

  #sendFrame(): void {
    if (this.#storedNews) {
      this.#storedNews = false;
      LiveClient.sendToAll([...this.#clients], 'stored', toBase64(this.#room.storedStateVector));
    }
    if (!this.#book.hasNews && !this.#guides.hasNews && !this.#elsewhere.hasEnds) return;
    const own = joined([this.#book.takeFrame(), this.#guides.take()]);
    const ends = this.#elsewhere.takeEnds();
    if (this.#room.channel.peers > 0) this.#room.channel.send(LIVE_FRAME, encodeLiveFrame(own));
    LiveClient.sendFrameToAll(this.#clients, encodeLiveFrame(joined([own, ends])));
  }

  /** All that this server's people show. */
  #ownFrame(): LiveFrame {
    return joined([this.#book.wholeFrame(), this.#guides.whole()]);
  }

  /** Another server's frame: its ink is shown at once. */
  #takeFrame(frame: string, server: string): void {
    const before = this.#elsewhere.sequence;
    const shown = this.#elsewhere.take(server, frame, this.#clock.now());
    if (shown) LiveClient.sendFrameToAll(this.#clients, shown);
    if (this.#elsewhere.hasEnds) this.#frames.plan();
    if (this.#elsewhere.sequence === before) return;
    this.#onTails();
    this.#planExpiry();
  }

  #planExpiry(): void {
    const deadlines = [this.#book.nextDeadline, this.#elsewhere.nextDeadline].filter((at) => at !== null);
    const deadline = deadlines.length > 0 ? Math.min(...deadlines) : null;
    this.#cancelExpiry?.();
    this.#cancelExpiry = null;
    if (deadline === null) return;
    this.#cancelExpiry = this.#clock.after(Math.max(1, deadline - this.#clock.now()), () => {
      const now = this.#clock.now();
      // Both: each forgets its own.
      if ([this.#book.expire(now), this.#elsewhere.expire(now)].includes(true)) {
        this.#onTails();
        this.#frames.plan();
      }
      this.#planExpiry();
    });
  }
}
