// Knows how a template sees the Kubernetes parts of its data: the structs of src/kubernetes/pod-types.ts as Go types of the
// template language, with the methods that templates call. Does not know the rest of the data.
import { type GoField, type GoMethod, type GoType, goPrint } from '../gotemplate/index.ts';
import { OBJECT_META_GETTERS, type PodType, podTypeOf } from '../kubernetes/pod-types.ts';
import { goJson } from './go-json.ts';

/** The Go type written so: `ObjectMeta`, `PodSpec`, `[]Container`. */
export function podGoType(text: string): GoType {
  return goTypeOf(podTypeOf(text));
}

const seen = new Map<PodType, GoType>();

function goTypeOf(type: PodType): GoType {
  const known = seen.get(type);
  if (known) return known;
  const made = build(type);
  seen.set(type, made);
  return made;
}

function build(type: PodType): GoType {
  if (type.reads !== undefined) return READERS[type.reads](type);
  const { kind, name, elem, key } = type;
  return {
    kind,
    ...(name === undefined ? {} : { name }),
    ...(elem === undefined ? {} : { elem: goTypeOf(elem) }),
    ...(key === undefined ? {} : { key: goTypeOf(key) }),
    ...(type.fields === undefined ? {} : { fields: fieldsOf(type) }),
    ...(name === 'v1.ObjectMeta' ? { methods: getters(type) } : {}),
  };
}

function fieldsOf(type: PodType): GoField[] {
  return (type.fields ?? []).map(({ type: of, ...field }) => ({ ...field, type: goTypeOf(of) }));
}

function getters(type: PodType): Record<string, GoMethod> {
  const entries = Object.entries(OBJECT_META_GETTERS).map(([name, of]): [string, GoMethod] => {
    const field = fieldsOf(type).find((each) => each.name === of);
    const call = (meta: Record<string, unknown> | null): unknown => meta?.[field?.json ?? of];
    return [name, { result: field?.type ?? 'any', pointer: true, call }];
  });
  return Object.fromEntries(entries);
}

/** What a value of a self-reading type holds: the JSON that it came from. */
interface Held {
  readonly json: unknown;
}

type Reader = (type: PodType) => GoType;

/** The types that read their JSON themselves: it is kept, and printed as it is. */
const READERS: Readonly<Record<NonNullable<PodType['reads']>, Reader>> = {
  quantity: ({ name }) => holding(name, [], (json) => ({ json: String(json) })),
  time: ({ name }) => holding(name, [], (json) => ({ json })),
  anything: ({ name }) => holding(name, [], (json) => ({ json })),
  intOrString: (type) =>
    holding(type.name, fieldsOf(type), (json) =>
      typeof json === 'string' ? { json, Type: 1, StrVal: json } : { json, Type: 0, IntVal: json },
    ),
};

function holding(name: string | undefined, fields: readonly GoField[], read: (json: unknown) => Held): GoType {
  return {
    kind: 'struct',
    ...(name === undefined ? {} : { name }),
    fields,
    read: (json) => (json === undefined || json === null ? undefined : read(json)),
    methods: {
      String: { result: STRING, call: (held: Partial<Held>) => goPrint(held.json ?? '') },
      MarshalJSON: { result: STRING, call: (held: Partial<Held>) => goJson(held.json ?? null) },
    },
  };
}

const STRING: GoType = { kind: 'string' };
