// Law 4, two doors: the webhook's patch applied to a pod gives the pod in the command's output, over every manifest at hand.
import { applyPatch } from 'rfc6902';
import { describe, expect, test } from 'vitest';
import { injectText } from '../../src/inject.ts';
import type { InjectionConfig } from '../../src/istio/config/injection-config.ts';
import { loadConfig } from '../../src/istio/config/load.ts';
import { findWorkloads, type Pod } from '../../src/kubernetes/workloads.ts';
import { reviewAdmission } from '../../src/webhook/admission.ts';
import { manifestsAt, valuesIn } from '../manifests.ts';

const APP = {
  metadata: { name: 'app', labels: { app: 'web' } },
  spec: { containers: [{ name: 'app', image: 'web:1' }] },
};

describe('law 4, two doors', () => {
  for (const version of ['1.13.1', '1.30.3']) {
    test(`the patched pod is the pod of the command's output (${version})`, async () => {
      for (const { name, text, config } of manifestsAt(version)) {
        for (const pod of podsIn(text)) expect(patched(pod, config), name).toEqual(await injected(pod, config));
      }
    });
  }
});

test('a review is answered in its own version, with its uid', () => {
  for (const apiVersion of ['admission.k8s.io/v1', 'admission.k8s.io/v1beta1']) {
    const { response, ...review } = reviewAdmission(reviewOf(APP, { apiVersion }), loadConfig({}));
    expect(review).toEqual({ apiVersion, kind: 'AdmissionReview' });
    expect(response).toMatchObject({ uid: 'u-1', allowed: true, patchType: 'JSONPatch' });
  }
});

test('what is no pod, or is not there, is allowed as it is', () => {
  const config = loadConfig({});
  const service = reviewOf(APP, { request: { kind: { group: '', version: 'v1', kind: 'Service' } } });
  const deletion = reviewOf(APP, { request: { operation: 'DELETE', object: null } });
  const subResource = reviewOf(APP, { request: { subResource: 'ephemeralcontainers' } });
  for (const review of [service, deletion, subResource])
    expect(reviewAdmission(review, config).response).toEqual({ uid: 'u-1', allowed: true });
});

test('a pod that wants no sidecar is allowed without a patch', () => {
  const pod = { ...APP, metadata: { ...APP.metadata, labels: { 'sidecar.istio.io/inject': 'false' } } };
  expect(reviewAdmission(reviewOf(pod), loadConfig({})).response).toEqual({ uid: 'u-1', allowed: true });
});

test("a pod with no namespace is in the request's: one of Kubernetes' own is left alone", () => {
  const inNamespace = (namespace: string) =>
    reviewAdmission(reviewOf(APP, { request: { namespace } }), loadConfig({})).response;
  expect(inNamespace('kube-system').patch).toBeUndefined();
  expect(inNamespace('default').patch).toBeDefined();
});

test('a pod that cannot be injected is refused, with every reason', () => {
  const annotations = { 'sidecar.istio.io/proxyCPU': 'much', 'traffic.sidecar.istio.io/includeInboundPorts': 'http' };
  const { response } = reviewAdmission(
    reviewOf({ ...APP, metadata: { ...APP.metadata, annotations } }),
    loadConfig({}),
  );
  expect(response).toMatchObject({ allowed: false, status: { status: 'Failure', reason: 'Invalid', code: 422 } });
  expect(response.status?.message).toContain('includeInboundPorts');
  expect(response.patch).toBeUndefined();
});

test.each([
  undefined,
  {},
  { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' },
  { apiVersion: 'v1', kind: 'AdmissionReview', request: { uid: '1' } },
])('what is no review is refused: %j', (review) => {
  expect(() => reviewAdmission(review, loadConfig({}))).toThrow(/AdmissionReview/);
});

/** The pods that a controller would make of a manifest's workloads, as the API server sends them: no owner but itself. */
function podsIn(text: string): Pod[] {
  const workloads = valuesIn(text).flatMap((value) => findWorkloads(value));
  return workloads.filter(({ findings }) => findings.length === 0).map(({ pod }) => structuredClone(pod));
}

function patched(pod: Pod, config: InjectionConfig): Pod {
  const { response } = reviewAdmission(reviewOf(pod), config);
  const result = structuredClone(pod);
  const operations = response.patch === undefined ? [] : JSON.parse(Buffer.from(response.patch, 'base64').toString());
  for (const failure of applyPatch(result, operations)) expect(failure).toBeNull();
  return result;
}

async function injected({ metadata, spec }: Pod, config: InjectionConfig): Promise<Pod> {
  const { text } = await injectText(JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata, spec }), {
    ...config,
    namespace: 'shop',
  });
  const output = JSON.parse(text) as Pod;
  return { metadata: output.metadata, spec: output.spec };
}

interface Changes {
  readonly apiVersion?: string;
  readonly request?: object;
}

function reviewOf(
  { metadata, spec }: Pod,
  { apiVersion = 'admission.k8s.io/v1', request = {} }: Changes = {},
): unknown {
  const object = { apiVersion: 'v1', kind: 'Pod', metadata, spec };
  const kind = { group: '', version: 'v1', kind: 'Pod' };
  return {
    apiVersion,
    kind: 'AdmissionReview',
    request: { uid: 'u-1', kind, namespace: 'shop', operation: 'CREATE', object, ...request },
  };
}
