// Knows Kubernetes' AdmissionReview: a pod in, a JSON patch out, over the same injectPod as the command line. Does not know a rule
// of injection, nor how reviews arrive (there is no server here).
import { InjectError } from '../errors.ts';
import type { InjectionConfig } from '../istio/config/injection-config.ts';
import { injectPod, type Outcome } from '../istio/inject-pod.ts';
import { type Finding, formatPath } from '../kubernetes/finding.ts';
import { getOwn, isMap, type JsonMap } from '../kubernetes/json.ts';
import { jsonPatch, type Operation } from '../kubernetes/json-patch.ts';
import { mergeKeyAt } from '../kubernetes/strategic-merge.ts';
import { findWorkloads, type Pod, type Workload } from '../kubernetes/workloads.ts';

/** What the API server is told. `patch` is base64 of a JSON patch, as the API has it. */
export interface AdmissionResponse {
  readonly uid: string;
  readonly allowed: boolean;
  readonly patchType?: 'JSONPatch';
  readonly patch?: string;
  readonly warnings?: readonly string[];
  readonly status?: {
    readonly status: 'Failure';
    readonly reason: 'Invalid';
    readonly code: 422;
    readonly message: string;
  };
}

/** A review with its answer, of the version that was asked. */
export interface AnsweredReview {
  readonly apiVersion: string;
  readonly kind: 'AdmissionReview';
  readonly response: AdmissionResponse;
}

/** Answers an AdmissionReview (admission.k8s.io/v1 or v1beta1, parsed JSON): a pod is injected, anything else is allowed as it is. */
export function reviewAdmission(review: unknown, config: InjectionConfig): AnsweredReview {
  const { apiVersion, request, uid } = readReview(review);
  const workload = podOf(request);
  const response = workload ? respond(request.object, workload, injectPod(workload, config)) : { allowed: true };
  return { apiVersion, kind: 'AdmissionReview', response: { uid, ...response } };
}

const VERSIONS = ['admission.k8s.io/v1', 'admission.k8s.io/v1beta1'];

function readReview(review: unknown): { apiVersion: string; request: JsonMap; uid: string } {
  const [apiVersion, kind, request] = isMap(review)
    ? ['apiVersion', 'kind', 'request'].map((key) => getOwn(review, key))
    : [];
  if (kind !== 'AdmissionReview' || typeof apiVersion !== 'string' || !VERSIONS.includes(apiVersion)) {
    throw new InjectError('input', `not an AdmissionReview of ${VERSIONS.join(' or ')}`);
  }
  const uid = isMap(request) ? getOwn(request, 'uid') : undefined;
  if (!isMap(request) || typeof uid !== 'string')
    throw new InjectError('input', 'the AdmissionReview has no request with a uid');
  return { apiVersion, request, uid };
}

/** The request's pod in the request's namespace; undefined where it is about something else (or there is no object, as in DELETE). */
function podOf(request: JsonMap): Workload | undefined {
  const [kind, object, subResource, namespace] = ['kind', 'object', 'subResource', 'namespace'].map((key) =>
    getOwn(request, key),
  );
  const isPod = isMap(kind) && getOwn(kind, 'kind') === 'Pod' && (getOwn(kind, 'group') ?? '') === '';
  if (!isPod || !isMap(object) || subResource) return undefined;
  const [workload] = findWorkloads({ ...object, apiVersion: 'v1', kind: 'Pod' });
  if (workload === undefined || workload.owner.metadata.namespace || typeof namespace !== 'string') return workload;
  return { ...workload, owner: { ...workload.owner, metadata: { ...workload.owner.metadata, namespace } } };
}

function respond(object: unknown, workload: Workload, outcome: Outcome): Omit<AdmissionResponse, 'uid'> {
  const findings = [...workload.findings, ...outcome.findings];
  const warnings = warningsOf(findings);
  switch (outcome.kind) {
    case 'injected':
      return { allowed: true, ...patchOf(object, outcome.pod), ...warnings };
    case 'skipped':
      return { allowed: true, ...warnings };
    case 'refused':
      return {
        allowed: false,
        status: { status: 'Failure', reason: 'Invalid', code: 422, message: messageOf(findings) },
        ...warnings,
      };
  }
}

/** The patch is against what was sent; of an object only its metadata and spec are the pod. */
function patchOf(object: unknown, after: Pod): Pick<AdmissionResponse, 'patch' | 'patchType'> {
  const { metadata, spec } = object as Record<string, unknown>;
  const operations = jsonPatch({ metadata, spec }, after, (path, item) => {
    const key = mergeKeyAt(path);
    const value = key !== undefined && isMap(item) ? getOwn(item, key) : undefined;
    return value === undefined ? undefined : String(value);
  });
  return operations.length === 0 ? {} : { patchType: 'JSONPatch', patch: base64(operations) };
}

function base64(operations: readonly Operation[]): string {
  return Buffer.from(JSON.stringify(operations)).toString('base64');
}

function warningsOf(findings: readonly Finding[]): Pick<AdmissionResponse, 'warnings'> {
  const warnings = findings
    .filter(({ severity }) => severity === 'warning')
    .map(({ path, message }) => `${formatPath(path)}: ${message}`);
  return warnings.length === 0 ? {} : { warnings };
}

function messageOf(findings: readonly Finding[]): string {
  const errors = findings.filter(({ severity }) => severity === 'error');
  return `podsplice: ${errors.map(({ path, message }) => `${formatPath(path)}: ${message}`).join('; ')}`;
}
