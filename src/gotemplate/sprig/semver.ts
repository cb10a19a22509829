// Knows sprig's semver and semverCompare, and what a template may ask a version.
import { type DeclaredFunction, panic } from '../functions.ts';
import { BOOL, type GoMethod, type GoType, INT, pointerTo, STRING, structOf, UINT64 } from '../gotype.ts';
import { goJSON } from '../json.ts';
import { narrow } from '../values.ts';
import { parseConstraints } from './constraints.ts';
import { checkPrerelease, compareVersions, parseVersion, type Version, versionText } from './versions.ts';

const get = (result: GoType, call: (version: Version) => unknown): GoMethod => ({ result, call });

const step = (change: (version: Version) => Partial<Version>): GoMethod => ({
  get result(): GoType {
    return VERSION;
  },
  call: (version: Version) => changed(version, { metadata: '', pre: '', ...change(version) }),
});

const part = (change: (text: string) => Partial<Version>): GoMethod => ({
  params: [STRING],
  get result(): GoType {
    return VERSION;
  },
  call: (version: Version, text: string) => changed(version, change(text)),
});

const compared = <T>(result: GoType, test: (order: number) => T): GoMethod => ({
  get params(): GoType[] {
    return [POINTER];
  },
  result,
  pointer: true,
  call: (version: Version, other: Version | null) => test(compareVersions(version, other ?? nilVersion())),
});

const VERSION: GoType = structOf(
  'semver.Version',
  [
    { name: 'major', type: UINT64 },
    { name: 'minor', type: UINT64 },
    { name: 'patch', type: UINT64 },
    { name: 'pre', type: STRING },
    { name: 'metadata', type: STRING },
    { name: 'original', type: STRING },
  ],
  {
    Major: get(UINT64, ({ major }) => major),
    Minor: get(UINT64, ({ minor }) => minor),
    Patch: get(UINT64, ({ patch }) => patch),
    Prerelease: get(STRING, ({ pre }) => pre),
    Metadata: get(STRING, ({ metadata }) => metadata),
    Original: { result: STRING, pointer: true, call: ({ original }: Version) => original },
    String: get(STRING, versionText),
    MarshalJSON: get(STRING, (version) => goJSON(versionText(version))),
    IncPatch: step(({ pre, patch }) => (pre === '' ? { patch: next(patch) } : {})),
    IncMinor: step(({ minor }) => ({ minor: next(minor), patch: 0 })),
    IncMajor: step(({ major }) => ({ major: next(major), minor: 0, patch: 0 })),
    SetPrerelease: part((pre) => {
      checkPrerelease(pre);
      return { pre };
    }),
    SetMetadata: part((metadata) => {
      if (!/^[0-9A-Za-z.-]*$/.test(metadata)) panic('Invalid Metadata string');
      return { metadata };
    }),
    Compare: compared(INT, (order) => order),
    Equal: compared(BOOL, (order) => order === 0),
    LessThan: compared(BOOL, (order) => order < 0),
    LessThanEqual: compared(BOOL, (order) => order <= 0),
    GreaterThan: compared(BOOL, (order) => order > 0),
    GreaterThanEqual: compared(BOOL, (order) => order >= 0),
  },
);

const POINTER: GoType = pointerTo(VERSION);

/** sprig's functions on versions. */
export const SEMVER_FUNCTIONS: Readonly<Record<string, DeclaredFunction>> = {
  semver: { params: [STRING], result: POINTER, call: parseVersion },
  semverCompare: {
    params: [STRING, STRING],
    result: BOOL,
    call: (constraint: string, version: string) => parseConstraints(constraint)(parseVersion(version)),
  },
};

function next(number: number | bigint): number | bigint {
  return narrow(BigInt.asUintN(64, BigInt(number) + 1n));
}

function changed(version: Version, change: Partial<Version>): Version {
  const made = { ...version, ...change };
  return { ...made, original: (version.original.startsWith('v') ? 'v' : '') + versionText(made) };
}

function nilVersion(): never {
  return panic('runtime error: invalid memory address or nil pointer dereference');
}
