import { derived, get, type Readable, writable } from 'svelte/store';
import type { CreatedRoom, TokenGrant } from '../../shared/api.ts';
import type { CloseReason } from '../../shared/closeReasons.ts';
import type { Cursor, RoomNotice } from '../../shared/events.ts';
import type { LiveFrame } from '../../shared/liveFrame.ts';
import type { PartId } from '../../shared/parts.ts';
import type { Capabilities } from '../../shared/roles.ts';
import { capabilitiesNow, partsBarredTo, type RoomControls } from '../../shared/roomControls.ts';
import { traitsOf } from '../../shared/roomKinds.ts';
import { ApiFailure, type FailureCode } from '../api/apiFailure.ts';
import { CasesApi } from '../api/casesApi.ts';
import { FamilyApi } from '../api/familyApi.ts';
import { OwnerApi } from '../api/ownerApi.ts';
import { PicturesApi } from '../api/picturesApi.ts';
import { VariantsApi } from '../api/variantsApi.ts';
import { VersionsApi } from '../api/versionsApi.ts';
import { CommentDesk } from '../comments/commentDesk.ts';
import { ConnectionNews } from '../connection/connectionNews.ts';
import type { ConnectionState } from '../connection/connectionState.ts';
import type { PersonInRoom } from '../connection/people.ts';
import { SyncConnection } from '../connection/syncConnection.ts';
import { TokenKeeper } from '../connection/tokenKeeper.ts';
import { LocalDocument } from '../document/localDocument.ts';
import { newStrokeId } from '../document/strokeId.ts';
import { browserTimers, throttle } from '../document/throttle.ts';
import { LabelsModel } from '../labels/labelsModel.ts';
import type { RoomLink } from '../links/roomLink.ts';
import { LiveConnection } from '../live/liveConnection.ts';
import { movedCursors } from '../live/movedCursors.ts';
import { Tails } from '../live/tails.ts';
import { forgetHere } from '../memory/forgetHere.ts';
import { forgetPerson, type Person } from '../memory/rememberedPerson.ts';
import { rememberKicked } from '../memory/rememberedToken.ts';
import { type StringStore, storeFor } from '../memory/storage.ts';
import { PortraitModel } from '../portrait/portraitModel.ts';
import { Companions } from '../together/companions.ts';
import { VariantsModel } from '../variants/variantsModel.ts';
import { VersionsModel } from '../versions/versionsModel.ts';
import { ClosePolicy } from './closePolicy.ts';
import { OwnPresence } from './ownPresence.ts';
import { ownRoomOf } from './ownRoom.ts';
import { RefusedDesk } from './refusedDesk.ts';
import { tokenFor } from './tokenFor.ts';
import { watchPage } from './watchPage.ts';

/** ms before a live socket that the server closed is opened again */
const LIVE_RETRY_MS = 1_500;

/** ms between two tellings of what one looks at: 10 a second */
const VIEW_INTERVAL_MS = 100;

/**
 * One person's visit to a room: the token, both sockets, the document, and what others do.
 * Components read its stores and call its methods; it knows nothing of the page.
 */
export class RoomSession {
  readonly grant;
  readonly document;
  readonly connection: Readable<ConnectionState>;
  /** why the server closed a connection that is being opened again */
  readonly interruption: Readable<CloseReason | null>;
  /** why the visit is over */
  readonly ended = writable<FailureCode | null>(null);
  readonly people: Readable<PersonInRoom[]>;
  /** other people's pointers by subject */
  readonly cursors = writable<ReadonlyMap<string, Cursor>>(new Map());
  /** own strokes that the server refused and that are still to be drawn again or given up */
  readonly refused: RefusedDesk;
  /** what the server says of the room besides its document */
  readonly notice = writable<RoomNotice>({ ended: false, kicked: [] });
  /** who leads, who holds which part */
  readonly controls: Readable<RoomControls>;
  /** what this person may do at the moment */
  readonly may: Readable<Capabilities>;
  /** a part where this person's stroke was given up, since it is somebody else's */
  readonly barred = writable<PartId | null>(null);
  readonly owner: OwnerApi;
  /** what the operator of a witness session does with it */
  readonly cases: CasesApi;
  readonly pictures: PicturesApi;
  /** the other rooms of its class or team */
  readonly family: FamilyApi;
  readonly comments: CommentDesk;
  /** what the others look at and point at */
  readonly companions: Companions;
  readonly portrait = new PortraitModel();
  readonly versions: VersionsModel;
  readonly variants: VariantsModel;
  readonly labels: LabelsModel;
  readonly tails: Tails;
  readonly live: LiveConnection;
  /** called when tails or cursors changed; the canvas draws with it */
  onTails: () => void = () => {};

