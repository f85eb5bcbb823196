/** The weights on disk are missing, incomplete, damaged or of a format this version cannot read. */
export class WeightsError extends Error {
  override name = 'WeightsError';
}

/** An engine is unknown or cannot run here; the message lists what can. */
export class EngineError extends Error {
  override name = 'EngineError';
}

/** A given picture or drawing cannot be used; the message is one sentence for the person who gave it. */
export class InputError extends Error {
  override name = 'InputError';
}

/** An error's message, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
