import { Unknowable } from '../../../server/src/evaluate/effects';

/** Ends the script that reboots the router: nothing catches it. */
export class Rebooting extends Unknowable {
  constructor() {
    super('the router reboots');
  }
}
