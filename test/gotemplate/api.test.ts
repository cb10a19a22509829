// The public face: options, functions of one's own, errors with their place.
import { describe, expect, it } from 'vitest';
import { formatError } from '../../src/errors.ts';
import {
  compile,
  GoError,
  type GoFunction,
  goJSON,
  goPrint,
  TemplateError,
  typed,
} from '../../src/gotemplate/index.ts';
import { ROOT } from './typed.ts';

describe('compile', () => {
  it('renders with sprig by default', () => {
    expect(compile('{{ .name | upper | quote }}').render({ name: 'reviews' })).toBe('"REVIEWS"');
  });

  it('renders any number of times, each with its own data', () => {
    const template = compile('{{ $x := .n }}{{ range .l }}{{ $x }}{{ . }} {{ end }}');
    expect(template.render({ n: 'a', l: [1, 2] })).toBe('a1 a2 ');
    expect(template.render({ n: 'b', l: [] })).toBe('');
  });

  it('takes no data for nil', () => {
    expect(compile('{{ . }}|{{ .x }}').render()).toBe('<no value>|<no value>');
  });

  it('takes maps and objects without a prototype', () => {
    expect(
      compile('{{ .a }}{{ range $k, $v := .m }}{{ $k }}{{ $v }}{{ end }}').render({
        a: 1,
        m: new Map([
          ['z', 1],
          ['b', 2],
        ]),
      }),
    ).toBe('1b2z1');
  });

  it('knows a name for messages', () => {
    expect(() => compile('{{ .a.b }}', { name: 'inject' }).render({ a: '' })).toThrow(
      'template: inject:1:5: executing "inject" at <.a.b>:',
    );
  });

  it('leaves sprig away', () => {
    expect(() => compile('{{ upper "a" }}', { sprig: false })).toThrow('function "upper" not defined');
    expect(compile('{{ slice "abc" 1 2 }}', { sprig: false }).render()).toBe('b');
  });

  it.each([
    ['default', '<no value>'],
    ['invalid', '<no value>'],
    ['zero', '<no value>'],
  ] as const)('has missingkey=%s', (missingkey, text) => {
    expect(compile('{{ .x }}', { missingkey }).render({})).toBe(text);
  });

  it('has missingkey=error', () => {
    expect(() => compile('{{ .x }}', { name: 't', missingkey: 'error' }).render({})).toThrow(
      'template: t:1:3: executing "t" at <.x>: map has no entry for key "x"',
    );
  });
});

describe('functions of one’s own', () => {
  const functions: Record<string, GoFunction> = {
    anything: (...values: unknown[]) => values.length,
    declared: {
      params: [{ kind: 'string' }, { kind: 'int' }],
      result: { kind: 'int' },
      call: (text: string, n: number) => text.length + n,
    },
    upper: { params: [{ kind: 'string' }], result: { kind: 'string' }, call: (text: string) => `own ${text}` },
    fails: () => {
      throw new GoError('because');
    },
  };
  const render = (template: string, data: unknown = {}): string =>
    compile(template, { name: 't', functions }).render(data);

  it('take anything when bare', () => {
    expect(render('{{ anything }} {{ anything 1 "a" nil }} {{ .x | anything 2 }}')).toBe('0 3 2');
  });

  it('are checked against their signature', () => {
    expect(render('{{ printf "%T %v" (declared "abc" 4) 7 }}')).toBe('int 7');
    expect(render('{{ 4 | declared "abc" }}')).toBe('7');
    expect(() => render('{{ declared 1 2 }}')).toThrow('expected string; found 1');
    expect(() => render('{{ declared .m 2 }}', { m: {} })).toThrow(
      'wrong type for value; expected string; got map[string]interface {}',
    );
    expect(() => render('{{ declared "a" }}')).toThrow('wrong number of args for declared: want 2 got 1');
  });

  it('replace sprig’s', () => {
    expect(render('{{ upper "x" }}')).toBe('own x');
  });

  it('end the template with what they throw', () => {
    expect(() => render('{{ fails }}')).toThrow(
      'template: t:1:3: executing "t" at <fails>: error calling fails: because',
    );
  });

  it('may be among the data', () => {
    expect(render('{{ call .f 1 2 }}', { f: (...values: number[]) => values.length })).toBe('2');
    expect(() => render('{{ .f }}', { f: () => 1 })).toThrow(
      "can't print {{.f}} of type func(...interface {}) interface {}",
    );
  });
});

describe('errors', () => {
  it('have their place for a caret', () => {
    try {
      compile('first\n  {{ .name.x }}', { name: 't' }).render({ name: 'é' });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(TemplateError);
      expect((error as TemplateError).code).toBe('template');
      expect(formatError(error as TemplateError)).toBe(
        [
          '<input>:2:11: template: t:2:10: executing "t" at <.name.x>: can\'t evaluate field x in type interface {}',
          '      {{ .name.x }}',
          '              ^',
        ].join('\n'),
      );
    }
  });

  it('of parsing have it too', () => {
    try {
      compile('a\n{{ nosuch }}', { name: 't' });
      expect.unreachable();
    } catch (error) {
      expect((error as TemplateError).message).toBe('template: t:2: function "nosuch" not defined');
      expect((error as TemplateError).where).toMatchObject({ line: 2, source: '{{ nosuch }}' });
    }
  });
});

describe('typed values', () => {
  const root = typed({ metadata: { name: 'n' }, spec: { items: [{ name: 'a', port: 80 }], wait: 1500000000 } }, ROOT);

  it('read as Go structs', () => {
    expect(
      compile(
        '{{ .Name }} {{ .GetName }} {{ (index .Spec.Items 0).Port | add 1 }} {{ .Labels.x }} {{ .Config.GetTracing.GetTLS.GetCert }}|',
      ).render(root),
    ).toBe('n n 81 <no value> |');
    expect(() => compile('{{ .Nope }}', { name: 't' }).render(root)).toThrow(
      "can't evaluate field Nope in type *main.Root",
    );
    expect(() => compile('{{ .Config.Tracing }}', { name: 't' }).render(root)).toThrow(
      'nil pointer evaluating *main.Config.Tracing',
    );
  });

  it('print and marshal as Go does', () => {
    expect(goPrint(typed({ name: 'n' }, ROOT))).toContain('{{ map[] 0}');
    expect(goJSON(typed({ items: [{ name: 'a', port: 1 }] }, { kind: 'struct', name: 'x', fields: [] }))).toBe('{}');
    expect(goJSON({ b: [1, null, '<&>'], a: 1e21 })).toBe('{"a":1e+21,"b":[1,null,"\\u003c\\u0026\\u003e"]}');
  });
});
