import { get } from 'svelte/store';
import { portraitDescription } from '../../shared/generatedMark.ts';
import type { VersionHead } from '../../shared/versions.ts';
import { type SeenStroke, seenStrokes } from '../picture/seenStrokes.ts';
import { type Author, authorsOf } from '../replay/authors.ts';
import { pastStates, strokesEver } from '../replay/history.ts';
import { planReplay, type ReplayPlan } from '../replay/replayPlan.ts';
import type { RoomSession } from '../session/roomSession.ts';
import { imageOf } from './portraitImage.ts';

/** What of a room goes into files: everything of this moment, read once. */
export class RoomMaterial {
  readonly strokes: readonly SeenStroke[];
  readonly heads: readonly VersionHead[];
  readonly authors: readonly Author[];
  /** what metadata says of the portrait */
  readonly description: string;
  private readonly portraitUrl: string | null;

  constructor(private readonly session: RoomSession) {
    const portrait = get(session.portrait.portrait);
    this.strokes = seenStrokes(get(session.document).doc);
    this.heads = get(session.versions.heads);
    this.authors = authorsOf(this.strokes, get(session.people), this.heads);
    this.description = portraitDescription(portrait?.stamp.modelVersion ?? 'unknown model');
    this.portraitUrl = portrait?.url ?? null;
  }

  get hasPortrait(): boolean {
    return this.portraitUrl !== null;
  }

  portrait(): Promise<HTMLImageElement | null> {
    return this.portraitUrl ? imageOf(this.portraitUrl) : Promise.resolve(null);
  }

  /** @throws ApiFailure */
  async portraitOf(head: VersionHead): Promise<HTMLImageElement | null> {
    const portrait = await this.session.versions.portrait(head);
    return portrait && imageOf(portrait);
  }

  /** @throws ApiFailure */
  async strokesOf(head: VersionHead): Promise<SeenStroke[]> {
    return seenStrokes(await this.session.versions.document(head.id));
  }

  /** With what was erased meanwhile, as far as versions hold it. @throws ApiFailure */
  async replay(): Promise<ReplayPlan<VersionHead>> {
    const past = await pastStates(this.session.versions, this.heads);
    return planReplay(
      strokesEver(past, this.strokes),
      this.heads.filter(({ portraitOf }) => portraitOf !== null),
    );
  }
}
