// A template cannot hang, exhaust the machine or reach a prototype, and no error of JavaScript comes out of one.
import { describe, expect, it } from 'vitest';
import { compile, TemplateError } from '../../src/gotemplate/index.ts';

const render = (template: string, data: unknown = {}, limit = 1_000_000): string =>
  compile(template, { name: 't', limit }).render(data);

function errorOf(run: () => unknown): TemplateError {
  try {
    run();
  } catch (error) {
    return error as TemplateError;
  }
  throw new Error('nothing was thrown');
}

describe('the limit', () => {
  it.each([
    ['steps without output', '{{ range 9223372036854775807 }}{{ end }}'],
    ['output', '{{ range 1000000 }}some text {{ end }}'],
    ['doubling', '{{ $x := "ab" }}{{ range 100 }}{{ $x = print $x $x }}{{ end }}'],
    ['doubling a list', '{{ $x := list 1 2 }}{{ range 100 }}{{ $x = concat $x $x }}{{ end }}'],
    ['repeat', '{{ repeat 1000000000 "abc" }}'],
    ['indent', '{{ indent 1000000000 "a\\nb" }}'],
    ['until', '{{ until 1000000000 }}'],
    ['seq', '{{ seq 1 1000000000 }}'],
    ['printf', '{{ range 1000 }}{{ printf "%1000000d" 1 }}{{ end }}'],
    ['replace', '{{ $x := repeat 10000 "a" }}{{ replace "a" $x $x }}'],
    ['regexReplaceAll', '{{ $x := repeat 10000 "a" }}{{ regexReplaceAll "a" $x $x }}'],
    ['join', '{{ join (repeat 10000 "-") (until 10000) }}'],
    ['matches that read the rest anew', '{{ regexReplaceAll "a*?b|" (repeat 100000 "a") "x" }}'],
    [
      'functions over one long text',
      '{{ $s := repeat 100000 "a" }}{{ range 1000000 }}{{ $_ := contains "b" $s }}{{ end }}',
    ],
    ['lists', '{{ until 999999 }}'],
    ['dictionaries', '{{ split "" (repeat 400000 "a") }}'],
    ['quotes within quotes', '{{ $x := "\\"" }}{{ range 60 }}{{ $x = quote $x }}{{ end }}'],
    [
      'shared parts as indented JSON',
      '{{ $d := dict }}{{ range 60 }}{{ $d = dict "a" $d "b" $d }}{{ end }}{{ toPrettyJson $d }}',
    ],
    ['shared parts', '{{ $d := dict }}{{ range 60 }}{{ $d = dict "a" $d "b" $d }}{{ end }}{{ $d }}'],
    ['shared parts as JSON', '{{ $d := dict }}{{ range 60 }}{{ $d = dict "a" $d "b" $d }}{{ end }}{{ toJson $d }}'],
    [
      'shared parts compared',
      '{{ $d := dict }}{{ $e := dict }}{{ range 60 }}{{ $d = dict "a" $d "b" $d }}{{ $e = dict "a" $e "b" $e }}{{ end }}{{ deepEqual $d $e }}',
    ],
    ['shared parts copied', '{{ $d := dict }}{{ range 60 }}{{ $d = dict "a" $d "b" $d }}{{ end }}{{ deepCopy $d }}'],
    ['a dictionary in itself', '{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ $d }}'],
    ['a dictionary merged into itself', '{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ $e := deepCopy $d }}'],
  ])('holds %s', (_, template) => {
    const started = Date.now();
    const error = errorOf(() => render(template));
    expect(error).toBeInstanceOf(TemplateError);
    expect(error.message).toMatch(/exceeded (the limit of 1000000 steps and characters|what fits in memory)/);
    expect(Date.now() - started).toBeLessThan(5_000);
  });

  it('counts for each rendering anew', () => {
    const template = compile('{{ range 1000 }}x{{ end }}', { limit: 5_000 });
    for (let times = 0; times < 20; times++) expect(template.render({})).toHaveLength(1000);
  });

  it('is told of with the place', () => {
    const { message, where } = errorOf(() => render('a\n{{ range 99999999 }}{{ end }}'));
    expect(message).toBe(
      'template: t:2:9: executing "t" at <99999999>: exceeded the limit of 1000000 steps and characters',
    );
    expect(where).toMatchObject({ line: 2, column: 10, source: '{{ range 99999999 }}{{ end }}' });
  });
});

