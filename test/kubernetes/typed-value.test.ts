// How a pod is read through its Go types: against Go's own messages, and what a lenient reader makes of a slip.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type PodType, podTypeOf, printType } from '../../src/kubernetes/pod-types.ts';
import { checkPodTypes, typedPod } from '../../src/kubernetes/read-pod.ts';
import { readTyped } from '../../src/kubernetes/typed-value.ts';
import { frozen, recorded } from './recorded.ts';

interface Case {
  readonly pod: unknown;
  readonly error: string;
}

test.each(recorded<Case>('decoding').map(({ pod, error }) => [error, pod] as const))('Go says: %s', (error, pod) => {
  expect(checkPodTypes(frozen(pod))[0]?.message).toBe(error);
});

test.each<[unknown, string]>([
  [
    { metadata: { labels: { a: 1 } } },
    'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
  ],
  [{ metadata: 'x' }, 'json: cannot unmarshal string into Go struct field Pod.metadata of type v1.ObjectMeta'],
  [
    { spec: { containers: {} } },
    'json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container',
  ],
  [
    { Spec: { CONTAINERS: [{ NAME: 5 }] } },
    'json: cannot unmarshal number into Go struct field Container.spec.containers.name of type string',
  ],
  [
    { spec: { containers: [{ ports: [{ containerPort: 1.5 }] }] } },
    'json: cannot unmarshal number 1.5 into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32',
  ],
  [
    { spec: { volumes: [{ hostPath: { path: 5 } }] } },
    'json: cannot unmarshal number into Go struct field HostPathVolumeSource.spec.volumes.VolumeSource.hostPath.path of type string',
  ],
  [
    { spec: { containers: [{ image: 5, resources: { limits: { cpu: 'x' } } }] } },
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  ],
  [[], 'json: cannot unmarshal array into Go value of type v1.Pod'],
])('Go says of %j: %s', (pod, message) => {
  expect(checkPodTypes(pod)[0]).toMatchObject({ severity: 'error', code: 'template', message });
});

test('what fits is not mentioned, nor what is not known', () => {
  const pod = {
    metadata: { labels: null, future: 1 },
    spec: { containers: [{ name: 'a', future: { x: [1] }, '~name': 5 }], activeDeadlineSeconds: 5 },
  };
  expect(checkPodTypes(pod)).toEqual([]);
});

describe('read leniently', () => {
  test('booleans and numbers become text where text is meant', () => {
    const pod = frozen({
      metadata: {},
      spec: { containers: [{ name: 'a', args: [1, true, 'x'], env: [{ name: 'A', value: 1.1 }], stdin: true }] },
    });
    const view = typedPod(pod as never);
    expect(view.spec.containers).toEqual([
      { name: 'a', args: ['1', 'true', 'x'], env: [{ name: 'A', value: '1.1' }], stdin: true },
    ]);
  });

  test('but not inside what Go embeds', () => {
    const { misfits } = readTyped({ volumes: [{ name: 5, hostPath: { path: 5 } }] }, 'PodSpec', { coerce: true });
    expect(misfits.map(({ path }) => path)).toEqual([['volumes', 0, 'hostPath', 'path']]);
  });

  test('nulls are not there, or empty in a map of text', () => {
    const read = readTyped(
      frozen({ labels: null, annotations: { a: null, b: 'c' }, finalizers: [null] }),
      'ObjectMeta',
      { coerce: true },
    );
    expect(read.value).toEqual({ annotations: { a: '', b: 'c' }, finalizers: [''] });
  });

  test('what needs nothing is the same object', () => {
    const pod = {
      metadata: { labels: { a: 'b' } },
      spec: { containers: [{ name: 'a', resources: { limits: { cpu: 1 } } }] },
    };
    expect(typedPod(pod as never)).toBe(pod);
  });

  test('names are folded when asked', () => {
    const read = readTyped(frozen({ Labels: { a: 'b' }, Name: 'x' }), 'ObjectMeta', { foldNames: true });
    expect(read.value).toEqual({ labels: { a: 'b' }, name: 'x' });
  });
});

test('types print as Go prints them', () => {
  const fields = new Map(podTypeOf('PodSpec').fields!.map((field) => [field.json, printType(field.type)]));
  expect(fields.get('containers')).toBe('[]v1.Container');
  expect(fields.get('terminationGracePeriodSeconds')).toBe('*int64');
  expect(fields.get('nodeSelector')).toBe('map[string]string');
  expect(fields.get('overhead')).toBe('v1.ResourceList');
  expect(fields.get('securityContext')).toBe('*v1.PodSecurityContext');
});

test('a release knows its own fields', () => {
  const names = (minor: number) => podTypeOf('PodSpec', minor).fields!.map((field) => field.name);
  expect(names(23)).not.toContain('HostUsers');
  expect(names(25)).toContain('HostUsers');
  expect(names(35).filter((name) => name === 'Resources')).toHaveLength(1);
});

const TYPES = new URL('../../../shared/reference/kubernetes-types.json', import.meta.url);

test.skipIf(!existsSync(TYPES))('the table of structs is that of the Go types (skipped without ../shared)', () => {
  interface Field {
    readonly go: string;
    readonly json?: string;
    readonly type: string;
    readonly omitempty?: boolean;
    readonly inline?: boolean;
    readonly since?: string;
    readonly until?: string;
  }
  const types: Record<string, { fields?: readonly Field[] }> = JSON.parse(readFileSync(TYPES, 'utf8')).types;
  const goName = (type: string) =>
    type.replace(/\b(?:core|meta)\./, 'v1.').replace('map[ResourceName]', 'map[v1.ResourceName]');
  const isAt35 = (field: Field) => field.until === undefined;
  const seen = new Set<PodType>();
  const compare = (type: PodType, row: string): void => {
    if (type.kind === 'pointer' || type.kind === 'slice') compare(type.elem!, row.replace(/^(?:\*|\[\])/, ''));
    if (type.kind !== 'struct' || type.reads || seen.has(type)) return;
    seen.add(type);
    const expected = (types[row]?.fields ?? []).filter(isAt35);
    expect(
      type.fields!.map(({ name, json, omitempty, embedded }) => ({ name, json, omitempty, embedded })),
      row,
    ).toEqual(
      expected.map(({ go, json, omitempty, inline }) => ({
        name: go,
        json: inline ? undefined : json,
        omitempty,
        embedded: inline,
      })),
    );
    for (const [index, field] of type.fields!.entries()) {
      expect(printType(field.type), `${row}.${field.name}`).toBe(goName(expected[index]!.type));
      compare(field.type, expected[index]!.type);
    }
  };
  compare(podTypeOf('PodSpec', 35), 'core.PodSpec');
  compare(podTypeOf('ObjectMeta', 35), 'meta.ObjectMeta');
  expect(seen.size).toBeGreaterThan(100);
});
