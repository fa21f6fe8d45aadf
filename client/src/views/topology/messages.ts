/** What the picture of a network and the extension say to each other. */

export type ToPicture =
  | {
      readonly type: 'picture';
      readonly state: PictureState;
      /** The name of the script. */
      readonly name: string;
      readonly headlines: readonly string[];
      readonly down: readonly string[];
      readonly svg: string;
      readonly details: Readonly<Record<string, readonly string[]>>;
    }
  | { readonly type: 'nothing'; readonly name: string; readonly why: string };

export type FromPicture =
  | { readonly type: 'ready' }
  /** The uplinks that are to be down. */
  | { readonly type: 'down'; readonly uplinks: readonly string[] }
  | { readonly type: 'goTo'; readonly id: string }
  | { readonly type: 'export'; readonly format: 'svg' | 'mermaid' };

/** What VS Code keeps of a picture over a reload of the window. */
export interface PictureState {
  readonly uri: string;
  readonly down: readonly string[];
}
