{{- define "nora.fullname" -}}
{{- if contains "nora" .Release.Name }}{{ .Release.Name | trunc 36 | trimSuffix "-" }}{{ else }}{{ printf "%s-nora" (.Release.Name | trunc 31 | trimSuffix "-") }}{{ end }}
{{- end }}

{{/* What pods are selected by: never changes, as a Deployment's selector cannot. Takes (dict "root" $ "component" "api"). */}}
{{- define "nora.selector" -}}
app.kubernetes.io/name: nora
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "nora.labels" -}}
{{ include "nora.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: nora
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "nora.secretName" -}}
{{- if .Values.evaluation.enabled }}{{ include "nora.fullname" . }}-evaluation{{ else }}{{ required "nora.existingSecret is required: the name of a Secret with DATABASE_URL and the others (docs/install/kubernetes.md), or set evaluation.enabled" .Values.nora.existingSecret }}{{ end }}
{{- end }}

{{/* Takes (dict "root" $ "image" .Values.images.api). */}}
{{- define "nora.image" -}}
{{- $images := .root.Values.images -}}
{{- with $images.registry }}{{ trimSuffix "/" . }}/{{ end }}{{ .image.repository }}
{{- if .image.digest }}@{{ .image.digest }}{{ else }}:{{ $images.tag | default .root.Chart.AppVersion }}{{ end }}
{{- end }}

{{- define "nora.installationId" -}}
{{- if .Values.nora.installationId }}{{ .Values.nora.installationId }}{{ else }}{{ printf "%s-%s" .Release.Namespace .Release.Name | replace "." "-" | trunc 40 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "nora.publicHost" -}}
{{- get (urlParse .Values.nora.publicUrl) "hostname" }}
{{- end }}

{{/* One variable of one key of the Secret. Takes (dict "root" $ "name" "JWT_SECRET" "optional" false). */}}
{{- define "nora.secretEnv" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ include "nora.secretName" .root }}
      key: {{ .name }}
      {{- if .optional }}
      optional: true
      {{- end }}
{{- end }}

{{- define "nora.podIp" -}}
- name: {{ . }}
  valueFrom: { fieldRef: { fieldPath: status.podIP } }
{{- end }}

{{- define "nora.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "nora.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{/* Labels of a pod: its own, and those of the operator, which cannot take the place of its own. */}}
{{- define "nora.podLabels" -}}
{{- $own := fromYaml (include "nora.labels" .) -}}
{{- toYaml (merge $own .root.Values.podLabels) }}
{{- end }}

{{/* What makes a new revision of a Deployment when only its environment has changed. */}}
{{- define "nora.podAnnotations" -}}
checksum/settings: {{ include "nora.settings" . | sha256sum }}
{{- with .Values.nora.secretRevision }}
nora/secret-revision: {{ . | quote }}
{{- end }}
{{- with .Values.podAnnotations }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "nora.podCommon" -}}
serviceAccountName: {{ include "nora.fullname" . }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.images.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .Values.scheduling.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.scheduling.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.scheduling.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.scheduling.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "nora.spread" -}}
topologySpreadConstraints:
  {{- range $key := list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  - maxSkew: 1
    topologyKey: {{ $key }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{- include "nora.selector" $ | nindent 8 }}
    matchLabelKeys: [pod-template-hash]
  {{- end }}
{{- end }}

{{/* With stores in the chart nothing can migrate before they are there: each pod does, and one at a time. */}}
{{- define "nora.initMigrate" -}}
{{- if and .Values.evaluation.enabled .Values.migrations.enabled }}
initContainers:
  - name: migrate
    {{- include "nora.migrateContainer" . | nindent 4 }}
{{- end }}
{{- end }}

{{- define "nora.migrateContainer" -}}
image: {{ include "nora.image" (dict "root" . "image" .Values.images.api) }}
imagePullPolicy: {{ .Values.images.pullPolicy }}
command: [node, dist/apps/cli/main.js, migrate, --wait, '300']
securityContext: {{- include "nora.containerSecurity" . | nindent 2 }}
env:
  {{- include "nora.secretEnv" (dict "root" . "name" "DATABASE_URL") | nindent 2 }}
resources:
  requests: { cpu: 100m, memory: 128Mi }
  limits: { cpu: '1', memory: 512Mi }
volumeMounts:
  - { name: tmp, mountPath: /tmp }
{{- end }}

{{- define "nora.keysVolume" -}}
- name: encryption-keys
  secret:
    secretName: {{ include "nora.secretName" . }}
    defaultMode: 0400
    items: [{ key: encryption.keys, path: encryption.keys }]
{{- end }}

{{/* Settings that are no secrets, the operator's and the chart's own. */}}
{{- define "nora.settings" -}}
{{- range $name, $value := .Values.nora.settings }}
{{ $name }}: {{ if kindIs "float64" $value }}{{ $value | int64 | toString | quote }}{{ else }}{{ $value | toString | quote }}{{ end }}
{{- end }}
PUBLIC_URL: {{ required "nora.publicUrl is required: what browsers type, e.g. https://nora.example.com" .Values.nora.publicUrl | quote }}
TRUST_PROXY: {{ join "," .Values.network.podCidrs | quote }}
NORA_TARGETS: none
NORA_INSTALLATION_ID: {{ include "nora.installationId" . | quote }}
NORA_AUTO_MIGRATE: 'false'
NORA_TOPOLOGY: kubernetes
RUNTIME_LISTENER: {{ .Values.runtimeListener.enabled | ternary "with-api" "off" | quote }}
RUNTIME_LISTENER_PORT: '8081'
ENCRYPTION_KEY_FILE: /etc/nora/keys/encryption.keys
{{- end }}

{{/* Who names a pod of this release in a NetworkPolicy. Takes (dict "root" $ "component" "api"). */}}
{{- define "nora.peer" -}}
- podSelector:
    matchLabels: {{- include "nora.selector" . | nindent 6 }}
{{- end }}
