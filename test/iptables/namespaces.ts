// Two network namespaces joined by a veth pair: a pod, in which istio-iptables' rules are loaded, and the world around it.
// Knows what this machine can do; does not know what is to be expected.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';

/** A listener of sockets.py. */
export interface Listening {
  readonly address: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  readonly transparent?: boolean;
}

/** Listeners of one process, with its owner. */
export interface ListeningGroup {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly listeners: readonly Listening[];
}

/** One call of sockets.py. */
export interface Calling {
  readonly uid: number;
  readonly gid: number;
  readonly protocol: 'tcp' | 'udp';
  readonly destination: string;
  readonly port: number;
  readonly bind?: string;
  readonly mark?: number;
  readonly transparent?: boolean;
}

/** What a call was told, or why it came to nothing. */
export interface Told {
  readonly error?: string;
  readonly server?: string;
  readonly listener?: number;
  readonly peer?: string;
  readonly sockname?: readonly [string, number];
  readonly original?: readonly [string, number] | null;
}

/** A pod and its world; `close` takes both away. */
export interface World {
  readonly runInPod: (command: readonly string[], input?: string) => string;
  readonly serve: (where: 'pod' | 'peer', groups: readonly ListeningGroup[]) => Promise<void>;
  readonly call: (where: 'pod' | 'peer', calls: readonly Calling[]) => readonly Told[];
  readonly close: () => void;
}

/** The addresses of the world outside: its end of the wire, and those that the traces assume. */
export const OUTSIDE = [
  ...['10.0.0.1', '10.96.0.77', '10.96.0.10', '10.0.1.23', '10.0.2.34', '10.20.0.5'],
  ...['fd00::1', 'fd00:10:96::77', 'fd00:10:96::a', 'fd00:1::23', 'fd00:2::34', 'fd00:20::5'],
] as const;

/** The addresses of the pod. */
export const POD = { v4: '10.0.0.9', v6: 'fd00::9' } as const;

const SCRIPT = new URL('sockets.py', import.meta.url).pathname;
const DEADLINE = 50_000;

let python: string | undefined;

/** The interpreter itself: a shim in front of it would be started hundreds of times. */
function pythonPath(): string {
  python ??= execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
  return python;
}

/** Why there can be no namespaces here; undefined when there can. */
export function whyNot(): string | undefined {
  if (process.platform !== 'linux') return 'this is not Linux';
  if (process.getuid?.() !== 0) return 'only root may make network namespaces';
  const missing = ['ip', 'python3', 'iptables-restore'].find((program) => !canRun(['which', program]));
  if (missing !== undefined) return `${missing} is not installed`;
  return whyNoRules();
}

const PROBE =
  '* mangle\n-A PREROUTING -p tcp -j TPROXY --tproxy-mark 1 --on-port 1\nCOMMIT\n* nat\n-A OUTPUT -p tcp -j REDIRECT --to-ports 1\nCOMMIT\n';

/** Tries what the tests need: namespaces, both families, and the targets of the rules. */
function whyNoRules(): string | undefined {
  let world: World | undefined;
  try {
    world = makeWorld();
    for (const program of ['iptables-restore', 'ip6tables-restore']) world.runInPod([program, '--noflush'], PROBE);
    return undefined;
  } catch (error) {
    return `not permitted here: ${String((error as Error).message)
      .split('\n')
      .slice(0, 2)
      .join(': ')}`;
  } finally {
    world?.close();
  }
}

/** Whether a command succeeds. */
export function canRun([program = '', ...args]: readonly string[], input = ''): boolean {
  try {
    execFileSync(program, args, {
      input,
      stdio: ['pipe', 'ignore', 'ignore'],
      timeout: DEADLINE,
    });
    return true;
  } catch {
    return false;
  }
}

let made = 0;

function nextName(): string {
  made += 1;
  return `podsplice-${process.pid}-${made}`;
}

/** Makes a pod and its world. */
export function makeWorld(): World {
  const names = {
    pod: `${nextName()}-pod`,
    peer: `${nextName()}-peer`,
  } as const;
  const children: ChildProcess[] = [];
  const close = (): void => {
    for (const child of children) child.kill('SIGKILL');
    for (const name of Object.values(names)) canRun(['ip', 'netns', 'del', name]);
  };
  try {
    connect(names);
  } catch (error) {
    close();
    throw error;
  }
  return {
    close,
    runInPod: (command, input = '') => runIn(names.pod, command, input),
    serve: (where, groups) => startServers(names[where], groups, children),
    call: (where, calls) =>
      JSON.parse(runIn(names[where], [pythonPath(), SCRIPT, 'call'], JSON.stringify(calls))) as Told[],
  };
}

function runIn(name: string, command: readonly string[], input = ''): string {
  return execFileSync('ip', ['netns', 'exec', name, ...command], {
    input,
    encoding: 'utf8',
    timeout: DEADLINE,
    stdio: 'pipe',
  });
}

function connect({ pod, peer }: { readonly pod: string; readonly peer: string }): void {
  const ip = (...args: string[]): string =>
    execFileSync('ip', args, {
      encoding: 'utf8',
      stdio: 'pipe',
      timeout: DEADLINE,
    });
  for (const name of [pod, peer]) {
    ip('netns', 'add', name);
    ip('-n', name, 'link', 'set', 'lo', 'up');
    // Addresses of IPv6 are usable at once, and nobody needs root for a low port.
    for (const setting of SYSCTLS) runIn(name, ['sh', '-c', `echo ${setting.value} > /proc/sys/net/${setting.name}`]);
  }
  ip('-n', pod, 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', peer);
  for (const name of [pod, peer]) ip('-n', name, 'link', 'set', 'eth0', 'up');
  ip('-n', pod, 'addr', 'add', `${POD.v4}/24`, 'dev', 'eth0');
  ip('-n', pod, 'addr', 'add', `${POD.v6}/64`, 'dev', 'eth0', 'nodad');
  ip('-n', pod, 'addr', 'add', '::6/128', 'dev', 'lo');
  for (const address of OUTSIDE) ip('-n', peer, 'addr', 'add', ...placeOutside(address));
  ip('-n', pod, 'route', 'add', 'default', 'via', '10.0.0.1');
  ip('-n', pod, '-6', 'route', 'add', 'default', 'via', 'fd00::1');
}

function placeOutside(address: string): string[] {
  if (address === '10.0.0.1') return [`${address}/24`, 'dev', 'eth0'];
  if (address === 'fd00::1') return [`${address}/64`, 'dev', 'eth0', 'nodad'];
  return [`${address}/${address.includes(':') ? 128 : 32}`, 'dev', 'lo'];
}

const SYSCTLS = [
  { name: 'ipv4/ip_unprivileged_port_start', value: 0 },
  { name: 'ipv4/conf/all/rp_filter', value: 0 },
  { name: 'ipv4/conf/default/rp_filter', value: 0 },
  { name: 'ipv6/conf/default/accept_dad', value: 0 },
] as const;

async function startServers(name: string, groups: readonly ListeningGroup[], children: ChildProcess[]): Promise<void> {
  const child = spawn('ip', ['netns', 'exec', name, pythonPath(), SCRIPT, 'serve'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  child.stdin.write(`${JSON.stringify(groups)}\n`);
  const said = await new Promise<string>((resolve) => {
    child.stdout.once('data', (chunk) => resolve(String(chunk).trim()));
    child.once('exit', () => resolve('ended'));
  });
  if (said !== 'ready') throw new Error(`the listeners did not come up: ${said}`);
}
