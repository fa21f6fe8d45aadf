import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A rule that fitted, or (`policy`) the end of a chain. */
interface RuleHit {
  readonly table: string;
  readonly chain: string;
  readonly rule?: number;
  readonly text?: string;
}

/** What became of a packet in the kernel (README.md, `packet`). */
export interface OracleAnswer {
  readonly verdict: 'forwarded' | 'local' | 'sent' | 'dropped' | 'rejected';
  readonly where?: string;
  readonly table?: string;
  readonly out?: string;
  readonly src: string;
  readonly dst: string;
  readonly sport?: number;
  readonly dport?: number;
  readonly mark?: number;
  readonly connmark?: number | null;
  readonly ctState?: string;
  readonly wireMismatch?: unknown;
  /** The rules that fitted, in order; the last one decided. */
  readonly rulesHit?: readonly RuleHit[];
}

/** A Linux router in network namespaces of its own, which are gone when the process ends. */
export class NetfilterOracle {
  private readonly waiting: { resolve(answer: unknown): void; reject(error: Error): void }[] = [];
  private stderr = '';

  private constructor(private readonly child: ChildProcess) {
    child.stderr?.on('data', (text) => {
      this.stderr += text;
    });
    if (child.stdout) {
      createInterface({ input: child.stdout }).on('line', (line) => this.waiting.shift()?.resolve(JSON.parse(line)));
    }
    const end = (reason: string) => {
      for (const each of this.waiting.splice(0)) each.reject(new Error(`The oracle ended: ${reason}`));
    };
    child.on('error', (error) => end(error.message));
    child.on('close', (code) => end(`code ${code} ${this.stderr}`));
  }

  /** Starts one; rejects, with the reason, where this machine has not what it takes. */
  static async start(): Promise<NetfilterOracle> {
    const child = spawn('python3', [join(__dirname, 'oracle.py')], { stdio: ['pipe', 'pipe', 'pipe'] });
    const oracle = new NetfilterOracle(child);
    const ready = (await oracle.next()) as { ready: boolean; error?: string };
    if (!ready.ready) {
      await oracle.close();
      throw new Error(ready.error ?? 'the oracle is not ready');
    }
    return oracle;
  }

  async load(rules: object): Promise<void> {
    const answer = (await this.ask({ op: 'load', ...rules })) as { ok: boolean; error?: string };
    if (!answer.ok) throw new Error(`The rule set was not taken: ${answer.error}`);
  }

  async send(packet: object): Promise<OracleAnswer> {
    const answer = (await this.ask(packet)) as OracleAnswer & { ok?: boolean; error?: string };
    if (answer.error !== undefined) throw new Error(`The packet was not taken: ${answer.error}`);
    return answer;
  }

  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.pid === undefined) return;
    const ended = once(this.child, 'close');
    this.child.stdin?.end();
    // It ends with its input; one that hangs is ended, and the kernel takes its namespaces back.
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(timer);
  }

  private ask(request: object): Promise<unknown> {
    this.child.stdin?.write(`${JSON.stringify(request)}\n`);
    return this.next();
  }

  private next(): Promise<unknown> {
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }
}
