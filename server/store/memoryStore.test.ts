import { describeRoomStore, describeSessionLogStore } from '../../tests/support/roomStoreContract.ts';
import { MemoryStore } from './memoryStore.ts';

describeRoomStore('MemoryStore', async () => new MemoryStore());
describeSessionLogStore('MemoryStore', async () => new MemoryStore());
