import { RouterTrapError } from '../transport/connection-errors';
import type { RouterConnection, Row, TalkOptions } from '../transport/router-connection';

/** A node of a router's command tree: a menu, a command, or an argument, with what is below it by name. */
export interface InspectedNode {
  /** `dir` and `path` are menus; the root has none. */
  readonly _type?: string;
  readonly [child: string]: InspectedNode | string | undefined;
}

export interface InspectedTree {
  readonly root: InspectedNode;
  /** Places that the router refused to tell of, as `ip,route,add`. */
  readonly refused: readonly string[];
}

export interface InspectOptions {
  readonly signal?: AbortSignal;
  /** Called with the number of places that are read so far. */
  readonly onProgress?: (places: number) => void;
}

/** No router's tree is deeper: what is has a circle in it. */
const MAX_DEPTH = 16;
/** How many questions are under way at once: a small router answers thousands of them. */
const AT_ONCE = 4;

/**
 * Reads the whole command tree of a router of RouterOS 7 from `/console/inspect`, with what its packages and its hardware
 * bring. Nothing is changed on the router. Rejects with a RouterError if the connection ends, or if the router has no
 * such command.
 */
export async function readCommandTree(
  connection: RouterConnection,
  options: InspectOptions = {},
): Promise<InspectedTree> {
  const root: Record<string, InspectedNode> = Object.create(null);
  const refused: string[] = [];
  const waiting: Place[] = [{ path: [], node: root }];
  let read = 0;
  const readPlace = async ({ path, node }: Place): Promise<void> => {
    const children = await childrenOf(connection, path, options.signal).catch((error: unknown) => {
      // One place that can't be told of is no reason to lose the rest; the root is.
      if (!(error instanceof RouterTrapError) || path.length === 0) throw error;
      refused.push(path.join(','));
      return [];
    });
    for (const { name, type } of children) {
      const child: Record<string, InspectedNode | string> = Object.create(null);
      child['_type'] = type;
      node[name] = child as InspectedNode;
      if (type !== 'arg' && path.length < MAX_DEPTH)
        waiting.push({ path: [...path, name], node: child as Record<string, InspectedNode> });
    }
    options.onProgress?.(++read);
  };
  while (waiting.length > 0) await Promise.all(waiting.splice(0, AT_ONCE).map(readPlace));
  return { root, refused };
}

interface Place {
  readonly path: readonly string[];
  readonly node: Record<string, InspectedNode>;
}

async function childrenOf(
  connection: RouterConnection,
  path: readonly string[],
  signal: AbortSignal | undefined,
): Promise<{ name: string; type: string }[]> {
  const words = ['/console/inspect', '=request=child', ...(path.length > 0 ? [`=path=${path.join(',')}`] : [])];
  const talk: TalkOptions = signal ? { signal } : {};
  const { rows } = await connection.talk(words, talk);
  return rows.filter(isChild).map((row) => ({ name: row['name'] ?? '', type: row['node-type'] ?? 'arg' }));
}

/** The answer has a row for the place itself too. */
function isChild(row: Row): boolean {
  return row['type'] === 'child' && row['name'] !== undefined && row['name'] !== '' && row['name'] !== '_type';
}
