// Captured configuration as people have it, written for these tests.

/** An injection config with everything that one can have. */
export const injectorConfig = `policy: enabled
alwaysInjectSelector:
  - matchLabels:
      always: "yes"
neverInjectSelector:
  []
injectedAnnotations:
  example.com/injected: "true"
defaultTemplates: [sidecar, extra]
aliases:
  both: [sidecar, extra]
template: "{{ Template_Version_And_Istio_Version_Mismatched_Check_Installation }}"
templates:
  sidecar: |
    metadata:
      labels:
        revision: {{ .Revision }}
    spec:
      containers:
      - name: istio-proxy
        image: example.com/proxyv2:1.20.3
  extra: |
    metadata:
      annotations: {a: "{{ .Values.global.hub }}"}
`;

/** Values as the ConfigMap has them: JSON. */
export const valuesJson = `{
  "global": { "hub": "example.com/mesh", "tag": "1.20.3", "proxy": { "statusPort": 15020 } },
  "revision": ""
}`;

/** A mesh file. */
export const meshFile = `defaultConfig:
  discoveryAddress: istiod.mesh.svc:15012
  holdApplicationUntilProxyStarts: true
trustDomain: corp.test
`;

/** The ConfigMap of the injector, as `kubectl get cm -o yaml` prints it. */
export function injectorMap(revision = '', config = injectorConfig, values = valuesJson): string {
  return `apiVersion: v1
data:
  config: |-
${indent(config.trimEnd(), 4)}
  values: |-
${indent(values, 4)}
kind: ConfigMap
metadata:
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: |
      {"apiVersion":"v1","kind":"ConfigMap"}
  creationTimestamp: "2024-05-01T10:00:00Z"
  labels:
    istio.io/rev: ${revision || 'default'}
    release: istio
  managedFields:
  - apiVersion: v1
    fieldsType: FieldsV1
    fieldsV1:
      f:data:
        .: {}
        f:config: {}
    manager: istio-operator
    operation: Apply
  name: istio-sidecar-injector${revision && `-${revision}`}
  namespace: istio-system
  resourceVersion: "1234"
  uid: 5f0c1a52-0000-4000-8000-000000000000
`;
}

/** The ConfigMap of the mesh config. */
export function meshMap(revision = '', mesh = meshFile): string {
  return `apiVersion: v1
data:
  mesh: |-
${indent(mesh.trimEnd(), 4)}
  meshNetworks: 'networks: {}'
kind: ConfigMap
metadata:
  labels:
    istio.io/rev: ${revision || 'default'}
  name: istio${revision && `-${revision}`}
  namespace: istio-system
`;
}

/** What else the output of an installation has: objects without configuration that look a little like it. */
export const otherObjects = `apiVersion: v1
kind: ServiceAccount
metadata:
  name: istiod
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: istiooperators.install.istio.io
spec:
  names:
    kind: IstioOperator
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: istio-ca-root-cert
data:
  root-cert.pem: x
---
# Source: istiod/templates/mutatingwebhook.yaml
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata:
  name: istio-sidecar-injector
`;

/** Lines further to the right; empty ones stay empty. */
export function indent(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(by));
}
