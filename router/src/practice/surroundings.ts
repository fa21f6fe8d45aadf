/** What a DHCP server of a provider gives. */
export interface DhcpOffer {
  /** `203.0.113.7/24`. */
  readonly address: string;
  readonly gateway: string;
}

/** What is around a practice router, for tests to set: at first all links are up and everybody answers. */
export class Surroundings {
  /** Ports without a link, by their first name; dial-up interfaces whose provider does not answer, by name. */
  readonly deadLinks = new Set<string>();
  /** Addresses that answer no ping. */
  readonly silent = new Set<string>();
  /** What DHCP gives, by the interface that asks. */
  readonly dhcp = new Map<string, DhcpOffer>();
  /** Bits per second that come in and go out, by interface. */
  readonly traffic = new Map<string, { readonly rx: number; readonly tx: number }>();
}
