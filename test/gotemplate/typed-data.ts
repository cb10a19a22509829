// Random data of the oracle's Go types.
import type { Random } from './random.ts';

type Fields = Record<string, unknown>;

/** Data for the type of typed.ts; fields are absent now and then. */
export function randomTyped(random: Random): Fields {
  const some = (fields: Record<string, () => unknown>): Fields =>
    Object.fromEntries(
      Object.entries(fields)
        .filter(() => random.chance(70))
        .map(([name, make]) => [name, make()]),
    );
  const item = (): Fields => ({
    name: random.pick(['a', 'b', 'istio-proxy']),
    ...some({
      port: () => random.below(9000),
      protocol: () => random.pick(['TCP', 'UDP']),
      args: () => ['x', 'y'].slice(0, random.below(3)),
    }),
    ...(random.chance(15) ? { empty: {} } : {}),
    ...(random.chance(15) ? { path: { path: '/p' } } : {}),
  });
  const tls = (): Fields => some({ cert: () => 'c' });
  const tracing = (): Fields => some({ zone: () => 'z', tls });
  return some({
    metadata: () => some({ name: () => 'nm', annotations: () => ({ a: '1', b: '' }), generation: () => 7 }),
    spec: () => ({
      ...some({
        items: () => [item(), item()].slice(0, random.below(3)),
        host: () => random.chance(50),
        weight: () => random.pick([0.5, 0.1, 1e10, 3]),
        free: () => random.pick([1, 's', null, { x: 1 }, [1]]),
        bytes: () => 'aGk=',
        small: () => random.below(256),
        wait: () => random.pick([0, 1500000000, 60000000000]),
      }),
      ...(random.chance(40) ? { first: item(), replicas: random.below(3) } : {}),
    }),
    config: () => some({ mode: () => random.below(2), tracing, data: () => ({ k: 'v' }), int: () => ({ value: 5 }) }),
    values: () => ({ a: 1, b: { c: null } }),
    labels: () => ({ app: 'x', 'a.b': 'y' }),
    counts: () => ({ a: 1, zero: 0 }),
    nested: () => [[item()], []],
  });
}
