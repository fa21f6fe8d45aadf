import { RouterError, RouterTrapError } from '../transport/connection-errors';

/** An error as a sentence for people, with the router's words quoted where it spoke. */
export function inWords(error: unknown): string {
  if (error instanceof RouterTrapError) return `The router refused it: “${error.message}”.`;
  if (error instanceof RouterError) return error.message;
  const text = error instanceof Error ? error.message : String(error);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
