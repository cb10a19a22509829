// The only reader of YAML: a document to its value, as Kubernetes reads it, and to nodes with their places. Does not know tokens.
import type { Where } from '../errors.ts';
import { compose } from './compose.ts';
import { composeAgain, valueAgain } from './compose-again.ts';
import type { AliasNode, Node } from './nodes.ts';
import { failure, placeOf } from './place.ts';

/** The way to a value: the keys of maps, the indexes of lists. */
export type Path = readonly (string | number)[];

/** A document's text, value and nodes. `value` is undefined where nothing stands in the document. */
export interface ParsedDocument {
  readonly text: string;
  readonly value: unknown;
  readonly root: Node | undefined;
  readonly aliases: readonly AliasNode[];
}

/** `lastWins`: of a key that stands twice in a map the last one counts, as in Kubernetes' own reader. */
export interface ParseOptions {
  readonly lastWins?: boolean;
}

/** Reads one document; an InjectError `yaml` with its place says what is wrong. */
export function parseDocument(text: string, { lastWins = false }: ParseOptions = {}): ParsedDocument {
  refuseControls(text);
  const { root, aliases } = lastWins ? compose(text, lastWins) : composeAgain(text);
  return { text, value: root?.value, root, aliases };
}

/** Only the value of a document. */
export function parseValue(text: string, { lastWins = false }: ParseOptions = {}): unknown {
  refuseControls(text);
  return valueAgain(text, lastWins);
}

/** The place of the deepest node that there is on the path: the key of a map entry, else the item. */
export function locate(document: ParsedDocument, path: Path): Where {
  let { root: node } = document;
  let offset = node?.start ?? 0;
  for (const step of path) {
    const next = childAt(node, step);
    if (!next) break;
    offset = next.offset;
    node = next.node;
  }
  return placeOf(document.text, offset);
}

function childAt(node: Node | undefined, step: string | number): { node: Node; offset: number } | undefined {
  if (node?.kind === 'alias') return childAt(node.target, step);
  if (node?.kind === 'list') {
    const item = node.items[Number(step)];
    return item && { node: item.node, offset: item.start };
  }
  if (node?.kind !== 'map') return undefined;
  const own = node.entries.findLast((each) => each.name === String(step) && !each.isMerge);
  if (own) return { node: own.node, offset: own.key.start };
  const merges = node.entries.filter((each) => each.isMerge).toReversed();
  for (const { node: merged } of merges) {
    const sources = merged.kind === 'list' ? merged.items.map((item) => item.node) : [merged];
    for (const source of sources) {
      const found = childAt(source, step);
      if (found) return found;
    }
  }
  return undefined;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROLS = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;

function refuseControls(text: string): void {
  const match = CONTROLS.exec(text);
  if (!match) return;
  const code = match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  throw failure(
    text,
    match.index,
    `the control character U+${code} is not allowed`,
    'remove it, or write it as an escape in double quotes',
  );
}
