import { AwsError } from '../../../kernel/aws-error.ts'
import type { ResultWriter } from '../../definition/states.ts'
import { scopeOf } from '../../engine/context.ts'
import { StateFailure } from '../../engine/failure.ts'
import type { MapInput, MapRunRecord } from '../../engine/records.ts'
import type { Visit } from '../../engine/run.ts'
import { type ResultFile, resultRecords } from './result-records.ts'

/** Exports a map run's results to S3; returns what the state then results in. Throws States.ResultWriterFailed. */
export async function writeResults(
  visit: Visit,
  mapRun: MapRunRecord,
  inputs: readonly MapInput[],
  writer: ResultWriter,
): Promise<any> {
  const { Bucket, Prefix = '' } = await writer.arguments!.evaluate(scopeOf(visit))
  const folder = [
    ...(Prefix === '' ? [] : [Prefix.replace(/\/$/, '')]),
    mapRun.arn.split(':').at(-1),
    ...(mapRun.redriveCount > 0 ? [`Redrive-${mapRun.redriveCount}`] : []),
  ].join('/')
  const put = (name: string, text: string) =>
    store(visit, { Bucket, Key: `${folder}/${name}`, Body: Buffer.from(text) })
  const records = resultRecords(inputs, visit.run.maps.childrenOf(mapRun.arn), writer)
  const files: Record<ResultFile, { Key: string; Size: number }[]> = { FAILED: [], PENDING: [], SUCCEEDED: [] }
  for (const kind of Object.keys(files) as ResultFile[]) {
    if (records[kind].length === 0) continue
    const text = writer.lines
      ? records[kind].map((record) => `${JSON.stringify(record)}\n`).join('')
      : JSON.stringify(records[kind])
    files[kind].push(await put(`${kind}_0.${writer.lines ? 'jsonl' : 'json'}`, text))
  }
  const manifest = { DestinationBucket: Bucket, MapRunArn: mapRun.arn, ResultFiles: files }
  const { Key } = await put('manifest.json', JSON.stringify(manifest))
  return { MapRunArn: mapRun.arn, ResultWriterDetails: { Bucket, Key } }
}

async function store({ run }: Visit, object: { Bucket: string; Key: string; Body: Buffer }) {
  try {
    await run.kernel.call('s3', 'PutObject', object, run.principal)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw new StateFailure(
      'States.ResultWriterFailed',
      `${error.message} (Service: Amazon S3; Status Code: ${error.status}; Error Code: ${error.code}; Request ID: ${run.kernel.requestId()}; Proxy: null)`,
    )
  }
  return { Key: object.Key, Size: object.Body.length }
}
