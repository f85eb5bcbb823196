import { expect, test } from 'vitest';
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { personOf } from '../testing/roomFixture.ts';
import { type PresenceHolder, PresenceTable } from './presence.ts';

/** A page's awareness and the connection that speaks for it. */
function page(subject: string, doc = new Y.Doc()) {
  const awareness = new Awareness(doc);
  const holder: PresenceHolder = { person: personOf(subject), presenceClient: null };
  return {
    awareness,
    holder,
    client: doc.clientID,
    say: () => encodeAwarenessUpdate(awareness, [doc.clientID]),
    hear: (message: Uint8Array | null) => message && applyAwarenessUpdate(awareness, message, 'server'),
    sees: (other: number) => awareness.getStates().get(other),
  };
}

test('A5 who somebody is comes from the token', () => {
  const table = new PresenceTable();
  const [ann, ben] = [page('ann00000'), page('ben00000')];
  ann.awareness.setLocalState({ subject: 'ben00000', name: 'Ben', role: 'owner', mood: 'fine' });
  ben.hear(table.receive(ann.say(), ann.holder));
  expect(ben.sees(ann.client)).toEqual({
    subject: 'ann00000',
    name: 'ann00000',
    role: 'editor',
    colour: '#b91c1c',
    mood: 'fine',
  });
});

test('A6 a connection speaks for its first entry only', () => {
  const table = new PresenceTable();
  const [ann, ben, eve] = [page('ann00000'), page('ben00000'), page('eve00000')];
  table.receive(ann.say(), ann.holder);
  table.receive(ben.say(), ben.holder);
  ben.hear(table.all());
  // Ben's page echoes Ann's entry, changed or not.
  ben.awareness.states.set(ann.client, { name: 'nobody' });
  const echo = encodeAwarenessUpdate(ben.awareness, [ann.client, ben.client]);
  expect(table.receive(echo, ben.holder)).toBeNull();
  eve.hear(table.all());
  expect(eve.sees(ann.client)).toMatchObject({ name: 'ann00000' });
});

test('A4 nobody speaks for another person’s client id', () => {
  const table = new PresenceTable((client, subject) => client !== 5 || subject === 'ann00000');
  const doc = new Y.Doc();
  doc.clientID = 5;
  const eve = page('eve00000', doc);
  expect(table.receive(eve.say(), eve.holder)).toBeNull();
  expect(eve.holder.presenceClient).toBeNull();
});

test('P1 a person who reconnects takes over from their own dead connection', () => {
  const table = new PresenceTable();
  const [ann, ben] = [page('ann00000'), page('ben00000')];
  ben.hear(table.receive(ann.say(), ann.holder));
  const again: PresenceHolder = { person: ann.holder.person, presenceClient: null };
  ben.hear(table.receive(ann.say(), again));
  expect(again.presenceClient).toBe(ann.client);
  expect(table.remove(ann.holder)).toBeNull();
  expect(ben.sees(ann.client)).toBeDefined();
  ben.hear(table.remove(again));
  expect(ben.sees(ann.client)).toBeUndefined();
});

test('P1 who left and returns is seen at once, with the clock they left with', () => {
  const table = new PresenceTable();
  const [ann, ben] = [page('ann00000'), page('ben00000')];
  ben.hear(table.receive(ann.say(), ann.holder));
  ben.hear(table.remove(ann.holder));
  const again: PresenceHolder = { person: ann.holder.person, presenceClient: null };
  ben.hear(table.receive(ann.say(), again));
  expect(ben.sees(ann.client)).toBeDefined();
});

test('P1 a page that dropped the others on disconnecting sees them again at once', () => {
  const table = new PresenceTable();
  const [ann, ben] = [page('ann00000'), page('ben00000')];
  ben.hear(table.receive(ann.say(), ann.holder));
  ben.awareness.states.delete(ann.client);
  ben.hear(table.all());
  expect(ben.sees(ann.client)).toBeDefined();
});

test('a page’s echo of what it heard about itself goes no further', () => {
  const table = new PresenceTable();
  const ann = page('ann00000');
  table.receive(ann.say(), ann.holder);
  ann.hear(table.all());
  expect(table.receive(ann.say(), ann.holder)).toBeNull();
  ann.awareness.setLocalState({ mood: 'new' });
  expect(table.receive(ann.say(), ann.holder)).not.toBeNull();
});

