/** Where the person stands: `npm run` starts scripts in the project's root and says where it was called. */
export function workingDir(environment: NodeJS.ProcessEnv = process.env, script?: string): string {
  const calledByNpm = script !== undefined && environment.npm_lifecycle_event === script;
  return (calledByNpm && environment.INIT_CWD) || process.cwd();
}
