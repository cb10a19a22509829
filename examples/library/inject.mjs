// Injects the manifest on standard input: node inject.mjs 1.26 < deployment.yaml
import { formatReport, hasFailed, InjectError, injectText, formatError, loadConfig } from 'podsplice';
import { text } from 'node:stream/consumers';

const [version] = process.argv.slice(2);
try {
  const config = loadConfig({ version, set: ['global.proxy.logLevel=debug'] });
  const injected = await injectText(await text(process.stdin), config, { file: 'stdin' });
  process.stderr.write(formatReport(injected.report));
  if (hasFailed(injected.report)) process.exitCode = 1;
  else process.stdout.write(injected.text);
} catch (error) {
  if (!(error instanceof InjectError)) throw error;
  process.stderr.write(`${formatError(error)}\n`);
  process.exitCode = 2;
}
