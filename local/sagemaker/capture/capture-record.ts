import { randomUUID } from 'node:crypto'
import type { CaptureContentTypeHeader, DataCaptureConfig } from '@aws-sdk/client-sagemaker'
import type { Stored } from '../records.ts'
import type { CapturedExchange, Said } from './captured-exchange.ts'

/** One line of a capture file, in SageMaker's form. */
export function captureRecord(config: Stored<DataCaptureConfig>, exchange: CapturedExchange, at: number): string {
  const modes = new Set(config.CaptureOptions!.map(({ CaptureMode }) => CaptureMode))
  const both = modes.has('InputAndOutput')
  const types = config.CaptureContentTypeHeader
  return JSON.stringify({
    captureData: {
      ...((both || modes.has('Input')) && { endpointInput: side('INPUT', exchange.input, types) }),
      ...((both || modes.has('Output')) && { endpointOutput: side('OUTPUT', exchange.output, types) }),
    },
    eventMetadata: {
      eventId: randomUUID(),
      ...(exchange.customAttributes && { customAttributes: [exchange.customAttributes] }),
      ...(exchange.inferenceId && { inferenceId: exchange.inferenceId }),
      inferenceTime: `${new Date(at).toISOString().slice(0, 19)}Z`,
      ...(exchange.shadow && { invocationSource: 'ShadowExperiment' }),
    },
    eventVersion: '0',
  })
}

function side(
  mode: 'INPUT' | 'OUTPUT',
  { body, contentType }: Said,
  types: Stored<CaptureContentTypeHeader> | undefined,
) {
  const encoding = encodingOf(contentType, types)
  return {
    ...(contentType && { observedContentType: contentType }),
    mode,
    data: body.toString(encoding === 'BASE64' ? 'base64' : 'utf8'),
    encoding,
  }
}

/** Only what the config names is kept as text. */
function encodingOf(contentType: string | undefined, types: Stored<CaptureContentTypeHeader> | undefined) {
  const media = (contentType ?? '').replace(/;.*/, '').trim().toLowerCase()
  const named = (list: readonly string[] | undefined) => list?.some((type) => type.toLowerCase() === media)
  if (named(types?.CsvContentTypes)) return 'CSV'
  return named(types?.JsonContentTypes) ? 'JSON' : 'BASE64'
}
