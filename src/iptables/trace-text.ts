// A traced way as lines for a person, and as JSON. Does not know how it was found.
import { ruleText, specification } from './rule.ts';
import { formatEndpoint, type Leg, type Trace } from './trace.ts';
import type { Visit, Walk } from './walk.ts';

/** The way as text: a paragraph for each packet, a line for each rule that it met. */
export function traceAsText(trace: Trace): string {
  const legs = trace.legs.map((leg, index) => legLines(leg, index + 1).join('\n'));
  const notes = trace.notes.map((note) => `note: ${note}`);
  return `${[...legs, [`result: ${trace.outcome}`, ...notes].join('\n')].join('\n\n')}\n`;
}

function legLines(leg: Leg, number: number): string[] {
  const way = leg.skipped === undefined ? leg.walks.flatMap(walkLines) : [`   skipped: ${leg.skipped}`];
  return [`${number}. ${legTitle(leg)}`, ...way, `   => it ${leg.end}`];
}

/** Who sends what to whom: `Envoy (user 1337, group 1337): TCP 127.0.0.6 -> 10.0.0.9:9080, out by lo`. */
function legTitle({ sender, packet }: Leg): string {
  const owner = packet.uid === undefined ? '' : ` (user ${packet.uid}, group ${packet.gid})`;
  const device = packet.in === undefined ? `out by ${packet.out}` : `in by ${packet.in}`;
  const mark = packet.mark === 0 ? '' : `, mark ${packet.mark}`;
  const target = formatEndpoint(packet.destination, packet.port);
  return `${sender}${owner}: ${packet.protocol.toUpperCase()} ${packet.source} -> ${target}, ${device}${mark}`;
}

const VERDICTS = {
  accept: '',
  drop: 'dropped',
  redirect: 'redirected',
  tproxy: 'handed over',
} as const;

function walkLines(walk: Walk): string[] {
  const title = `   ${walk.table} ${walk.hook}`;
  // What loops back was settled by nat on its way out.
  const after = isLoopEnd(walk) ? ['   nat PREROUTING: not asked again'] : [];
  if (walk.visits.length === 0) return [`${title}: no rules`, ...after];
  const verdict = VERDICTS[walk.verdict.kind] || (hasMatch(walk) ? 'passes' : 'nothing matches, passes');
  return [`${title}: ${verdict}`, ...walk.visits.flatMap((visit) => visitLines(visit, 2)), ...after];
}

function isLoopEnd({ table, hook, packet, verdict }: Walk): boolean {
  return table === 'mangle' && hook === 'PREROUTING' && packet.in === 'lo' && verdict.kind === 'accept';
}

function hasMatch({ visits }: Walk): boolean {
  return visits.some(({ isMatch }) => isMatch);
}

function visitLines({ rule, isMatch, why, inside }: Visit, depth: number): string[] {
  const indent = '   '.repeat(depth);
  const line = `${indent}${isMatch ? '*' : '-'} ${specification(rule).join(' ')}   [${why}]`;
  return [line, ...(inside ?? []).flatMap((visit) => visitLines(visit, depth + 1))];
}

/** The way as plain data; the version counts incompatible changes of this form. */
export function traceAsData({ request, outcome, notes, legs }: Trace): Readonly<Record<string, unknown>> {
  return { version: 1, request, outcome, notes, legs: legs.map(legAsJson) };
}

function legAsJson({ sender, packet, walks, arrival, listener, end, skipped }: Leg): unknown {
  const steps = walks.map(({ table, hook, visits, verdict }) => ({
    table,
    hook,
    verdict,
    rules: visits.map(visitAsJson),
  }));
  return { sender, packet, skipped, steps, arrival, listener, end };
}

function visitAsJson({ rule, isMatch, why, inside }: Visit): unknown {
  return {
    chain: rule.chain,
    rule: ruleText(rule),
    matched: isMatch,
    why,
    inside: inside?.map(visitAsJson),
  };
}
