import type { VersionHead } from '../../shared/versions.ts';

/** The room as it is at this moment. */
export const NOW = 'now';

/** One side of a comparison. */
export type Side = VersionHead | typeof NOW;
