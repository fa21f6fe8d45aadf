/** What the client and the server say to each other beyond the Language Server Protocol. Types and names only. */

/** What the client says of itself when it starts the server. */
export interface InitializationOptions {
  /** The editor's command that opens the list of completions: run behind `name=`, so that its values are offered at once. */
  readonly suggestCommand?: string;
}

/** Asks which RouterOS version a document is read for. */
export const SCRIPT_VERSION_REQUEST = 'rscope/scriptVersion';
export interface ScriptVersionParams {
  readonly uri: string;
}
export interface ScriptVersionResult {
  /** `7.20`; undefined where nothing tells it. */
  readonly version: string | undefined;
  readonly source: 'line' | 'export' | 'evidence' | 'none' | 'setting' | 'forced';
}

/** Asks what a script gives for one version: the check before a deploy. */
export const CHECK_REQUEST = 'rscope/check';
export interface CheckParams {
  readonly uri: string;
  readonly text: string;
  /** The version of the router that it is for. */
  readonly routeros?: string;
}
export interface CheckResult {
  readonly findings: readonly CheckFinding[];
}
export interface CheckFinding {
  /** From 0. */
  readonly line: number;
  readonly severity: 'error' | 'warning' | 'info' | 'hint';
  readonly rule: string;
  readonly message: string;
}

/** The settings of the section `rscope` that the server reads. */
export interface RscopeSettings {
  readonly routerosVersion?: string;
  readonly project?: { readonly complete?: boolean };
  readonly rules?: Readonly<Record<string, 'error' | 'warning' | 'info' | 'hint' | 'off'>>;
}
