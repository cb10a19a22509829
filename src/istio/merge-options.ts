// Knows which of Kubernetes' ways to merge a release of Istio was built with.
import type { MergeOptions } from '../kubernetes/strategic-merge.ts';
import type { InjectionConfig } from './config/injection-config.ts';

/** How a template is merged into a pod at this release. */
export function mergeOptionsOf({ behaviours }: InjectionConfig): MergeOptions {
  return {
    nestedNulls: behaviours.dropsNestedNulls ? 'dropped' : 'kept',
    nestedMarkers: behaviours.dropsMergeMarkers ? 'obeyed' : 'kept',
  };
}
