// Knows how a network is added to those that the annotation k8s.v1.cni.cncf.io/networks lists. Does not know when.
import { isMap } from '../kubernetes/json.ts';

/** The list with the network: a JSON list or names with commas, as it was. `splits`: `namespace/name` is two words in JSON. */
export function appendNetwork(existing: string, network: string, splits: boolean): string {
  if (existing === '') return network;
  if (existing.includes(']')) return appendToJson(existing, network, splits);
  const names = existing.split(',').map((name) => name.trim());
  return names.includes(network) ? existing : `${existing}, ${network}`;
}

function appendToJson(existing: string, network: string, splits: boolean): string {
  const listed = readList(existing);
  const slash = splits ? network.indexOf('/') : -1;
  const name = network.slice(slash + 1);
  const namespace = network.slice(0, Math.max(slash, 0));
  const isListed = (item: unknown): boolean =>
    isMap(item) && item.name === name && (!splits || (item.namespace ?? '') === namespace);
  if (listed === undefined || listed.some(isListed)) return existing;
  const end = existing.lastIndexOf(']');
  const place = namespace === '' ? '' : `, "namespace": "${namespace}"`;
  return `${existing.slice(0, end)}, {"name": "${name}"${place}}${existing.slice(end)}`;
}

function readList(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((item) => item === null || isMap(item)) ? value : undefined;
  } catch {
    return undefined;
  }
}
