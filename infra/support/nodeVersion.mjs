/** Lowest Node that Limn supports: Vite 8 and dependency-cruiser need 20.19. */
const LOWEST_NODE = [20, 19];

/**
 * @param {string} version for example `20.19.4`
 * @returns {boolean}
 */
export function isSupported(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > LOWEST_NODE[0] || (major === LOWEST_NODE[0] && minor >= LOWEST_NODE[1]);
}

/** Ends the process with a clear sentence where this Node is too old. */
export function requireSupportedNode() {
  if (isSupported(process.versions.node)) return;
  console.error(
    `Limn needs Node ${LOWEST_NODE.join('.')} or newer; this is Node ${process.versions.node}. ` +
      'Install a newer Node (version 22 is a good choice) and run the command again.',
  );
  process.exit(1);
}
