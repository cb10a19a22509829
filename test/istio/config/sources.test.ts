import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/istio/config/sources.ts';
import { parseValue } from '../../../src/yaml/parse.ts';
import { indent, injectorConfig, injectorMap, meshFile, meshMap, otherObjects, valuesJson } from './captured.ts';

function kinds(text: string): string[] {
  return recognise({ name: 'x', text }).map((piece) => {
    const revision = 'revision' in piece ? piece.revision : undefined;
    return revision === undefined ? piece.kind : `${piece.kind} of ${revision || 'default'}`;
  });
}

const operator = 'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  hub: x\n';

describe('a captured file is told by its content', () => {
  test.each([
    ['a bare injection config', injectorConfig, ['injector']],
    ['a bare injection config with templates alone', 'templates:\n  a: "{{ .X }}"\n', ['injector']],
    ['an injection config as JSON', JSON.stringify(parseValue(injectorConfig)), ['injector']],
    [
      'a bare template',
      'spec:\n  containers:\n  {{- range .Spec.Containers }}\n  - name: a\n  {{- end }}\n',
      ['template'],
    ],
    ['a template that is YAML', 'metadata:\n  labels:\n    a: "{{ .Revision }}"\n', ['template']],
    ['a template without actions', 'metadata: {labels: {a: b}}\n', ['template']],
    ['a mesh file', meshFile, ['mesh']],
    ['a mesh file in snake case', 'trust_domain: x\n', ['mesh']],
    ['values', valuesJson, ['values']],
    ['the injector ConfigMap', injectorMap(), ['injector of default', 'values of default']],
    ['the mesh ConfigMap', meshMap(), ['mesh of default']],
    [
      'a revision',
      `${injectorMap('canary')}---\n${meshMap('canary')}`,
      ['injector of canary', 'values of canary', 'mesh of canary'],
    ],
    [
      'the ConfigMap as JSON',
      JSON.stringify(parseValue(injectorMap()), null, 2),
      ['injector of default', 'values of default'],
    ],
    ['compact JSON', JSON.stringify(parseValue(meshMap())), ['mesh of default']],
    ['a List', `apiVersion: v1\nitems:\n- ${indent(meshMap(), 2).trimStart()}kind: List\n`, ['mesh of default']],
    [
      'a List as JSON',
      JSON.stringify({ kind: 'List', items: [parseValue(injectorMap('a')), parseValue(meshMap('a'))] }),
      ['injector of a', 'values of a', 'mesh of a'],
    ],
    [
      'an installation',
      `${otherObjects}---\n${injectorMap()}---\n${meshMap()}`,
      ['injector of default', 'values of default', 'mesh of default'],
    ],
    ['with CRLF and a BOM', `\uFEFF${meshMap().replace(/\n/g, '\r\n')}`, ['mesh of default']],
    ['an IstioOperator', operator, ['operator']],
    [
      'bare pieces one after the other',
      `${injectorConfig}---\n${meshFile}---\n# values\n${valuesJson}\n`,
      ['injector', 'mesh', 'values'],
    ],
    ['a bundle', 'apiVersion: podsplice/v1\nkind: InjectionBundle\n', ['bundle']],
  ])('%s', (_, text, expected) => {
    expect(kinds(text)).toEqual(expected);
  });

  test.each(['', 'a: 1\n', '- a\n', otherObjects, 'just text', 'kind: Deployment\nmetadata: {name: istio}\n'])(
    '%j holds none',
    (text) => {
      expect(() => kinds(text)).toThrow(
        expect.objectContaining({ code: 'config', message: 'x: no configuration found' }),
      );
    },
  );
});

describe('where something is wrong', () => {
  test('in a ConfigMap, the line of the file', () => {
    const text = `${otherObjects}---\n${injectorMap('', 'policy: enabled\ntemplates:\n  a: b: c\n')}`;
    const line = text.split('\n').findIndex((each) => each.includes('a: b: c')) + 1;
    expect(() => recognise({ name: 'all.yaml', text })).toThrow(
      expect.objectContaining({
        code: 'config',
        where: expect.objectContaining({ file: 'all.yaml', line, source: '      a: b: c' }),
      }),
    );
  });

  test('in a bare injection config with template actions', () => {
    expect(() => recognise({ name: 'x.yaml', text: 'policy: enabled\ntemplates:\n  a: b: {{ .C }}\n' })).toThrow(
      expect.objectContaining({ where: expect.objectContaining({ file: 'x.yaml', line: 3 }) }),
    );
  });
});

test('an installation of 1 MB takes less than 150 ms', () => {
  const noise = Array.from({ length: 2200 }, (_, i) => `${otherObjects.replaceAll('istiod', `istiod-${i}`)}---\n`).join(
    '',
  );
  const text = `${noise}${injectorMap()}---\n${meshMap()}`;
  expect(text.length).toBeGreaterThan(1_000_000);
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    expect(kinds(text)).toHaveLength(3);
    return performance.now() - start;
  });
  expect(Math.min(...times)).toBeLessThan(150);
});
