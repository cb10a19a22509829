// Knows, from a document's text alone and at the cost of a glance, whether it could hold a workload. Does not parse: in doubt it could.

import { groupsOfOtherShape } from './pod-like.ts';
import { groupsOf, type WorkloadRow } from './workload-rows.ts';

// What comes before the root: blank lines, comments, directives, a separator without content.
const BEFORE_ROOT = /\uFEFF?(?:[ \t]*(?:#[^\n]*)?\r?\n|%[^\n]*\n|---[ \t]*(?:#[^\n]*)?\r?\n)*/y;
// A root that is a block mapping with plain keys starts like this, at the first column; all its keys are there then.
const PLAIN_KEY = /[A-Za-z0-9_.$/]/;
// A line that starts like this may be a key in disguise: explicit, tagged, anchored, an alias, quoted, a merge key, or after a separator.
const DISGUISE = new Set([...'?!&*"\'<{['].map((char) => char.charCodeAt(0)));

const KEY = /kind[ \t]*:/y;
const PLAIN_VALUE = /[ \t]+(?:"([\w.]+)"|'([\w.]+)'|([A-Za-z][\w.]*))(?:[ \t]+#[^\n]*)?[ \t]*\r?(?:\n|$)/y;
const ANY_VALUE = /kind\\*["']?[ \t\r\n]*:[ \t\r\n]*\\*["']?([\w.]+)?/y;
// A letter written as an escape, or a text broken over lines: any word may be hidden so.
const ESCAPED_LETTER = /\\(?:x[4-7]|u00[4-7]|U000000[4-7]|\r?\n)/;
const HIDDEN_KEY = /^[ \t]*(?:\?[ \t\r\n]|\*\S+[ \t]*:)/m;
const LONE_RETURN = /\r(?!\n)/;

// Kinds that hold text of any sort, or much of it, and never a pod.
const NEVER = new Set(
  (
    'ConfigMap Secret Service ServiceAccount Namespace Ingress CustomResourceDefinition Role RoleBinding ClusterRole ClusterRoleBinding ' +
    'PersistentVolume PersistentVolumeClaim StorageClass NetworkPolicy HorizontalPodAutoscaler PodDisruptionBudget ResourceQuota LimitRange ' +
    'PriorityClass Endpoints EndpointSlice ValidatingWebhookConfiguration MutatingWebhookConfiguration APIService PrometheusRule ServiceMonitor ' +
    'PodMonitor'
  ).split(' '),
);

/** Could a document with this text hold a workload, or something that looks like a pod? Tells `no` only where it is sure. */
export function mayHoldWorkload(text: string, extra: readonly WorkloadRow[] = []): boolean {
  BEFORE_ROOT.lastIndex = 0;
  BEFORE_ROOT.test(text);
  const root = BEFORE_ROOT.lastIndex;
  if (root >= text.length) return false;
  const isPlain = PLAIN_KEY.test(text.charAt(root)) && !(text.includes('\r') && LONE_RETURN.test(text));
  const kinds = (isPlain ? kindsAtMargin(text, root) : undefined) ?? kindsAnywhere(text);
  return kinds === 'unclear' || [...kinds].some((kind) => mayBeWorkload(kind, text, extra));
}

type Kinds = ReadonlySet<string> | 'unclear';

// The values of the keys `kind` at the first column; undefined where another line there may be a key in disguise.
function kindsAtMargin(text: string, root: number): Kinds | undefined {
  const found = new Set<string>();
  for (let line = root; line < text.length; line = nextLine(text, line)) {
    const first = text.charCodeAt(line);
    if (DISGUISE.has(first) || (first === 0x2d && text.startsWith('---', line))) return undefined;
    if (first !== 0x6b || !matchAt(KEY, text, line)) continue;
    const [, double, single, plain] = matchAt(PLAIN_VALUE, text, KEY.lastIndex) ?? [];
    const kind = double ?? single ?? plain;
    if (kind === undefined) return 'unclear';
    found.add(kind);
  }
  return found;
}

function nextLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end + 1;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

// The words after every `kind:` in the text, wherever it is.
function kindsAnywhere(text: string): Kinds {
  if (ESCAPED_LETTER.test(text) || HIDDEN_KEY.test(text)) return 'unclear';
  const found = new Set<string>();
  for (let at = text.indexOf('kind'); at >= 0; at = text.indexOf('kind', at + 4)) {
    const match = matchAt(ANY_VALUE, text, at);
    if (match && match[1] === undefined) return 'unclear';
    if (match?.[1] !== undefined) found.add(match[1]);
  }
  return found;
}

function mayBeWorkload(kind: string, text: string, extra: readonly WorkloadRow[]): boolean {
  if (groupsFor(kind, extra).some((group) => group === '' || text.includes(group))) return true;
  return /^[A-Z]/.test(kind) && !NEVER.has(kind) && text.includes('containers');
}

const knownGroups = new Map<string, readonly string[]>();

// Asked for every document of a stream, of which most have one of few kinds.
function groupsFor(kind: string, extra: readonly WorkloadRow[]): readonly string[] {
  const known = extra.length === 0 ? knownGroups.get(kind) : undefined;
  if (known) return known;
  const groups = [...groupsOf(kind, extra), ...groupsOfOtherShape(kind)];
  if (extra.length === 0 && knownGroups.size < 1000) knownGroups.set(kind, groups);
  return groups;
}