  private readonly news = new ConnectionNews(navigator.onLine);
  private readonly keeper: TokenKeeper;
  /** one a socket: both are told of the same event */
  private readonly policies = { sync: new ClosePolicy(Date.now), live: new ClosePolicy(Date.now) };
  private readonly ownStrokes = new Set<string>();
  private readonly stops: (() => void)[] = [];
  private sync: SyncConnection;
  private startingOver = false;
  private destroyed = false;
  /** whether this person withdrew the room's links */
  private ownRenewal: 'none' | 'asking' | 'done' = 'none';
  private readonly store: StringStore | null;
  private readonly presence: OwnPresence;

  /** Asks for a token and opens the room; in a class in which each draws a face of their own, that one. @throws ApiFailure */
  static async enter(link: RoomLink, person: Person): Promise<RoomSession> {
    const { own, grant } = await ownRoomOf(link, person);
    const document = await LocalDocument.open(own.roomId, keepsOffline(grant));
    return new RoomSession(own, { ...person, name: grant.name }, grant, document);
  }

  private constructor(
    public link: RoomLink,
    readonly person: Person,
    grant: TokenGrant,
    document: LocalDocument,
  ) {
    this.grant = writable(grant);
    this.document = writable(document);
    this.labels = new LabelsModel(this.document);
    this.connection = this.news.state;
    this.interruption = this.news.interruption;
    this.controls = derived(this.document, ({ settings }, set) => settings.controls.subscribe(set), {
      ...get(document.settings.controls),
    });
    this.may = derived([this.grant, this.controls], ([{ role, closed }, controls]) =>
      capabilitiesNow(role, controls, closed),
    );
    this.presence = new OwnPresence(() => {
      const { subject, role } = get(this.grant);
      return { ...person, subject, role };
    });
    this.people = this.presence.people;
    this.companions = new Companions(
      derived(this.controls, ({ spotlight }) => spotlight),
      () => get(this.grant).subject,
      derived(this.people, (people) => new Set(people.map(({ subject }) => subject))),
    );
    this.comments = new CommentDesk(link.roomId, storeFor(grant.kind));
    this.owner = new OwnerApi(link.roomId, () => this.keeper.token);
    this.cases = new CasesApi(link.roomId, () => this.keeper.token);
    this.pictures = new PicturesApi(link.roomId, () => this.keeper.token);
    this.family = new FamilyApi(link.roomId, () => this.keeper.token);
    this.keeper = new TokenKeeper(grant, {
      request: (previous) => tokenFor(this.link, person, previous),
      onGrant: (renewed) => void this.useGrant(renewed),
      onRefused: ({ code }) => this.end(code),
      timers: browserTimers,
      now: Date.now,
    });
    this.versions = new VersionsModel(new VersionsApi(link.roomId, () => this.keeper.token));
    this.variants = new VariantsModel(new VariantsApi(link.roomId, () => this.keeper.token));
    this.tails = new Tails((id) => this.ownStrokes.has(id) || get(this.document).drawing.strokes.has(id));
    this.store = storeFor(grant.kind);
    this.refused = new RefusedDesk(link.roomId, this.store);
    this.sync = this.openSync(document);
    this.live = this.openLive();
    const tellView = throttle(() => this.live.sendView(get(this.companions.view)), VIEW_INTERVAL_MS);
    this.stops.push(this.companions.view.subscribe(tellView));
    this.stops.push(
      watchPage({
        online: (online) => this.news.learn({ online }),
        hidden: (hidden) => this.live.setHidden(hidden),
        idle: (idle) => this.presence.setIdle(idle),
        leaving: () => get(this.document).settings.flush(),
      }),
    );
  }

  /** Who this person is in the room. */
  get subject(): string {
    return get(this.grant).subject;
  }

  /** The id of a stroke that begins under the own pen. */
  beginStroke(): string {
    const id = newStrokeId();
    this.ownStrokes.add(id);
    return id;
  }

  /** Raises this person's hand, or takes it down. */
  raiseHand(up: boolean): void {
    this.presence.raiseHand(up);
  }

  /** Draws the refused strokes again, under the name that the person has now. */
  redrawRefused(): void {
    const { drawing } = get(this.document);
    const author = get(this.grant).subject;
    drawing.undo.startGesture();
    for (const { stroke } of get(this.refused.strokes))
      drawing.add(this.beginStroke(), { ...stroke, author });
    this.refused.drop();
  }

  /** Ends the visit and leaves no trace of it on this device. */
  async forget(): Promise<void> {
    const { root } = get(this.grant);
    this.destroy();
    await get(this.document).discard();
    for (const roomId of [this.link.roomId, ...(root ? [root] : [])]) forgetHere({ ...this.link, roomId });
    forgetPerson();
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    for (const stop of this.stops) stop();
    this.keeper.stop();
    this.live.destroy();
    this.sync.destroy();
    this.portrait.destroy();
    this.versions.destroy();
    this.variants.destroy();
    get(this.document).close();
  }

