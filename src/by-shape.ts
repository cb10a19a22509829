// Knows how documents of one shape are rewritten alike: from the fourth on they are put together from what was made of the shape, which the
// second and the third confirmed. Does not know what rewriting does, but relies on this: it compares no value that a shape blanks with
// anything but other values, and where a template's function looks into one, that is seen.
import { looksInto } from './istio/opaque-functions.ts';
import { memory, Remembered } from './memory.ts';
import { createReport, type Report, type WorkloadEntry } from './report.ts';
import { IS_NAME, type IsSpelled, LOOKS_LIKE_STAND_IN, type Shape, shapeOf } from './shape.ts';
import { standingAlone, type YamlDocument } from './yaml/documents.ts';

/** Rewrites one document; what happened goes into the report. */
type Rewrite = (document: YamlDocument, report: Report) => string;

/** What was made of a document: its text, and what there was to tell, with lines counted from the document's first. */
interface Made {
  readonly text: string;
  readonly documents: number;
  readonly workloads: readonly WorkloadEntry[];
}

/** What is known of a shape: that there is one document of it, how two are rewritten, how every one is, or that they are not alike. */
type Known = { readonly kind: 'once' | 'unlike' } | { readonly kind: 'twice' | 'pattern'; readonly pattern: Pattern };

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
  readonly known: Remembered<Known>;
  documents: number;
}

/** No shape known yet. */
export function newShapes(isSpelled: IsSpelled): Shapes {
  return { isSpelled, known: new Remembered(MOST_CHARACTERS), documents: 0 };
}

const MOST_CHARACTERS = 1 << 22;

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
  remember(shapes, shape, made === undefined ? UNLIKE : afterwards(known, made, shape, rewrite, shapes));
  add(report, own);
  return text;
}

function remember({ known }: Shapes, { text }: Shape, what: Known): void {
  known.set(text, what, text.length);
}

const UNLIKE: Known = { kind: 'unlike' };

function afterwards(
  known: Known | undefined,
  made: Made,
  shape: Shape,
  rewrite: Rewrite,
  { isSpelled }: Shapes,
): Known {
  if (known === undefined) return { kind: 'once' };
  const pattern = 'pattern' in known ? known.pattern : patternOf(shape, rewrite, isSpelled);
  if (pattern === undefined || !isSame(fillPattern(pattern, shape.values), made)) return UNLIKE;
  return { kind: known.kind === 'once' ? 'twice' : 'pattern', pattern };
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

/** What is made of the shape itself, with gaps where its stand-ins are; undefined where a function looked into one of them. */
function patternOf(shape: Shape, rewrite: Rewrite, isSpelled: IsSpelled): Pattern | undefined {
  const made = rewriteShape(shape, rewrite, isSpelled);
  if (made === undefined) return undefined;
  const numbers = new Map(shape.standIns.map((standIn, index) => [standIn, index]));
  const gapped = (whole: string): Gapped => whole.split(STAND_IN).map((part) => numbers.get(part) ?? part);
  const { text, documents, workloads } = made;
  return { text: gapped(text), documents, workloads: workloads.map((entry) => ({ entry, name: gapped(entry.name) })) };
}

const STAND_IN = new RegExp(`(${LOOKS_LIKE_STAND_IN.source})`);

function fillPattern({ text, documents, workloads }: Pattern, values: readonly string[]): Made {
  return {
    text: fill(text, values),
    documents,
    // A part of the document's text would keep all of it alive as long as the report.
    workloads: workloads.map(({ entry, name }) => ({ ...entry, name: standingAlone(fill(name, values)) })),
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
