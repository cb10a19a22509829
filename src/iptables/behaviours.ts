// What changed in istio-iptables from release to release, each change by a name. The only file here that compares versions.
// Does not know what a change means: whoever asks for a name does.
import { InjectError } from '../errors.ts';

/**
 * The releases in which something holds: from `since` on, before `until`. A change that was carried back to older minors
 * names the first patch of each of them; every minor after the last one named has it too.
 */
export interface Span {
  readonly since?: readonly string[];
  readonly until?: readonly string[];
}

/** A release of Istio: the minor number of 1.x, and its patch. */
export interface Release {
  readonly minor: number;
  readonly patch: number;
}

const spans = {
  // Reading arguments and environment
  usesViper: { until: ['1.19.5', '1.20.1'] }, // an empty variable counts as unset, some settings are other variables' defaults
  panicsOnWildcardExclusion: { until: ['1.19.5', '1.20.1'] },
  masksCidrs: { until: ['1.16'] }, // and takes IPv4-mapped addresses for IPv4
  refusesBadCidrs: { since: ['1.27'] },
  knowsOwnerGroups: { since: ['1.14'] },
  knowsLoopbackCidr: { since: ['1.21'] },
  // Rules
  sparesTunnelOnLoopback: { since: ['1.18'] },
  returnsAfterCidrs: { until: ['1.23'] },
  dropsInItsOwnChain: { since: ['1.24'] },
  // DNS
  needsNameServers: { since: ['1.25'] },
  hasDnsChain: { since: ['1.25'] },
  capturesUdpInOutbound: { since: ['1.23'] },
  zonesAnswersBySource: { since: ['1.20'] },
  excludesUdpPorts: { since: ['1.25'] },
  // Logging and layout
  logsRules: { until: ['1.25'] },
  quotesLogPrefix: { until: ['1.24'] },
  createsJumpTargets: { since: ['1.24'] },
} as const;

/** What holds in one release, by name. */
export type Behaviours = Readonly<Record<keyof typeof spans, boolean>>;

/** The behaviours of a release. */
export function behavioursOf(release: Release): Behaviours {
  return Object.fromEntries(
    Object.entries<Span>(spans).map(([name, span]) => [name, holds(release, span)]),
  ) as Behaviours;
}

/** Whether a release is within a span. */
export function holds(release: Release, { since, until }: Span): boolean {
  return (since === undefined || hasReached(release, since)) && !(until !== undefined && hasReached(release, until));
}

function hasReached({ minor, patch }: Release, marks: readonly string[]): boolean {
  const parsed = marks.map((mark) => parse(mark, 0));
  const last = Math.max(...parsed.map((mark) => mark.minor));
  return minor > last || parsed.some((mark) => mark.minor === minor && patch >= mark.patch);
}

const VERSION = /^v?1\.(\d+)(?:\.(\d+))?(?:[-+].*)?$/;
const OLDEST = 13;
const NEWEST = 30;

/** A release from its version, `1.20.8` or `1.20`, which stands for the newest patch of that minor. */
export function parseRelease(version: string): Release {
  const release = VERSION.test(version) ? parse(version, Number.MAX_SAFE_INTEGER) : undefined;
  if (release && release.minor >= OLDEST && release.minor <= NEWEST) return release;
  throw new InjectError('usage', `istio-iptables of release ${JSON.stringify(version)} is not known`, {
    hint: `Known are 1.${OLDEST} to 1.${NEWEST}, and their patches such as 1.20.8.`,
  });
}

function parse(version: string, newestPatch: number): Release {
  const [, minor, patch] = VERSION.exec(version) ?? [];
  return { minor: Number(minor), patch: patch === undefined ? newestPatch : Number(patch) };
}
