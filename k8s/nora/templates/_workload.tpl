{{/* Head of a Deployment. Takes (dict "root" $ "component" "api" "part" .Values.api). */}}
{{- define "nora.deploymentHead" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "nora.fullname" .root }}-{{ .component }}
  labels: {{- include "nora.labels" . | nindent 4 }}
spec:
  {{- if not (dig "autoscaling" "enabled" false .part) }}
  replicas: {{ .part.replicas }}
  {{- end }}
  revisionHistoryLimit: 5
  # A new pod is ready before an old one goes.
  strategy:
    type: RollingUpdate
    rollingUpdate: { maxUnavailable: 0, maxSurge: 1 }
  selector:
    matchLabels: {{- include "nora.selector" . | nindent 6 }}
{{- end }}

{{- define "nora.podHead" -}}
metadata:
  labels: {{- include "nora.podLabels" . | nindent 4 }}
  annotations: {{- include "nora.podAnnotations" .root | nindent 4 }}
{{- end }}

{{- define "nora.healthProbes" -}}
startupProbe:
  httpGet: { path: /health, port: health }
  periodSeconds: 2
  timeoutSeconds: 3
  failureThreshold: 60
readinessProbe:
  httpGet: { path: /health, port: health }
  periodSeconds: 5
  timeoutSeconds: 3
livenessProbe:
  httpGet: { path: /health, port: health }
  periodSeconds: 15
  timeoutSeconds: 5
  failureThreshold: 4
{{- end }}
