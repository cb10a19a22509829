// Knows what a host, an IP address, a port and `host:port` may look like. Does not know whose they are.
import { isIP } from 'node:net';

/** What is wrong with a `host:port`, as the end of a sentence; undefined when nothing is. */
export function faultOfAddress(address: string): string | undefined {
  const match = /^(?:\[([^[\]]*)\]|([^:[\]]*)):([^:]*)$/.exec(address);
  if (!match) return `must be host:port, not "${address}"`;
  const [, bracketed, plain, port = ''] = match;
  const host = bracketed ?? plain ?? '';
  if (!/^[-+]?\d+$/.test(port) || faultOfPort(Number(port)) !== undefined)
    return `must end in a port of 1 to 65535, not "${port}"`;
  return isIP(host) !== 0 || isHostName(host)
    ? undefined
    : `must begin with a host name or an IP address, not "${host}"`;
}

/** What is wrong with a port. */
export function faultOfPort(port: unknown): string | undefined {
  return typeof port === 'number' && port >= 1 && port <= 65535
    ? undefined
    : `must be a port of 1 to 65535, not ${port ?? 0}`;
}

/** Whether a text is a DNS name; a dot at its end is allowed. */
export function isHostName(host: string): boolean {
  const name = host.replace(/\.$/, '');
  return (
    name.length > 0 && name.length <= 255 && name.split('.').every((label) => label.length <= 63 && LABEL.test(label))
  );
}

const LABEL = /^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$/;
