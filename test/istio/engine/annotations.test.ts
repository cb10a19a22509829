import { describe, expect, test } from 'vitest';
import { checkAnnotations, checkNames, checkOwner } from '../../../src/istio/annotations.ts';
import { injectPod } from '../../../src/istio/inject-pod.ts';
import { appOf, configOf, describeOutcome, workloadOf } from './engine.ts';

function severityOf(name: string, value: string, version = '1.30.3'): string {
  const { pod } = appOf({}, { annotations: { [name]: value } });
  return checkAnnotations(pod, configOf({ version }))[0]?.severity ?? 'fine';
}

const TRAFFIC = 'traffic.sidecar.istio.io';
const READINESS = 'readiness.status.sidecar.istio.io';

describe('values', () => {
  test.each([
    ['sidecar.istio.io/interceptionMode', ['REDIRECT', 'TPROXY', 'NONE'], ['redirect', '', 'BOTH']],
    ['status.sidecar.istio.io/port', ['0', '15020', ' 65535 '], ['65536', '-1', '+1', 'x', '', '1.5', '0x10']],
    [`${READINESS}/periodSeconds`, ['0', '4294967295', '007'], ['4294967296', ' 1', '-1', '1s', '']],
    [`${READINESS}/initialDelaySeconds`, ['1'], ['one']],
    [`${READINESS}/failureThreshold`, ['30'], ['1_0']],
    [
      `${TRAFFIC}/includeOutboundIPRanges`,
      ['*', '', '10.0.0.0/8', 'fd00::/8,1.2.3.4/32'],
      ['10.0.0.0', '10.0.0.0/33', '1.2.3.4/8, 5.6.7.8/8', 'a/8', ','],
    ],
    [`${TRAFFIC}/excludeOutboundIPRanges`, ['', '::1/128'], ['*', 'fe80::1%eth0/64', '::/129', '010.0.0.0/8']],
    [`${TRAFFIC}/includeInboundPorts`, ['*', '', '80', ' 80 , 81 '], ['80,', '80-90', '65536', ' *']],
    [`${TRAFFIC}/excludeInboundPorts`, ['', '80,81'], ['*', '-1']],
    [`${TRAFFIC}/excludeOutboundPorts`, ['', '80'], ['*', 'http']],
    ['prometheus.istio.io/merge-metrics', ['true', 'F', '0'], ['yes', '']],
    ['sidecar.istio.io/proxyCPU', ['100m', '2', '0.5', '1e3'], ['lots', '1 ', '', '1\t']],
    ['sidecar.istio.io/proxyMemoryLimit', ['1Gi', '128Mi'], ['1GiB']],
    [`${TRAFFIC}/excludeInterfaces`, ['', 'eth0', 'eth0, net1.2'], ['*', 'eth0,', '0eth', 'averylonginterfacename']],
    ['istio.io/reroute-virtual-interfaces', ['tap0'], ['tap 0']],
    [
      'proxy.istio.io/overrides',
      ['{}', '{"containers":[]}', 'null', '{"initContainers":null,"other":5}', '{"containers":[{"Name":"a"}]}'],
      ['{', '', '5', '[]', '{"containers":{}}', '{"initContainers":[{"name":5}]}', '{"containers":[1]}'],
    ],
    [
      'proxy.istio.io/config',
      ['{}', 'concurrency: 2', 'interceptionMode: TPROXY'],
      ['a: [', 'concurrency: many', 'statusPort: 70000'],
    ],
  ])('%s', (name, good, bad) => {
    expect(good.filter((value) => severityOf(name, value) !== 'fine')).toEqual([]);
    expect(bad.filter((value) => severityOf(name, value) !== 'error')).toEqual([]);
  });

  test.each([
    ['sidecar.istio.io/enableCoreDump', 'maybe', '1.24.6', '1.25.5'],
    ['sidecar.istio.io/proxyCPU', 'lots', '1.30.3', '1.27.5'],
    ['sidecar.istio.io/proxyCPU', 'lots', '1.27.6', '1.28.3'],
    [`${TRAFFIC}/kubevirtInterfaces`, '*', '1.30.3', '1.29.6'],
    [`${TRAFFIC}/includeOutboundIPRanges`, '10.0.0.0/08', '1.16.7', undefined],
  ])('%s: %s is refused at %s, only warned of at %s', (name, value, refused, warned) => {
    expect(severityOf(name, value, refused)).toBe('error');
    if (warned !== undefined) expect(severityOf(name, value, warned)).toBe('warning');
  });

  test('prefix lengths could begin with a zero up to 1.15', () => {
    expect(severityOf(`${TRAFFIC}/includeOutboundIPRanges`, '10.0.0.0/08', '1.15.7')).toBe('fine');
  });

  test.each([
    ['sidecar.istio.io/rewriteAppHTTPProbers', 'perhaps'],
    [`${TRAFFIC}/includeOutboundPorts`, 'x'],
    ['sidecar.istio.io/userVolume', 'none'],
    ['sidecar.istio.io/inject', 'True'],
    ['sidecar.istio.io/nativeSidecar', 'yes'],
    ['proxy.istio.io/config', 'nosuchfield: 1'],
  ])('%s: %s is nothing that the reference checks, but warned of', (name, value) => {
    expect(severityOf(name, value)).toBe('warning');
  });

  test('all of a pod are told at once, each with its place and its value', () => {
    const annotations = { 'status.sidecar.istio.io/port': 'abc', [`${TRAFFIC}/includeInboundPorts`]: '80,bad' };
    const findings = checkAnnotations(appOf({}, { annotations }).pod, configOf());
    expect(findings).toEqual([
      {
        severity: 'error',
        code: 'annotation-value',
        path: ['metadata', 'annotations', 'status.sidecar.istio.io/port'],
        message: 'the annotation status.sidecar.istio.io/port: "abc" is not a port (0 to 65535)',
      },
      {
        severity: 'error',
        code: 'annotation-value',
        path: ['metadata', 'annotations', `${TRAFFIC}/includeInboundPorts`],
        message:
          `the annotation ${TRAFFIC}/includeInboundPorts: "80,bad" is not a list of ports such as 80,8080: ` +
          '"bad" is not a port (0 to 65535)',
      },
    ]);
  });
});

