import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig, SETTING_NAMES } from '../server/config.ts';
import { SHUTDOWN_TIMEOUT_MS } from '../shared/limits.ts';

const HERE = fileURLToPath(new URL('./', import.meta.url));
const read = (file: string) => readFileSync(`${HERE}${file}`, 'utf8');

const serviceSchema = z.object({
  image: z.string().optional(),
  build: z.object({ context: z.string(), dockerfile: z.string() }).optional(),
  restart: z.string().optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  networks: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  depends_on: z
    .union([z.array(z.string()), z.record(z.string(), z.object({ condition: z.string() }))])
    .optional(),
  healthcheck: z.object({ test: z.array(z.string()).optional(), disable: z.boolean().optional() }).optional(),
  stop_grace_period: z.string().optional(),
});
const composeSchema = z.object({
  services: z.record(z.string(), serviceSchema),
  networks: z.record(z.string(), z.object({ internal: z.boolean().optional() })).default({}),
  volumes: z.record(z.string(), z.unknown()).default({}),
});

/** As somebody fills it in. */
const env = Object.fromEntries(
  read('compose/example.env')
    .split('\n')
    .flatMap((line) => (/^\w+=/.test(line) ? [line.split('=') as [string, string]] : []))
    .map(([name, value]) => [name, value || 'a-long-secret']),
);
const compose = composeSchema.parse(parse(filledIn(read('compose.yaml')), { merge: true }));
const overlay = composeSchema.parse(parse(filledIn(read('compose.gpu.yaml')), { merge: true }));

/** What Compose does with `${NAME}`, `${NAME:-default}` and `${NAME:?message}`. */
function filledIn(text: string): string {
  return text.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind: string, rest: string) => {
    const value = env[name] ?? (kind === '-' ? rest : undefined);
    if (value === undefined) throw new Error(`compose/example.env says nothing of ${name}`);
    return value;
  });
}

const named = (kind: string) =>
  Object.entries(compose.services).filter(([name]) => name.startsWith(`${kind}-`)) as [
    string,
    z.infer<typeof serviceSchema>,
  ][];
const servers = named('server');
const workers = named('worker');
const service = (name: string) => serviceSchema.parse(compose.services[name]);
const seconds = (period = '10s') => Number.parseInt(period, 10);

test('there are a proxy, two servers, two workers, Redis, Prometheus and Grafana, which come back by themselves', () => {
  expect(servers.length).toBeGreaterThanOrEqual(2);
  expect(workers.length).toBeGreaterThanOrEqual(2);
  for (const name of ['proxy', 'redis', 'prometheus', 'grafana'])
    expect(compose.services).toHaveProperty(name);
  for (const one of Object.values(compose.services)) expect(one.restart).toBe('unless-stopped');
});

test('servers and workers are told only what they know, and values that they take', () => {
  for (const [name, { environment }] of [...servers, ...workers]) {
    const given = { ...environment, ...overlay.services[name]?.environment };
    for (const variable of Object.keys(given)) expect(SETTING_NAMES, name).toContain(variable);
    const values = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, String(value)]));
    const config = readConfig(values);
    expect(config.REDIS_URL).toBe('redis://:a-long-secret@redis:6379');
    // Servers leave the drawing to the workers; of addresses they believe the one proxy in front.
    if (name.startsWith('server')) expect(config).toMatchObject({ PORTRAIT_WORKERS: 0, TRUST_PROXY: 1 });
    else expect(config.PORTRAIT_WORKERS).toBeGreaterThan(0);
  }
});

test('servers and workers wait for Redis, and have the time that an end in order takes', () => {
  for (const [, { depends_on, stop_grace_period }] of [...servers, ...workers]) {
    expect(depends_on).toMatchObject({ redis: { condition: 'service_healthy' } });
    expect(1000 * seconds(stop_grace_period)).toBeGreaterThan(SHUTDOWN_TIMEOUT_MS);
  }
});

test('Redis keeps what it is told, refuses what it cannot keep, and is reached from inside only', () => {
  const { command = [], volumes, networks, ports, healthcheck } = service('redis');
  const settings = new Map(
    command.slice(1).flatMap((word, i, all) => (word.startsWith('--') ? [[word, all[i + 1]]] : [])),
  );
  expect(settings.get('--appendonly')).toBe('yes');
  expect(settings.get('--appendfsync')).toMatch(/^(always|everysec)$/);
  expect(settings.get('--maxmemory-policy')).toBe('noeviction');
  expect(settings.get('--requirepass')).toBe('a-long-secret');
  expect(volumes.some((volume) => volume.endsWith(':/data'))).toBe(true);
  expect(healthcheck?.test).toContain('ping');
  expect([ports, networks]).toEqual([[], ['inside']]);
  expect(compose.networks.inside?.internal).toBe(true);
});

test('only the proxy can be reached from elsewhere', () => {
  for (const [name, { ports }] of Object.entries(compose.services)) {
    if (name === 'proxy') continue;
    for (const port of ports) expect(port, name).toMatch(/^127\.0\.0\.1:/);
  }
});

test('proxy and Prometheus know every server', () => {
  const scraped = parse(read('compose/prometheus.yaml')).scrape_configs.flatMap(
    (config: { static_configs: { targets: string[] }[] }) =>
      config.static_configs.flatMap(({ targets }) => targets),
  );
  const addresses = servers.map(([name]) => `${name}:3000`);
  expect([...scraped].sort()).toEqual([...addresses].sort());
  const [, proxied = ''] = /reverse_proxy (.*) \{/.exec(read('compose/Caddyfile')) ?? [];
  expect(proxied.split(' ').sort()).toEqual([...addresses].sort());
});

test('what is mounted, built from or started is there, and every volume and network is declared', () => {
  const all = [...Object.entries(compose.services), ...Object.entries(overlay.services)];
  for (const [name, { volumes, networks, build, command = [] }] of all) {
    for (const volume of volumes) {
      const [source = ''] = volume.split(':');
      if (source.startsWith('.')) expect(existsSync(`${HERE}${source}`), volume).toBe(true);
      else expect(compose.volumes, name).toHaveProperty(source);
    }
    for (const network of networks) expect(compose.networks, name).toHaveProperty(network);
    if (build) expect(existsSync(`${HERE}${build.context}/${build.dockerfile}`), build.dockerfile).toBe(true);
    for (const word of command)
      if (word.endsWith('.ts')) expect(existsSync(`${HERE}../${word}`), word).toBe(true);
  }
});

test('the GPU overlay changes workers only', () => {
  expect(Object.keys(overlay.services).sort()).toEqual(workers.map(([name]) => name).sort());
});

const hasCompose = spawnSync('docker', ['compose', 'version']).status === 0;
test.skipIf(!hasCompose).each([{ files: ['compose.yaml'] }, { files: ['compose.yaml', 'compose.gpu.yaml'] }])(
  'Docker Compose takes $files',
  ({ files }) => {
    const named = files.flatMap((file) => ['-f', `${HERE}${file}`]);
    execFileSync('docker', ['compose', ...named, 'config', '--quiet'], { env: { ...process.env, ...env } });
  },
);
test.skipIf(!hasCompose)('Docker Compose says which secret is missing', () => {
  const { stderr, status } = spawnSync(
    'docker',
    ['compose', '-f', `${HERE}compose.yaml`, 'config', '--quiet'],
    {
      env: { ...process.env, ...env, REDIS_PASSWORD: '' },
    },
  );
  expect(status).not.toBe(0);
  expect(String(stderr)).toContain('set it in infra/compose/.env');
});
