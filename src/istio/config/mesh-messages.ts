// Knows the fields of MeshConfig and of every message below it but ProxyConfig's, in the form that proxy-messages.ts explains.
// Does not know how they are read or printed.

/** Message name to its fields in declaration order, written as `name type [@oneof] [>=minor] [<=minor]`. */
export const meshMessages: Readonly<Record<string, string>> = {
  MeshConfig:
    'proxy_listen_port int32; proxy_inbound_listen_port int32 >=18; proxy_http_port int32; ' +
    'connect_timeout duration; hbone_idle_timeout duration >=28; protocol_detection_timeout duration; ' +
    'tcp_keepalive v1alpha3.ConnectionPoolSettings_TCPSettings_TcpKeepalive; ingress_class string; ' +
    'ingress_service string; ingress_controller_mode =MeshConfig_IngressControllerMode; ' +
    'ingress_selector string; enable_tracing bool; access_log_file string; access_log_format string; ' +
    'access_log_encoding =MeshConfig_AccessLogEncoding; enable_envoy_access_log_service bool; ' +
    'disable_envoy_listener_log bool; default_config ProxyConfig; ' +
    'outbound_traffic_policy MeshConfig_OutboundTrafficPolicy; ' +
    'inbound_traffic_policy MeshConfig_InboundTrafficPolicy >=20; config_sources []ConfigSource; ' +
    'enable_auto_mtls ?bool; trust_domain string; trust_domain_aliases []string; ' +
    'ca_certificates []MeshConfig_CertificateData; default_service_export_to []string; ' +
    'default_virtual_service_export_to []string; default_destination_rule_export_to []string; ' +
    'root_namespace string; locality_lb_setting v1alpha3.LocalityLoadBalancerSetting; ' +
    'dns_refresh_rate duration; h2_upgrade_policy =MeshConfig_H2UpgradePolicy; ' +
    'inbound_cluster_stat_name string; outbound_cluster_stat_name string; certificates []Certificate; ' +
    'thrift_config MeshConfig_ThriftConfig <=16; service_settings []MeshConfig_ServiceSettings; ' +
    'service_scope_configs []MeshConfig_ServiceScopeConfigs >=27; enable_prometheus_merge ?bool; ' +
    'verify_certificate_at_client ?bool; ca MeshConfig_CA; extension_providers []MeshConfig_ExtensionProvider; ' +
    'default_providers MeshConfig_DefaultProviders; discovery_selectors []LabelSelector; ' +
    'path_normalization MeshConfig_ProxyPathNormalization; default_http_retry_policy v1alpha3.HTTPRetry >=14; ' +
    'mesh_mTLS MeshConfig_TLSConfig >=14; tls_defaults MeshConfig_TLSConfig >=17',
  MeshConfig_OutboundTrafficPolicy: 'mode =MeshConfig_OutboundTrafficPolicy_Mode',
  MeshConfig_InboundTrafficPolicy: 'mode =MeshConfig_InboundTrafficPolicy_Mode',
  ConfigSource: 'address string; tls_settings v1alpha3.ClientTLSSettings; subscribed_resources []=Resource',
  MeshConfig_CertificateData:
    'pem string @certificate_data; spiffe_bundle_url string @certificate_data; cert_signers []string; ' +
    'trust_domains []string',
  'v1alpha3.LocalityLoadBalancerSetting':
    'distribute []v1alpha3.LocalityLoadBalancerSetting_Distribute; ' +
    'failover []v1alpha3.LocalityLoadBalancerSetting_Failover; failover_priority []string; enabled ?bool',
  Certificate: 'secret_name string; dns_names []string',
  MeshConfig_ServiceSettings: 'settings MeshConfig_ServiceSettings_Settings; hosts []string',
  MeshConfig_ServiceScopeConfigs:
    'namespace_selector LabelSelector; services_selector LabelSelector; ' +
    'scope =MeshConfig_ServiceScopeConfigs_Scope',
  MeshConfig_CA: 'address string; tls_settings v1alpha3.ClientTLSSettings; request_timeout duration; istiod_side bool',
  MeshConfig_ExtensionProvider:
    'name string; ' +
    'envoy_ext_authz_http MeshConfig_ExtensionProvider_EnvoyExternalAuthorizationHttpProvider @provider; ' +
    'envoy_ext_authz_grpc MeshConfig_ExtensionProvider_EnvoyExternalAuthorizationGrpcProvider @provider; ' +
    'zipkin MeshConfig_ExtensionProvider_ZipkinTracingProvider @provider; ' +
    'lightstep MeshConfig_ExtensionProvider_LightstepTracingProvider @provider; ' +
    'datadog MeshConfig_ExtensionProvider_DatadogTracingProvider @provider; ' +
    'stackdriver MeshConfig_ExtensionProvider_StackdriverProvider @provider; ' +
    'opencensus MeshConfig_ExtensionProvider_OpenCensusAgentTracingProvider @provider; ' +
    'skywalking MeshConfig_ExtensionProvider_SkyWalkingTracingProvider @provider; ' +
    'opentelemetry MeshConfig_ExtensionProvider_OpenTelemetryTracingProvider @provider; ' +
    'prometheus MeshConfig_ExtensionProvider_PrometheusMetricsProvider @provider; ' +
    'envoy_file_access_log MeshConfig_ExtensionProvider_EnvoyFileAccessLogProvider @provider; ' +
    'envoy_http_als MeshConfig_ExtensionProvider_EnvoyHttpGrpcV3LogProvider @provider; ' +
    'envoy_tcp_als MeshConfig_ExtensionProvider_EnvoyTcpGrpcV3LogProvider @provider; ' +
    'envoy_otel_als MeshConfig_ExtensionProvider_EnvoyOpenTelemetryLogProvider @provider',
  MeshConfig_DefaultProviders: 'tracing []string; metrics []string; access_logging []string',
  LabelSelector: 'matchLabels {}string; matchExpressions []LabelSelectorRequirement',
  MeshConfig_ProxyPathNormalization: 'normalization =MeshConfig_ProxyPathNormalization_NormalizationType',
  'v1alpha3.HTTPRetry':
    'attempts int32; per_try_timeout duration; retry_on string; retry_remote_localities ?bool; ' +
    'retry_ignore_previous_hosts ?bool; backoff duration',
  MeshConfig_TLSConfig:
    'min_protocol_version =MeshConfig_TLSConfig_TLSProtocol; ecdh_curves []string; cipher_suites []string',
  'v1alpha3.LocalityLoadBalancerSetting_Distribute': 'from string; to {}uint32',
  'v1alpha3.LocalityLoadBalancerSetting_Failover': 'from string; to string',
  MeshConfig_ServiceSettings_Settings: 'cluster_local bool',
  MeshConfig_ExtensionProvider_EnvoyExternalAuthorizationHttpProvider:
    'service string; port uint32; timeout duration; path_prefix string; fail_open bool; ' +
    'clear_route_cache bool; status_on_error string; include_headers_in_check []string; ' +
    'include_request_headers_in_check []string; include_additional_headers_in_check {}string; ' +
    'include_request_body_in_check MeshConfig_ExtensionProvider_EnvoyExternalAuthorizationRequestBody; ' +
    'headers_to_upstream_on_allow []string; headers_to_downstream_on_deny []string; ' +
    'headers_to_downstream_on_allow []string',
  MeshConfig_ExtensionProvider_EnvoyExternalAuthorizationGrpcProvider:
    'service string; port uint32; timeout duration; fail_open bool; clear_route_cache bool; ' +
    'status_on_error string; ' +
    'include_request_body_in_check MeshConfig_ExtensionProvider_EnvoyExternalAuthorizationRequestBody',
  MeshConfig_ExtensionProvider_ZipkinTracingProvider:
    'service string; port uint32; max_tag_length uint32; enable_64bit_trace_id bool; path string; ' +
    'trace_context_option =MeshConfig_ExtensionProvider_ZipkinTracingProvider_TraceContextOption; ' +
    'timeout duration; headers []MeshConfig_ExtensionProvider_HttpHeader',
  MeshConfig_ExtensionProvider_LightstepTracingProvider:
    'service string; port uint32; access_token string; max_tag_length uint32',
  MeshConfig_ExtensionProvider_DatadogTracingProvider: 'service string; port uint32; max_tag_length uint32',
  MeshConfig_ExtensionProvider_StackdriverProvider:
    'debug bool; max_number_of_attributes ?int64; max_number_of_annotations ?int64; ' +
    'max_number_of_message_events ?int64; max_tag_length uint32; ' +
    'logging MeshConfig_ExtensionProvider_StackdriverProvider_Logging',
  MeshConfig_ExtensionProvider_OpenCensusAgentTracingProvider:
    'service string; port uint32; ' +
    'context []=MeshConfig_ExtensionProvider_OpenCensusAgentTracingProvider_TraceContext; ' +
    'max_tag_length uint32',
  MeshConfig_ExtensionProvider_SkyWalkingTracingProvider: 'service string; port uint32; access_token string',
  MeshConfig_ExtensionProvider_OpenTelemetryTracingProvider:
    'service string; port uint32; max_tag_length uint32; http MeshConfig_ExtensionProvider_HttpService; ' +
    'grpc MeshConfig_ExtensionProvider_GrpcService; ' +
    'resource_detectors MeshConfig_ExtensionProvider_ResourceDetectors; ' +
    'service_attribute_enrichment =MeshConfig_ExtensionProvider_ServiceAttributeEnrichment; ' +
    'dynatrace_sampler MeshConfig_ExtensionProvider_OpenTelemetryTracingProvider_DynatraceSampler @sampling',
  MeshConfig_ExtensionProvider_PrometheusMetricsProvider: '',
  MeshConfig_ExtensionProvider_EnvoyFileAccessLogProvider:
    'path string; log_format MeshConfig_ExtensionProvider_EnvoyFileAccessLogProvider_LogFormat; ' +
    'omit_empty_values bool',
  MeshConfig_ExtensionProvider_EnvoyHttpGrpcV3LogProvider:
    'service string; port uint32; log_name string; filter_state_objects_to_log []string; ' +
    'additional_request_headers_to_log []string; additional_response_headers_to_log []string; ' +
    'additional_response_trailers_to_log []string',
  MeshConfig_ExtensionProvider_EnvoyTcpGrpcV3LogProvider:
    'service string; port uint32; log_name string; filter_state_objects_to_log []string',
  MeshConfig_ExtensionProvider_EnvoyOpenTelemetryLogProvider:
    'service string; port uint32; log_name string; ' +
    'log_format MeshConfig_ExtensionProvider_EnvoyOpenTelemetryLogProvider_LogFormat',
  LabelSelectorRequirement: 'key string; operator string; values []string',
  MeshConfig_ExtensionProvider_EnvoyExternalAuthorizationRequestBody:
    'max_request_bytes uint32; allow_partial_message bool; pack_as_bytes bool',
  MeshConfig_ExtensionProvider_HttpHeader: 'name string; value string @header_value; env_name string @header_value',
  MeshConfig_ExtensionProvider_StackdriverProvider_Logging: 'labels {}string',
  MeshConfig_ExtensionProvider_HttpService:
    'path string; timeout duration; headers []MeshConfig_ExtensionProvider_HttpHeader',
  MeshConfig_ExtensionProvider_GrpcService:
    'timeout duration; initial_metadata []MeshConfig_ExtensionProvider_HttpHeader',
  MeshConfig_ExtensionProvider_ResourceDetectors:
    'environment MeshConfig_ExtensionProvider_ResourceDetectors_EnvironmentResourceDetector; ' +
    'dynatrace MeshConfig_ExtensionProvider_ResourceDetectors_DynatraceResourceDetector',
  MeshConfig_ExtensionProvider_OpenTelemetryTracingProvider_DynatraceSampler:
    'tenant string; cluster_id int32; root_spans_per_minute uint32; ' +
    'http_service MeshConfig_ExtensionProvider_OpenTelemetryTracingProvider_DynatraceSampler_DynatraceApi',
  MeshConfig_ExtensionProvider_EnvoyFileAccessLogProvider_LogFormat:
    'text string @log_format; labels struct @log_format',
  MeshConfig_ExtensionProvider_EnvoyOpenTelemetryLogProvider_LogFormat: 'text string; labels struct',
  MeshConfig_ExtensionProvider_ResourceDetectors_EnvironmentResourceDetector: '',
  MeshConfig_ExtensionProvider_ResourceDetectors_DynatraceResourceDetector: '',
  MeshConfig_ExtensionProvider_OpenTelemetryTracingProvider_DynatraceSampler_DynatraceApi:
    'service string; port uint32; http MeshConfig_ExtensionProvider_HttpService',
  MeshConfig_ThriftConfig: 'rate_limit_url string; rate_limit_timeout duration',
};

