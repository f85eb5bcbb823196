/** The transaction origin of this person's own strokes: only these can be undone here. */
export const LOCAL_ORIGIN = { limn: 'own strokes' };