test('G5 a clock beyond what lib0 reads back is refused', () => {
  const ann = page('ann00000');
  ann.awareness.meta.set(ann.client, { clock: 2 ** 52, lastUpdated: 0 });
  expect(() => new PresenceTable().receive(ann.say(), ann.holder)).toThrow(/clock/);
});

test('U3 a lowered hand is down for everybody, and stays so until the page has let it down', () => {
  const table = new PresenceTable();
  const [ann, ben] = [page('ann00000'), page('ben00000')];
  const annSays = (state: object) => {
    ann.awareness.setLocalState(state);
    ben.hear(table.receive(ann.say(), ann.holder));
  };
  const handSeen = () => ben.sees(ann.client)?.hand;
  annSays({ hand: 7 });
  expect(handSeen()).toBe(7);
  ben.hear(table.lowerHand('ann00000'));
  expect(handSeen()).toBeUndefined();
  expect(table.lowerHand('ann00000')).toBeNull();
  annSays({ hand: 7, idle: true });
  expect(handSeen()).toBeUndefined();
  annSays({});
  annSays({ hand: 9 });
  expect(handSeen()).toBe(9);
});

test('X6 an entry of another server is shown, goes with its person, and goes with its server', () => {
  const [here, there] = [new PresenceTable(), new PresenceTable()];
  const [ann, ben] = [page('ann00000'), page('ben00000')];
  there.receive(ann.say(), ann.holder);
  const told = there.own();
  ben.hear(here.hearFrom('there', told as Uint8Array).relay);
  expect(ben.sees(ann.client)).toMatchObject({ subject: 'ann00000' });
  expect(here.elsewhere()).toEqual([[ann.client, 'ann00000']]);
  expect(here.own()).toBeNull();
  // Told twice it is no news.
  expect(here.hearFrom('there', told as Uint8Array).relay).toBeNull();
  ben.hear(here.hearFrom('there', there.remove(ann.holder) as Uint8Array).relay);
  expect(ben.sees(ann.client)).toBeUndefined();
  there.receive(ann.say(), { ...ann.holder, presenceClient: null });
  ben.hear(here.hearFrom('there', there.own() as Uint8Array).relay);
  expect(ben.sees(ann.client)).toBeDefined();
  ben.hear(here.removeServer('there'));
  expect(ben.sees(ann.client)).toBeUndefined();
  expect(here.removeServer('there')).toBeNull();
});

test('X6 who came over to this server stays, whatever the old one says of their end', () => {
  const [here, there] = [new PresenceTable(), new PresenceTable()];
  const [ann, ben] = [page('ann00000'), page('ben00000')];
  there.receive(ann.say(), ann.holder);
  ben.hear(here.hearFrom('there', there.own() as Uint8Array).relay);
  const moved: PresenceHolder = { person: ann.holder.person, presenceClient: null };
  ben.hear(here.receive(ann.say(), moved));
  const { relay, again } = here.hearFrom('there', there.remove(ann.holder) as Uint8Array);
  ben.hear(relay);
  expect(ben.sees(ann.client)).toBeDefined();
  // The others heard of the end too: they hear anew that she is here.
  expect(again).not.toBeNull();
  const third = new PresenceTable();
  third.hearFrom('here', again as Uint8Array);
  expect(third.elsewhere()).toEqual([[ann.client, 'ann00000']]);
  expect(here.removeServer('there')).toBeNull();
});

test('X6 of what two servers say of one person the later counts', () => {
  const [here, one, two] = [new PresenceTable(), new PresenceTable(), new PresenceTable()];
  const ann = page('ann00000');
  one.receive(ann.say(), ann.holder);
  const early = one.own() as Uint8Array;
  two.hearFrom('one', early);
  two.receive(ann.say(), { ...ann.holder, presenceClient: null });
  here.hearFrom('two', two.own() as Uint8Array);
  expect(here.hearFrom('one', early).relay).toBeNull();
  expect(here.removeServer('one')).toBeNull();
  expect(here.removeServer('two')).not.toBeNull();
});
