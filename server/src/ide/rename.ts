import type { TextRange } from '../base/text-range';
import { lineInWords } from '../config/line-in-words';
import { quoteValue } from '../lint/edit-text';
import type { SyntaxNode } from '../syntax/syntax-node';
import type { TextEdit } from '../syntax/syntax-tree';
import type { Analysis } from './analysis';
import { builtInNames, kindInWords, namedItems } from './named-items';
import { type Occurrences, occurrencesAt } from './occurrences';

/** What can be renamed at an offset, or why nothing can: in words for people. */
export type RenameTarget = { readonly range: TextRange; readonly name: string } | { readonly refusal: string };
/** The edits of a rename, or why the new name is not possible. */
export type Renaming = { readonly edits: readonly TextEdit[] } | { readonly refusal: string };

export function renameTarget(analysis: Analysis, offset: number): RenameTarget {
  const found = occurrencesAt(analysis, offset);
  if (!found) return refuse('Only variables, functions and names that this script gives can be renamed.');
  const reason = cannotRename(analysis, found);
  return reason ? refuse(reason) : { range: found.range, name: found.name };
}

/** Renames what stands at an offset everywhere in the script. */
export function rename(analysis: Analysis, offset: number, newName: string): Renaming {
  const found = occurrencesAt(analysis, offset);
  if (!found) return refuse('There is no name here that could be changed.');
  const reason = cannotRename(analysis, found);
  if (reason) return refuse(reason);
  if (newName === found.name) return { edits: [] };
  if (found.kind === 'parameter') return renameParameter(analysis, found, newName);
  return found.kind === 'variable' ? renameVariable(analysis, found, newName) : renameItem(analysis, found, newName);
}

function refuse(refusal: string): { readonly refusal: string } {
  return { refusal };
}

function cannotRename({ project }: Analysis, found: Occurrences): string | undefined {
  if (found.kind === 'parameter' && /^\d+$/.test(found.name))
    return `“$${found.name}” is the value at that place of the call: it has no other name.`;
  if (found.kind === 'parameter' && found.function?.kind !== 'local')
    return found.function
      ? `“${found.name}” is what the function is called with, and it is global: other scripts may call it with this name.`
      : `No line of this script declares “${found.name}”: RouterOS hands it to the script, or another script does.`;
  if (found.kind === 'item' && !found.places.some(({ role }) => role === 'definition')) {
    const what = kindInWords(found.items[0]?.kind ?? '');
    const scope = project ? 'project' : 'file';
    return `The ${what} “${found.name}” is not made in this ${scope}, but on the router: renaming it here would only break the reference.`;
  }
  return undefined;
}

/** A name is letters and digits, or quoted (facts: grammar, section 4). */
const PLAIN_NAME = /^[A-Za-z0-9]+$/;

function renameVariable(
  analysis: Analysis,
  found: Extract<Occurrences, { kind: 'variable' }>,
  newName: string,
): Renaming {
  const reason = badVariableName(newName) ?? collision(analysis, found, newName);
  if (reason) return refuse(reason);
  const isPlain = PLAIN_NAME.test(newName);
  const edits: TextEdit[] = [];
  for (const { range } of found.places) {
    const isQuoted = analysis.text.charAt(range.start - 1) === '"';
    if (isPlain || isQuoted) edits.push({ range, newText: newName });
    else if (isInText(analysis, range))
      return refuse(
        `“${found.name}” stands in a text, as “$${found.name}”: there a name can only be letters and digits, without - and _.`,
      );
    // A bare word of an expression is a variable, too; in quotes it would be a text.
    else edits.push({ range, newText: needsSign(analysis, found, range) ? `$"${newName}"` : `"${newName}"` });
  }
  return { edits };
}

function renameParameter(
  analysis: Analysis,
  { places, name }: Extract<Occurrences, { kind: 'parameter' }>,
  newName: string,
): Renaming {
  const reason =
    badVariableName(newName) ??
    (PLAIN_NAME.test(newName) ? undefined : 'A parameter is letters and digits: its call has no quotes around it.');
  if (reason) return refuse(reason);
  const isTaken = places.some(({ range }) =>
    analysis.variables.visibleAt(range.start).some((visible) => visible.name === newName),
  );
  if (isTaken) return refuse(`There is a variable “${newName}” already where “${name}” is used.`);
  return { edits: places.map(({ range }) => ({ range, newText: newName })) };
}

