/**
 * The plain last line of a test run, for people and for CI.
 * @param {VitestResults | undefined} results of vitest's JSON reporter
 * @returns {string} `N passed, N failed`, with `, N skipped` where some were
 *
 * @typedef {{ testResults: { status: string, assertionResults: { status: string }[] }[] }} VitestResults
 */
export function closingLine(results) {
  const files = results?.testResults ?? [];
  const statuses = files.flatMap((file) => file.assertionResults.map((test) => test.status));
  const count = (status) => statuses.filter((one) => one === status).length;
  // A file that broke before its first test is one failure.
  const brokenFiles = files.filter((file) => file.status === 'failed' && !hasFailure(file)).length;
  const skipped = statuses.length - count('passed') - count('failed');
  const line = `${count('passed')} passed, ${count('failed') + brokenFiles} failed`;
  return skipped > 0 ? `${line}, ${skipped} skipped` : line;
}

function hasFailure(file) {
  return file.assertionResults.some((test) => test.status === 'failed');
}
