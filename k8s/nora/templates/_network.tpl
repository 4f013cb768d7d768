{{/* Head of a NetworkPolicy. Takes (dict "root" $ "component" "api"). */}}
{{- define "nora.policyHead" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "nora.fullname" .root }}-{{ .component }}
  labels: {{- include "nora.labels" . | nindent 4 }}
  {{- with .annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  podSelector:
    matchLabels: {{- include "nora.selector" . | nindent 6 }}
{{- end }}

{{- define "nora.toDns" -}}
- ports:
    - { port: 53, protocol: UDP }
    - { port: 53, protocol: TCP }
  {{- with .Values.networkPolicies.dns.to }}
  to: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{/* Takes (dict "root" $ "store" "postgresql"). */}}
{{- define "nora.toStore" -}}
{{- $policy := index .root.Values.networkPolicies .store -}}
{{- if .root.Values.evaluation.enabled }}
- ports: [{ port: {{ eq .store "redis" | ternary 6379 5432 }} }]
  to: {{- include "nora.peer" (dict "root" .root "component" .store) | nindent 4 }}
{{- else }}
- ports: [{ port: {{ $policy.port }} }]
  {{- with $policy.to }}
  to: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
{{- end }}

{{/* The internet, and nothing that may be inside. */}}
{{- define "nora.toOutside" -}}
{{- with .Values.networkPolicies.outbound }}
{{- if .ports }}
- ports:
    {{- range .ports }}
    - { port: {{ . }} }
    {{- end }}
  to:
    - ipBlock: { cidr: 0.0.0.0/0, except: {{ toJson .except }} }
    - ipBlock: { cidr: '::/0', except: {{ toJson .exceptIpv6 }} }
{{- end }}
{{- end }}
{{- with .Values.networkPolicies.extraEgress }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "nora.fromMetrics" -}}
{{- if and .Values.metrics.enabled .Values.metrics.from }}
- ports: [{ port: 8091 }]
  from: {{- toYaml .Values.metrics.from | nindent 4 }}
{{- end }}
{{- end }}