function badVariableName(name: string): string | undefined {
  if (name === '') return 'A variable needs a name.';
  if (/["\\$\s;{}[\]()]/.test(name))
    return `“${name}” can't be a variable's name: write letters and digits, without blanks, quotes and brackets.`;
  if (/^\d+$/.test(name)) return `“$${name}” is a value that a function is called with: begin the name with a letter.`;
  if (/^(true|false|yes|no|and|or|in|any)$/.test(name)) return `“${name}” means something of its own in RouterOS.`;
  return undefined;
}

/** A variable of the new name that one of the two would be taken for. */
function collision(
  analysis: Analysis,
  { variable, places, name, range: { start: from } }: Extract<Occurrences, { kind: 'variable' }>,
  newName: string,
): string | undefined {
  const { variables } = analysis;
  const sees = (offset: number, wanted: string) =>
    variables.visibleAt(offset).find((visible) => visible.name === wanted);
  let other = places.map(({ range }) => sees(range.end, newName)).find(Boolean);
  const twins = variables.references.filter((reference) => reference.name === newName);
  other ??= twins.find(({ range }) => sees(range.start, name) === variable)?.variable;
  other ??= variables.variables
    .filter((each) => each.name === newName)
    .find(
      ({ declarations, kind }) =>
        declarations.some(({ range }) => sees(range.start, name) === variable) ||
        (kind === 'global' && variable.kind === 'global'),
    );
  const taken = other?.declarations[0];
  if (taken) {
    const line = lineInWords(analysis, taken.range.start, from);
    return `There is a variable “${newName}” already, declared on ${line}: one of the two would be taken for the other.`;
  }
  const caught = twins.find(({ range, form }) => form !== 'bare' && sees(range.start, name) === variable);
  if (!caught) return undefined;
  const line = lineInWords(analysis, caught.range.start, from);
  return `“$${newName}” is used on ${line} for something else: it would become this variable.`;
}

/** Whether a name stands as `$name` in the text of a string. */
function isInText(analysis: Analysis, range: TextRange): boolean {
  const variable = nodeAt(analysis, range);
  return variable?.kind === 'variable' && variable.parent?.kind === 'string';
}

/** Whether a bare word must get its `$` when it is quoted: it is a value there, and not a name that is declared or set. */
function needsSign(
  analysis: Analysis,
  { variable }: Extract<Occurrences, { kind: 'variable' }>,
  range: TextRange,
): boolean {
  return (
    variable.references.some((reference) => reference.form === 'bare' && reference.range.start === range.start) &&
    nodeAt(analysis, range)?.kind !== 'variable'
  );
}

function nodeAt(analysis: Analysis, range: TextRange): SyntaxNode | undefined {
  return analysis.tree.root.tokenAt(range.start)?.parent;
}

function renameItem(analysis: Analysis, found: Occurrences, newName: string): Renaming {
  const [first] = found.kind === 'item' ? found.items : [];
  if (!first || found.kind !== 'item') return refuse('There is no name here that could be changed.');
  const what = kindInWords(first.kind);
  if (newName.trim() === '' || /[\n\r]/.test(newName)) return refuse(`The ${what} needs a name of one line.`);
  if (newName.includes(',') || /^[!*]/.test(newName))
    return refuse(
      `“${newName}” can't be named where several values may stand: leave out commas, and ! and * in front.`,
    );
  if (builtInNames(first.kind).includes(newName)) return refuse(`RouterOS has a ${what} “${newName}” of its own.`);
  const [taken] = namedItems(analysis).places(first.kind, newName);
  if (taken) {
    const line = lineInWords(analysis, taken.range.start, found.range.start);
    return refuse(`There is a ${what} “${newName}” on ${line} already.`);
  }
  const quoted = quoteValue(newName);
  const edits: TextEdit[] = [];
  for (const { range } of found.places) {
    const isQuoted = analysis.text.charAt(range.start - 1) === '"';
    const node = nodeAt(analysis, range);
    if (isQuoted || node?.kind === 'string')
      edits.push({ range, newText: quoted === newName ? newName : quoted.slice(1, -1) });
    else if (quoted !== newName && node?.kind === 'bare-value' && node.text !== found.name)
      return refuse(`“${newName}” needs quotes, and stands together with other values: choose a name without blanks.`);
    else edits.push({ range, newText: quoted });
  }
  return { edits };
}
