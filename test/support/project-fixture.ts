import { type FileProvider, type Project, readProject } from '../../server/src/config/project';
import { parse } from '../../server/src/syntax/syntax-tree';

/** Files by name, as a project reads them: all in one folder, `file:///site/`. */
function filesOf(texts: Readonly<Record<string, string>>): FileProvider {
  const trees = new Map(Object.entries(texts).map(([name, text]) => [`file:///site/${name}`, parse(text)]));
  return { read: (uri) => trees.get(uri), resolve: (name, from) => from.replace(/[^/]*$/, name) };
}

/** The project of some of these files, in this order; of all without `names`. */
export function projectOf(texts: Readonly<Record<string, string>>, ...names: string[]): Project {
  const listed = names.length > 0 ? names : Object.keys(texts);
  return readProject(
    listed.map((name) => `file:///site/${name}`),
    filesOf(texts),
  );
}
