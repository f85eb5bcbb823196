import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { LimnServer } from '../../support/limnServer.ts';
import { launchBrowser } from './browser.ts';
import { Person } from './person.ts';

/** For tests that look at no portraits. */
export const NO_PORTRAITS = { PORTRAIT_WORKERS: '0' };

type Arriving = Parameters<typeof Person.arrive> extends [Browser, ...infer Rest] ? Rest : never;

export interface Stage {
  readonly browser: Browser;
  readonly server: LimnServer;
  arrive(...who: Arriving): Promise<Person>;
}

/** A browser and a server for all tests of a file. People leave after each test, and nothing went wrong in their pages. */
export function openStage(settings: Record<string, string> = {}): Stage {
  let browser: Browser;
  let server: LimnServer;
  const people: Person[] = [];
  beforeAll(async () => {
    // Each is kept at once, so that it ends even where the other does not start.
    const started = await Promise.allSettled([
      launchBrowser().then((launched) => {
        browser = launched;
      }),
      LimnServer.start(settings).then((running) => {
        server = running;
      }),
    ]);
    for (const one of started) if (one.status === 'rejected') throw one.reason;
  });
  afterEach(async () => {
    const all = people.splice(0);
    await Promise.all(all.map((person) => person.leave()));
    expect(all.flatMap(({ complaints }) => complaints)).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.dispose();
  });
  return {
    get browser() {
      return browser;
    },
    get server() {
      return server;
    },
    async arrive(...who) {
      const person = await Person.arrive(browser, ...who);
      people.push(person);
      return person;
    },
  };
}
