import { Cluster } from '../../server/cluster/cluster.ts';
import type { OpenLog } from '../../server/rooms/roomLog.ts';

/** Loaded into a server before its own modules: it calls every fifth change stored that Redis never saw. The faults' checks must find that. */

const FORGETS_EVERY = 5;

const open = Cluster.open;
Cluster.open = async (options) => {
  const cluster = await open(options);
  const openLog = cluster.openLog;
  const forgetful: OpenLog = (id, stored, listener) => {
    const log = openLog(id, stored, listener);
    let count = 0;
    return {
      append(change) {
        count++;
        if (count % FORGETS_EVERY === 0) listener.onEntry({ sequence: count, ...change, own: true });
        else log.append(change);
      },
      flush: () => log.flush(),
      get settled() {
        return log.settled;
      },
      close: () => log.close(),
    };
  };
  return Object.assign(cluster, { openLog: forgetful });
};
