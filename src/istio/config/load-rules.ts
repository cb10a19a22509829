// Knows where the templates and the rules of the decision come from. Does not know how a template runs or a rule decides.
import { InjectError } from '../../errors.ts';
import { isMap, type JsonMap } from '../../kubernetes/json.ts';
import type { LabelSelector } from '../../kubernetes/selectors.ts';
import type { Path } from '../../yaml/parse.ts';
import { type ConfigText, type NamedText, problemsError, readText, valueAt } from './config-text.ts';
import type { InjectionConfig } from './injection-config.ts';
import { checkShape } from './load-values.ts';
import { type Loading, mapOf, warningAt } from './loading.ts';
import { wordsOf } from './problems.ts';
import { looksLikeTemplate } from './sources.ts';
import { faultsOf } from './values-check.ts';

/** The parts of an injection config that an injection config file has. */
export type Rules = Pick<
  InjectionConfig,
  | 'templates'
  | 'defaultTemplates'
  | 'aliases'
  | 'policy'
  | 'alwaysInjectSelector'
  | 'neverInjectSelector'
  | 'injectedAnnotations'
>;

/** Templates and rules: of --config, or the release's own templates and no rules; --injectConfigFile gives templates alone. */
export function loadRules(loading: Loading, values: JsonMap): Rules {
  const { sources, chosen } = loading;
  const captured = chosen.injector ?? chosen.bundle;
  const rules = captured ? rulesOf(captured, loading, values) : ownRules(loading, values);
  if (sources.injectConfig === undefined) return rules;
  const templates = templatesOf(sources.injectConfig);
  return { ...rules, templates: noted(templates, sources.injectConfig.name, loading) };
}

const plainRules = {
  defaultTemplates: ['sidecar'],
  aliases: {},
  policy: 'enabled',
  alwaysInjectSelector: [],
  neverInjectSelector: [],
  injectedAnnotations: {},
} as const;

function ownRules(loading: Loading, values: JsonMap): Rules {
  const { chosen, sources } = loading;
  const templates = ownTemplates(loading, values);
  // A captured operator describes an installation, whose injection config is made of its values.
  const isInstallation = chosen.operator !== undefined && sources.operator === undefined;
  return { ...plainRules, ...(isInstallation ? rulesOfValues(values) : {}), templates };
}

function ownTemplates(loading: Loading, values: JsonMap): Rules['templates'] {
  const { chosen, release } = loading;
  if (chosen.template) return noted({ sidecar: chosen.template.template }, chosen.template.name, loading);
  const custom = textsOf(valueAt(values, ['sidecarInjectorWebhook', 'templates']));
  const own = noted(release.templates, `Istio ${release.version}'s own`, loading);
  return { ...own, ...noted(custom, 'values: sidecarInjectorWebhook.templates', loading) };
}

function noted(templates: Rules['templates'], origin: string, { origins }: Loading): Rules['templates'] {
  for (const name of Object.keys(templates)) origins[`template ${name}`] = origin;
  return templates;
}

function rulesOf(text: ConfigText, loading: Loading, values: JsonMap): Rules {
  const config = withTexts(text, loading);
  checkShape('injector', text, config, loading);
  loading.origins.injectionConfig = text.name;
  const templates = { ...oldTemplate(text, config, loading), ...textsOf(config.templates) };
  if (Object.keys(templates).length > 0) return { ...rulesIn(config), templates: noted(templates, text.name, loading) };
  const message = `${text.name}: it has no templates: the built-in ones of Istio ${loading.release.version} are used`;
  loading.warnings.push({ message });
  return { ...rulesIn(config), templates: ownTemplates(loading, values) };
}

// Labels and annotations are text: what YAML takes for a number or a flag there becomes the text of its value, as the reference reads it.
const TEXT_PIECES = ['injectedAnnotations', 'alwaysInjectSelector', 'neverInjectSelector'] as const;

