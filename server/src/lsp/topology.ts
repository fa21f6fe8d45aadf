import type { Analysis } from '../ide/analysis';
import { topologyMermaid } from '../ide/topology-mermaid';
import { topologyPicture } from '../ide/topology-picture';
import { topologySvg } from '../ide/topology-svg';
import type { TopologyPart, TopologyResult } from './protocol-extensions';
import type { ScriptText } from './script-document';

/** Draws the network of a document with some uplinks down; each set of uplinks is worked out once a text. */
export function showTopology(document: ScriptText, analysis: Analysis, down: readonly string[]): TopologyResult {
  const known = analysis.once(noPictures);
  const key = JSON.stringify([...new Set(down)].sort());
  const result = known.get(key) ?? draw(document, analysis, down);
  known.set(key, result);
  return result;
}

const noPictures = () => new Map<string, TopologyResult>();

function draw(document: ScriptText, analysis: Analysis, down: readonly string[]): TopologyResult {
  const picture = topologyPicture(analysis, down);
  if (!picture.nodes.some(({ uplink }) => uplink !== undefined)) return { kind: 'nothing', why: NO_UPLINK };
  const parts = [...picture.nodes, ...picture.edges].map(({ id, details, items }): TopologyPart => {
    const ranges = [...new Set(items)].map(({ origin }) => origin.range);
    // What another file of the project says is no place of this document.
    const own = ranges.filter(({ start }) => document.uriAt(start) === document.uri);
    const places = own.map((range) => document.rangeAt(range));
    return { id, details, places };
  });
  const { headlines } = picture;
  return {
    ...{ kind: 'picture', headlines, down: picture.down, parts },
    ...{ svg: topologySvg(picture), mermaid: topologyMermaid(picture) },
  };
}

const NO_UPLINK =
  'This script names no uplink, so there is no way to the Internet to draw. Rscope takes for one what a default route, a DHCP client or a dial-up leads out by, what is in an interface list called WAN, and what private addresses are masqueraded out of. If they are in another script, open that one, or an export of the whole router.';
