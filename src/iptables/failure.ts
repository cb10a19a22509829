// What it means that istio-iptables itself would fail. Does not know why it does.
import { InjectError } from '../errors.ts';

/** istio-iptables would end without rules, with this exit code: 255 bad flags, 2 a panic, 0 its help, 1 anything else. */
export class IptablesFailure extends InjectError {
  readonly exitCode: number;
  readonly #reason: string;

  constructor(exitCode: number, reason: string, hint?: string, place = '') {
    super('input', `${place}istio-iptables would ${exitCode === 0 ? '' : 'fail: '}${reason}`, { hint });
    this.name = 'IptablesFailure';
    this.exitCode = exitCode;
    this.#reason = reason;
  }

  override at(file: string): IptablesFailure {
    return new IptablesFailure(this.exitCode, this.#reason, this.hint, `${file}: `);
  }
}
