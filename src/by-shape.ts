// Knows how documents of one shape are rewritten alike: from the third on they are put together from what was made of the first two. Does
// not know what rewriting does, but relies on this: it compares no value that a shape blanks with anything but other values, and where a
// template's function looks into one, that is seen.
import { looksInto } from './istio/opaque-functions.ts';
import { memory } from './memory.ts';
import { createReport, type Report, type WorkloadEntry } from './report.ts';
import { IS_NAME, type IsSpelled, LOOKS_LIKE_STAND_IN, type Shape, shapeOf } from './shape.ts';
import type { YamlDocument } from './yaml/documents.ts';

/** Rewrites one document; what happened goes into the report. */
type Rewrite = (document: YamlDocument, report: Report) => string;

/** What was made of a document: its text, and what there was to tell, with lines counted from the document's first. */
interface Made {
  readonly text: string;
  readonly documents: number;
  readonly workloads: readonly WorkloadEntry[];
}

/** What is known of a shape: one document of it, how every one is rewritten, or that they are not alike. */
type Known =
  | { readonly kind: 'once'; readonly values: readonly string[]; readonly made: Made }
  | { readonly kind: 'pattern'; readonly pattern: Pattern }
  | { readonly kind: 'unlike' };

/** Something made with gaps: texts, and between them the numbers of the values that stand there. */
type Gapped = readonly (string | number)[];

interface Pattern {
  readonly text: Gapped;
  readonly documents: number;
  readonly workloads: readonly { readonly entry: WorkloadEntry; readonly name: Gapped }[];
}

/** The shapes that a run came by. */
export interface Shapes {
  readonly isSpelled: IsSpelled;
  readonly known: Map<string, Known>;
  documents: number;
}

/** No shape known yet. */
export function newShapes(isSpelled: IsSpelled): Shapes {
  return { isSpelled, known: new Map(), documents: 0 };
}

const MOST_SHAPES = 4000;

/** The same as `rewrite(document, report)`, sooner where documents of its shape came before. `file`: the document's, for the report. */
export function rewriteByShape(
  document: YamlDocument,
  file: string,
  report: Report,
  rewrite: Rewrite,
  shapes: Shapes,
): string {
  shapes.documents += 1;
  const shape =
    memory.isOn && shapes.documents > memory.patience ? shapeOf(document.text, shapes.isSpelled) : undefined;
  const known = shape && shapes.known.get(shape.text);
  if (shape === undefined || known?.kind === 'unlike') return rewrite(document, report);
  if (known?.kind === 'pattern') return retell(fillPattern(known.pattern, shape.values), document, file, report);
  const own = createReport();
  const text = rewrite(document, own);
  const made = madeOf(text, own, document);
  if (made === undefined) remember(shapes, shape, { kind: 'unlike' });
  else if (known === undefined) remember(shapes, shape, { kind: 'once', values: shape.values, made });
  else remember(shapes, shape, learn(shape, rewrite, shapes.isSpelled, [known, { values: shape.values, made }]));
  add(report, own);
  return text;
}

function remember({ known }: Shapes, { text }: Shape, what: Known): void {
  if (known.size >= MOST_SHAPES) known.clear();
  known.set(text, what);
}

/** What there was to tell; undefined where something was wrong or remarkable, for that is said with its place. */
function madeOf(text: string, report: Report, { line }: YamlDocument): Made | undefined {
  const { documents, workloads, failures, warnings } = report;
  if (failures.length + warnings.length > 0 || workloads.some(({ findings }) => findings.length > 0)) return undefined;
  return { text, documents, workloads: workloads.map((entry) => ({ ...entry, line: entry.line - line })) };
}

function add(report: Report, { documents, workloads, failures, warnings }: Report): void {
  report.documents += documents;
  report.workloads.push(...workloads);
  report.failures.push(...failures);
  report.warnings.push(...warnings);
}

/** The pattern of a shape: what is made of the shape itself, when it gives what was made of documents already. */
function learn(
  shape: Shape,
  rewrite: Rewrite,
  isSpelled: IsSpelled,
  examples: readonly Pick<Known & { kind: 'once' }, 'values' | 'made'>[],
): Known {
  const made = rewriteShape(shape, rewrite, isSpelled);
  if (made === undefined) return { kind: 'unlike' };
  const pattern = patternOf(made, shape);
  const isRight = examples.every((example) => isSame(fillPattern(pattern, example.values), example.made));
  return isRight ? { kind: 'pattern', pattern } : { kind: 'unlike' };
}

/** The shape rewritten on the plain path; undefined where a function looked into a stand-in. */
function rewriteShape({ text }: Shape, rewrite: Rewrite, isSpelled: IsSpelled): Made | undefined {
  const document = { text, line: 1, index: 0 };
  const report = createReport();
  let isSeen = false;
  try {
    memory.isOn = false;
    memory.onCall = (name, values) => {
      isSeen ||= looksInto(name, values, WORDS, isSpelled);
    };
    const made = madeOf(rewrite(document, report), report, document);
    return isSeen ? undefined : made;
  } finally {
    memory.isOn = true;
    memory.onCall = undefined;
  }
}

const WORDS = {
  isIn: (text: string): boolean => LOOKS_LIKE_STAND_IN.test(text),
  isName: (text: string): boolean => IS_NAME.test(text),
};

function patternOf({ text, documents, workloads }: Made, { standIns }: Shape): Pattern {
  const numbers = new Map(standIns.map((standIn, index) => [standIn, index]));
  const gapped = (whole: string): Gapped => whole.split(STAND_IN).map((part) => numbers.get(part) ?? part);
  return { text: gapped(text), documents, workloads: workloads.map((entry) => ({ entry, name: gapped(entry.name) })) };
}

const STAND_IN = new RegExp(`(${LOOKS_LIKE_STAND_IN.source})`);

function fillPattern({ text, documents, workloads }: Pattern, values: readonly string[]): Made {
  return {
    text: fill(text, values),
    documents,
    workloads: workloads.map(({ entry, name }) => ({ ...entry, name: fill(name, values) })),
  };
}

function fill(gapped: Gapped, values: readonly string[]): string {
  let text = '';
  for (const part of gapped) text += typeof part === 'number' ? values[part] : part;
  return text;
}

function isSame(one: Made, other: Made): boolean {
  return one.text === other.text && JSON.stringify(told(one)) === JSON.stringify(told(other));
}

function told({ documents, workloads }: Made): unknown {
  return [documents, workloads.map(({ file: _, ...entry }) => entry)];
}

function retell({ text, documents, workloads }: Made, { line }: YamlDocument, file: string, report: Report): string {
  memory.counts.patterns += 1;
  report.documents += documents;
  for (const entry of workloads) report.workloads.push({ ...entry, file, line: entry.line + line });
  return text;
}
