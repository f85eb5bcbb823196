import { APPEND } from '../../server/cluster/documentScripts.ts';
import { newsOf } from '../../server/cluster/keys.ts';
import { RedisLink } from '../../server/cluster/redisLink.ts';
import { Subscriptions } from '../../server/cluster/subscriptions.ts';
import { Random } from '../fuzz/random.ts';

/**
 * Loaded into a server before its own modules: what it hears of the rooms' streams comes doubled and out of order, and what
 * it appends is sent twice now and then. `DISORDER_SEED` repeats it.
 */

const DOUBLED = 0.2;
const SENT_TWICE = 0.2;
/** ms that news may be late, so that later ones overtake them */
const MAX_LATE_MS = 40;
const NEWS = newsOf('');

const random = new Random(Number(process.env.DISORDER_SEED ?? 1));

const command = RedisLink.prototype.command;
RedisLink.prototype.command = async function (this: RedisLink, ...args) {
  const reply = await command.apply(this, args);
  if (args[0] === 'XRANGE') return shuffled(reply as unknown[]);
  const again = args[0] === 'EVAL' && args[1] === APPEND && random.chance(SENT_TWICE);
  return again ? command.apply(this, args) : reply;
};

const subscribe = Subscriptions.prototype.subscribe;
Subscriptions.prototype.subscribe = function (this: Subscriptions, channel, listener) {
  return subscribe.call(this, channel, (message) => {
    const times = random.chance(DOUBLED) ? 2 : 1;
    for (let i = 0; i < times; i++) {
      if (channel.startsWith(NEWS)) setTimeout(() => listener(message), random.int(MAX_LATE_MS));
      else listener(message);
    }
  });
};

function shuffled<T>(entries: T[]): T[] {
  const all = entries.flatMap((entry) => (random.chance(DOUBLED) ? [entry, entry] : [entry]));
  for (let i = all.length - 1; i > 0; i--) {
    const j = random.int(i + 1);
    [all[i], all[j]] = [all[j] as T, all[i] as T];
  }
  return all;
}
