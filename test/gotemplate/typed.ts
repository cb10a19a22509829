// The oracle's Go types as data, and what random templates may ask of them.
import {
  ANY,
  BOOL,
  BYTES,
  DICT,
  FLOAT32,
  type GoType,
  INT,
  INT32,
  INT64,
  mapOf,
  pointerTo,
  STRING,
  STRING_MAP,
  STRINGS,
  sliceOf,
  structOf,
  UINT8,
} from '../../src/gotemplate/gotype.ts';
import { durationText } from '../../src/gotemplate/sprig/durations.ts';

type Plain = Readonly<Record<string, unknown>> | null;

const META: GoType = structOf(
  'main.Meta',
  [
    { name: 'Name', json: 'name', type: STRING, omitempty: true },
    { name: 'Annotations', json: 'annotations', type: STRING_MAP, omitempty: true },
    { name: 'Generation', json: 'generation', type: INT64, omitempty: true },
  ],
  {
    GetName: { result: STRING, call: (meta: Plain) => meta?.name },
    GetAnnotations: { result: STRING_MAP, pointer: true, call: (meta: Plain) => meta?.annotations },
    Join: {
      params: [STRING, INT],
      result: STRING,
      call: (meta: Plain, by: string, count: number) => join(String(meta?.name ?? ''), by, count),
    },
  },
);

function join(name: string, by: string, count: number): string {
  if (count < 0) throw new Error('strings: negative Repeat count');
  return (name + by).repeat(count);
}

const EMPTY = structOf('main.Empty', [{ name: 'Medium', json: 'medium', type: STRING, omitempty: true }]);
const PATH = structOf('main.Path', [{ name: 'Path', json: 'path', type: STRING }]);
const SOURCE = structOf('main.Source', [
  { name: 'Empty', json: 'empty', type: pointerTo(EMPTY), omitempty: true },
  { name: 'Path', json: 'path', type: pointerTo(PATH), omitempty: true },
]);
const PROTOCOL: GoType = { kind: 'string', name: 'main.Protocol' };

/** main.Item */
export const ITEM: GoType = structOf('main.Item', [
  { name: 'Name', json: 'name', type: STRING },
  { name: 'Port', json: 'port', type: INT32, omitempty: true },
  { name: 'Protocol', json: 'protocol', type: PROTOCOL, omitempty: true },
  { name: 'Args', json: 'args', type: STRINGS, omitempty: true },
  { name: 'Source', type: SOURCE, embedded: true },
]);

const WAIT: GoType = {
  kind: 'int64',
  name: 'main.Wait',
  methods: { String: { result: STRING, call: (nanos: number) => durationText(BigInt(nanos)) } },
};

const SPEC = structOf('main.Spec', [
  { name: 'Items', json: 'items', type: sliceOf(ITEM) },
  { name: 'First', json: 'first', type: pointerTo(ITEM), omitempty: true },
  { name: 'Replicas', json: 'replicas', type: pointerTo(INT32), omitempty: true },
  { name: 'Host', json: 'host', type: BOOL, omitempty: true },
  { name: 'Weight', json: 'weight', type: FLOAT32, omitempty: true },
  { name: 'Free', json: 'free', type: ANY, omitempty: true },
  { name: 'Bytes', json: 'bytes', type: BYTES, omitempty: true },
  { name: 'Small', json: 'small', type: UINT8 },
  { name: 'Wait', json: 'wait', type: WAIT },
  { name: 'hidden', type: STRING },
]);

const MODE: GoType = {
  kind: 'int32',
  name: 'main.Mode',
  methods: { String: { result: STRING, call: (mode: number) => (mode === 1 ? 'TPROXY' : 'REDIRECT') } },
};
const TLS = structOf('main.TLS', [{ name: 'Cert', json: 'cert', type: STRING, omitempty: true }], {
  GetCert: { result: STRING, pointer: true, call: (tls: Plain) => tls?.cert },
});
const TRACING = structOf(
  'main.Tracing',
  [
    { name: 'Zone', json: 'zone', type: STRING, omitempty: true },
    { name: 'TLS', json: 'tls', type: pointerTo(TLS), omitempty: true },
  ],
  { GetTLS: { result: pointerTo(TLS), pointer: true, call: (tracing: Plain) => tracing?.tls } },
);
const BOXED = structOf('main.Int', [{ name: 'Value', json: 'value', type: INT64 }], {
  GetValue: { result: INT64, pointer: true, call: (boxed: Plain) => boxed?.value },
});
const CONFIG = structOf(
  'main.Config',
  [
    { name: 'Mode', json: 'mode', type: MODE, omitempty: true },
    { name: 'Tracing', json: 'tracing', type: pointerTo(TRACING), omitempty: true },
    { name: 'Data', json: 'data', type: STRING_MAP, omitempty: true },
    { name: 'Int', json: 'int', type: pointerTo(BOXED), omitempty: true },
  ],
  {
    GetTracing: { result: pointerTo(TRACING), pointer: true, call: (config: Plain) => config?.tracing },
    String: { result: STRING, pointer: true, call: () => 'config!' },
  },
);

/** *main.Root */
export const ROOT: GoType = pointerTo(
  structOf('main.Root', [
    { name: 'Meta', json: 'metadata', type: META, embedded: true },
    { name: 'Spec', json: 'spec', type: SPEC },
    { name: 'Config', json: 'config', type: pointerTo(CONFIG) },
    { name: 'Values', json: 'values', type: DICT },
    { name: 'Labels', json: 'labels', type: STRING_MAP },
    { name: 'Counts', json: 'counts', type: mapOf(STRING, INT) },
    { name: 'Nested', json: 'nested', type: sliceOf(sliceOf(ITEM)) },
  ]),
);

/** Ways into it, right and wrong. */
export const TYPED_FIELDS: readonly string[] =
  '.Name .Meta.Name .GetName .Meta .Annotations .Annotations.a .GetAnnotations .Generation .Spec.Items .Spec.First .Spec.First.Name .Spec.First.Port .Spec.Replicas .Spec.Host .Spec.Weight .Spec.Free .Spec.Free.x .Spec.Small .Spec.Wait .Spec.hidden .Spec.Nope .Nope .Config .Config.Mode .Config.GetTracing.GetTLS.GetCert .Config.Tracing.Zone .Config.GetTracing.Zone .Config.Int.GetValue .Config.Int.Value .Config.Data .Config.Data.k .Values .Values.a .Values.nope.x .Labels .Labels.app .Labels.none .Counts .Counts.a .Counts.zero .Nested .Spec.First.Empty .Spec.First.Path .Spec.First.Path.Path .Spec.First.Source .Spec.Wait.String .Config.Mode.String .Spec.First.Protocol .Spec.First.Args .Config.Tracing .Config.Tracing.TLS.GetCert .Name.x .Spec.Items.x .Config.Nope .Spec.Bytes'.split(
    ' ',
  );
