/** What the client and the server say to each other beyond the Language Server Protocol. Types and names only. */

import type { RscopeConfig } from '../ide/config-file';

/** What the client says of itself when it starts the server. */
export interface InitializationOptions {
  /** The editor's command that opens the list of completions: run behind `name=`, so that its values are offered at once. */
  readonly suggestCommand?: string;
  /** The client's command that traces a packet: it is given the document's address and the packet in one line. */
  readonly traceCommand?: string;
  /** The address of the folder that holds `docs/rules`: a finding's code then opens its page there, offline. */
  readonly documentation?: string;
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

/** Asks what the configuration in a document does with a packet. */
export const TRACE_REQUEST = 'rscope/trace';
export interface TraceParams {
  readonly uri: string;
  /** `in=ether1 src=203.0.113.7 dst=198.51.100.2 protocol=tcp dst-port=8291`; without it, one is proposed. */
  readonly packet?: string;
}
export type TraceResult = TraceProblem | TraceProposal | TraceAnswer;
/** The packet can't be sent. */
export interface TraceProblem {
  readonly kind: 'problem';
  /** What is wrong with it and what to write instead. */
  readonly problem: string;
}
/** A packet that is worth tracing here. */
export interface TraceProposal {
  readonly kind: 'proposal';
  readonly packet: string;
}
export interface TraceAnswer {
  readonly kind: 'answer';
  /** What becomes of it, in a few words: `dropped`, `may be sent out by ether1`. */
  readonly outcome: string;
  /** The whole answer in words, one step a line; places in the document are called `line 12`, from 1. */
  readonly text: string;
  /** What it meets in the document, in the order of its way. */
  readonly steps: readonly TraceStepPlace[];
}
export interface TraceStepPlace {
  /** Counted from 1, those without a place in the document too. */
  readonly number: number;
  /** From 0, as the Language Server Protocol counts. */
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
  readonly menu: string;
  readonly action: string;
  /** What it does to the packet, in words. */
  readonly effect: string;
}

/** Asks for a picture of the network that a document configures. */
export const TOPOLOGY_REQUEST = 'rscope/topology';
export interface TopologyParams {
  readonly uri: string;
  /** Interfaces of uplinks behind which nothing answers; what is no uplink is passed over. */
  readonly down?: readonly string[];
}
export type TopologyResult = TopologyNothing | TopologyAnswer;
/** There is nothing to draw. */
export interface TopologyNothing {
  readonly kind: 'nothing';
  /** Why, and what to do. */
  readonly why: string;
}
export interface TopologyAnswer {
  readonly kind: 'picture';
  /** What happens to the LANs' connections, a sentence each. */
  readonly headlines: readonly string[];
  /** The uplinks that are drawn as down. */
  readonly down: readonly string[];
  /** A file of its own; `data-id` at its elements leads to the parts below, `data-uplink` is at an uplink's switch. */
  readonly svg: string;
  readonly mermaid: string;
  readonly parts: readonly TopologyPart[];
}
/** What one can point at in the picture. */
export interface TopologyPart {
  readonly id: string;
  /** All that is known of it, in words. */
  readonly details: readonly string[];
  /** The statements that make it or decide about it, from 0; the first is where one goes from it. */
  readonly places: readonly TraceStepPlace['range'][];
}

/** The settings of the section `rscope` that the server reads. */
export interface RscopeSettings extends RscopeConfig {
  /** Whether code lenses and inlay hints tell what a configuration does; true where it is left out. */
  readonly insights?: boolean;
}