/** Enum name to its values; a value is its place in the list unless it says another number. */
export const meshEnums: Readonly<Record<string, string>> = {
  MeshConfig_IngressControllerMode: 'UNSPECIFIED; OFF; DEFAULT; STRICT',
  MeshConfig_AccessLogEncoding: 'TEXT; JSON',
  MeshConfig_H2UpgradePolicy: 'DO_NOT_UPGRADE; UPGRADE',
  MeshConfig_OutboundTrafficPolicy_Mode: 'REGISTRY_ONLY; ALLOW_ANY',
  MeshConfig_InboundTrafficPolicy_Mode: 'PASSTHROUGH; LOCALHOST',
  Resource: 'SERVICE_REGISTRY',
  MeshConfig_ServiceScopeConfigs_Scope: 'LOCAL; GLOBAL',
  MeshConfig_ProxyPathNormalization_NormalizationType: 'DEFAULT; NONE; BASE; MERGE_SLASHES; DECODE_AND_MERGE_SLASHES',
  MeshConfig_TLSConfig_TLSProtocol: 'TLS_AUTO; TLSV1_2; TLSV1_3',
  MeshConfig_ExtensionProvider_ZipkinTracingProvider_TraceContextOption: 'USE_B3; USE_B3_WITH_W3C_PROPAGATION',
  MeshConfig_ExtensionProvider_OpenCensusAgentTracingProvider_TraceContext:
    'UNSPECIFIED; W3C_TRACE_CONTEXT; GRPC_BIN; CLOUD_TRACE_CONTEXT; B3',
  MeshConfig_ExtensionProvider_ServiceAttributeEnrichment: 'ISTIO_CANONICAL; OTEL_SEMANTIC_CONVENTIONS',
};
