import type { PracticeClock } from './clock';
import { Refusal } from './refusal';
import type { ConfigurationStore, StoredItem } from './store';
import { dateText, timeOfDay } from './wall-time';

/** The largest file that `/file/add` takes (measured on real routers). */
const MAX_FILE_BYTES = 61_440;
/** The most that RouterOS 6 takes by `/file/set contents=`, and shows of a file. */
const MAX_FILE_BYTES_V6 = 4096;

/** The files of a router. On a device with a folder `flash` what lies outside it is in RAM, and gone after a reboot. */
export class Files {
  /** What is in backups; nobody can read that. */
  readonly #sealed = new WeakMap<StoredItem, unknown>();
  #nextId = 1;

  constructor(
    private readonly store: ConfigurationStore,
    private readonly clock: PracticeClock,
    readonly hasFlashFolder: boolean,
  ) {
    if (hasFlashFolder) this.#put('flash', 'disk', '', 0);
  }

  get items(): readonly StoredItem[] {
    return this.store.menu('/file').items;
  }

  /** The file of that name or id; refuses where there is none. */
  get(name: string): ReadonlyMap<string, string> {
    const file = this.find(name);
    if (!file) throw new Refusal('no such item', 0);
    return file;
  }
  find(name: string): StoredItem | undefined {
    const plain = name.replace(/^\//, '');
    return this.items.find((item) => item.get('name') === plain || item.get('.id') === name);
  }

  /** Makes a file; refuses one that is there, or is too long. */
  add(name: string, contents: string): string {
    if (this.find(name)) throw new Refusal('failure: file already exists', 4);
    this.#checkLength(contents);
    return this.write(name, contents).get('.id') ?? '';
  }

  /** Changes contents, with the limits of `/file/set`. */
  set(name: string, contents: string): void {
    this.#checkLength(contents);
    this.write(this.get(name).get('name') ?? '', contents);
  }

  rename(name: string, newName: string): void {
    if (this.find(newName)) throw new Refusal('failure: file already exists', 4);
    this.find(name)?.set('name', newName);
  }

  /** Writes a file as the router itself does, however long. */
  write(name: string, contents: string): StoredItem {
    const plain = name.replace(/^\//, '');
    const type = /\.(\w+)$/.exec(plain)?.[1];
    const kind = type === 'rsc' ? 'script' : type === undefined ? 'file' : `.${type} file`;
    return this.#put(plain, kind, contents, Buffer.byteLength(contents));
  }

  /** Writes a file whose contents only the router understands. */
  seal(name: string, payload: unknown, size: number): void {
    this.#sealed.set(this.#put(name.replace(/^\//, ''), 'backup', undefined, size), payload);
  }
  sealed(name: string): unknown {
    const file = this.find(name);
    return file && this.#sealed.get(file);
  }

  remove(name: string): void {
    const file = this.get(name);
    this.#keep((item) => item !== file);
  }

  /** What a reboot leaves. */
  dropRam(): void {
    if (this.hasFlashFolder) this.#keep((item) => /^flash(\/|$)/.test(item.get('name') ?? ''));
  }

  #keep(isKept: (item: StoredItem) => boolean): void {
    this.store.menu('/file').items = this.items.filter(isKept);
  }

  #checkLength(contents: string): void {
    const most = this.store.version.major < 7 ? MAX_FILE_BYTES_V6 : MAX_FILE_BYTES;
    if (Buffer.byteLength(contents) > most) throw new Refusal('failure: contents too long', 4);
  }

  #put(name: string, type: string, contents: string | undefined, size: number): StoredItem {
    const existing = this.find(name);
    const file: StoredItem = existing ?? new Map([['.id', `*F${(this.#nextId++).toString(16).toUpperCase()}`]]);
    file.set('name', name).set('type', type).set('size', String(size));
    file.set('creation-time', `${dateText(this.clock.wall, this.store.version)} ${timeOfDay(this.clock.wall)}`);
    if (contents === undefined) file.delete('contents');
    else file.set('contents', contents);
    this.#sealed.delete(file);
    if (!existing) this.store.menu('/file').items.push(file);
    return file;
  }
}
