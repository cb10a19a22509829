// Knows the volumes that Istio's own templates bring, at any release: only to tell them from a user's of the same name.
import type { JsonMap } from '../kubernetes/json.ts';

/** Stands for whatever there is. */
export const ANYTHING = true;

/** Volume name to the sources that templates give it, as far as they are always the same. */
export const INJECTED_VOLUMES: Readonly<Record<string, JsonMap>> = {
  'workload-socket': { emptyDir: {} },
  'credential-socket': { emptyDir: {} },
  'workload-certs': { emptyDir: {} },
  'gke-workload-certificate': { csi: ANYTHING },
  'custom-bootstrap-volume': { configMap: ANYTHING },
  'istio-envoy': { emptyDir: { medium: 'Memory' } },
  'istio-xds': { emptyDir: { medium: 'Memory' } },
  'istio-data': { emptyDir: {} },
  'istio-podinfo': { downwardAPI: ANYTHING },
  'istio-token': { projected: ANYTHING },
  'istiod-ca-cert': { configMap: ANYTHING, projected: ANYTHING },
  'istio-ca-crl': { configMap: ANYTHING },
  'kube-ca-cert': { configMap: ANYTHING },
  'istio-certs': { secret: ANYTHING },
  'lightstep-certs': { secret: ANYTHING },
  'grpc-io-proxyless-bootstrap': { emptyDir: {} },
};
