// Knows which image a proxy runs, unless a full name is given elsewhere: hub, name, tag and image type. Does not know templates.
import { getOwn, isMap, type JsonMap, printGo } from '../kubernetes/json.ts';
import type { Pod } from '../kubernetes/workloads.ts';
import type { InjectionConfig } from './config/injection-config.ts';
import { meshOf } from './pod-mesh.ts';

/** `hub/name:tag` from the values, with the image type in the tag. */
export function proxyImage(pod: Pod, config: InjectionConfig): string {
  const global = mapAt(config.values, 'global');
  const name = textAt(mapAt(global, 'proxy'), 'image') || 'proxyv2';
  const type = imageType(pod, config, textAt(global, 'variant'));
  return `${textAt(global, 'hub')}/${name}:${withType(textAt(global, 'tag'), type)}`;
}

// The pod's annotation before the ProxyConfig before the values; to name the empty type is to name one.
function imageType(pod: Pod, config: InjectionConfig, variant: string): string {
  const annotation = pod.metadata.annotations?.['sidecar.istio.io/proxyImageType'];
  if (annotation !== undefined) return annotation;
  const { image } = meshOf(pod, config).defaultConfig;
  if (isMap(image)) return textAt(image, 'imageType');
  return config.behaviours.variantInImage ? variant : '';
}

const DEFAULT_TYPE = 'default';

function withType(tag: string, type: string): string {
  if (type === '') return tag;
  const bare = tag.replace(/-(?:distroless|debug)$/, '');
  return type === DEFAULT_TYPE ? bare : `${bare}-${type}`;
}

function mapAt(map: JsonMap, key: string): JsonMap {
  const value = getOwn(map, key);
  return isMap(value) ? value : {};
}

function textAt(map: JsonMap, key: string): string {
  const value = getOwn(map, key);
  return value === undefined || value === null ? '' : printGo(value);
}
