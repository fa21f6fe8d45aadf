import { valueOf } from '../config/item';
import { runOnConfiguration } from '../config/run-on-configuration';
import type { Value } from '../evaluate/value';
import type { RunScript } from '../network/questions/failover/router-scripts';
import { codeToRun, netwatchVariables } from './run-stored-code';
import { type CodeContext, clearsConnections, storedCode, withCalledScripts } from './stored-code';

/** Runs the scripts that a file stores, as its router does at an event: for the question about failover. */
export function eventScripts(context: CodeContext): RunScript {
  const codes = storedCode(context);
  return (configuration, item, property, told, answersPing) => {
    // What a script has changed is another item, made at the same place.
    const code = codes.find(
      (each) =>
        each.property === property &&
        each.item.menu === item.menu &&
        each.item.origin.range.start === item.origin.range.start,
    );
    if (code === undefined || valueOf(item, property) !== code.text) return undefined;
    const variables = new Map<string, Value>([...netwatchVariables(code), ...told]);
    const origin = { uri: code.item.origin.uri, range: code.range };
    const { catalogue } = context;
    const run = runOnConfiguration(configuration, codeToRun(code), { catalogue, origin, variables, answersPing });
    return {
      configuration: run?.configuration,
      clearsConnections: withCalledScripts(context, code).some((each) => clearsConnections(each)),
    };
  };
}
