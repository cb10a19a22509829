// Knows the fields of ProxyConfig and of every message below it, as a table: protobuf's own names, in the order in which they are printed.
// Does not know how they are read or printed. A scalar type is named as in protobuf, `?T` is a wrapper (unset differs from zero),
// `=T` an enum, `[]T` a list, `{}T` a map with text keys. Names of messages and enums are Go's, without the package v1alpha1.

/** Message name to its fields in declaration order, written as `name type [@oneof] [>=minor] [<=minor]`. */
export const proxyMessages: Readonly<Record<string, string>> = {
  ProxyConfig:
    'config_path string; binary_path string; service_cluster string @cluster_name; ' +
    'tracing_service_name =ProxyConfig_TracingServiceName @cluster_name; drain_duration duration; ' +
    'parent_shutdown_duration duration <=16; discovery_address string; discovery_refresh_delay duration; ' +
    'zipkin_address string; statsd_udp_address string; envoy_metrics_service_address string; ' +
    'proxy_admin_port int32; availability_zone string; control_plane_auth_policy =AuthenticationPolicy; ' +
    'custom_config_file string; stat_name_length int32; concurrency ?int32; ' +
    'proxy_bootstrap_template_path string; interception_mode =ProxyConfig_InboundInterceptionMode; ' +
    'tracing Tracing; sds SDS; envoy_access_log_service RemoteService; envoy_metrics_service RemoteService; ' +
    'proxy_metadata {}string; runtime_values {}string >=14; status_port int32; extra_stat_tags []string; ' +
    'gateway_topology Topology; termination_drain_duration duration; mesh_id string; ' +
    'readiness_probe v1alpha3.ReadinessProbe; proxy_stats_matcher ProxyConfig_ProxyStatsMatcher; ' +
    'hold_application_until_proxy_starts ?bool; ca_certificates_pem []string; image v1beta1.ProxyImage; ' +
    'private_key_provider PrivateKeyProvider >=14; proxy_headers ProxyConfig_ProxyHeaders >=19; ' +
    'file_flush_interval duration >=29; file_flush_min_size_kb uint32 >=29; stats_compression ?bool >=29',
  Tracing:
    'zipkin Tracing_Zipkin @tracer; lightstep Tracing_Lightstep @tracer; datadog Tracing_Datadog @tracer; ' +
    'stackdriver Tracing_Stackdriver @tracer; open_census_agent Tracing_OpenCensusAgent @tracer; ' +
    'custom_tags {}Tracing_CustomTag; max_path_tag_length uint32; sampling double; ' +
    'tls_settings v1alpha3.ClientTLSSettings; enable_istio_tags ?bool >=26',
  SDS: 'enabled bool; k8s_sa_jwt_path string',
  RemoteService:
    'address string; tls_settings v1alpha3.ClientTLSSettings; ' +
    'tcp_keepalive v1alpha3.ConnectionPoolSettings_TCPSettings_TcpKeepalive',
  Topology:
    'num_trusted_proxies uint32; forward_client_cert_details =ForwardClientCertDetails; ' +
    'proxy_protocol Topology_ProxyProtocolConfiguration >=19',
  'v1alpha3.ReadinessProbe':
    'initial_delay_seconds int32; timeout_seconds int32; period_seconds int32; success_threshold int32; ' +
    'failure_threshold int32; http_get v1alpha3.HTTPHealthCheckConfig @health_check_method; ' +
    'tcp_socket v1alpha3.TCPHealthCheckConfig @health_check_method; ' +
    'exec v1alpha3.ExecHealthCheckConfig @health_check_method; ' +
    'grpc v1alpha3.GrpcHealthCheckConfig @health_check_method >=26',
  ProxyConfig_ProxyStatsMatcher: 'inclusion_prefixes []string; inclusion_suffixes []string; inclusion_regexps []string',
  'v1beta1.ProxyImage': 'image_type string',
  PrivateKeyProvider: 'cryptomb PrivateKeyProvider_CryptoMb @provider; qat PrivateKeyProvider_QAT @provider >=18',
  ProxyConfig_ProxyHeaders:
    'forwarded_client_cert =ForwardClientCertDetails; ' +
    'set_current_client_cert_details ProxyConfig_ProxyHeaders_SetCurrentClientCertDetails >=20; ' +
    'request_id ProxyConfig_ProxyHeaders_RequestId; server ProxyConfig_ProxyHeaders_Server; ' +
    'attempt_count ProxyConfig_ProxyHeaders_AttemptCount; ' +
    'envoy_debug_headers ProxyConfig_ProxyHeaders_EnvoyDebugHeaders; ' +
    'metadata_exchange_headers ProxyConfig_ProxyHeaders_MetadataExchangeHeaders >=20; ' +
    'preserve_http1_header_case ?bool >=25; x_forwarded_host ProxyConfig_ProxyHeaders_XForwardedHost >=29; ' +
    'x_forwarded_port ProxyConfig_ProxyHeaders_XForwardedPort >=29',
  Tracing_Zipkin: 'address string',
  Tracing_Lightstep: 'address string; access_token string',
  Tracing_Datadog: 'address string',
  Tracing_Stackdriver:
    'debug bool; max_number_of_attributes ?int64; max_number_of_annotations ?int64; ' +
    'max_number_of_message_events ?int64',
  Tracing_OpenCensusAgent: 'address string; context []=Tracing_OpenCensusAgent_TraceContext',
  Tracing_CustomTag:
    'literal Tracing_Literal @type; environment Tracing_Environment @type; header Tracing_RequestHeader @type',
  'v1alpha3.ClientTLSSettings':
    'mode =v1alpha3.ClientTLSSettings_TLSmode; client_certificate string; private_key string; ' +
    'ca_certificates string; credential_name string; subject_alt_names []string; sni string; ' +
    'insecure_skip_verify ?bool; ca_crl string >=23',
  'v1alpha3.ConnectionPoolSettings_TCPSettings_TcpKeepalive': 'probes uint32; time duration; interval duration',
  Topology_ProxyProtocolConfiguration: '',
  'v1alpha3.HTTPHealthCheckConfig':
    'path string; port uint32; host string; scheme string; http_headers []v1alpha3.HTTPHeader',
  'v1alpha3.TCPHealthCheckConfig': 'host string; port uint32',
  'v1alpha3.ExecHealthCheckConfig': 'command []string',
  'v1alpha3.GrpcHealthCheckConfig': 'port uint32; service string',
  PrivateKeyProvider_CryptoMb: 'poll_delay duration; fallback ?bool >=19',
  PrivateKeyProvider_QAT: 'poll_delay duration; fallback ?bool',
  ProxyConfig_ProxyHeaders_SetCurrentClientCertDetails: 'subject ?bool; cert ?bool; chain ?bool; dns ?bool; uri ?bool',
  ProxyConfig_ProxyHeaders_RequestId: 'disabled ?bool',
  ProxyConfig_ProxyHeaders_Server: 'disabled ?bool; value string',
  ProxyConfig_ProxyHeaders_AttemptCount: 'disabled ?bool',
  ProxyConfig_ProxyHeaders_EnvoyDebugHeaders: 'disabled ?bool',
  ProxyConfig_ProxyHeaders_MetadataExchangeHeaders: 'mode =ProxyConfig_ProxyHeaders_MetadataExchangeMode',
  ProxyConfig_ProxyHeaders_XForwardedHost: 'enabled ?bool',
  ProxyConfig_ProxyHeaders_XForwardedPort: 'enabled ?bool',
  Tracing_Literal: 'value string',
  Tracing_Environment: 'name string; default_value string',
  Tracing_RequestHeader: 'name string; default_value string',
  'v1alpha3.HTTPHeader': 'name string; value string',
};

/** Enum name to its values; a value is its place in the list unless it says another number. */
export const proxyEnums: Readonly<Record<string, string>> = {
  ProxyConfig_TracingServiceName: 'APP_LABEL_AND_NAMESPACE; CANONICAL_NAME_ONLY; CANONICAL_NAME_AND_NAMESPACE',
  AuthenticationPolicy: 'NONE; MUTUAL_TLS; INHERIT=1000',
  ProxyConfig_InboundInterceptionMode: 'REDIRECT; TPROXY; NONE >=14',
  ForwardClientCertDetails: 'UNDEFINED; SANITIZE; FORWARD_ONLY; APPEND_FORWARD; SANITIZE_SET; ALWAYS_FORWARD_ONLY',
  Tracing_OpenCensusAgent_TraceContext: 'UNSPECIFIED; W3C_TRACE_CONTEXT; GRPC_BIN; CLOUD_TRACE_CONTEXT; B3',
  'v1alpha3.ClientTLSSettings_TLSmode': 'DISABLE; SIMPLE; MUTUAL; ISTIO_MUTUAL',
  ProxyConfig_ProxyHeaders_MetadataExchangeMode: 'UNDEFINED; IN_MESH',
};
