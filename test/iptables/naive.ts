// A second, naive opinion: iptables-restore's text, read word by word and followed rule by rule. Shares nothing with src/iptables.
import { BlockList, isIPv4 } from 'node:net';

/** What this interpreter knows of a packet; marks and zone change under way. */
export interface NaivePacket {
  protocol: string;
  source: string;
  sourcePort: number;
  destination: string;
  port: number;
  in: string | undefined;
  out: string | undefined;
  uid: number | undefined;
  gid: number | undefined;
  mark: number;
  connectionMark: number;
  state: string;
  zone: number | undefined;
}

/** How it ended, and every rule that matched, as it stands in the text. */
export interface NaiveEnd {
  end: string;
  matched: string[];
}

interface Pod {
  addresses: readonly string[];
  device: string;
  localMark: number | undefined;
}

type Tables = Map<string, Map<string, string[]>>;

/** Follows a packet through the text of iptables-restore. Arriving packets have an `in`; routing gives sent ones their `out`. */
export function followText(text: string, pod: Pod, given: NaivePacket): NaiveEnd {
  const tables = readTables(text);
  const packet = { ...given };
  const matched: string[] = [];
  const run = (table: string, hook: string): string => {
    const verdict = runChain(tables.get(table), hook, packet, matched);
    return verdict === 'RETURN' || verdict === '' ? 'ACCEPT' : verdict;
  };
  const isOwn = (address: string): boolean => isLoop(address) || address === '::6' || pod.addresses.includes(address);
  const device = (): string => (isOwn(packet.destination) || packet.mark === pod.localMark ? 'lo' : pod.device);
  const from = `${packet.destination} ${packet.port}`;
  const v4 = isIPv4(packet.destination);
  let how = 'routing';

  const nat = (hook: string): void => {
    const verdict = packet.state === 'NEW' ? run('nat', hook) : 'ACCEPT';
    if (!verdict.startsWith('REDIRECT ')) return;
    const home = v4 ? '127.0.0.1' : '::1';
    packet.destination =
      hook === 'OUTPUT' ? home : (pod.addresses.find((own) => isIPv4(own) === v4) ?? packet.destination);
    packet.port = Number(verdict.split(' ')[1]);
    how = 'redirect';
  };

  if (packet.in === undefined) {
    packet.out = device();
    run('raw', 'OUTPUT');
    if (run('mangle', 'OUTPUT') === 'DROP') return { end: 'dropped', matched };
    packet.out = device();
    nat('OUTPUT');
    if (how === 'redirect') packet.out = 'lo';
    if (packet.out !== 'lo') return { end: `sent by ${packet.out}`, matched };
    Object.assign(packet, { in: 'lo', out: undefined, uid: undefined, gid: undefined });
  }
  run('raw', 'PREROUTING');
  const mangle = run('mangle', 'PREROUTING');
  if (mangle === 'DROP') return { end: 'dropped', matched };
  if (packet.in !== 'lo') nat('PREROUTING');
  if (mangle.startsWith('TPROXY ')) {
    return { end: `tproxy ${packet.destination} ${mangle.split(' ')[1]} from ${from}`, matched };
  }
  if (device() !== 'lo') return { end: 'not for this pod', matched };
  return { end: `${how} ${packet.destination} ${packet.port} from ${from}`, matched };
}

function isLoop(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

function readTables(text: string): Tables {
  const tables: Tables = new Map();
  let chains = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [word = '', name = '', ...rest] = line.split(' ');
    if (word.startsWith('*')) {
      chains = new Map();
      tables.set(name, chains);
    }
    if (word === '-N') chains.set(name, []);
    if (word === '-A') chains.set(name, [...(chains.get(name) ?? []), rest.join(' ')]);
    if (word === '-I') {
      const before = chains.get(name) ?? [];
      const at = Number(rest[0]) - 1;
      chains.set(name, [...before.slice(0, at), rest.slice(1).join(' '), ...before.slice(at)]);
    }
  }
  return tables;
}

/** The verdict of a chain: '' when nobody gave one. */
function runChain(
  chains: Map<string, string[]> | undefined,
  name: string,
  packet: NaivePacket,
  matched: string[],
): string {
  for (const rule of chains?.get(name) ?? []) {
    const words = rule.split(' ');
    const target = words.indexOf('-j');
    if (!conditions(words.slice(0, target), packet)) continue;
    matched.push(rule);
    const verdict = act(words.slice(target + 1), packet);
    if (verdict === 'RETURN') return '';
    if (verdict === 'jump') {
      const inner = runChain(chains, words[target + 1] ?? '', packet, matched);
      if (inner !== '') return inner;
    } else if (verdict !== '') return verdict;
  }
  return '';
}

function act([name = '', ...options]: string[], packet: NaivePacket): string {
  const option = (key: string): string => options[options.indexOf(key) + 1] ?? '';
  if (name === 'RETURN' || name === 'ACCEPT' || name === 'DROP') return name;
  if (name === 'REDIRECT') return `REDIRECT ${options[1]}`;
  if (name === 'TPROXY') {
    packet.mark = Number(option('--tproxy-mark').split('/')[0]);
    return `TPROXY ${option('--on-port')}`;
  }
  if (name === 'MARK') packet.mark = Number(option('--set-mark'));
  else if (name === 'CONNMARK' && options[0] === '--save-mark') packet.connectionMark = packet.mark;
  else if (name === 'CONNMARK') packet.mark = packet.connectionMark;
  else if (name === 'CT') packet.zone ??= Number(option('--zone'));
  else if (name !== 'NFLOG') return 'jump';
  return '';
}

function conditions(words: string[], packet: NaivePacket): boolean {
  let not = false;
  let module = '';
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '!') {
      not = true;
      continue;
    }
    at += 1;
    const value = words[at] ?? '';
    if (word === '-m') module = value;
    else if (condition(word, value, module, packet) === not) return false;
    else not = false;
  }
  return true;
}

function condition(word: string, value: string, module: string, packet: NaivePacket): boolean {
  switch (word) {
    case '-p':
      return packet.protocol === value;
    case '-i':
      return packet.in === value;
    case '-o':
      return packet.out === value;
    case '-s':
      return isWithin(packet.source, value);
    case '-d':
      return isWithin(packet.destination, value);
    case '--dport':
    case '--dports':
      return value.split(',').some((range) => isPort(packet.port, range));
    case '--sport':
      return isPort(packet.sourcePort, value);
    case '--uid-owner':
      return packet.uid === Number(value);
    case '--gid-owner':
      return packet.gid === Number(value);
    case '--ctstate':
      return value.split(',').includes(packet.state);
    case '--mark':
      return (module === 'connmark' ? packet.connectionMark : packet.mark) === Number(value);
    default:
      throw new Error(`${word} is not known`);
  }
}

function isWithin(address: string, range: string): boolean {
  const [network = '', length] = range.split('/');
  if (isIPv4(network) !== isIPv4(address)) return false;
  const list = new BlockList();
  const family = isIPv4(network) ? 'ipv4' : 'ipv6';
  list.addSubnet(network, Number(length), family);
  return list.check(address, family);
}

function isPort(port: number, range: string): boolean {
  const [from = '', to = from] = range.split(':');
  return port >= Number(from) && port <= Number(to);
}
