import { describe, expect, it } from 'vitest';
import { parsePastedLink, pathOfLink, type RoomLink, routeOf } from './roomLink.ts';

const link: RoomLink = { roomId: 'a'.repeat(22), letter: 'e', secret: 'S'.repeat(22) };

describe('room links', () => {
  it('reads back the link it wrote', () => {
    const [pathname = '', hash = ''] = pathOfLink(link).split('#');
    expect(routeOf({ pathname, hash: `#${hash}` })).toEqual({ page: 'room', link });
  });

  it('takes every other address for the home page', () => {
    expect(routeOf({ pathname: '/', hash: '' })).toEqual({ page: 'home' });
  });

  it.each([
    ['/r/short', '#e.SSSSSSSSSSSSSSSSSSSSSS'],
    [`/r/${link.roomId}`, ''],
    [`/r/${link.roomId}`, '#x.SSSSSSSSSSSSSSSSSSSSSS'],
    [`/r/${link.roomId}`, '#e.short'],
  ])('says that %s%s is no room link', (pathname, hash) => {
    expect(routeOf({ pathname, hash })).toEqual({ page: 'bad-link' });
  });

  it('finds a pasted link inside a message, from any host', () => {
    expect(parsePastedLink(`join us: http://10.0.0.7:3000${pathOfLink(link)} now`)).toEqual(link);
    expect(parsePastedLink('https://example.org/')).toBeNull();
  });
});
