// A traced way as a picture: the senders, the chains and the ends as boxes, what led from one to the next as arrows; written as
// a Mermaid flowchart or as SVG. Does not know how the way was found.
import { specification } from './rule.ts';
import { formatEndpoint, type Leg, type Trace } from './trace.ts';
import type { Visit, Walk } from './walk.ts';

/** A box of the picture; `reason` stands on the arrow that leads to it. */
interface Box {
  readonly kind: 'sender' | 'chain' | 'end';
  readonly title: string;
  readonly reason?: string;
}

/** The way as a Mermaid flowchart: a group for each packet. */
export function traceAsMermaid(trace: Trace): string {
  const groups = trace.legs.map((leg, index) => mermaidGroup(boxesOf(leg), index));
  const links = trace.legs.slice(1).map((_, index) => `  ${endId(trace.legs[index]!, index)} ==> p${index + 1}_0`);
  return `${['flowchart TD', ...groups.flat(), ...links].join('\n')}\n`;
}

function endId(leg: Leg, index: number): string {
  return `p${index}_${boxesOf(leg).length - 1}`;
}

const SHAPES = {
  sender: ['([', '])'],
  chain: ['[', ']'],
  end: ['{{', '}}'],
} as const;

function mermaidGroup(boxes: readonly Box[], index: number): string[] {
  const lines = boxes.map(({ kind, title, reason }, place) => {
    const [open, close] = SHAPES[kind];
    const node = `p${index}_${place}${open}"${mermaidText(title)}"${close}`;
    const arrow = reason === undefined ? '-->' : `-- "${mermaidText(reason)}" -->`;
    return place === 0 ? `    ${node}` : `    p${index}_${place - 1} ${arrow} ${node}`;
  });
  return [`  subgraph p${index}["packet ${index + 1}"]`, ...lines, '  end'];
}

/** Quotes and brackets would end a label, so they are written as entities. */
function mermaidText(text: string): string {
  return text.replace(/[&"<>#]/g, (character) => `#${character.charCodeAt(0)};`);
}

const WIDTH = 760;
const BOX = { width: 700, height: 34, left: 30 } as const;
const STEP = { plain: 54, reasoned: 76 } as const;
const COLOURS = {
  sender: '#dbeafe',
  chain: '#f8fafc',
  end: '#dcfce7',
} as const;

/** The way as an SVG picture, from top to bottom. */
export function traceAsSvg(trace: Trace): string {
  const boxes = trace.legs.flatMap(boxesOf);
  const tops = topsOf(boxes);
  const height = (tops.at(-1) ?? 0) + BOX.height + 20;
  const shapes = boxes.flatMap((box, index) => [
    ...arrow(box, tops[index - 1], tops[index]!),
    ...rectangle(box, tops[index]!),
  ]);
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    '  <defs><marker id="head" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>',
    '  <rect width="100%" height="100%" fill="white"/>',
    ...shapes.map((shape) => `  ${shape}`),
    '</svg>',
  ].join('\n')}\n`;
}

/** Where each box begins: lower where a reason stands above it. */
function topsOf(boxes: readonly Box[]): number[] {
  let top = 20;
  return boxes.map(({ reason }, index) => {
    if (index > 0) top += reason === undefined ? STEP.plain : STEP.reasoned;
    return top;
  });
}

function arrow({ reason }: Box, from: number | undefined, to: number): string[] {
  if (from === undefined) return [];
  const middle = BOX.left + BOX.width / 2;
  const line = `<line x1="${middle}" y1="${from + BOX.height}" x2="${middle}" y2="${to - 1}" stroke="black" marker-end="url(#head)"/>`;
  if (reason === undefined) return [line];
  const y = (from + BOX.height + to) / 2;
  return [
    line,
    `<text x="${middle + 8}" y="${y}" font-size="10" fill="#475569" text-anchor="start">${svgText(reason, 62)}</text>`,
  ];
}

function rectangle({ kind, title }: Box, top: number): string[] {
  const place = `x="${BOX.left}" y="${top}" width="${BOX.width}" height="${BOX.height}" rx="${kind === 'chain' ? 3 : 16}"`;
  return [
    `<rect ${place} fill="${COLOURS[kind]}" stroke="#334155"/>`,
    `<text x="${BOX.left + BOX.width / 2}" y="${top + 21}" text-anchor="middle">${svgText(title, 112)}</text>`,
  ];
}

/** What does not fit is cut; the whole stands in the tooltip. */
function svgText(text: string, fits: number): string {
  const safe = (part: string): string => part.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
  if (text.length <= fits) return safe(text);
  return `<title>${safe(text)}</title>${safe(text.slice(0, fits - 1))}…`;
}

function boxesOf(leg: Leg): Box[] {
  const { packet } = leg;
  const owner = packet.uid === undefined ? '' : ` (user ${packet.uid})`;
  const target = formatEndpoint(packet.destination, packet.port);
  const sender: Box = {
    kind: 'sender',
    title: `${leg.sender}${owner}: ${packet.source} to ${target}`,
  };
  const way: Box[] =
    leg.skipped === undefined
      ? leg.walks.filter(({ visits }) => visits.length > 0).flatMap(chainBoxes)
      : [{ kind: 'chain', title: `skipped: ${leg.skipped}` }];
  return [sender, ...way, { kind: 'end', title: leg.end, ...lastReason(leg) }];
}

/** A box for the chain that the kernel enters, and one for each chain that a matching rule leads to. */
function chainBoxes(walk: Walk): Box[] {
  return [{ kind: 'chain', title: `${walk.table} ${walk.hook}` }, ...entered(walk.visits, walk.table)];
}

function entered(visits: readonly Visit[], table: string): Box[] {
  return visits
    .filter(({ isMatch, inside }) => isMatch && inside !== undefined)
    .flatMap(({ rule, inside = [] }) => {
      const chain = rule.target.kind === 'jump' ? rule.target.chain : '';
      return [
        {
          kind: 'chain',
          title: `${table} ${chain}`,
          reason: specification(rule).join(' '),
        } satisfies Box,
        ...entered(inside, table),
      ];
    });
}

/** The last rule that decided something. */
function lastReason({ walks, skipped }: Leg): { readonly reason?: string } {
  const decided = skipped === undefined ? walks.flatMap(({ visits }) => deciding(visits)) : [];
  const last = decided.at(-1);
  return last === undefined ? {} : { reason: specification(last.rule).join(' ') };
}

function deciding(visits: readonly Visit[]): Visit[] {
  return visits
    .filter(({ isMatch }) => isMatch)
    .flatMap((visit) => (visit.inside === undefined ? [visit] : deciding(visit.inside)));
}
