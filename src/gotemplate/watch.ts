// Knows what is read of data while a template runs, so that the same readings later tell the same text. Does not know templates.

/** A question to watched data: what stands at a path below a root, whether a key is there, or which keys there are. */
export interface Question {
  readonly kind: 'value' | 'has' | 'keys';
  readonly root: number;
  readonly path: readonly string[];
}

/** Takes a question and its answer; the answer is one that can be compared by identity. */
type Witness = (question: Question, answer: unknown) => void;

/** Data under watch: its roots, and who is told of what is read. */
export interface Watch {
  readonly roots: readonly object[];
  readonly witnesses: Witness[];
  /** Whether anything was written into the data: then nothing of it can be relied on. */
  isSpoilt: boolean;
}

/** Nothing under watch yet. */
export function newWatch(): Watch & { readonly see: <T extends object>(root: T) => T } {
  const roots: object[] = [];
  const watch: Watch = { roots, witnesses: [], isSpoilt: false };
  return Object.assign(watch, {
    see: <T extends object>(root: T): T => {
      roots.push(root);
      return watched(watch, root, roots.length - 1, []) as T;
    },
  });
}

/** The answer to a question now. */
export function answer({ roots }: Watch, { kind, root, path }: Question): unknown {
  let at: unknown = roots[root];
  const last = kind === 'keys' ? path.length : path.length - 1;
  for (let step = 0; step < last; step++) {
    if (typeof at !== 'object' || at === null) return ABSENT;
    at = own(at, path[step]!);
  }
  if (typeof at !== 'object' || at === null) return ABSENT;
  if (kind === 'keys') return keyText(at);
  if (kind === 'has') return Object.hasOwn(at, path[last]!);
  return Object.hasOwn(at, path[last]!) ? comparable(own(at, path[last]!)) : ABSENT;
}

/** Where a watched object stands, as an answer; undefined for any other value. */
export function placeOf(value: unknown): symbol | undefined {
  return typeof value === 'object' && value !== null ? places.get(value) : undefined;
}

const places = new WeakMap<object, symbol>();

const ABSENT: unique symbol = Symbol('absent');
const MAP: unique symbol = Symbol('a map');
const LIST: unique symbol = Symbol('a list');

function own(holder: object, key: string): unknown {
  return (holder as Record<string, unknown>)[key];
}

function comparable(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? LIST : MAP;
}

function keyText(value: object): string {
  return Object.keys(value).join('\0');
}

/** A view of the object that tells of each reading; the same view each time. */
function watched(watch: Watch, target: object, root: number, path: readonly string[]): object {
  const views = new Map<string, object>();
  const tell = (kind: Question['kind'], at: readonly string[], given: unknown): void => {
    for (const witness of watch.witnesses) witness({ kind, root, path: at }, given);
  };
  const read = (key: string): unknown => {
    const value = own(target, key);
    if (!Object.hasOwn(target, key)) {
      if (typeof value !== 'function') tell('value', [...path, key], ABSENT);
      return value;
    }
    if (watch.witnesses.length > 0) tell('value', [...path, key], comparable(value));
    if (typeof value !== 'object' || value === null) return value;
    const view = views.get(key) ?? watched(watch, value, root, [...path, key]);
    views.set(key, view);
    return view;
  };
  const view = new Proxy(Array.isArray(target) ? [] : {}, {
    get: (_, key) => (typeof key === 'string' ? read(key) : Reflect.get(target, key)),
    has: (_, key) => {
      if (typeof key === 'string') tell('has', [...path, key], Object.hasOwn(target, key));
      return Reflect.has(target, key);
    },
    getOwnPropertyDescriptor: (_, key) => {
      if (typeof key === 'string' && key !== 'length') tell('has', [...path, key], Object.hasOwn(target, key));
      const found = Reflect.getOwnPropertyDescriptor(target, key);
      if (!found || typeof key !== 'string') return found;
      return { ...found, value: read(key), writable: true, configurable: !Array.isArray(target) || key !== 'length' };
    },
    ownKeys: () => {
      tell('keys', path, keyText(target));
      return Reflect.ownKeys(target);
    },
    set: (_, key, value) => {
      watch.isSpoilt = true;
      return Reflect.set(target, key, value);
    },
    deleteProperty: (_, key) => {
      watch.isSpoilt = true;
      return Reflect.deleteProperty(target, key);
    },
    defineProperty: (_, key, descriptor) => {
      watch.isSpoilt = true;
      return Reflect.defineProperty(target, key, descriptor);
    },
  });
  places.set(view, Symbol.for(`podsplice ${root} ${JSON.stringify(path)}`));
  return view;
}
