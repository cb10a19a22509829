// Knows what a function of the language is: a JavaScript function with a Go signature. Does not know any function.
import { ANY, type GoType } from './gotype.ts';

/** A function as templates call it: its arguments are checked against `params` as Go checks them, and arrive plain. */
export interface DeclaredFunction {
  readonly params: readonly GoType[];
  /** The last parameter stands for any number of arguments of that type. */
  readonly variadic?: boolean;
  /** `any` is interface {}; a plain result is seen through the type. */
  readonly result: GoType | 'any';
  /** Gets numbers, strings, plain objects …; for a parameter of type interface {} the value as it is, nil being null. */
  readonly call: (...args: never[]) => unknown;
}

/** A declared function, or a JavaScript function that takes anything. An error thrown is the template's error. */
export type GoFunction = DeclaredFunction | ((...args: never[]) => unknown);

/** What a function throws to end the template with Go's words. */
export class GoError extends Error {}

/** Throw a GoError. */
export function panic(message: string): never {
  throw new GoError(message);
}

/** A declared function; a bare one takes any number of anything. */
export function declared(given: GoFunction): DeclaredFunction {
  if (typeof given !== 'function') return given;
  return { params: [ANY], variadic: true, result: 'any', call: given };
}
