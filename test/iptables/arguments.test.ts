import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultOptions,
  type Environment,
  type Options,
  readOptions,
  writeArguments,
  writeEnvironment,
} from '../../src/iptables/arguments.ts';
import { parseRelease } from '../../src/iptables/behaviours.ts';
import { IptablesFailure } from '../../src/iptables/failure.ts';
import { FLAGS, flagsOf } from '../../src/iptables/flags.ts';

const read = (args: string, { version = '1.30.3', env = {} as Environment } = {}): Options =>
  readOptions(
    args === '' ? [] : args.split(' ').map((word) => (word === "''" ? '' : word)),
    env,
    parseRelease(version),
  );

describe('arguments', () => {
  it.each([
    ['-b 80', { inboundPorts: '80' }],
    ['-b=80', { inboundPorts: '80' }],
    ['-b80', { inboundPorts: '80' }],
    ['-b=', { inboundPorts: '=' }],
    ["-b ''", { inboundPorts: '' }],
    ['--istio-inbound-ports 80', { inboundPorts: '80' }],
    ['--istio-inbound-ports=80,=', { inboundPorts: '80,=' }],
    ['--istio-inbound-ports=', { inboundPorts: '' }],
    ['-b 1 -b 2', { inboundPorts: '2' }],
    ['-b -d', { inboundPorts: '-d' }],
    ['-nb80', { inboundPorts: '80' }],
    ['-n=false -p 1', { envoyPort: '1' }],
    ['--redirect-dns', { redirectDns: true }],
    ['--redirect-dns=T', { redirectDns: true }],
    ['--redirect-dns=0', { redirectDns: false }],
    ['--redirect-dns false', { redirectDns: true }],
    ['stray - -z 9', { inboundCapturePort: '9' }],
    ['-- -z 9', {}],
    ['--log_output_level=default:info --log_as_json -z 9', { inboundCapturePort: '9' }],
    ['--probe-timeout 1m30.5s --iptables-probe-port 65535', {}],
    ['--drop-invalid --capture-all-dns --dual-stack', { dropInvalid: true, captureAllDns: true, dualStack: true }],
  ])('%s', (args, expected) => expect(read(args)).toEqual({ ...defaultOptions(), ...expected }));

  it.each([
    ['--nope', 255],
    ['-y', 255],
    ['-b', 255],
    ['--istio-inbound-ports', 255],
    ['--=x', 255],
    ['---x', 255],
    ['--redirect-dns=yes', 255],
    ['--probe-timeout 5', 255],
    ['--iptables-probe-port 65536', 255],
    ['-n=', 255],
    ['-f', 255],
    ['--help', 0],
    ['-h', 0],
  ])('%s ends with %i', (args, code) => expect(failureOf(() => read(args)).exitCode).toBe(code));

  it.each([
    ['-c eth1', '1.14.9', false],
    ['--istio-exclude-interfaces eth1', '1.13.1', true],
    ['-c eth1', '1.15.0', true],
    ['--dual-stack', '1.18.4', false],
    ['--dual-stack', '1.18.5', true],
    ['--dual-stack', '1.19.0', false],
    ['--dual-stack', '1.19.1', true],
    ['--output-paths x', '1.17.5', true],
    ['--output-paths x', '1.17.6', false],
    ['--host-nsenter-exec', '1.14', false],
    ['--host-nsenter-exec', '1.18.5', true],
    ['--host-nsenter-exec', '1.18.6', false],
    ['--host-nsenter-exec', '1.19.3', true],
    ['--host-nsenter-exec', '1.19.4', false],
    ['--host-nsenter-exec', '1.20.0', false],
    ['--iptables-version 1', '1.18.5', false],
    ['--iptables-version 1', '1.19.4', true],
    ['--iptables-version 1', '1.21', true],
    ['--iptables-version 1', '1.22', false],
    ['-f=false', '1.23', true],
    ['-f=false', '1.24', false],
    ['--iptables-trace-logging', '1.25', true],
    ['--iptables-trace-logging', '1.26', false],
    ['--reconcile', '1.23', false],
    ['--force-apply', '1.24', true],
    ['--native-nftables', '1.26', false],
    ['--force-iptables-binary nft', '1.28', true],
    ['--iptables-probe-port x', '1.18', true],
  ])('%s in %s: known %s', (args, version, isKnown) => {
    if (isKnown) expect(() => read(args, { version })).not.toThrow();
    else expect(failureOf(() => read(args, { version })).exitCode).toBe(255);
  });

  it('are written as they were read', () => {
    const text = FLAGS.flatMap(({ key, kind }) => (key !== undefined && kind === 'text' ? [key] : []));
    const record = fc.record(
      Object.fromEntries(text.map((key) => [key, fc.constantFrom('', '*', '80,90', '-x', '=')])),
    );
    fc.assert(
      fc.property(record, fc.boolean(), fc.constantFrom('1.13.1', '1.20.8', '1.30.3'), (texts, dns, version) => {
        const release = parseRelease(version);
        const known = flagsOf(release).flatMap(({ key }) =>
          key !== undefined && key in texts ? [[key, texts[key]]] : [],
        );
        const options: Options = { ...defaultOptions(), ...Object.fromEntries(known), redirectDns: dns };
        expect(readOptions(writeArguments(options, release), writeEnvironment(options), release)).toEqual(options);
      }),
    );
    expect(writeArguments(read('-u 1337 -p 15001 --redirect-dns -b *'), parseRelease('1.30'))).toEqual([
      '-u',
      '1337',
      '-b',
      '*',
      '--redirect-dns',
    ]);
    expect(writeArguments(read('--istio-exclude-interfaces e1', { version: '1.13' }), parseRelease('1.13'))).toEqual([
      '--istio-exclude-interfaces',
      'e1',
    ]);
    expect(writeEnvironment({ ...defaultOptions(), ownerGroups: '1,2' })).toEqual({
      ISTIO_OUTBOUND_OWNER_GROUPS: '1,2',
    });
  });
});

