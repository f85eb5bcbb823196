import { parseArgs } from 'node:util';
import {
  APPEARANCE_CONTROLS,
  type AppearanceControl,
  appearanceAmountSchema,
  MAX_APPEARANCE_AMOUNT,
} from '../../shared/appearance.ts';
import { PART_IDS, type PartId, SEARCH_SPACES, type SearchSpace } from '../../shared/parts.ts';
import { DEFAULT_SETTINGS, type RoomSettings } from '../../shared/settings.ts';
import type { Shading } from '../../shared/shading.ts';
import { DEFAULT_ENGINE, engineNamed } from '../engine/engines.ts';
import { messageOf } from '../errors.ts';
import { UsageError } from './usageError.ts';

export const PORTRAIT_USAGE = `npm run portrait -- INPUT… -o OUT.png|DIR/ [options]

Draws a portrait for each drawing: PNG, JPEG, WebP, SVG, a label sketch (PNG of 512 × 512 px that holds the class
numbers 0–18), or a room file (JSON). What strokes show is taken from the latter two, and from the strokes themselves
where those do not say; weights with a network for it draw accordingly.

  -o, --output OUT.png|DIR/   the picture (PNG or WebP), or a folder for INPUT's base name + .png
  --refine 0…1                refinement of all parts: 0 keeps the lines, 1 trusts the model
  --part NAME=0…1             refinement of one part (${PART_IDS.join(', ')}); repeatable
  --fidelity 0…1              what the strokes count beside the model: 0 plausible, 1 faithful
  --part-fidelity NAME=0…1    fidelity of one part; repeatable
  --search any|female|male    faces that may be neighbours
  --engine NAME               default ${DEFAULT_ENGINE}; "npm run engines" lists them
  --seed N                    draws skin, hair and light, default ${DEFAULT_SETTINGS.appearanceSeed}
  --appearance PICTURE|auto|seed
                              takes them from the face in a PNG, JPEG or WebP picture; auto (the default without
                              --seed): from a shaded drawing's own light and dark; seed: draws them
  --skin X, --hair X, --warmth X, --age X, --light X
                              lighter skin, lighter hair, redder hair, older, light more from the side: standard
                              deviations from -${MAX_APPEARANCE_AMOUNT} to ${MAX_APPEARANCE_AMOUNT} on top of seed or picture (--skin=-1 for a negative one)
  --shading 0…1               how much of a shaded drawing's light and dark the portrait takes, default ${DEFAULT_SETTINGS.shading.amount}; 0 none
  --shadow OUT.png|DIR/       also writes the shadow guide
  --labels OUT.json|DIR/      also writes what each stroke shows, as a room file
  --no-fit                    takes the picture's place and size as they are
  --json                      one JSON line a picture
  --help`;

export interface PortraitOptions {
  readonly help: boolean;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly shadow: string | undefined;
  /** where what was understood goes */
  readonly labels: string | undefined;
  /** the reference picture's file */
  readonly reference: string | undefined;
  /** looks that nothing else tells are taken from a shaded drawing's tones */
  readonly drawnLooks: boolean;
  readonly engine: string;
  readonly fit: boolean;
  readonly json: boolean;
  /** what was given; a room file's own settings come before the defaults for the rest */
  readonly settings: SavedSettings &
    Required<Pick<SavedSettings, 'refine' | 'fidelity' | 'appearance' | 'shading'>>;
}

/** Some of a room's settings: what a file or a command names. */
export type SavedSettings = Partial<Omit<RoomSettings, 'refine' | 'fidelity' | 'appearance' | 'shading'>> & {
  readonly refine?: Partial<Record<PartId, number>>;
  readonly fidelity?: Partial<Record<PartId, number>>;
  readonly appearance?: Partial<Record<AppearanceControl, number>>;
  readonly shading?: Partial<Shading>;
};

