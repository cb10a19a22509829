// Knows which templates a pod gets and renders them, each with the same data. Does not merge what they give.
import { InjectError } from '../errors.ts';
import { type CompileOptions, compile, type DeclaredFunction, newWatch, type Template } from '../gotemplate/index.ts';
import type { Owner, Pod } from '../kubernetes/workloads.ts';
import { memory } from '../memory.ts';
import { parseValue } from '../yaml/parse.ts';
import type { InjectionConfig, LoadedConfig } from './config/injection-config.ts';
import { templateData } from './template-data.ts';
import { templateFunctions } from './template-functions.ts';

/** The annotation with which a pod chooses its templates. */
const TEMPLATES_ANNOTATION = 'inject.istio.io/templates';

/** A rendered template: its name, and what its YAML says. */
export interface Overlay {
  readonly template: string;
  readonly value: unknown;
}

/** The overlays for a pod, in the order of its templates; `pod` is the pod as templates see it, `owner` whose it is. */
export function renderOverlays(owner: Owner, pod: Pod, config: InjectionConfig): readonly Overlay[] {
  return renderTexts(owner, pod, config).map(({ template, text }) => ({
    template,
    value: parseOverlay(template, text),
  }));
}

/** The same as text, before it is read. */
export function renderTexts(
  owner: Owner,
  pod: Pod,
  config: InjectionConfig,
): readonly { readonly template: string; readonly text: string }[] {
  const watch = memory.isOn ? newWatch() : undefined;
  const data = templateData(watch ? { owner: watch.see(owner), pod: watch.see(pod), config } : { owner, pod, config });
  return templatesFor(pod, config).map((template) => ({ template, text: render(template, config, data, watch) }));
}

/** The text of one template; what fails in it is told with its name, for messages call every template alike. */
function render(template: string, config: InjectionConfig, ...seen: Parameters<Template['render']>): string {
  try {
    return compiled(template, config).render(...seen);
  } catch (error) {
    throw error instanceof InjectError ? error.at(`template ${template}`) : error;
  }
}

/** The names of a pod's templates, aliases resolved once; throws InjectError for one that there is not. */
function templatesFor(pod: Pod, config: InjectionConfig): readonly string[] {
  const chosen = pod.metadata.annotations?.[TEMPLATES_ANNOTATION];
  const names = chosen === undefined ? config.defaultTemplates : chosen.split(',').map((name) => name.trim());
  const resolved = names.flatMap((name) =>
    Object.hasOwn(config.aliases, name) ? (config.aliases[name] ?? []) : [name],
  );
  const unknown = resolved.find((name) => !Object.hasOwn(config.templates, name));
  if (unknown === undefined) return resolved;
  const known = Object.keys(config.templates).sort().join(', ');
  throw new InjectError('template', `requested template "${unknown}" not found; have ${known}`, {
    hint:
      chosen === undefined ? undefined : `the pod asks for it in its annotation ${TEMPLATES_ANNOTATION}: "${chosen}"`,
  });
}

/** Compiles the templates that pods get unless they choose others; throws InjectError, with its place in the template, for a broken one. */
export function checkTemplates(config: LoadedConfig): void {
  for (const name of config.defaultTemplates) {
    if (!Object.hasOwn(config.templates, name)) continue;
    try {
      compiled(name, config);
    } catch (error) {
      throw error instanceof InjectError ? error.at(`${config.origins[`template ${name}`]}, template ${name}`) : error;
    }
  }
}

const compiledTemplates = new WeakMap<InjectionConfig, Map<string, Template>>();

/** A template of the configuration, compiled once. */
function compiled(name: string, config: InjectionConfig): Template {
  const known = compiledTemplates.get(config) ?? new Map<string, Template>();
  compiledTemplates.set(config, known);
  const template = known.get(name) ?? compileTemplate(name, config);
  known.set(name, template);
  return template;
}

// All templates are named so: users search for the errors that istioctl prints.
const GO_NAME = 'inject';

function compileTemplate(name: string, config: InjectionConfig): Template {
  memory.counts.compilations += 1;
  const onCall = (called: string, values: readonly unknown[]): void => memory.onCall?.(called, values);
  const options = { name: GO_NAME, functions: templateFunctions(config), remembers: true, onCall, ...limitOf(config) };
  const source = config.templates[name] ?? '';
  return config.behaviours.renders ? compileWithRender(source, options) : compile(source, options);
}

/** With the function `render`, which renders a text with the same data; what cannot be rendered is empty. */
function compileWithRender(source: string, options: CompileOptions): Template {
  let dot: unknown;
  const call = (text: string): string => {
    try {
      return compile(text, withRender).render(dot);
    } catch (error) {
      if (error instanceof InjectError) return '';
      throw error;
    }
  };
  const render: DeclaredFunction = { params: [{ kind: 'string' }], result: { kind: 'string' }, call };
  const withRender = { ...options, functions: { ...options.functions, render } };
  const template = compile(source, withRender);
  return {
    render: (data, watch) => {
      dot = data;
      return template.render(data, watch);
    },
  };
}

function limitOf({ templateLimit }: InjectionConfig): { limit?: number } {
  return templateLimit === undefined ? {} : { limit: templateLimit };
}

function parseOverlay(template: string, text: string): unknown {
  try {
    return parseValue(text, { lastWins: true });
  } catch (error) {
    if (!(error instanceof InjectError)) throw error;
    const place = error.where === undefined ? '' : ` at line ${error.where.line}`;
    throw new InjectError('template', `template ${template} renders no valid YAML${place}: ${error.message}`, {
      where: undefined,
      cause: error,
    });
  }
}