describe('environment', () => {
  const [viper, pflag] = ['1.18.7', '1.30.3'];

  it.each([
    [viper, { ISTIO_SERVICE_CIDR: '*' }, { serviceCidr: '*' }],
    [pflag, { ISTIO_SERVICE_CIDR: '*' }, { serviceCidr: '*' }],
    [viper, { ENVOY_PORT: '1' }, { envoyPort: '1' }],
    [pflag, { ENVOY_PORT: '1' }, {}],
    [viper, { ISTIO_INBOUND_TPROXY_MARK: '' }, {}],
    [pflag, { ISTIO_INBOUND_TPROXY_MARK: '' }, { tproxyMark: '' }],
    [viper, { ISTIO_META_DNS_CAPTURE: 'true' }, { redirectDns: true }],
    [viper, { ISTIO_META_DNS_CAPTURE: 'true', REDIRECT_DNS: 'false' }, {}],
    [pflag, { ISTIO_META_DNS_CAPTURE: 'true', REDIRECT_DNS: 'false' }, { redirectDns: true }],
    [pflag, { ISTIO_META_DNS_CAPTURE: 'maybe', REDIRECT_DNS: 'true' }, { redirectDns: true }],
    [viper, { REDIRECT_DNS: 'maybe' }, {}],
    [viper, { INVALID_DROP: 'true' }, {}],
    [viper, { DROP_INVALID: 'true' }, { dropInvalid: true }],
    [pflag, { INVALID_DROP: 'false', DROP_INVALID: 'true' }, {}],
    [pflag, { ISTIO_DUAL_STACK: 'true', DUAL_STACK: 'false' }, { dualStack: true }],
    ['1.19.4', { ENVOY_PORT: '1' }, { envoyPort: '1' }],
    ['1.19.5', { ENVOY_PORT: '1' }, {}],
    ['1.20.0', { ENVOY_PORT: '1' }, { envoyPort: '1' }],
    ['1.20.1', { ENVOY_PORT: '1' }, {}],
    ['1.13.1', { ISTIO_OUTBOUND_OWNER_GROUPS: '1' }, {}],
    [viper, { ISTIO_OUTBOUND_OWNER_GROUPS: '' }, {}],
    [pflag, { ISTIO_OUTBOUND_OWNER_GROUPS: '' }, { ownerGroups: '' }],
    ['1.20.8', { ISTIO_OUTBOUND_IPV4_LOOPBACK_CIDR: '127.0.0.0/8' }, {}],
    [pflag, { ISTIO_OUTBOUND_IPV4_LOOPBACK_CIDR: '127.0.0.0/8' }, { loopbackCidr: '127.0.0.0/8' }],
    [pflag, { UNRELATED: 'x' }, {}],
  ])('%s %o', (version, env: Environment, expected) =>
    expect(read('', { version, env })).toEqual({ ...defaultOptions(), ...expected }),
  );

  it('gives way to an argument, also an empty one', () => {
    for (const version of [viper, pflag]) {
      expect(read("-i ''", { version, env: { ISTIO_SERVICE_CIDR: '*' } }).serviceCidr).toBe('');
      expect(read('--redirect-dns=false', { version, env: { ISTIO_META_DNS_CAPTURE: 'true' } }).redirectDns).toBe(
        false,
      );
    }
  });
});

it.each(['1.12', '1.31.0', '2.0', 'x', '', '1'])('release %j is not known', (version) =>
  expect(() => parseRelease(version)).toThrow('is not known'),
);
it.each([
  ['1.20', 20, Number.MAX_SAFE_INTEGER],
  ['v1.20.8', 20, 8],
  ['1.20.8-distroless', 20, 8],
])('release %s', (version, minor, patch) => expect(parseRelease(version)).toEqual({ minor, patch }));

function failureOf(run: () => unknown): IptablesFailure {
  try {
    run();
  } catch (error) {
    if (error instanceof IptablesFailure) return error;
    throw error;
  }
  throw new Error('it did not fail');
}