/** @throws UsageError, EngineError */
export function parsePortraitOptions(args: readonly string[]): PortraitOptions {
  const { values, positionals } = parse(args);
  const refine = parseParts(values.refine, '--refine', values.part, '--part');
  const fidelity = parseParts(values.fidelity, '--fidelity', values['part-fidelity'], '--part-fidelity');
  const appearance: Partial<Record<AppearanceControl, number>> = {};
  for (const control of APPEARANCE_CONTROLS) {
    const given = values[control];
    if (given !== undefined) appearance[control] = amount(given, `--${control}`);
  }
  const engine = values.engine ?? DEFAULT_ENGINE;
  if (!values.help) {
    engineNamed(engine);
    if (positionals.length === 0) throw new UsageError('no drawing is given; see npm run portrait -- --help');
    if (!values.output) throw new UsageError('say where to write with -o OUT.png or -o DIR/');
  }
  const named = values.appearance === 'auto' || values.appearance === 'seed';
  return {
    help: values.help ?? false,
    inputs: positionals,
    output: values.output ?? '',
    shadow: values.shadow,
    labels: values.labels,
    reference: named ? undefined : values.appearance,
    drawnLooks:
      values.appearance === 'auto' || (values.appearance === undefined && values.seed === undefined),
    engine,
    fit: !values['no-fit'],
    json: values.json ?? false,
    settings: {
      refine,
      fidelity,
      appearance,
      shading: values.shading === undefined ? {} : { amount: unit(values.shading, '--shading') },
      ...(values.search !== undefined && { searchSpace: parseSearch(values.search) }),
      ...(values.seed !== undefined && { appearanceSeed: parseSeed(values.seed) }),
    },
  };
}

/** Given options over a room file's settings over the defaults. */
export function settingsFor(options: PortraitOptions, saved: SavedSettings = {}): RoomSettings {
  return {
    ...DEFAULT_SETTINGS,
    ...saved,
    ...options.settings,
    shadow: options.shadow !== undefined,
    refine: { ...DEFAULT_SETTINGS.refine, ...saved.refine, ...options.settings.refine },
    fidelity: { ...DEFAULT_SETTINGS.fidelity, ...saved.fidelity, ...options.settings.fidelity },
    appearance: { ...DEFAULT_SETTINGS.appearance, ...saved.appearance, ...options.settings.appearance },
    shading: { ...DEFAULT_SETTINGS.shading, ...saved.shading, ...options.settings.shading },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        output: { type: 'string', short: 'o' },
        refine: { type: 'string' },
        part: { type: 'string', multiple: true },
        fidelity: { type: 'string' },
        'part-fidelity': { type: 'string', multiple: true },
        search: { type: 'string' },
        engine: { type: 'string' },
        seed: { type: 'string' },
        shadow: { type: 'string' },
        labels: { type: 'string' },
        appearance: { type: 'string' },
        skin: { type: 'string' },
        hair: { type: 'string' },
        warmth: { type: 'string' },
        age: { type: 'string' },
        light: { type: 'string' },
        shading: { type: 'string' },
        'no-fit': { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    // Node's messages explain at length how to pass what was meant; the first sentence is enough.
    const [sentence] = messageOf(error).split(/\.\s|\n/, 1);
    throw new UsageError(`${sentence}; see npm run portrait -- --help`);
  }
}

/** A number for all parts, then those of single parts over it. */
function parseParts(
  all: string | undefined,
  option: string,
  assignments: readonly string[] = [],
  partOption: string,
): Partial<Record<PartId, number>> {
  const values: Partial<Record<PartId, number>> = {};
  if (all !== undefined) {
    const value = unit(all, option);
    for (const part of PART_IDS) values[part] = value;
  }
  for (const assignment of assignments) {
    const [name, value] = assignment.split('=', 2);
    const part = PART_IDS.find((id) => id === name);
    if (!part || value === undefined) {
      throw new UsageError(
        `${partOption} takes NAME=0…1 with a name of ${PART_IDS.join(', ')}, not "${assignment}"`,
      );
    }
    values[part] = unit(value, `${partOption} ${part}`);
  }
  return values;
}

function unit(text: string, option: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) {
    throw new UsageError(`${option} takes a number from 0 to 1, not "${text}"`);
  }
  return value;
}

function amount(text: string, option: string): number {
  const value = appearanceAmountSchema.safeParse(text.trim() === '' ? Number.NaN : Number(text));
  if (value.success) return value.data;
  const range = `from -${MAX_APPEARANCE_AMOUNT} to ${MAX_APPEARANCE_AMOUNT}`;
  throw new UsageError(`${option} takes a number ${range}, not "${text}"`);
}

function parseSearch(text: string): SearchSpace {
  const space = SEARCH_SPACES.find((name) => name === text);
  if (!space) throw new UsageError(`--search takes ${SEARCH_SPACES.join(', ')}, not "${text}"`);
  return space;
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed > 0xffffffff) {
    throw new UsageError(`--seed takes a whole number from 0 to ${0xffffffff}, not "${text}"`);
  }
  return seed;
}
