// What each rule of Istio is for, as data: the one table of purposes. Does not know the rules.

interface Purpose {
  /** The end of a sentence that begins with what the rule does. */
  readonly why: string;
  /** The name under which --iptables-trace-logging logs the rule. */
  readonly log?: string;
}

const purposes = {
  // Interfaces
  'excluded-interface': { why: 'this interface is excluded (-c)', log: 'ExcludeInterfaceCommand' },
  'virtual-machine-rest': {
    why: 'of the virtual machine behind this interface (-k) nothing else is captured',
    log: 'KubevirtCommand',
  },
  'virtual-machine': {
    why: 'what the virtual machine behind this interface (-k) sends counts as outbound',
    log: 'KubevirtCommand',
  },
  // Packets that conntrack cannot place
  invalid: { why: 'packets that belong to no connection would make the kernel reset a healthy one (--drop-invalid)' },
  // Inbound
  tunnel: { why: 'other proxies reach the HBONE listener on this port directly (-e)' },
  'tunnel-unasked': { why: 'here nothing enters this chain, so the rule changes nothing (-e)' },
  'to-inbound-listener': { why: "Envoy's inbound listener is on this port (-z)", log: 'InboundCapture' },
  'to-outbound-listener': { why: "Envoy's outbound listener is on this port (-p)" },
  'enter-inbound': { why: 'what arrives in the pod is looked at there', log: 'JumpInbound' },
  'excluded-inbound-port': { why: 'this port is excluded (-d)', log: 'ExcludeInboundPort' },
  inbound: { why: 'every other port is captured (-b *)' },
  'inbound-port': { why: 'this port is captured (-b)', log: 'IncludeInboundPort' },
  // Inbound, with the addresses kept
  'established-inbound': { why: 'the first packet was handed to Envoy, so the rest of the connection is too' },
  'established-inbound-port': {
    why: 'the first packet was handed to Envoy, so the rest of the connection is too',
    log: 'IncludeInboundPort',
  },
  'mark-diverted': { why: 'the mark makes the routing deliver the packet here, whatever its address' },
  'accept-diverted': { why: 'the connection has its socket already' },
  'to-transparent-listener': {
    why: "Envoy's inbound listener is on this port (-z) and sees both addresses as they are",
  },
  'own-mark': { why: 'Envoy marked it: it is on its way to the application, under the address of the client' },
  'own-passthrough': { why: 'its source tells that Envoy has seen it already' },
  'own-loopback': { why: 'the application talks to itself' },
  'remember-mark': { why: 'the answers to this connection shall find the mark' },
  'keep-mark': { why: "Envoy's marked packets to the application stay as they are" },
  'mark-proxy': { why: 'Envoy calls its own pod: the mark tells this from an application that talks to itself' },
  'answer-mark': { why: "the application's answer to a client's address must go to Envoy and not out" },
  // Outbound
  'enter-outbound': { why: 'what the pod sends is looked at there', log: 'JumpOutbound' },
  'excluded-outbound-port': { why: 'this port is excluded (-o)' },
  passthrough: { why: 'Envoy has been through the inbound side with it, and now hands it to the application' },
  'proxy-to-own-pod': {
    why: 'a call that comes back to this pod through its service goes through the inbound side too',
  },
  'own-pod': { why: 'the application talks to itself, without Envoy' },
  proxy: { why: "Envoy's own calls would come back to it for ever" },
  'excluded-group': { why: 'this group is excluded (ISTIO_OUTBOUND_OWNER_GROUPS_EXCLUDE)' },
  'other-groups': { why: 'only the listed groups are captured (ISTIO_OUTBOUND_OWNER_GROUPS)' },
  localhost: { why: 'localhost is nobody else' },
  'excluded-range': { why: 'these addresses are excluded (-x)' },
  'outbound-port': { why: 'this port is captured to every address (-q)' },
  'outbound-range': { why: 'these addresses are captured (-i)' },
  outbound: { why: 'everything else is captured (-i *)' },
  'outbound-rest': { why: 'no other address is captured (-i)' },
  // DNS
  'enter-dns': { why: 'queries for names are looked at there' },
  'enter-dns-answers': { why: 'answers of name servers are looked at there' },
  'dns-over-tcp': { why: "istio-agent answers names there, what it does not know it asks the pod's name server" },
  'dns-over-udp': { why: "istio-agent answers names there, what it does not know it asks the pod's name server" },
  'dns-of-proxy': { why: "istio-agent's own query to the name server would come back to it for ever" },
  'zone-of-proxy': {
    why: "istio-agent's queries and the application's may have the same ports, so conntrack keeps them apart",
  },
  'zone-of-answers': { why: "istio-agent's answers belong to the application's queries" },
  'zone-of-application': { why: "the application's queries are kept apart from those of istio-agent" },
  'zone-of-nobody': {
    why: "meant for a name server's answers, but those come from it and not to it, so up to 1.19 none is found",
  },
  'zone-of-servers': { why: "a name server answers istio-agent, so its answers belong to istio-agent's queries" },
} as const;

/** The name of a purpose. */
export type PurposeName = keyof typeof purposes;

/** What a rule is for, and how it is logged. */
export function purposeOf(name: string): Purpose | undefined {
  return Object.hasOwn(purposes, name) ? purposes[name as PurposeName] : undefined;
}
