// The rules of the TPROXY mode: inbound connections reach Envoy with both addresses as they are, by marks and by routing.
// Does not know which ports are captured.
import { accept, append, goBack, type IstioRule, insert, owners, passthroughSource, setMark } from './make.ts';
import { is, isNot, type Target } from './rule.ts';
import type { Family, Settings } from './settings.ts';

const TCP = is('protocol', 'tcp');
const LOOP_IN = is('in', 'lo');
const LOOP_OUT = is('out', 'lo');

/** What Envoy's calls to its own pod are marked with, whatever the mark of the mode is. */
const OWN_POD_MARK = '1338';

/** The chains that hand a connection to the transparent listener: its first packet, and the packets after it. */
export function toTransparentListener({ mark, capturePort, loopback }: Settings, family: Family): IstioRule[] {
  const target: Target = { kind: 'tproxy', port: capturePort, mark };
  return [
    append('mangle', 'ISTIO_DIVERT', [], setMark(mark), 'mark-diverted'),
    append('mangle', 'ISTIO_DIVERT', [], accept, 'accept-diverted'),
    append('mangle', 'ISTIO_TPROXY', [isNot('destination', loopback[family]), TCP], target, 'to-transparent-listener'),
  ];
}

/** The marks by which the pod's own packets, and the application's answers, find their way. */
export function markRules(settings: Settings, family: Family): IstioRule[] {
  if (!settings.isTproxy) return [];
  const marked = is('mark', settings.mark);
  return [
    append('mangle', 'PREROUTING', [TCP, marked], { kind: 'save-mark' }, 'remember-mark'),
    append('mangle', 'OUTPUT', [TCP, LOOP_OUT, marked], goBack, 'keep-mark'),
    ...proxyMarks(settings, family),
    append('mangle', 'OUTPUT', [TCP, is('connmark', settings.mark)], { kind: 'restore-mark' }, 'answer-mark'),
    insert(1, 'mangle', 'ISTIO_INBOUND', [TCP, marked], goBack, 'own-mark'),
    insert(
      2,
      'mangle',
      'ISTIO_INBOUND',
      [TCP, is('source', passthroughSource(family)), LOOP_IN],
      goBack,
      'own-passthrough',
    ),
    insert(3, 'mangle', 'ISTIO_INBOUND', [TCP, LOOP_IN, isNot('mark', OWN_POD_MARK)], goBack, 'own-loopback'),
  ];
}

function proxyMarks(settings: Settings, family: Family): IstioRule[] {
  const toOwnPod = [isNot('destination', settings.loopback[family]), TCP, LOOP_OUT];
  return owners(settings).map(({ kind, id }) =>
    append('mangle', 'OUTPUT', [...toOwnPod, is(kind, id)], setMark(OWN_POD_MARK), 'mark-proxy'),
  );
}
