/** OpenTelemetry by configuration: off, and silent, unless a collector is named. */
export { traceRequests } from './requests.ts'
export { tracingOf, tracingVariables, type TracingConfig } from './settings.ts'
export { noTracing, openTracing, type Tracing } from './tracing.ts'
