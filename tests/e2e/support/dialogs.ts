import sharp from 'sharp';
import type { Person } from './person.ts';

export interface DialogWay {
  name: string;
  /** test ids of what is pressed, one after the other; the last one opens the dialog and gets the focus back */
  press: readonly string[];
  /** what else has to be done before the dialog stands there */
  prepare?: (person: Person) => Promise<void>;
  /** the page puts the focus elsewhere: what opened it is gone by then */
  focusElsewhere?: boolean;
  /** needs somebody else in the room */
  company?: boolean;
  /** needs weights: a portrait */
  portrait?: boolean;
}

const ROOM_FILE = '{"format":"limn-room","version":1,"strokes":[{"points":[[100,100],[200,200]]}]}';

async function chooseRoomFile(person: Person): Promise<void> {
  const buffer = Buffer.from(ROOM_FILE);
  await person.see('room-file').setInputFiles({ name: 'face.json', mimeType: 'application/json', buffer });
  await person.see('import-confirm').waitFor();
}

async function choosePicture(person: Person): Promise<void> {
  const lines =
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"><rect width="300" height="300" fill="#fff"/><circle cx="150" cy="150" r="90" fill="none" stroke="#000" stroke-width="4"/></svg>';
  const buffer = await sharp(Buffer.from(lines)).png().toBuffer();
  await person.see('picture-file').setInputFiles({ name: 'sketch.png', mimeType: 'image/png', buffer });
  await person.waitFor(
    'lines at their place',
    async () => (await person.see('trace-preview').getAttribute('data-state')) === 'extent',
  );
}

/** Every dialog of a room and the way to it. */
export const DIALOGS: readonly DialogWay[] = [
  { name: 'share', press: ['share-open'] },
  { name: 'shortcuts', press: ['shortcuts'] },
  { name: 'clear', press: ['clear'] },
  { name: 'comments', press: ['comments-open'] },
  { name: 'people', press: ['people-open'], company: true },
  { name: 'kick', press: ['people-open', 'kick'], company: true },
  { name: 'roll-back', press: ['people-open', 'roll-back'], company: true },
  { name: 'end-session', press: ['people-open', 'end-session'] },
  { name: 'renew-links', press: ['people-open', 'renew-links'] },
  { name: 'delete-room', press: ['people-open', 'delete-room'] },
  { name: 'keep', press: ['version-keep'] },
  {
    name: 'compare',
    press: ['version-compare'],
    prepare: (person) => person.see('compare-0-portrait').waitFor(),
    portrait: true,
  },
  {
    name: 'replay',
    press: ['replay'],
    prepare: (person) => person.page.locator('[data-testid="replay-play"][data-ready="true"]').waitFor(),
  },
  { name: 'files', press: ['files'] },
  { name: 'import', press: ['files'], prepare: chooseRoomFile, focusElsewhere: true },
  { name: 'trace', press: ['files'], prepare: choosePicture, focusElsewhere: true },
  { name: 'older-portraits', press: ['reference-older'], portrait: true },
];
