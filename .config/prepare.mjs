// npm runs this after it fetched the repository, for a checkout and for pre-commit alike, and packs what it makes. Where npm installs
// the repository globally it leaves out what the build needs (a bug of npm: the inner installation is global too), so that comes first.
import { execFileSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function canBuild() {
  try {
    import.meta.resolve('esbuild');
    return true;
  } catch {
    return false;
  }
}

if (!canBuild()) {
  const env = { ...process.env, npm_config_global: 'false', npm_config_location: 'project' };
  execFileSync('npm', ['ci', '--ignore-scripts', '--include=dev'], {
    cwd: root,
    env,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
}
await import('./build.mjs');
