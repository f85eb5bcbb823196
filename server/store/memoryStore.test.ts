import { describeRoomStore } from '../testing/roomStoreContract.ts';
import { MemoryStore } from './memoryStore.ts';

describeRoomStore('MemoryStore', async () => new MemoryStore());