describe('depth', () => {
  it('is what Go allows', () => {
    const template =
      '{{ define "r" }}{{ if . }}{{ template "r" (sub . 1) }}{{ else }}end{{ end }}{{ end }}{{ template "r" N }}';
    expect(render(template.replace('N', '99999'), {}, 100_000_000)).toBe('end');
    expect(errorOf(() => render(template.replace('N', '100001'), {}, 100_000_000)).message).toMatch(
      /^template: t:1:38: executing "r" at <\{\{template "r" \(sub . 1\)\}\}>: exceeded maximum template depth \(100000\)$/,
    );
  });

  it.each([
    ['parentheses', `{{ ${'('.repeat(20_000)}1${')'.repeat(20_000)} }}`],
    ['calls', `{{ ${'(not '.repeat(20_000)}1${')'.repeat(20_000)} }}`],
    ['blocks', `${'{{ if true }}'.repeat(20_000)}${'{{ end }}'.repeat(20_000)}`],
    ['JSON', `{{ mustFromJson (print (repeat 20000 "[") (repeat 20000 "]")) }}`],
  ])('of %s is an error of the template', (_, template) => {
    expect(errorOf(() => render(template))).toBeInstanceOf(TemplateError);
  });

  it('of data is an error of the template, or none', () => {
    let data: unknown = 1;
    for (let depth = 0; depth < 100_000; depth++) data = [data];
    for (const template of [
      '{{ . }}',
      '{{ toJson . }}',
      '{{ deepCopy . }}',
      '{{ deepEqual . . }}',
      '{{ printf "%#v" . }}',
    ]) {
      try {
        render(template, data);
      } catch (error) {
        expect(error).toBeInstanceOf(TemplateError);
      }
    }
  });
});

describe('prototypes', () => {
  it.each(['constructor', '__proto__', 'isPrototypeOf', 'hasOwnProperty', 'valueOf', 'prototype', '__defineGetter__'])(
    'have no %s',
    (name) => {
      expect(
        render(
          `{{ .${name} }}|{{ .map.${name}.x }}|{{ index .map "${name}" }}|{{ get .map "${name}" }}|{{ hasKey .map "${name}" }}`,
          { map: {} },
        ),
      ).toBe('<no value>|<no value>|<no value>||false');
      expect(render(`{{ (dict "a" 1).${name} }}`)).toBe('<no value>');
      expect(errorOf(() => render(`{{ .text.${name} }}`, { text: 'x' })).message).toContain(
        `can't evaluate field ${name}`,
      );
      expect(errorOf(() => render(`{{ ${name} }}`)).message).toBe(`template: t:1: function "${name}" not defined`);
    },
  );

  it('stay as they are', () => {
    render(
      '{{ $d := dict }}{{ $_ := set $d "__proto__" (dict "polluted" 1) }}{{ $_ = set .a "__proto__" (dict "polluted" 1) }}{{ merge .a (fromJson "{\\"__proto__\\":{\\"polluted\\":1}}") }}',
      { a: {} },
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('what would reach outside', () => {
  it.each([
    'env "HOME"',
    'expandenv "$HOME"',
    'getHostByName "localhost"',
    'randAlpha 5',
    'uuidv4',
    'genPrivateKey "rsa"',
    'bcrypt "x"',
    'htpasswd "u" "p"',
    'shuffle "abc"',
    'randInt 1 5',
    'genCA "x" 1',
    'encryptAES "k" "t"',
  ])('{{ %s }} is refused, and says so', (call) => {
    const name = call.split(' ')[0];
    const { message } = errorOf(() => render(`{{ ${call} }}`));
    expect(message).toMatch(
      new RegExp(
        `^template: t:1:3: executing "t" at <.*>: error calling ${name}: ${name} is not available: a template here `,
      ),
    );
  });
});
