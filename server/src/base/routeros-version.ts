/**
 * A RouterOS version as a header, a setting or a router gives it. `minor` and `patch` are absent where the source
 * did not say them: `{major: 6}` means "some RouterOS 6", and only what holds in all of them may be concluded.
 */
export interface RouterOsVersion {
  readonly major: number;
  readonly minor?: number;
  readonly patch?: number;
}

/**
 * Reads `7`, `7.20`, `7.20.8`, `6.49.10 (long-term)`, `7.23rc1`, `6.45.X`. The pre-release mark is dropped: a release
 * candidate has the commands of the release it leads to. Returns undefined for anything that does not begin like a version.
 */
export function parseRouterOsVersion(text: string): RouterOsVersion | undefined {
  const match = /^\s*v?(\d+)(?:\.(\d+)(?:\.(\d+))?)?/.exec(text);
  if (!match) return undefined;
  const [, major, minor, patch] = match;
  return {
    major: Number(major),
    ...(minor === undefined ? {} : { minor: Number(minor) }),
    ...(patch === undefined ? {} : { patch: Number(patch) }),
  };
}

/** `7.20.8`, `7.20` or `7`, as much as is known. */
export function formatRouterOsVersion(version: RouterOsVersion): string {
  return [version.major, version.minor, version.patch].filter((part) => part !== undefined).join('.');
}

/** Orders two versions; a part that is not known counts as 0. Negative where `a` is the older. */
export function compareRouterOsVersions(a: RouterOsVersion, b: RouterOsVersion): number {
  return a.major - b.major || (a.minor ?? 0) - (b.minor ?? 0) || (a.patch ?? 0) - (b.patch ?? 0);
}
