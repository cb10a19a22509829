import { describe, expect, test } from 'vitest';
import { findRelease, knownReleases, nearestRelease } from '../../../src/istio/config/releases.ts';

const line = {
  hub: 'hub.test/istio',
  sidecar: 'sidecar/a.yaml',
  'grpc-simple': 'simple.yaml',
  values: ['values/all.yaml'],
  mesh: ['mesh/all.yaml'],
};
const files = {
  'releases.yaml': {
    default: '1.20',
    pieces: ['pieces/p.yaml'],
    releases: [
      { ...line, minor: '1.19', patch: '1.19.10' },
      { ...line, minor: '1.20', patch: '1.20.8', values: ['values/all.yaml', 'values/late.yaml'] },
      { ...line, minor: '1.21', patch: '1.21.6' },
    ],
  },
  'sidecar/a.yaml': 'sidecar\n',
  'simple.yaml': 'simple\n',
  'pieces/p.yaml': 'piece\n',
  'values/all.yaml': { global: { a: 1, list: [1, 2], b: 'x' } },
  'values/late.yaml': { global: { list: [3], b: null } },
  'mesh/all.yaml': { trustDomain: 'x' },
};

describe('the release asked for', () => {
  test.each([
    [undefined, '1.20.8'],
    ['1.20', '1.20.8'],
    ['1.19', '1.19.10'],
    ['1.19.3', '1.19.3'],
    ['v1.21.0', '1.21.0'],
    ['1.21.6-distroless', '1.21.6-distroless'],
  ])('%s is %s, and its image tag', (asked, version) => {
    const release = findRelease(asked, files);
    expect(release.version).toBe(version);
    expect(release.values).toMatchObject({ global: { hub: 'hub.test/istio', tag: version } });
  });

  test('is made of layers, the last on top', () => {
    const { values, mesh, templates } = findRelease('1.20', files);
    expect(values).toEqual({ global: { hub: 'hub.test/istio', tag: '1.20.8', a: 1, list: [3], b: null } });
    expect(mesh).toEqual({ trustDomain: 'x' });
    expect(templates).toEqual({ sidecar: 'sidecar\npiece\n', 'grpc-simple': 'simple\npiece\n' });
  });

  test.each(['1.99', '1.2', '2.20', 'latest', '', '1.20.x'])(
    '%j is not known, and the message lists the known',
    (asked) => {
      expect(() => findRelease(asked, files)).toThrow(
        expect.objectContaining({ code: 'usage', hint: expect.stringContaining('1.19, 1.20, 1.21') }),
      );
    },
  );
});

test.each([
  ['1.20.3', '1.20.3'],
  ['1.20-alpha.abc', '1.20.8'],
  ['1.35.2', '1.21.6'],
  ['1.9.1', '1.19.10'],
])('the release nearest to a captured %s is %s', (captured, version) => {
  expect(nearestRelease(captured, files).version).toBe(version);
});

test('the built-in releases have all their files', () => {
  for (const { minor } of knownReleases()) {
    const { values, mesh, templates } = findRelease(minor);
    expect(Object.keys(templates)).toEqual(['sidecar', 'gateway', 'grpc-agent', 'grpc-simple']);
    expect([values, mesh]).toMatchObject([
      { global: { proxy: { image: 'proxyv2' } } },
      { trustDomain: 'cluster.local' },
    ]);
  }
});
