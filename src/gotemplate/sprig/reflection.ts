// Knows sprig's functions that ask what a value is, and those that end the template.
import { deepEqual } from '../compare.ts';
import { type DeclaredFunction, panic } from '../functions.ts';
import { ANY, BOOL, type GoType, STRING, typeName } from '../gotype.ts';
import { kindName, typeOf } from '../values.ts';

const on = (params: readonly GoType[], result: GoType, call: DeclaredFunction['call']): DeclaredFunction => ({
  params,
  result,
  call,
});

/** sprig's functions about types. */
export const REFLECTION_FUNCTIONS: Readonly<Record<string, DeclaredFunction>> = {
  typeOf: on([ANY], STRING, nameOf),
  typeIs: on([STRING, ANY], BOOL, (name: string, value: unknown) => name === nameOf(value)),
  typeIsLike: on([STRING, ANY], BOOL, (name: string, value: unknown) => [name, `*${name}`].includes(nameOf(value))),
  kindOf: on([ANY], STRING, kindName),
  kindIs: on([STRING, ANY], BOOL, (name: string, value: unknown) => name === kindName(value)),
  deepEqual: on([ANY, ANY], BOOL, deepEqual),
  fail: on([STRING], STRING, (message: string) => panic(message)),
};

function nameOf(value: unknown): string {
  const type = typeOf(value);
  return type === undefined ? '<nil>' : typeName(type);
}
