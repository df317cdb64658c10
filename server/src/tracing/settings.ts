import { z } from 'zod'
import { ConfigError } from '../config-error.ts'

/**
 * The variables of OpenTelemetry that decide whether and where traces are sent, under the names that its
 * specification gives them. `OTEL_EXPORTER_OTLP_HEADERS`, `…_TIMEOUT`, `…_COMPRESSION`, `…_CERTIFICATE` and
 * `OTEL_BSP_…` are read by its library itself.
 */
export const tracingVariables = {
  OTEL_SDK_DISABLED: z.stringbool().default(false),
  OTEL_TRACES_EXPORTER: z.enum(['otlp', 'none']).default('otlp'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: z.string().optional(),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: z.string().optional(),
  OTEL_SERVICE_NAME: z.string().min(1).default('changeover'),
  OTEL_RESOURCE_ATTRIBUTES: z.string().default(''),
  OTEL_TRACES_SAMPLER: z
    .enum([
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ])
    .default('parentbased_always_on'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
}
const VariablesSchema = z.object(tracingVariables)

/** Where traces go, and how many of them. */
export interface TracingConfig {
  /** The whole address to which spans are posted as JSON. */
  url: string
  serviceName: string
  /** `key=value` pairs with commas between, as the specification writes them. */
  resourceAttributes: string
  sampler: z.infer<typeof VariablesSchema>['OTEL_TRACES_SAMPLER']
  /** The share of traces that a ratio sampler keeps, 0 to 1. */
  ratio: number
}

/** Null when no address is given: nothing is then traced, and nobody is asked anything. */
export function tracingOf(given: z.infer<typeof VariablesSchema>): TracingConfig | null {
  const base = given.OTEL_EXPORTER_OTLP_ENDPOINT
  const url =
    given.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (base && `${base.replace(/\/+$/, '')}/v1/traces`)
  if (!url || given.OTEL_SDK_DISABLED || given.OTEL_TRACES_EXPORTER === 'none') return null
  const protocol =
    given.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? given.OTEL_EXPORTER_OTLP_PROTOCOL ?? 'http/json'
  if (protocol !== 'http/json')
    throw new ConfigError(
      `Traces are sent as http/json, not as ${protocol}: leave OTEL_EXPORTER_OTLP_PROTOCOL away, and name the collector's HTTP port, usually 4318.`,
    )
  return {
    url,
    serviceName: given.OTEL_SERVICE_NAME,
    resourceAttributes: given.OTEL_RESOURCE_ATTRIBUTES,
    sampler: given.OTEL_TRACES_SAMPLER,
    ratio: given.OTEL_TRACES_SAMPLER_ARG,
  }
}
