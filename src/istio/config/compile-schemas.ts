// Knows how the schemas become a module of plain functions. Runs when the project is built, never in the product.
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { schemaOf, shapes } from './schema.ts';

/** The text of validators.generated.ts: one function for each shape, true or false, with ajv's findings in its `errors`. */
export function compileSchemas(): string {
  const schemas = Object.entries(shapes).map(([name, shape]) => ({ $id: name, ...schemaOf(shape) }));
  const ajv = new Ajv({ schemas, allErrors: true, strict: false, messages: false, code: { source: true, esm: true } });
  const names = Object.keys(shapes);
  const code = standalone.default(ajv, Object.fromEntries(names.map((name) => [name, name])));
  const functions = code.replace(/export const (\w+) = (validate\d+);/g, 'validators.$1 = $2;');
  return `${head}(() => {const validators = {};${functions}return validators;})();\n`;
}

const head = `// @ts-nocheck
// Made by .config/build.mjs from schema.ts; not committed.
export const validators: Readonly<Record<string, ((data: unknown) => boolean) & { errors?: unknown }>> = `;
