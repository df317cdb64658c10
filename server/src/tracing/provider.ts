import { ExportResultCode, parseKeyPairsIntoRecord } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type Sampler,
  type SpanExporter,
} from '@opentelemetry/sdk-trace'
import type { FastifyBaseLogger } from 'fastify'
import type { TracingConfig } from './settings.ts'

/** A collector that is away is named in the log this often; its spans are lost. */
const COMPLAIN_EVERY_MS = 60_000

/** Gathers spans and posts them in batches, beside the work and never in its way. */
export function openProvider(config: TracingConfig, log: FastifyBaseLogger): TracerProvider {
  const resource = defaultResource()
    .merge(resourceFromAttributes(parseKeyPairsIntoRecord(config.resourceAttributes)))
    .merge(resourceFromAttributes({ 'service.name': config.serviceName }))
  return new TracerProvider({
    resource,
    sampler: samplerOf(config),
    spanProcessors: [new BatchSpanProcessor({ exporter: complaining(config, log) })],
  })
}

function samplerOf({ sampler, ratio }: TracingConfig): Sampler {
  switch (sampler) {
    case 'always_on':
      return new AlwaysOnSampler()
    case 'always_off':
      return new AlwaysOffSampler()
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(ratio)
    case 'parentbased_always_on':
      return new ParentBasedSampler({ root: new AlwaysOnSampler() })
    case 'parentbased_always_off':
      return new ParentBasedSampler({ root: new AlwaysOffSampler() })
    case 'parentbased_traceidratio':
      return new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) })
  }
}

/** By itself the exporter is silent about a collector that does not take what it sends. */
function complaining({ url }: TracingConfig, log: FastifyBaseLogger): SpanExporter {
  const exporter = new OTLPTraceExporter({ url })
  let complainedAt = -Infinity
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const now = performance.now()
        if (result.code !== ExportResultCode.SUCCESS && now - complainedAt > COMPLAIN_EVERY_MS) {
          complainedAt = now
          log.warn({ err: result.error, spans: spans.length }, 'traces could not be sent')
        }
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush(),
  }
}
