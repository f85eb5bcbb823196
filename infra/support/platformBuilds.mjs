const SYSTEMS = /(?:^|[-/])(android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)(?:-|$)/;
const PROCESSORS = /-(arm64|arm|x64|ia32|ppc64|riscv64|s390x|loong64|mips64el)(?:-|$)/;
const C_LIBRARIES = /(musl|gnu)/;

/**
 * Lock entries for the optional platform builds that packages name and the lock lacks.
 * @param {Record<string, LockEntry>} packages of package-lock.json
 * @returns {Record<string, LockEntry>} by path
 *
 * @typedef {{ version?: string, dev?: boolean, optional?: boolean, os?: string[], cpu?: string[], libc?: string[],
 *   optionalDependencies?: Record<string, string> }} LockEntry
 */
export function missingBuilds(packages) {
  const missing = {};
  for (const parent of Object.values(packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      const known = Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`));
      const platform = platformOf(name);
      if (known || !platform || !/^\d/.test(version)) continue;
      missing[`node_modules/${name}`] = sorted({
        version,
        ...(parent.dev ? { dev: true } : {}),
        optional: true,
        ...platform,
      });
    }
  }
  return missing;
}

/** @param {string} name for example `@biomejs/cli-linux-arm64-musl` */
function platformOf(name) {
  const os = SYSTEMS.exec(name)?.[1];
  const cpu = PROCESSORS.exec(name)?.[1];
  if (!os || !cpu) return undefined;
  const library = C_LIBRARIES.exec(name)?.[1];
  return { cpu: [cpu], ...(library ? { libc: [library === 'gnu' ? 'glibc' : library] } : {}), os: [os] };
}

/** npm's own order of keys: the version, then the alphabet. */
function sorted({ version, ...rest }) {
  return { version, ...Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))) };
}
