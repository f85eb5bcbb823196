/** The transaction origin of this person's own changes of the drawing: only these can be undone here. */
export const LOCAL_ORIGIN = { limn: 'own strokes' };
/** What nobody sees and nobody takes back. */
export const TIDY_ORIGIN = { limn: 'tidying' };
