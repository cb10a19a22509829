// What it means that istio-iptables itself would fail. Does not know why it does.
import { InjectError } from '../errors.ts';

/** istio-iptables would end without rules, with this exit code: 255 bad flags, 2 a panic, 1 anything else. */
export class IptablesFailure extends InjectError {
  readonly exitCode: number;

  constructor(exitCode: number, message: string, hint?: string) {
    super('input', `istio-iptables would fail: ${message}`, { hint });
    this.name = 'IptablesFailure';
    this.exitCode = exitCode;
  }
}
