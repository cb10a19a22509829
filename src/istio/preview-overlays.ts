// Knows what a person sees who debugs a template: the text it renders for a pod, and the data it renders with. Does not merge.
import { goJSON } from '../gotemplate/index.ts';
import type { Workload } from '../kubernetes/workloads.ts';
import type { InjectionConfig } from './config/injection-config.ts';
import { ownerOf } from './pod-owner.ts';
import { renderTexts } from './render-overlays.ts';
import { readStart, viewOf } from './start.ts';
import { templateData } from './template-data.ts';

/** A template and the text it renders for a pod. */
export interface Preview {
  readonly template: string;
  readonly text: string;
}

/** What the pod's templates render, in their order. */
export function previewOverlays(workload: Workload, config: InjectionConfig): readonly Preview[] {
  const { owner, pod } = seenBy(workload, config);
  return renderTexts(owner, pod, config);
}

/** What the templates see, as the JSON that Go would make of it. */
export function previewData(workload: Workload, config: InjectionConfig): unknown {
  return JSON.parse(goJSON(templateData({ ...seenBy(workload, config), config })));
}

function seenBy(workload: Workload, config: InjectionConfig): Pick<Workload, 'owner' | 'pod'> {
  return { owner: ownerOf(workload.owner, config.behaviours), pod: viewOf(readStart(workload, config), config) };
}
