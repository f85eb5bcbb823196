import { EventEmitter } from 'node:events';
import type { Request, Response } from 'express';
import { expect, test } from 'vitest';
import { limitTogether } from './limitTogether.ts';

test('L11 only so many large requests are at work at a time; one that ends makes room for another', () => {
  const limit = limitTogether(2);
  const begun: EventEmitter[] = [];
  const begin = () => {
    const response = new EventEmitter();
    limit({} as Request, response as unknown as Response, () => begun.push(response));
  };
  begin();
  begin();
  expect(begin).toThrow(/busy/);
  begun[0]?.emit('close');
  begin();
  expect(begun).toHaveLength(3);
});
