// Shell completion, in the real shells where they are; and the name that kubectl's users know podsplice by.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { podsplice } from '../built.ts';
import { podspliceOnPath } from './programs.ts';

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;
const { folder, env } = podspliceOnPath();

function completionsInBash(line: string): string[] {
  const words = line.split(' ');
  const script = [
    'source <(podsplice completion)',
    `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}`,
    `COMP_LINE='${line}'; COMP_POINT=${line.length}`,
    '$(complete -p podsplice | sed "s/.* -F \\([^ ]*\\) .*/\\1/")',
    `printf "%s\\n" "\${COMPREPLY[@]}"`,
  ].join('\n');
  const run = spawnSync('bash', ['-c', script], { env: { ...env, SHELL: '/bin/bash' }, encoding: 'utf8' });
  return run.stdout.split('\n').filter(Boolean);
}

test.skipIf(!has('bash'))('bash completes commands, options and their choices', () => {
  expect(completionsInBash('podsplice inj')).toEqual(['inject']);
  expect(completionsInBash('podsplice inject --output-')).toEqual(['--output-dir']);
  expect(completionsInBash('podsplice inject --emit k')).toContain('kustomize');
  expect(completionsInBash('podsplice inject --em')).toEqual(['--emit']);
});

test.skipIf(!has('bash'))('where a file belongs, the shell is left to offer files', () => {
  for (const line of ['podsplice inject ', 'podsplice inject -f ', 'podsplice check -R -f '])
    expect(completionsInBash(line)).toEqual([]);
});

test('zsh gets a script of its own', () => {
  const { stdout, status } = podsplice(['completion'], '', { env: { SHELL: '/bin/zsh', ZSH_NAME: 'zsh' } });
  expect(status).toBe(0);
  expect(stdout).toMatch(/^#compdef podsplice/);
});

test.skipIf(!has('zsh'))('zsh can load it', () => {
  const script =
    'autoload -U compinit && compinit -D -d /dev/null && source <(podsplice completion) && print -r -- $_comps[podsplice]';
  const run = spawnSync('zsh', ['-fc', script], {
    env: { ...env, SHELL: '/bin/zsh', ZSH_NAME: 'zsh' },
    encoding: 'utf8',
  });
  expect(run.stdout).toContain('podsplice');
});

test('as kubectl-podsplice the help says kubectl podsplice', () => {
  const run = spawnSync(join(folder, 'kubectl-podsplice'), ['--help'], { env, encoding: 'utf8' });
  expect(run.stdout).toMatch(/^kubectl podsplice COMMAND/);
});
