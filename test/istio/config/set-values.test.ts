import { describe, expect, test } from 'vitest';
import { assign, parseSet } from '../../../src/istio/config/set-values.ts';

function made(text: string, data: unknown = {}): unknown {
  return parseSet(text).reduce((sum, { path, value }) => assign(sum, path, value), data);
}

describe('the grammar of --set', () => {
  test.each([
    ['a=b', { a: 'b' }],
    ['a.b.c=d', { a: { b: { c: 'd' } } }],
    ['a=1,b=2', { a: 1, b: 2 }],
    ['a\\.b=c', { 'a.b': 'c' }],
    ['a=b\\,c', { a: 'b,c' }],
    ['a=', { a: '' }],
    ['a=b=c', { a: 'b=c' }],
    ['a=true,b=false,c=null', { a: true, b: false, c: null }],
    ['a=0,b=-5,c=012,d=1.20,e=1e3', { a: 0, b: -5, c: '012', d: '1.20', e: '1e3' }],
    ['a=99999999999999999999', { a: '99999999999999999999' }],
    ['a={x,y}', { a: ['x', 'y'] }],
    ['a={1,true},b=c', { a: [1, true], b: 'c' }],
    ['a={}', { a: [] }],
    ['a={x\\,y}', { a: ['x,y'] }],
    ['a[0]=x,a[1]=y', { a: ['x', 'y'] }],
    ['a[1]=x', { a: [null, 'x'] }],
    ['a[0].b=c,a[0].d=e', { a: [{ b: 'c', d: 'e' }] }],
    ['a[0][1]=x', { a: [[null, 'x']] }],
    ['', {}],
    ['a=b,', { a: 'b' }],
    ['__proto__.x=1', JSON.parse('{"__proto__": {"x": 1}}')],
  ])('%s', (text, expected) => {
    expect(made(text)).toEqual(expected);
  });

  test('over what is there', () => {
    expect(made('a.b=1,c[1]=z', { a: { x: 0 }, c: ['p', 'q'], d: 1 })).toEqual({
      a: { x: 0, b: 1 },
      c: ['p', 'z'],
      d: 1,
    });
    expect(made('a.b=1', { a: 'text' })).toEqual({ a: { b: 1 } });
  });

  test.each([
    ['a', '--set a: "a" has no =value'],
    ['a,b=c', '--set a,b=c: "a" has no =value'],
    ['=b', '--set =b: a key is missing'],
    ['a..b=c', '--set a..b=c: a key is missing'],
    ['a[x]=c', '--set a[x]=c: an index must be [0], [1] …'],
    ['a={b', '--set a={b: a list must end with }'],
    ['a={b}c', '--set a={b}c: a comma must follow }'],
  ])('refuses %s', (text, expected) => {
    expect(() => made(text)).toThrow(expected);
  });
});
