import { describe, expect, test } from 'vitest';
import type { LoadedConfig } from '../../../src/istio/config/injection-config.ts';
import { classify, reasons, reasonToSkip } from '../../../src/istio/decide.ts';
import { appOf, configOf, workloadOf } from './engine.ts';

const INJECT = 'sidecar.istio.io/inject';
const APP = { containers: [{ name: 'app', image: 'app:1' }] };

function decide(metadata: object, more: Partial<LoadedConfig> = {}, version = '1.30.3', compat = false): string {
  const { owner, pod } = workloadOf(metadata, APP);
  return reasonToSkip(owner, pod, configOf({ version, compat, more })) ?? 'inject';
}

describe('words of sidecar.istio.io/inject', () => {
  test.each([
    ['true', 'yes', 'yes'],
    ['True', 'yes', 'default'],
    ['YES', 'yes', 'default'],
    ['y', 'yes', 'default'],
    ['on', 'yes', 'default'],
    ['false', 'no', 'no'],
    ['FALSE', 'no', 'default'],
    ['no', 'no', 'default'],
    ['1', 'no', 'default'],
    ['', 'default', 'default'],
  ])('%s: up to 1.26 %s, then %s', (word, before, after) => {
    expect([classify(word, false), classify(word, true)]).toEqual([before, after]);
  });
});

describe('who counts', () => {
  test.each([
    [{ labels: { [INJECT]: 'false' } }, 'label'],
    [{ annotations: { [INJECT]: 'false' } }, 'annotation'],
    [{ labels: { [INJECT]: 'true' }, annotations: { [INJECT]: 'false' } }, 'inject'],
    [{ labels: { [INJECT]: '' }, annotations: { [INJECT]: 'false' } }, 'inject'],
    [{}, 'inject'],
  ])('%j: %s', (metadata, expected) => {
    expect(decide(metadata)).toBe(expected);
  });

  const yes = { labels: { [INJECT]: 'true' } };
  const no = { labels: { [INJECT]: 'false' } };
  const selected = { labels: { app: 'x' } };
  const never = { neverInjectSelector: [{ matchLabels: { app: 'x' } }] };
  const always = { alwaysInjectSelector: [{ matchExpressions: [{ key: 'app', operator: 'Exists' }] }] };
  const empty = { neverInjectSelector: [{}] };

  test.each([
    [yes, {}, 'inject', 'inject', 'policyUnknown'],
    [no, {}, 'label', 'label', 'policyUnknown'],
    [{}, {}, 'inject', 'policyDisabled', 'policyUnknown'],
    [selected, never, 'neverSelected', 'neverSelected', 'policyUnknown'],
    [selected, always, 'inject', 'inject', 'policyUnknown'],
    [selected, { ...never, ...always }, 'neverSelected', 'neverSelected', 'policyUnknown'],
    [{ labels: { app: 'x', [INJECT]: 'true' } }, never, 'inject', 'inject', 'policyUnknown'],
    [selected, empty, 'inject', 'policyDisabled', 'policyUnknown'],
  ])('%j with %j: enabled %s, disabled %s', (metadata, more, enabled, disabled, unknown) => {
    const answers = ['enabled', 'disabled', 'perhaps'].map((policy) => decide(metadata, { ...more, policy }));
    expect(answers).toEqual([enabled, disabled, unknown]);
  });
});

test('host networking comes before everything', () => {
  const { owner, pod } = workloadOf({ labels: { [INJECT]: 'true' } }, { ...APP, hostNetwork: true });
  expect(reasonToSkip(owner, pod, configOf())).toBe('hostNetwork');
});

describe('deviation ownNamespace', () => {
  const { owner, pod } = workloadOf({}, APP, { namespace: 'kube-system' });

  test('a workload in a system namespace is left alone', () => {
    expect(reasonToSkip(owner, pod, configOf())).toBe('systemNamespace');
  });

  test('the reference looks at the pod template alone', () => {
    expect(reasonToSkip(owner, pod, configOf({ compat: true }))).toBeUndefined();
    expect(decide({ namespace: 'kube-public' }, {}, '1.30.3', true)).toBe('systemNamespace');
  });
});

test('up to 1.16 the reference skips what has a sidecar', () => {
  const injected = workloadOf(
    { annotations: { 'sidecar.istio.io/status': '{}' } },
    { containers: [...APP.containers, { name: 'istio-proxy' }] },
  );
  const at = (version: string): string | undefined =>
    reasonToSkip(injected.owner, injected.pod, configOf({ version, compat: true }));
  expect([at('1.16.7'), at('1.17.0')]).toEqual(['injectedBefore', undefined]);
  expect(reasonToSkip(appOf().owner, appOf().pod, configOf({ version: '1.16.7', compat: true }))).toBeUndefined();
});

test('every reason is a sentence without a full stop', () => {
  for (const { sentence } of Object.values(reasons)) expect(sentence).toMatch(/^[a-z].*[^.]$/);
});