function withTexts(text: ConfigText, loading: Loading): JsonMap {
  const config = mapOf(text);
  const pieces = TEXT_PIECES.filter((piece) => Object.hasOwn(config, piece));
  return { ...config, ...Object.fromEntries(pieces.map((piece) => [piece, asTexts(config[piece], [piece])])) };

  function asTexts(value: unknown, path: Path): unknown {
    if (Array.isArray(value)) return value.map((item, at) => asTexts(item, [...path, at]));
    if (isMap(value))
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, asTexts(each, [...path, key])]));
    if (typeof value !== 'number' && typeof value !== 'boolean') return value;
    loading.warnings.push(
      warningAt(text, path, `${wordsOf(path)} is read as the text "${value}"`, 'write it in quotes'),
    );
    return String(value);
  }
}

/** The single template that configurations of old had; a line alone is there to fail in old control planes, and is none. */
function oldTemplate(text: ConfigText, { template, templates }: JsonMap, { warnings }: Loading): Rules['templates'] {
  if (typeof template !== 'string' || !template.trim().includes('\n') || isMap(templates)) return {};
  const path = ['template'];
  if (!/^[ \t]*(?:metadata|spec)[ \t]*:/m.test(template)) throw tooOld(text);
  warnings.push(warningAt(text, path, 'there are no `templates`: `template` is taken as the template sidecar'));
  return { sidecar: template };
}

function tooOld(text: ConfigText): InjectError {
  const message = 'has `template` and no `templates`: it is of an Istio that is too old';
  return problemsError(text, [{ path: ['template'], message }], 'give the injection config of Istio 1.13 or later');
}

function rulesOfValues(values: JsonMap): Omit<Rules, 'templates'> {
  const webhook = valueAt(values, ['sidecarInjectorWebhook']);
  return rulesIn({ ...(isMap(webhook) ? webhook : {}), policy: valueAt(values, ['global', 'proxy', 'autoInject']) });
}

function rulesIn(config: JsonMap): Omit<Rules, 'templates'> {
  const defaultTemplates = listOf(config.defaultTemplates).map(String);
  return {
    defaultTemplates: defaultTemplates.length > 0 ? defaultTemplates : plainRules.defaultTemplates,
    aliases: Object.fromEntries(
      Object.entries(mapIn(config.aliases)).map(([name, names]) => [name, listOf(names).map(String)]),
    ),
    policy: typeof config.policy === 'string' ? config.policy : plainRules.policy,
    alwaysInjectSelector: listOf(config.alwaysInjectSelector).filter(isMap) as readonly LabelSelector[],
    neverInjectSelector: listOf(config.neverInjectSelector).filter(isMap) as readonly LabelSelector[],
    injectedAnnotations: textsOf(config.injectedAnnotations),
  };
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(mapIn(value)).map(([name, text]) => [name, text === null ? '' : String(text)]),
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function mapIn(value: unknown): JsonMap {
  return isMap(value) ? value : {};
}

/** As istioctl reads --injectConfigFile: its `templates`, or the whole text as the template `sidecar`. */
function templatesOf(file: NamedText): Rules['templates'] {
  if (file.text.trim() === '')
    throw new InjectError('config', `${file.name}: it is empty`, { hint: 'give an injection config or a template' });
  if (looksLikeTemplate(file)) return { sidecar: file.text };
  const text = readText(file);
  const { templates, template } = isMap(text.value) ? text.value : {};
  if (isMap(templates) && Object.keys(templates).length > 0) {
    const faults = faultsOf('injector', { templates });
    if (faults.length > 0) throw problemsError(text, faults);
    return textsOf(templates);
  }
  if (isMap(text.value) && 'kind' in text.value && text.value.kind !== 'Pod') {
    const message = `is no injection config: the file is a ${text.value.kind}`;
    throw problemsError(
      text,
      [{ path: ['kind'], message }],
      'give it to --config, which finds the injection config in it',
    );
  }
  if (typeof template !== 'string') return { sidecar: file.text };
  throw tooOld(text);
}
