import { describe, expect, test } from 'vitest';
import { formatError, InjectError } from '../../../src/errors.ts';
import { type ConfigSources, loadConfig } from '../../../src/istio/config/load.ts';
import { injectorMap, meshMap } from './captured.ts';

const named = (text: string, name = 'file.yaml'): { name: string; text: string } => ({ name, text });

function message(sources: ConfigSources): string {
  try {
    loadConfig(sources);
  } catch (error) {
    return error instanceof InjectError ? `${error.code}: ${formatError(error)}` : String(error);
  }
  return 'nothing is wrong';
}

describe('what is wrong is told with its place', () => {
  test.each<[string, ConfigSources, string]>([
    [
      'a wrong type in the values',
      { values: named('global:\n  proxy:\n    privileged: "true"\n') },
      'config: file.yaml:3:5: global.proxy.privileged must be true or false, not the text "true"',
    ],
    [
      'a number for text',
      { values: named('{global: {hub: 5}}') },
      'config: file.yaml:1:11: global.hub must be text, not the number 5 (write it in quotes)',
    ],
    [
      'a wrong word',
      { values: named('{global: {proxy: {tracer: jaeger}}}') },
      'config: file.yaml:1:19: global.proxy.tracer must be one of zipkin, lightstep, datadog, stackdriver, openCensusAgent, none, not the text "jaeger"',
    ],
    ['values that are a list', { values: named('- a\n') }, 'config: file.yaml:1:1: it must be a map, not a list'],
    ['broken values', { values: named('a: b: c\n') }, 'config: file.yaml:1:'],
    [
      'a wrong type in the mesh',
      { meshConfig: named('defaultConfig:\n  concurrency: x\n') },
      'config: file.yaml:2:3: defaultConfig.concurrency must be a whole number, not "x"',
    ],
    [
      'a mesh that Istio refuses',
      { meshConfig: named('connectTimeout: 1m\n') },
      'config: file.yaml:1:1: connectTimeout must be at most 30s',
    ],
    [
      'a wrong --set',
      { set: ['global.proxy.statusPort=x'] },
      'usage: --set global.proxy.statusPort must be a whole number, 0 or more, not the text "x"',
    ],
    ['an unknown release', { version: '1.12' }, 'usage: no Istio release 1.12 is known'],
    ['an empty injection config', { injectConfig: named('') }, 'config: file.yaml: it is empty'],
    [
      'an injection config that is too old',
      { injectConfig: named('policy: enabled\ntemplate: |\n  a: b\n') },
      'config: file.yaml:2:1: template has `template` and no `templates`',
    ],
    [
      'a ConfigMap for an injection config',
      { injectConfig: named(injectorMap()) },
      'kind is no injection config: the file is a ConfigMap',
    ],
    ['binary input', { configs: [named('a\0b')] }, 'config: file.yaml:1:1: the input is binary'],
    ['no operator', { operator: named('a: 1') }, 'config: file.yaml: no configuration found'],
    ['another thing for an operator', { operator: named('global: {}') }, 'config: file.yaml: no IstioOperator found'],
    [
      'a wrong type in an injection config',
      { configs: [named('templates: {a: [b]}')] },
      'config: file.yaml:1:13: templates.a must be text, not a list',
    ],
  ])('%s', (_, sources, expected) => {
    expect(message(sources)).toContain(expected);
  });

  test.each([
    [{ set: ['global.proxy.logLevl=x'] }, '--set global.proxy.logLevl is not a known value', 'did you mean logLevel?'],
    [
      { version: '1.30.3', set: ['meshConfig.x=y'] },
      '--set meshConfig.x is not a field of Istio 1.30.3 and is ignored',
      undefined,
    ],
    [
      { version: '1.30.3', set: ['meshConfig.accesLogFile=y'] },
      '--set meshConfig.accesLogFile is not a field of Istio 1.30.3 and is ignored',
      'did you mean accessLogFile?',
    ],
    [{ values: named('{global: {tag: 1.20}}') }, 'global.tag is the number 1.2', 'write it in quotes'],
    [{ meshConfig: named(meshMap()) }, 'this is a ConfigMap, and nothing in it is used here', 'give it to --config'],
    [
      { values: named('{global: {proxy: {logLevl: x}}}') },
      'global.proxy.logLevl is not known and has no effect of its own',
      'did you mean logLevel?',
    ],
    [
      { meshConfig: named('{acessLogFile: x}') },
      'acessLogFile is not known and is ignored',
      'did you mean accessLogFile?',
    ],
    [
      { version: '1.13', meshConfig: named('{defaultConfig: {proxyHeaders: {}}}') },
      'defaultConfig.proxyHeaders is not a field of Istio 1.13.9 and is ignored',
      undefined,
    ],
  ])('a warning: %j', (sources, text, hint) => {
    expect(loadConfig(sources).warnings.map((warning) => [warning.message, warning.hint])).toEqual([[text, hint]]);
  });
});