describe('names', () => {
  test.each([
    ['sidecar.istio.io/interceptonMode', 'did you mean sidecar.istio.io/interceptionMode?'],
    [
      'traffic.sidecar.istio.io/includeOutboundIpRanges',
      'did you mean traffic.sidecar.istio.io/includeOutboundIPRanges?',
    ],
    ['sidecar.istio.io/excludeInboundPorts', 'did you mean traffic.sidecar.istio.io/excludeInboundPorts?'],
    ['sidecar.istio.io/somethingElse', undefined],
    ['proxy.istio.io/confg', 'did you mean proxy.istio.io/config?'],
    ['proxy.istio.io/config', undefined],
    ['istio.io/rev', undefined],
    ['example.test/sidecar', undefined],
    ['myistio.io/inject', undefined],
  ])('%s', (name, hint) => {
    const [finding] = checkNames(appOf({}, { annotations: { [name]: 'x' } }).pod);
    expect(finding?.hint).toBe(hint);
  });

  test('labels too', () => {
    const [finding] = checkNames(appOf({}, { labels: { 'sidecar.istio.io/injet': 'true' } }).pod);
    expect(finding?.message).toBe('the label sidecar.istio.io/injet is not known');
  });

  test('an annotation on the workload, where nobody looks for it', () => {
    const spec = { containers: [{ name: 'app' }] };
    const owner = { annotations: { 'sidecar.istio.io/inject': 'false', 'example.test/a': 'b' } };
    expect(checkOwner(workloadOf({}, spec, owner)).map(({ message }) => message)).toEqual([
      'the annotation sidecar.istio.io/inject has no effect on a Deployment',
    ]);
    expect(checkOwner(workloadOf({ annotations: owner.annotations }, spec, owner))).toEqual([]);
  });
});

describe('deviation skippedAnnotations', () => {
  const annotations = { 'sidecar.istio.io/inject': 'false', 'proxy.istio.io/config': 'a: [' };
  const outcome = (compat: boolean, spec = {}) =>
    injectPod(workloadOf({ annotations }, { containers: [{ name: 'app' }], ...spec }), configOf({ compat }));

  test('a bad annotation on a pod that is not injected is a warning', () => {
    const skipped = outcome(false);
    expect(describeOutcome(skipped)).toBe('skipped: annotation');
    expect(skipped.findings.map(({ severity, code }) => [severity, code])).toEqual([['warning', 'annotation-value']]);
  });

  test('the reference stops at it, unless host networking is on', () => {
    expect(describeOutcome(outcome(true))).toMatch(
      /^refused: the annotation proxy\.istio\.io\/config: could not parse/,
    );
    expect(describeOutcome(outcome(true, { hostNetwork: true }))).toBe('skipped: hostNetwork');
  });
});
