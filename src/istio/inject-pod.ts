// The engine, as an essay: a pod and a mesh's configuration in, the pod with its sidecar out, or the reason why not.
// Never sees text, files or the process; the same call serves the command line and the webhook.
import { InjectError, sourceWithCaret } from '../errors.ts';
import type { Finding } from '../kubernetes/finding.ts';
import type { Pod, Workload } from '../kubernetes/workloads.ts';
import { checkAnnotations, checkConfigSyntax, checkNames, checkOwner } from './annotations.ts';
import { cautionsAfter, cautionsFor } from './cautions.ts';
import type { InjectionConfig } from './config/injection-config.ts';
import { type Reason, reasonToSkip } from './decide.ts';
import { finish } from './finish.ts';
import { mergeOverlays } from './merge-overlays.ts';
import { ownerOf } from './pod-owner.ts';
import { renderOverlays } from './render-overlays.ts';
import { STATUS_ANNOTATION } from './sidecar.ts';
import { readStart, type Start, viewOf } from './start.ts';

/** What became of a pod. */
export type Outcome =
  | ({ readonly kind: 'injected'; readonly pod: Pod; readonly findings: readonly Finding[] } & Undone)
  | { readonly kind: 'skipped'; readonly reason: Reason; readonly findings: readonly Finding[] }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

/** What was undone first: the release of an earlier injection, and what a CronJob's job template had of it. */
type Undone = Pick<Start, 'previous' | 'job'>;

/** The pod of a workload with its sidecar, or why it has none. Throws nothing that the manifest or the configuration can cause. */
export function injectPod(workload: Workload, config: InjectionConfig): Outcome {
  if (workload.findings.some(isError)) return { kind: 'refused', findings: [] };
  const start = readStart(workload, config); // an earlier injection undone
  const reason = reasonToSkip(workload.owner, start.pod, config);
  const notes = [...checkNames(start.pod), ...checkOwner(workload)];
  if (reason) return skip(start, reason, notes, config);
  const findings = [...start.findings, ...notes, ...cautionsFor(start.pod), ...checkAnnotations(start.pod, config)];
  if (findings.some(isError)) return { kind: 'refused', findings };
  try {
    return inject(workload, start, findings, config);
  } catch (error) {
    if (error instanceof InjectError) return { kind: 'refused', findings: [...findings, findingOf(error)] };
    throw error;
  }
}

function inject({ owner }: Workload, start: Start, notes: readonly Finding[], config: InjectionConfig): Outcome {
  const overlays = renderOverlays(ownerOf(owner, config.behaviours), viewOf(start, config), config);
  const merged = mergeOverlays(start, overlays, config);
  const pod = finish(merged.pod, start, merged.names, config);
  const { previous, job } = start;
  return {
    kind: 'injected',
    pod,
    findings: [...notes, ...merged.findings, ...cautionsAfter(merged.pod, config)],
    ...(previous === undefined ? {} : { previous }),
    ...(job === undefined ? {} : { job }),
  };
}

function skip(start: Start, reason: Reason, notes: readonly Finding[], config: InjectionConfig): Outcome {
  if (config.compat) {
    const stops = STOPS_BEFORE_CONFIG.has(reason) ? [] : checkConfigSyntax(start.pod, config);
    return stops.length > 0 ? { kind: 'refused', findings: stops } : { kind: 'skipped', reason, findings: notes };
  }
  const warnings = checkAnnotations(start.pod, config).map((finding): Finding => ({ ...finding, severity: 'warning' }));
  const leftover = start.previous === undefined ? [] : [STILL_INJECTED];
  return { kind: 'skipped', reason, findings: [...notes, ...warnings, ...leftover] };
}

// The reference decides these before it reads the pod's own ProxyConfig.
const STOPS_BEFORE_CONFIG: ReadonlySet<Reason> = new Set<Reason>(['hostNetwork', 'injectedBefore']);

const STILL_INJECTED: Finding = {
  severity: 'warning',
  code: 'still-injected',
  path: ['metadata', 'annotations', STATUS_ANNOTATION],
  message: 'the pod still has the sidecar of an earlier injection',
  hint: '`podsplice uninject` takes it out',
};

function isError({ severity }: Finding): boolean {
  return severity === 'error';
}

function findingOf(error: InjectError): Finding {
  const { code, message } = error;
  const hint = error.hint ?? placeInTemplate(error);
  return { severity: 'error', code, path: [], message, ...(hint === undefined ? {} : { hint }) };
}

/** A finding's path leads into the manifest; where a template is at fault, its own line is shown beside. */
function placeInTemplate({ code, where }: InjectError): string | undefined {
  if (code !== 'template' || where?.source === undefined) return undefined;
  return [
    `in ${where.file ?? 'the template'}, line ${where.line}:`,
    ...sourceWithCaret(where.source, where.column),
  ].join('\n');
}
