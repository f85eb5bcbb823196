import { parseArgs } from 'node:util';
import { killAgainAndAgain } from './kills.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const [kills, seed] = [Number(values.kills), Number(values.seed)];
if (!Number.isInteger(kills) || kills < 1 || !Number.isInteger(seed)) {
  console.error('usage: npm run durability -- [--kills 200] [--seed SEED]');
  process.exit(2);
}

console.log(`seed ${seed}`);
const { stored, lost, drawn } = await killAgainAndAgain(kills, seed);
console.log(`${kills} kills: ${drawn} strokes drawn, ${stored} called stored, ${lost} of these lost`);
process.exit(lost === 0 ? 0 : 1);
