import { z } from 'zod';

/** What the sliders change beside the drawing: skin tone, hair lightness and redness, age, modelling by light. */
export const APPEARANCE_CONTROLS = ['skin', 'hair', 'warmth', 'age', 'light'] as const;
export type AppearanceControl = (typeof APPEARANCE_CONTROLS)[number];

/** Standard deviations among the training faces that a slider reaches to either side; beyond lies what IS never saw. */
export const MAX_APPEARANCE_AMOUNT = 2;

/** Standard deviations: 0 leaves the room's person as they are, 1 is one step darker → lighter, younger → older, … */
export const appearanceAmountSchema = z.number().min(-MAX_APPEARANCE_AMOUNT).max(MAX_APPEARANCE_AMOUNT);

export const REFERENCE_SOURCES = ['picture', 'portrait'] as const;
export type ReferenceSource = (typeof REFERENCE_SOURCES)[number];

/** What of a face a reference picture colours. */
export const COLOURED = ['skin', 'hair', 'lips'] as const;
export type Coloured = (typeof COLOURED)[number];
const colourSchema = z.string().regex(/^#[0-9a-f]{6}$/);

/** What is kept of a reference picture: its appearance code and mean colours, never the picture. */
export const appearanceReferenceSchema = z.strictObject({
  /** a picture that someone gave, or a portrait of a room */
  source: z.enum(REFERENCE_SOURCES),
  /** which encoder made the code; another set of weights does not understand it */
  encoder: z.string().regex(/^[0-9a-f]{8}$/),
  /** int8 numbers in sixteenths, base64url; 64 of them with today's weights */
  code: z.string().regex(/^[\w-]{2,172}$/),
  /** mean sRGB of what the picture shows of each; missing in references of old rooms, which look as they did */
  colours: z
    .strictObject({ skin: colourSchema, hair: colourSchema, lips: colourSchema })
    .partial()
    .optional(),
});
export type AppearanceReference = z.infer<typeof appearanceReferenceSchema>;
