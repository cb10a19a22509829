// The built command line as a newcomer meets it who has a configuration of a cluster: what is wrong with it is said, with its place.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { podsplice } from '../built.ts';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers: [{name: web, image: nginx}]\n';
const CONFIG = 'templates:\n  sidecar: |\n    metadata:\n      labels: {a: "{{ .Nope }}"}\n';

let folder = '';
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'podsplice-test-'));
  writeFileSync(at('pod.yaml'), POD);
  writeFileSync(at('config.yaml'), CONFIG);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MESSAGE = `can't evaluate field Nope in type *inject.SidecarTemplateData`;

describe('a fault of a template', () => {
  test('is shown by inject with the line of the template', () => {
    const { status, stdout, stderr } = podsplice(['inject', '-q', '-f', at('pod.yaml'), '--config', at('config.yaml')]);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(MESSAGE);
    expect(stderr).toMatch(/ {2}in template sidecar, line 2:\n {4,}labels: \{a: "\{\{ .Nope \}\}"\}\n +\^/);
  });

  test('that cannot even be parsed is one of the configuration, told once and before any manifest', () => {
    writeFileSync(at('broken.yaml'), 'templates:\n  sidecar: |\n    spec:\n      x: {{ .ProxyImage\n  other: "{{"\n');
    for (const flag of ['--config', '--injectConfigFile']) {
      const { status, stdout, stderr } = podsplice(['inject', '-f', at('pod.yaml'), flag, at('broken.yaml')]);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toContain(
        `podsplice: ${at('broken.yaml')}, template sidecar:3:1: template: inject:3: unclosed action started at inject:2\n`,
      );
      expect(stderr).not.toContain('pod.yaml');
    }
  });

  test('is shown by template with its place', () => {
    const { stderr } = podsplice(['template', '-f', at('pod.yaml'), '--config', at('config.yaml')]);
    expect(stderr).toMatch(
      /^podsplice: template sidecar:2:\d+: template: inject:2:\d+: executing "inject" at <.Nope>/m,
    );
  });
});

describe('a warning', () => {
  test.each(['config', 'template'])('is said by %s', (command) => {
    const files = command === 'template' ? ['-f', at('pod.yaml')] : [];
    const { status, stderr } = podsplice([command, ...files, '--set', 'global.proxy.logLevl=debug']);
    expect(status).toBe(0);
    expect(stderr).toBe('warning: --set global.proxy.logLevl is not a known value\n  did you mean logLevel?\n');
  });
});
