// sprig 3.3's text functions by name. Each file beside this one has the functions of one matter.
import type { DeclaredFunction } from '../functions.ts';
import { CERTIFICATE_FUNCTIONS } from './certificates.ts';
import { DATE_FUNCTIONS } from './dates.ts';
import { DICT_FUNCTIONS } from './dicts.ts';
import { ENCODING_FUNCTIONS } from './encoding.ts';
import { LIST_FUNCTIONS } from './lists.ts';
import { MATH_FUNCTIONS } from './math.ts';
import { REFUSED_FUNCTIONS } from './outside.ts';
import { PATH_FUNCTIONS } from './paths.ts';
import { REFLECTION_FUNCTIONS } from './reflection.ts';
import { REGEX_FUNCTIONS } from './regex.ts';
import { SEMVER_FUNCTIONS } from './semver.ts';
import { STRING_FUNCTIONS } from './strings.ts';
import { URL_FUNCTIONS } from './urls.ts';
import { WORD_FUNCTIONS } from './words.ts';

/** Every function of sprig's TxtFuncMap; those that would reach outside, be random or make keys say that they do not. */
export const SPRIG: Readonly<Record<string, DeclaredFunction>> = {
  ...STRING_FUNCTIONS,
  ...WORD_FUNCTIONS,
  ...LIST_FUNCTIONS,
  ...DICT_FUNCTIONS,
  ...MATH_FUNCTIONS,
  ...DATE_FUNCTIONS,
  ...REGEX_FUNCTIONS,
  ...SEMVER_FUNCTIONS,
  ...ENCODING_FUNCTIONS,
  ...CERTIFICATE_FUNCTIONS,
  ...PATH_FUNCTIONS,
  ...URL_FUNCTIONS,
  ...REFLECTION_FUNCTIONS,
  ...REFUSED_FUNCTIONS,
};
