// What the two commands say to wrong use, and that a failure in one of many workloads tells which one it was.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runLine } from './command-line.ts';

describe('trace refuses', () => {
  it.each([
    ['', 'which packet?'],
    ['--inbound 10.0.0.9:80 --outbound a:80', 'which packet?'],
    ['--outbound 10.0.0.300:80', 'is no HOST:PORT'],
    ['--outbound 10.0.0:80', 'is no HOST:PORT'],
    ['--outbound a:80 --uid -1', '--uid takes a number from 0 to 4294967295, not "-1"'],
    ['--outbound a:80 --uid 4294967296', '--uid takes a number from 0 to 4294967295, not "4294967296"'],
    ['--outbound a:80 --gid istio', '--gid takes a number from 0 to 4294967295, not "istio"'],
    ["--outbound a:80 --gid ''", '--gid takes a number from 0 to 4294967295, not ""'],
    ['--outbound a:80 --pod-ip pod', '--pod-ip takes an address, not "pod"'],
    ['--outbound a:80 --interface net1', '--interface goes with --inbound'],
    ['--inbound 10.0.0.9:80 --localhost --interface net1', '--interface goes with --inbound'],
    ['--inbound 10.0.0.9:80 --uid 1000', '--uid, --gid and --from-proxy go with --outbound'],
    ['--inbound 10.0.0.9:80 --from-proxy', '--uid, --gid and --from-proxy go with --outbound'],
  ])('%s', async (packet, message) => {
    await expect(runLine(`trace ${packet} -- -i * -b *`)).rejects.toThrow(message);
  });
});

const folder = mkdtempSync(join(tmpdir(), 'podsplice-'));
afterAll(() => rmSync(folder, { recursive: true }));

function manifest(name: string, { args, image = 'proxyv2:1.30.3' }: { args: string[]; image?: string }): string {
  const initContainers = [{ name: 'istio-init', image, args: ['istio-iptables', ...args] }];
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { initContainers, containers: [] } };
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, JSON.stringify(pod));
  return file;
}

describe('several manifests', () => {
  const good = manifest('good', { args: ['-b', '*'] });
  const bad = manifest('bad', { args: ['-x', '*'] });
  const odd = manifest('odd', { args: ['-b', '80', '-t', 'x', '-m', 'TPROXY'], image: 'proxyv2:latest' });

  it('each count', async () => {
    const { stdout } = await runLine(`rules -f ${good} -f ${odd}`);
    expect(stdout.match(/^# Pod.*/gm)).toEqual(['# Pod/good', '# Pod/odd']);
  });

  it.each([
    ['rules', ''],
    ['rules', '--format json'],
    ['trace', '--inbound 10.0.0.9:80'],
  ])('tell where %s %s fails, with the exit code of istio-iptables', async (command, options) => {
    const { stdout, stderr, code } = await runLine(`${command} -f ${good} -f ${bad} ${options}`);
    expect(stdout).toBe('');
    expect(stderr).toContain(`${bad}: Pod/bad: istio-iptables would fail: every address excluded`);
    expect(code).toBe(1);
  });

  it.each(['restore', 'json'])('warn as %s of what was assumed and of what fails afterwards', async (format) => {
    const { stderr } = await runLine(`rules -f ${odd} --format ${format}`);
    expect(stderr).toBe(
      [
        'podsplice: warning: Pod/odd: its image does not tell the release, so 1.30 is assumed (--istio-version)\n',
        'podsplice: warning: Pod/odd: the routing for TPROXY needs a number, not "x"\n',
      ].join(''),
    );
    expect((await runLine(`rules -f ${odd} --istio-version 1.20`)).stderr).not.toContain('assumed');
  });

  it('that are not there are told', async () => {
    await expect(runLine(`rules -f ${folder}/nowhere.yaml`)).rejects.toThrow('no such file or directory');
  });
});
