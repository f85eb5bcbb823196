/** A failure whose message is all that a person needs: it is shown without a stack trace. */
export class SetupError extends Error {
  name = 'SetupError';
}

/** @param {string} text */
export function say(text) {
  console.log(`limn: ${text}`);
}

/**
 * Runs a script's main function and turns its failure into a sentence and an exit code.
 * @param {() => Promise<number | void> | number | void} main returns the exit code, 0 by default
 */
export async function runScript(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    console.error(error instanceof SetupError ? `limn: ${error.message}` : error);
    process.exitCode = 1;
  }
}
