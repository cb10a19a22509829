// The public API of podsplice. Re-exports only.
export {
  type ErrorCode,
  formatError,
  InjectError,
  type Where,
} from './errors.ts';
export { type InjectOptions, inject, injectText } from './inject.ts';
export type { InjectionConfig } from './istio/config/injection-config.ts';
export {
  type ConfigSources,
  loadConfig,
  type NamedText,
} from './istio/config/load.ts';
export {
  createReport,
  formatReport,
  hasFailed,
  type Report,
  type ReportedFinding,
  reportAsJson,
  type WorkloadEntry,
} from './report.ts';
export { type Chunks, parseWorkloadRow, type WorkloadRow } from './rewrite.ts';
export { uninject, uninjectText } from './uninject.ts';
export {
  type AdmissionResponse,
  type AnsweredReview,
  reviewAdmission,
} from './webhook/admission.ts';
