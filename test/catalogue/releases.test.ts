import assert from 'node:assert/strict';
import { parseRouterOsVersion, type RouterOsVersion } from '../../server/src/base/routeros-version';
import { catalogueFor, type Menu } from '../../server/src/catalogue/catalogue';
import { childNodes, isMenuNode, type Release, readReleases, type TreeNode } from '../../tools/catalogue/command-tree';
import { hasShared, sharedPath } from '../support/shared-files';

/** What the catalogue has although the tree of a release lacks it, and why. Everything else is the same, name for name. */
const TRAPS: readonly (readonly [name: RegExp, why: string])[] = [
  [/^\/ ping( |$)/, 'trees of 7.23 and later lack the alias at the root, the routers do not'],
  [/^\/(ip|ipv6)\/route (add|set|reset) suppress-hw-offload$/, 'hidden since 7.21 where the hardware lacks it'],
  [/^\/routing\/filter filter-wizard (set-)?suppress-hw-offload$/, 'hidden since 7.21 where the hardware lacks it'],
  [/^\/ip\/firewall\/filter (add|set|reset) hw-offload$/, 'hidden since 7.21 where the hardware lacks it'],
  [/^\/tool profile cpu$/, 'only a router with several processors shows it'],
  [/^\/(zerotier|zerotier\/controller|blink)$/, 'for other processors, so in no tree; known by name'],
  [/^\/(partitions|system\/routerboard|interface\/ethernet\/poe)$/, 'for real hardware, so in no tree; known by name'],
];

/** `7.19` alone may be any of 7.19. */
function exactly(text: string): RouterOsVersion | undefined {
  const version = parseRouterOsVersion(text);
  return version && { patch: 0, ...version };
}

/** The trees of one place in a release: what a router shows there without packages, or with and without them. */
type Place = readonly TreeNode[];

function below(place: Place | undefined, name: string): Place | undefined {
  const inner = (place ?? []).flatMap((node) => {
    const child = node[name];
    return name !== '_type' && typeof child === 'object' ? [child] : [];
  });
  return inner.length > 0 ? inner : undefined;
}

function namesBelow(place: Place | undefined, isWanted: (node: TreeNode) => boolean): Set<string> {
  return new Set(
    (place ?? []).flatMap((node) => childNodes(node).flatMap(([name, child]) => (isWanted(child) ? [name] : []))),
  );
}

/** Walks the catalogue and the tree of a release together; the releases before and after tell what is a hole. */
class Comparison {
  /** `/ip/route add gateway`: what only one of the two has. */
  readonly missing: string[] = [];
  readonly beyond: string[] = [];

  menu(menu: Menu, here: Place | undefined, before: Place | undefined, after: Place | undefined): void {
    const path = menu.path === '/' ? '' : menu.path;
    this.names([...menu.menus.keys()], namesBelow(here, isMenuNode), before, after, `${path}/`);
    for (const [name, inner] of menu.menus)
      this.menu(inner, below(here, name), below(before, name), below(after, name));
    const commands = namesBelow(here, ({ _type }) => _type === 'cmd');
    this.names([...menu.commands.keys()], commands, before, after, `${menu.path} `);
    for (const [name, command] of menu.commands) {
      const places = [here, before, after].map((place) => below(place, name));
      const names = namesBelow(places[0], () => true);
      this.names([...command.arguments.keys()], names, places[1], places[2], `${menu.path} ${name} `);
    }
  }

  private names(
    found: readonly string[],
    expected: ReadonlySet<string>,
    before: Place | undefined,
    after: Place | undefined,
    prefix: string,
  ): void {
    const known = new Set(found);
    for (const name of expected) if (!known.has(name)) this.missing.push(prefix + name);
    for (const name of found) {
      // A hole of one release is taken for a flaw of the data.
      const isHole = below(before, name) !== undefined && below(after, name) !== undefined;
      if (!expected.has(name) && !isHole) this.beyond.push(prefix + name);
    }
  }
}

describe('the catalogue beside the trees of real routers', () => {
  if (!hasShared('data/command-trees')) {
    it('is compared with them (left out: they do not lie beside the project)');
    return;
  }
  let releases: Release[] = [];
  const met = new Set<RegExp>();
  const isTrap = (name: string): boolean => {
    const trap = TRAPS.find(([pattern]) => pattern.test(name))?.[0];
    if (trap) met.add(trap);
    return trap !== undefined;
  };
  before(function () {
    this.timeout(60_000);
    releases = readReleases(sharedPath('data/command-trees'));
  });

  for (const packages of ['all', 'none'] as const)
    it(`lists what each release has, ${packages === 'all' ? 'with every package' : 'without packages'}`, function () {
      this.timeout(60_000);
      const places = releases.map(({ base, all }) => (packages === 'all' ? [base, all] : [base]));
      assert.equal(places.length, 48);
      releases.forEach(({ version }, i) => {
        const { root } = catalogueFor(exactly(version), packages);
        const comparison = new Comparison();
        comparison.menu(root, places[i], places[i - 1], places[i + 1]);
        assert.deepEqual(comparison.missing, [], `RouterOS ${version} has them, the catalogue does not`);
        const beyond = comparison.beyond.filter((name) => !isTrap(name));
        assert.deepEqual(beyond, [], `the catalogue has them, RouterOS ${version} does not`);
      });
    });

  it('needs every trap that is listed', () => {
    for (const [trap, why] of TRAPS) assert.ok(met.has(trap), why);
  });
});
