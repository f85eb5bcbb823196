import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, readConfig } from '../../server/config.ts';
import { createServer, type LimnServer, type ServerOptions } from '../../server/createServer.ts';
import { type CreatedRoom, createdRoomSchema, type TokenGrant, tokenGrantSchema } from '../../shared/api.ts';
import type { LinkName } from '../../shared/roles.ts';
import type { RoomKind } from '../../shared/roomKinds.ts';
import { FakeRenderer } from './fakeRenderer.ts';

export interface TestServer {
  readonly origin: string;
  readonly dataDir: string;
  readonly renderer: FakeRenderer;
  readonly server: LimnServer;
  createRoom(kind?: RoomKind): Promise<CreatedRoom>;
  /** The raw answer of a token request. */
  requestToken(room: CreatedRoom, link: LinkName, extra?: object): Promise<Response>;
  grant(room: CreatedRoom, link: LinkName, extra?: object): Promise<TokenGrant>;
  /** Ends the server in order and starts another one on the same data. */
  restart(): Promise<void>;
  dispose(): Promise<void>;
}

type Extra = Omit<ServerOptions, 'config'> & { env?: Record<string, string> };

/** The real server on a free port and a data folder of its own; only portraits are drawn by a fake. */
export async function startTestServer({ env, ...options }: Extra = {}): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'limn-integration-'));
  const config: Config = readConfig({
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
    ...env,
  });
  let renderer = new FakeRenderer();
  let server = await createServer({ config, renderer, ...options });

  const post = (path: string, body: object) =>
    fetch(`http://127.0.0.1:${server.port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  const self: TestServer = {
    get origin() {
      return `http://127.0.0.1:${server.port}`;
    },
    dataDir,
    get renderer() {
      return renderer;
    },
    get server() {
      return server;
    },
    async createRoom(kind = 'free') {
      return createdRoomSchema.parse(await (await post('/api/rooms', { kind })).json());
    },
    requestToken(room, link, extra = {}) {
      const secret = room.secrets[link];
      return post(`/api/rooms/${room.roomId}/tokens`, { secret, name: link, colour: '#b91c1c', ...extra });
    },
    async grant(room, link, extra = {}) {
      return tokenGrantSchema.parse(await (await self.requestToken(room, link, extra)).json());
    },
    async restart() {
      const { port } = server;
      await server.close();
      renderer = new FakeRenderer();
      server = await createServer({ config: { ...config, PORT: port }, renderer, ...options });
    },
    async dispose() {
      await server.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  return self;
}
