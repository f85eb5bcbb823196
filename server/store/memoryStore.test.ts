import { describeRoomStore } from '../../tests/support/roomStoreContract.ts';
import { MemoryStore } from './memoryStore.ts';

describeRoomStore('MemoryStore', async () => new MemoryStore());
