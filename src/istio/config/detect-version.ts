// Knows where a captured configuration says which Istio release it is of. Does not know which releases there are.
import type { Chosen } from './choose-pieces.ts';
import { type ConfigText, valueAt } from './config-text.ts';

/** A version that was found, and where. */
export interface Detected {
  readonly version: string;
  readonly origin: string;
}

/** The release of a captured configuration, if it can be told: from a bundle, an image tag, a label, or an image in a template. */
export function detectVersion(chosen: Chosen, valuesFile: ConfigText | undefined): Detected | undefined {
  const { bundle, partial, values, operator, injector, version } = chosen;
  const places: readonly (readonly [ConfigText | undefined, ...(readonly (string | number)[])])[] = [
    [bundle, 'version'],
    [partial, 'global', 'tag'],
    [values, 'global', 'tag'],
    [valuesFile, 'global', 'tag'],
    [operator, 'spec', 'tag'],
    [operator, 'spec', 'values', 'global', 'tag'],
  ];
  for (const [text, ...path] of places) {
    const found = text && versionIn(valueAt(text.value, path));
    if (found !== undefined) return { version: found, origin: `${path.join('.')} of ${text?.name}` };
  }
  if (version !== undefined) return { version, origin: `a label of ${injector?.name ?? 'a ConfigMap'}` };
  const templates = JSON.stringify(valueAt(injector?.value, ['templates']) ?? '');
  const image = /\/(?:proxyv2|install-cni|pilot):v?(1\.\d+\.\d+)/.exec(templates)?.[1];
  return image === undefined ? undefined : { version: image, origin: `an image of ${injector?.name}` };
}

function versionIn(tag: unknown): string | undefined {
  return typeof tag === 'string' ? /^v?(1\.\d+(?:\.\d+)?)(?![\d.])/.exec(tag)?.[1] : undefined;
}
