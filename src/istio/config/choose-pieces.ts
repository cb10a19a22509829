// Knows which of the captured pieces count: those of one revision, the last of each kind. Does not know what is in them.
import { InjectError } from '../../errors.ts';
import { isMap } from '../../kubernetes/json.ts';
import type { ConfigText } from './config-text.ts';
import type { ConfigWarning } from './injection-config.ts';
import type { Piece } from './sources.ts';

/** The pieces that count, and the revision that they were captured for. */
export interface Chosen {
  readonly injector?: ConfigText;
  readonly template?: { readonly name: string; readonly template: string };
  readonly values?: ConfigText;
  readonly mesh?: ConfigText;
  readonly operator?: ConfigText;
  readonly bundle?: ConfigText;
  /** Values that say only what they change. */
  readonly partial?: ConfigText;
  readonly revision?: string;
  /** What a label on a ConfigMap said. */
  readonly version?: string;
  readonly warnings: readonly ConfigWarning[];
}

/** The pieces of the revision asked for ('' is the default one); with none asked for there must be only one. */
export function choosePieces(pieces: readonly Piece[], asked: string | undefined): Chosen {
  const marked = pieces.flatMap((piece) =>
    'revision' in piece && piece.revision !== undefined ? [{ ...piece, revision: piece.revision }] : [],
  );
  const withInjector = marked.filter((piece) => piece.kind === 'injector');
  const revisions = [...new Set((withInjector.length > 0 ? withInjector : marked).map((piece) => piece.revision))];
  // A single mesh config alone serves any revision.
  const isAlone = withInjector.length === 0 && revisions.length === 1;
  const revision = chooseRevision(revisions, isAlone ? undefined : asked);
  const counting = pieces.filter(
    (piece) => !('revision' in piece) || piece.revision === undefined || piece.revision === revision,
  );
  const chosen: Partial<Chosen> = Object.assign({}, ...counting.map(contribution));
  return {
    ...chosen,
    ...(revision === undefined ? {} : { revision }),
    warnings: withInjector.length > 0 ? missingMesh(marked, chosen, revision) : [],
  };
}

function chooseRevision(revisions: readonly string[], asked: string | undefined): string | undefined {
  if (revisions.length === 0 || (revisions.length === 1 && asked === undefined)) return revisions[0];
  if (asked !== undefined && revisions.includes(asked)) return asked;
  const names = revisions.map((revision) => revision || 'default').join(', ');
  if (asked === undefined) {
    const message = `the configuration holds ${revisions.length} revisions: ${names}`;
    throw new InjectError('config', message, {
      hint: `choose one with --revision, such as -r ${revisions.at(-1) || 'default'}`,
    });
  }
  throw new InjectError('config', `the configuration does not hold the revision ${asked || 'default'}`, {
    hint: `it holds ${names}`,
  });
}

function contribution(piece: Piece): Partial<Chosen> {
  if (piece.kind === 'template') return { template: piece };
  const version = 'version' in piece && piece.version !== undefined ? { version: piece.version } : {};
  return { [isPartial(piece) ? 'partial' : piece.kind]: piece.text, ...version };
}

/** The values in a ConfigMap are always whole; those that people write for an installation say only what they change. */
function isPartial(piece: Exclude<Piece, { readonly kind: 'template' }>): boolean {
  if (piece.kind !== 'values' || piece.revision !== undefined) return false;
  const { value } = piece.text;
  return !WHOLE_VALUES.every((key) => isMap(value) && Object.hasOwn(value, key));
}

const WHOLE_VALUES = ['global', 'sidecarInjectorWebhook'] as const;

function missingMesh(
  marked: readonly Piece[],
  chosen: Partial<Chosen>,
  revision: string | undefined,
): readonly ConfigWarning[] {
  if (chosen.mesh !== undefined || !marked.some((piece) => piece.kind === 'mesh')) return [];
  const name = revision ? `istio-${revision}` : 'istio';
  return [
    {
      message: `the mesh config of another revision is not used: there is no ConfigMap ${name}; the release's own mesh config counts`,
    },
  ];
}
