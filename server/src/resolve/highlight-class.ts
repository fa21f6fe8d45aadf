import type { VariableClass } from './highlight-variables';

/** The router's own names for what it colours (`/console/inspect request=highlight`). */
export type HighlightClass =
  | 'comment'
  | 'dir'
  | 'cmd'
  | 'arg'
  | 'arg-scope'
  | 'arg-dot'
  | 'syntax-meta'
  | 'syntax-obsolete'
  | 'escaped'
  | VariableClass
  | 'obj-inactive'
  | 'error';
