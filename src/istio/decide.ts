// Knows when a pod gets no sidecar, and says why. Does not know what a sidecar is, nor where a skipped pod goes.
import { type LabelSelector, matchesSelector } from '../kubernetes/selectors.ts';
import type { Owner, Pod } from '../kubernetes/workloads.ts';
import type { InjectionConfig } from './config/injection-config.ts';
import { SIDECAR, STATUS_ANNOTATION } from './sidecar.ts';

/** The name of a reason; `reasons` has its sentence. */
export type Reason =
  | 'hostNetwork'
  | 'injectedBefore'
  | 'systemNamespace'
  | 'label'
  | 'annotation'
  | 'neverSelected'
  | 'policyDisabled'
  | 'policyUnknown';

/** A reason in words. */
interface Sentence {
  readonly sentence: string;
  readonly asked: boolean;
}

/** Why a pod is left alone, as the report says it. `asked`: it was the pod's own wish. */
export const reasons: Readonly<Record<Reason, Sentence>> = {
  hostNetwork: { sentence: 'host networking is on', asked: false },
  injectedBefore: { sentence: 'it has a sidecar already', asked: false },
  systemNamespace: { sentence: 'its namespace belongs to Kubernetes itself', asked: false },
  label: { sentence: 'its label sidecar.istio.io/inject says no', asked: true },
  annotation: { sentence: 'its annotation sidecar.istio.io/inject says no', asked: true },
  neverSelected: { sentence: 'a neverInjectSelector of the injection config matches it', asked: false },
  policyDisabled: {
    sentence: 'the injection policy is "disabled" and the pod does not ask for a sidecar',
    asked: false,
  },
  policyUnknown: { sentence: 'the injection policy is neither "enabled" nor "disabled"', asked: false },
};

/** The label or annotation by which a pod asks for a sidecar, or asks for none. */
export const INJECT = 'sidecar.istio.io/inject';

/** Why this pod gets no sidecar; undefined when it gets one. */
export function reasonToSkip(owner: Owner, pod: Pod, config: InjectionConfig): Reason | undefined {
  if (pod.spec.hostNetwork === true) return 'hostNetwork';
  if (config.compat && config.behaviours.skipsInjectedPods && isInjected(pod)) return 'injectedBefore';
  if (SYSTEM_NAMESPACES.has(namespaceOf(owner, pod, config))) return 'systemNamespace';
  return reasonByChoice(pod, config);
}

const SYSTEM_NAMESPACES = new Set(['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage']);

// The reference looks at the pod template's namespace, which a workload hardly ever has (deviation `ownNamespace`).
function namespaceOf(owner: Owner, pod: Pod, config: InjectionConfig): string {
  const own = pod.metadata.namespace ?? '';
  return own !== '' || config.compat ? own : (owner.metadata.namespace ?? '');
}

function isInjected(pod: Pod): boolean {
  const containers = pod.spec.containers ?? [];
  const hasSidecar = containers.length > 1 && containers.some((container) => container?.name === SIDECAR);
  return hasSidecar && pod.metadata.annotations?.[STATUS_ANNOTATION] !== undefined;
}

function reasonByChoice(pod: Pod, config: InjectionConfig): Reason | undefined {
  const { choice, reason } = choiceOf(pod, config);
  switch (config.policy) {
    case 'enabled':
      return choice === 'no' ? reason : undefined;
    case 'disabled':
      return choice === 'yes' ? undefined : (reason ?? 'policyDisabled');
    default:
      return 'policyUnknown';
  }
}

interface Choice {
  readonly choice: 'yes' | 'no' | 'default';
  readonly reason?: Reason;
}

function choiceOf(pod: Pod, config: InjectionConfig): Choice {
  const label = pod.metadata.labels?.[INJECT];
  const word = label ?? pod.metadata.annotations?.[INJECT] ?? '';
  const choice = classify(word, config.behaviours.strictInjectWords);
  if (choice === 'default') return choiceBySelectors(pod, config);
  return choice === 'no' ? { choice, reason: label === undefined ? 'annotation' : 'label' } : { choice };
}

/** What a value of `sidecar.istio.io/inject` asks for. `strict`: only `true` and `false` are words, others ask for nothing. */
export function classify(word: string, strict: boolean): 'yes' | 'no' | 'default' {
  if (word === 'false') return 'no';
  if (strict) return word === 'true' ? 'yes' : 'default';
  if (word === '') return 'default';
  return YES_WORDS.has(word.toLowerCase()) ? 'yes' : 'no';
}

const YES_WORDS = new Set(['y', 'yes', 'true', 'on']);

function choiceBySelectors(pod: Pod, config: InjectionConfig): Choice {
  const labels = pod.metadata.labels ?? {};
  const isSelected = (selector: LabelSelector): boolean => hasTerms(selector) && matchesSelector(selector, labels);
  if (config.neverInjectSelector.some(isSelected)) return { choice: 'no', reason: 'neverSelected' };
  return config.alwaysInjectSelector.some(isSelected) ? { choice: 'yes' } : { choice: 'default' };
}

// A selector without terms would match everything; here it stands for nothing.
function hasTerms({ matchLabels, matchExpressions }: LabelSelector): boolean {
  return Object.keys(matchLabels ?? {}).length > 0 || (matchExpressions ?? []).length > 0;
}
