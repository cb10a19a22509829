// A document that differs from earlier ones in its names only is put together from what was made of those. Here is what must not fool that.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { injectText } from '../../src/inject.ts';
import { loadConfig } from '../../src/istio/config/load.ts';
import { memory } from '../../src/memory.ts';
import { formatReport } from '../../src/report.ts';
import { shapeOf } from '../../src/shape.ts';

const { patience } = memory;
beforeEach(() => {
  memory.patience = 0;
});
afterEach(() => {
  Object.assign(memory, { isOn: true, patience });
});

interface Parts {
  readonly name: string;
  readonly container?: string;
  readonly second?: string;
  readonly image?: string;
  readonly port?: number;
  readonly probed?: string;
  readonly comment?: string;
}

function deployment({
  name,
  container = 'box',
  second,
  image = 'hub/box:1.2.3',
  port = 8123,
  probed,
  comment,
}: Parts): string {
  return `${comment === undefined ? '' : `# ${comment}\n`}apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata:
      labels: {app: ${name}}
    spec:
      containers:
      - name: ${container}
        image: ${image}
        ports:
        - containerPort: ${port}
        livenessProbe: {httpGet: {path: /, port: ${probed ?? port}}}
${second === undefined ? '' : `      - name: ${second}\n        image: ${image}\n        livenessProbe: {httpGet: {path: /, port: ${port}}}\n`}`;
}

/** How many of the documents come from a pattern; all bytes and reports are those of the plain path. */
async function patternsIn(documents: readonly Parts[], config: ReturnType<typeof loadConfig>): Promise<number> {
  const text = documents.map((parts) => `---\n${deployment(parts)}`).join('');
  const before = memory.counts.patterns;
  const fast = await injectText(text, config);
  const count = memory.counts.patterns - before;
  memory.isOn = false;
  const plain = await injectText(text, config);
  memory.isOn = true;
  expect(fast.text).toBe(plain.text);
  expect(formatReport(fast.report)).toBe(formatReport(plain.report));
  return count;
}

const [ONE, TWO, THREE]: readonly Parts[] = [{ name: 'cart' }, { name: 'shop', port: 8200 }, { name: 'till' }] as const;

test('names, images, ports and comments may differ from the fourth document on', async () => {
  const others: Parts[] = [
    { name: 'quay', image: 'other/thing:2.0.0', port: 9999 },
    { name: 'wharf', container: 'hull', image: 'localhost:5000/a/b:main' },
  ];
  expect(await patternsIn([ONE!, TWO!, THREE!, ...others], loadConfig({}))).toBe(2);
  const told = [1, 2, 3, 4].map((copy): Parts => ({ name: `n${copy}x`, comment: `copy ${copy}: with "quotes"` }));
  expect(await patternsIn(told, loadConfig({}))).toBe(1);
});

test.each<[string, Parts]>([
  ['a container that injection brings itself', { name: 'cart', container: 'istio-proxy' }],
  ['a container that it knows', { name: 'cart', container: 'istio-init' }],
  ['the port of the sidecar’s status', { name: 'cart', port: 15020 }],
  ['a word that YAML reads as something else', { name: 'no' }],
  ['a port that is none', { name: 'cart', port: 99999 }],
  ['a name too long for a label', { name: `c${'art'.repeat(30)}` }],
  ['a tag that YAML reads as a number', { name: 'cart', image: 'hub/box:1.10' }],
  ['an image without a tag', { name: 'cart', image: 'box' }],
  ['a probe of a port without that name', { name: 'cart', probed: 'web' }],
  ['the name of the image beside', { name: 'box' }],
])('%s stays what it is', async (_, parts) => {
  const known = [ONE!, TWO!, THREE!];
  expect(await patternsIn([...known, parts, ...known], loadConfig({}))).toBeGreaterThanOrEqual(3);
});

test('a comment with a control character is refused each time', async () => {
  const documents = [1, 2, 3, 4, 5].map((copy): Parts => ({ name: `n${copy}x`, comment: `copy ${copy}` }));
  const refused: Parts = { name: 'n6x', comment: 'copy \u0007' };
  expect(await patternsIn([...documents, refused, ...documents], loadConfig({}))).toBe(7);
});

test('probes are sorted by the names of their containers', async () => {
  const pairs = [
    ['alpha', 'beta'],
    ['gamma', 'delta'],
    ['web', 'web-admin'],
    ['job', 'job2'],
  ];
  const documents = [1, 2, 3, 4].flatMap((copy) =>
    pairs.map(([container, second]): Parts => ({ name: `n${copy}x`, container: `${container}`, second: `${second}` })),
  );
  expect(await patternsIn(documents, loadConfig({}))).toBeGreaterThan(0);
});

const GREETING = (expression: string): string => `metadata:\n  annotations:\n    greeting: ${expression}\n`;

test.each([
  ['a prefix', '{{ if hasPrefix "sh" .DeploymentMeta.Name }}a{{ else }}b{{ end }}'],
  ['a letter', '{{ .DeploymentMeta.Name | upper | quote }}'],
  ['a length', '"{{ len .DeploymentMeta.Name }}"'],
  ['an order', '{{ if lt .DeploymentMeta.Name "m" }}a{{ else }}b{{ end }}'],
  ['a part', '{{ .DeploymentMeta.Name | trunc 3 }}'],
  ['a number', '{{ if gt (index (index .Spec.Containers 0).Ports 0).ContainerPort 8150 }}a{{ else }}b{{ end }}'],
  ['a key', '{{ index .ObjectMeta.Labels (index .ObjectMeta.Labels "app") | quote }}'],
  ['a pattern', '{{ regexReplaceAll "[aeiou]" .DeploymentMeta.Name "" }}'],
])('a template that looks at %s of a name is asked each time', async (_, expression) => {
  const config = loadConfig({
    configs: [
      { name: 'x', text: `templates:\n  sidecar: |\n    ${GREETING(expression).replaceAll('\n', '\n    ')}\n` },
    ],
  });
  expect(await patternsIn([ONE!, TWO!, THREE!, { name: 'shed' }, { name: 'zoo' }], config)).toBe(0);
});

test('a template may compare a name with words that it spells', async () => {
  const expression = '{{ if eq .DeploymentMeta.Name "till" }}a{{ else }}{{ .DeploymentMeta.Name }}{{ end }}';
  const config = loadConfig({
    configs: [
      { name: 'x', text: `templates:\n  sidecar: |\n    ${GREETING(expression).replaceAll('\n', '\n    ')}\n` },
    ],
  });
  expect(await patternsIn([ONE!, TWO!, THREE!, { name: 'shed' }, { name: 'yard' }, { name: 'quay' }], config)).toBe(2);
});

test('a word is blanked wherever it stands as a word', () => {
  const never = (): boolean => false;
  const text = 'name: cart\ncart: [--of=cart, carts, a-cart]\nvalue: "http://cart:80/cart"\n';
  expect(shapeOf(text, never)?.text).toBe(
    'name: zqaaq\ncart: [--of=zqaaq, carts, a-cart]\nvalue: "http://zqaaq:80/zqaaq"\n',
  );
});

test('what is read deeper has no shape', () => {
  const never = (): boolean => false;
  expect(shapeOf('kind: Pod\nmetadata: {generateName: x-}\n', never)).toBeUndefined();
  expect(shapeOf("  proxy.istio.io/config: '{image: {imageType: debug}}'\n", never)).toBeUndefined();
  expect(shapeOf('name: v1x\napiVersion: apps/v1x\n', never)?.values).toEqual([]);
  expect(shapeOf('name: web\n  sidecar.istio.io/inject: web\n', never)?.values).toEqual([]);
  expect(shapeOf('name: a-long-name\napp: a-long-name\n', never)?.values).toEqual(['a-long-name']);
});