  /**
   * Withdraws all links and goes on with the new ones; everybody else is turned out.
   * @returns the links to hand on @throws ApiFailure
   */
  async renewLinks(): Promise<CreatedRoom> {
    this.ownRenewal = 'asking';
    try {
      const renewed = await this.owner.renewLinks();
      this.link = { ...this.link, secret: renewed.secrets.owner };
      this.ownRenewal = 'done';
      await this.keeper.renew();
      return renewed;
    } catch (error) {
      this.ownRenewal = 'none';
      throw error;
    }
  }

  private openSync(document: LocalDocument): SyncConnection {
    document.drawing.barred = () => partsBarredTo(get(this.grant), get(document.settings.controls));
    document.drawing.onBarred = (part) => this.barred.set(part);
    const sync = new SyncConnection(location.origin, this.link.roomId, document.doc, this.keeper.token, {
      state: (sync, failures) => this.news.learn({ sync, failures }),
      received: (update) => document.saved.serverSent(update),
      synced: () => {
        this.policies.sync.connected();
        this.refused.settle(document.doc);
      },
      closed: (reason) => this.closed('sync', reason),
    });
    this.presence.useConnection(sync);
    return sync;
  }

  private openLive(): LiveConnection {
    return new LiveConnection(location.origin, () => this.keeper.token, {
      state: (live) => {
        this.news.learn({ live });
        if (live !== 'connected') return this.cursors.set(new Map());
        this.policies.live.connected();
        this.live.sendView(get(this.companions.view));
        this.live.setHidden(window.document.hidden);
        this.loadVersions();
      },
      frame: (frame) => this.receiveFrame(frame),
      portrait: (stamp, image) => this.portrait.show('portrait', stamp, image),
      shadow: (stamp, image) => this.portrait.show('shadow', stamp, image),
      portraitStatus: (status) => this.portrait.setStatus(status),
      room: (notice) => this.notice.set(notice),
      handLowered: () => this.raiseHand(false),
      labels: (news) => this.labels.receive(news),
      versions: (news) => this.versions.receive(news),
      variants: (set) => this.variants.receive(set),
      stored: (stateVector) => get(this.document).saved.serverStored(stateVector),
      closed: (reason) => {
        // the sync socket is told the same and starts over; this one only has to come back
        if (reason !== 'invalid-update') this.closed('live', reason);
        browserTimers.set(() => get(this.ended) ?? this.live.reconnect(), LIVE_RETRY_MS);
      },
    });
  }

  /** The room is worth a visit without its past too: the next connection asks again. */
  private loadVersions(): void {
    for (const loaded of [this.versions.load(), this.variants.load()]) {
      loaded.catch((error: unknown) => {
        if (!(error instanceof ApiFailure)) throw error;
      });
    }
  }

  private closed(socket: 'sync' | 'live', reason: CloseReason | null): void {
    if (this.over) return;
    // an owner who withdrew the links comes back with the new ones
    if (reason === 'withdrawn' && this.ownRenewal !== 'none') {
      if (this.ownRenewal === 'done') void this.keeper.renew();
      return;
    }
    if (reason) this.news.interruption.set(reason);
    const step = this.policies[socket].stepAfter(reason);
    if (step === 'renew') void this.keeper.renew();
    if (step === 'start-over') void this.startOver();
    if (step === 'stop' && reason) this.end(reason);
  }

  private async useGrant(grant: TokenGrant): Promise<void> {
    this.grant.set(grant);
    this.sync.useToken(grant.token);
    this.sync.reconnect();
    this.live.reconnect();
    const refusal = await this.live.renew(grant.token);
    if (refusal) this.closed('live', refusal);
  }

  /** The visit ended, or its person left. */
  private get over(): boolean {
    return this.destroyed || get(this.ended) !== null;
  }

  /** The server refused an update: later ones build on it, so this document can never be sent again. */
  private async startOver(): Promise<void> {
    if (this.startingOver) return;
    this.startingOver = true;
    const old = get(this.document);
    this.refused.keep(old.unconfirmed());
    this.sync.destroy();
    const keepOffline = old.keptOffline;
    await old.discard();
    const fresh = await LocalDocument.open(this.link.roomId, keepOffline);
    // who left meanwhile needs no other document, and no connection
    if (this.over) return fresh.discard();
    this.sync = this.openSync(fresh);
    this.document.set(fresh);
    this.startingOver = false;
  }

  private receiveFrame(frame: LiveFrame): void {
    if (this.tails.receive(frame)) this.onTails();
    const { subject: self } = get(this.grant);
    this.companions.receive(frame, self);
    if (frame.cursors.length === 0) return;
    this.cursors.update((known) => movedCursors(known, frame.cursors, self));
  }

  private end(code: FailureCode): void {
    if (code === 'kicked') rememberKicked(this.link.roomId, this.store);
    this.ended.set(code);
    this.keeper.stop();
    this.sync.destroy();
    this.live.destroy();
  }
}

/** Viewers change nothing; of a witness session the browser keeps nothing. */
function keepsOffline({ role, kind }: TokenGrant): boolean {
  return role !== 'viewer' && traitsOf(kind).keptInBrowser;
}
