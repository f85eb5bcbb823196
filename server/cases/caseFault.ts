/** The first thing about a case bundle that does not fit, in one sentence. */
export class CaseFault extends Error {
  override name = 'CaseFault';
}
