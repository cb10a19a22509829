// Knows how everything that was given adds up to one injection config. Does not know where files are, nor what a pod is.
//
// What counts, the later over the earlier:
//   version    the newest < what a captured configuration says < --istio-version
//   revision   IstioOperator < bundle < name of the ConfigMap < --revision, which also picks among several
//   templates  the release's own < --config < --injectConfigFile
//   rules      policy, defaultTemplates, aliases, selectors, injectedAnnotations: of --config alone
//   values     the release's own, or those in --config instead < partial ones in --config < --valuesFile < IstioOperator < --set
//   mesh       the release's own, or that in --config instead < --meshConfigFile < IstioOperator < --set meshConfig.…
// With --injectConfigFile, as with istioctl, --valuesFile and --meshConfigFile are the whole truth: nothing lies under them.
import { InjectError } from '../../errors.ts';
import { behavioursOf } from '../behaviours.ts';
import type { LoadedConfig } from './injection-config.ts';
import { loadMesh } from './load-mesh.ts';
import { loadRules } from './load-rules.ts';
import { loadValues } from './load-values.ts';
import { type ConfigSources, startLoading } from './loading.ts';

export type { NamedText } from './config-text.ts';
export type { ConfigSources } from './loading.ts';

/** The injection config that the sources add up to; InjectError('config' or 'usage') says what is wrong with them, and where. */
export function loadConfig(sources: ConfigSources = {}): LoadedConfig {
  checkWords(sources);
  const loading = startLoading(sources);
  const values = loadValues(loading);
  const { release, revision, warnings, origins } = loading;
  return {
    version: release.version,
    behaviours: behavioursOf(release.version),
    ...loadRules(loading, values),
    meshConfig: loadMesh(loading),
    values: { ...values },
    revision,
    ...(sources.namespace === undefined ? {} : { namespace: sources.namespace }),
    compat: sources.compat ?? false,
    environment: sources.environment ?? {},
    ...(sources.templateLimit === undefined ? {} : { templateLimit: sources.templateLimit }),
    nativeSidecars: sources.nativeSidecars ?? 'auto',
    ...(sources.kubernetesVersion === undefined ? {} : { kubernetesVersion: sources.kubernetesVersion }),
    warnings,
    origins,
  };
}

function checkWords({ kubernetesVersion, templateLimit }: ConfigSources): void {
  if (kubernetesVersion !== undefined && !/^v?\d+\.\d+/.test(kubernetesVersion)) {
    throw new InjectError('usage', `${JSON.stringify(kubernetesVersion)} is no version of Kubernetes`, {
      hint: 'Write it as kubectl version tells it: 1.29 or v1.29.3.',
    });
  }
  if (templateLimit !== undefined && !(Number.isSafeInteger(templateLimit) && templateLimit > 0))
    throw new InjectError('usage', `the limit of a template must be a whole number above 0, not ${templateLimit}`);
}
