/**
 * A worker process for the pool's tests. What it does depends on the room's id: `crash…` ends at once,
 * `hang…` never answers, `grow…` reports a GiB and never answers, `fail…` says so, everything else gets a
 * picture of its own id. Plain JavaScript: a process without the TypeScript loader starts five times as fast.
 */
const say = (message) => process.send(message);

process.on('disconnect', () => process.exit(0));
process.on('message', ({ id, job }) => {
  if (job.cacheKey.startsWith('crash')) process.exit(1);
  if (job.cacheKey.startsWith('hang')) return;
  if (job.cacheKey.startsWith('grow')) {
    say({ type: 'memory', bytes: 2 ** 30 });
    return;
  }
  if (job.cacheKey.startsWith('fail')) {
    say({ type: 'failed', id, message: 'no ink' });
    return;
  }
  const picture = { id, mime: 'image/webp', size: job.size, timings: { total: process.pid } };
  say({ type: 'shadow', ...picture, image: new Uint8Array([1]) });
  say({ type: 'portrait', ...picture, image: new TextEncoder().encode(job.cacheKey) });
});

const mode = process.env.FAKE_WORKER ?? 'ready';
if (mode === 'unavailable') say({ type: 'unavailable', message: 'No networks.', detail: 'ENOENT' });
else if (mode === 'dies') process.exit(1);
else say({ type: 'ready', engine: 'fake', modelVersion: 'fake-1' });
