import { randomUUID } from 'node:crypto'
import { JobFailure } from '../jobs/job-failure.ts'
import type { TransformJob } from '../records.ts'
import { isObject, type JsonPath, PathNotFound, parseJsonPath, select } from './json-path.ts'
import { type RecordFormat, recordFormat } from './record-format.ts'

/** What is done with the records of a payload before and after the container sees them. */
export interface DataProcessing {
  /** What the container is sent. */
  before(payload: Buffer): Buffer
  /** What is written of the container's answer to the payload. */
  after(payload: Buffer, answer: Buffer): Buffer
}

/** Undefined where payloads and answers pass as they are. */
export function dataProcessing(job: TransformJob, key: string): DataProcessing | undefined {
  const { InputFilter, OutputFilter, JoinSource } = job.DataProcessing ?? {}
  const inputFilter = filterOf(InputFilter)
  const outputFilter = filterOf(OutputFilter)
  const join = JoinSource === 'Input'
  const identify = job.DataCaptureConfig?.GenerateInferenceId === true
  if (!inputFilter && !outputFilter && !join && !identify) return undefined
  const split = job.TransformInput!.SplitType === 'Line'
  const inputFormat = recordFormat(job.TransformInput!.ContentType, split)!
  const outputFormat = recordFormat(job.TransformOutput!.Accept ?? job.TransformInput!.ContentType, split)!
  const read = (format: RecordFormat, text: Buffer, whose: string) => {
    try {
      return format.read(text.toString())
    } catch (error) {
      throw new JobFailure(`ClientError: ${whose} "${key}" is not ${format.name}: ${(error as Error).message}`)
    }
  }
  const filtered = (path: JsonPath, record: unknown) => {
    try {
      return select(path, record)
    } catch (error) {
      if (!(error instanceof PathNotFound)) throw error
      throw new JobFailure(`ClientError: ${error.message} in a record of the input "${key}".`)
    }
  }
  return {
    before(payload) {
      if (!inputFilter) return payload
      const records = read(inputFormat, payload, 'The input').map((record) => filtered(inputFilter, record))
      return Buffer.from(inputFormat.write(records) + (payload.at(-1) === NEWLINE ? '\n' : ''))
    },
    after(payload, answer) {
      if (!outputFilter && !join && !identify) return answer
      const inputs = join ? read(inputFormat, payload, 'The input') : undefined
      let records = readAnswer(outputFormat, answer, inputs?.length, (format) =>
        read(format, answer, 'The answer to the input'),
      )
      if (inputs) {
        if (inputs.length !== records.length)
          throw new JobFailure(
            `ClientError: ${records.length} records of the algorithm's answer cannot be joined with ${inputs.length} of the input "${key}".`,
          )
        const joined = outputFormat.name === 'csv' ? joinedRow : joinedObject
        records = records.map((record, index) => joined(inputs[index], record))
      }
      if (outputFilter) records = records.map((record) => filtered(outputFilter, record))
      if (identify) records = records.map((record) => identified(record, outputFormat, job.TransformStartTime!))
      return Buffer.from(outputFormat.write(records))
    },
  }
}

const NEWLINE = 10

const filterOf = (path: string | undefined) => (!path || path === '$' ? undefined : parseJsonPath(path))

/** The answer to a single record may be a document over several lines. */
function readAnswer(
  format: RecordFormat,
  answer: Buffer,
  asked: number | undefined,
  read: (format: RecordFormat) => unknown[],
): unknown[] {
  if (asked === 1 && format.name === 'json lines') {
    try {
      return [recordFormat('application/json', false)!.read(answer.toString())[0]]
    } catch {}
  }
  return read(format)
}

const joinedRow = (input: unknown, output: unknown) => [input, output].flat()

const joinedObject = (input: unknown, output: unknown) =>
  isObject(input) ? { ...input, SageMakerOutput: output } : { SageMakerInput: input, SageMakerOutput: output }

/** With an id of its own and the job's start, by which ground truth finds it. */
function identified(record: unknown, format: RecordFormat, startedAt: number): unknown {
  const time = `${new Date(startedAt).toISOString().slice(0, 19)}Z`
  if (format.name === 'csv') return [record, randomUUID(), time].flat()
  const object = isObject(record) ? record : { SageMakerOutput: record }
  return { ...object, SageMakerInferenceId: randomUUID(), SageMakerInferenceTime: time }
}
