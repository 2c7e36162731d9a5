import type { CreateTransformJobRequest } from '@aws-sdk/client-sagemaker'
import { require } from '../refusals.ts'
import { parseJsonPath } from './json-path.ts'
import { recordFormat } from './record-format.ts'

/** The rules of filters and joins that the API model does not hold. */
export function checkDataProcessing(asked: CreateTransformJobRequest): void {
  const { DataProcessing, DataCaptureConfig, TransformInput, TransformOutput } = asked
  const { InputFilter = '$', OutputFilter = '$', JoinSource = 'None' } = DataProcessing ?? {}
  const { ContentType, SplitType = 'None' } = TransformInput!
  const { Accept = ContentType, AssembleWith = 'None' } = TransformOutput!
  checkPath('InputFilter', InputFilter)
  checkPath('OutputFilter', OutputFilter)
  const joins = JoinSource === 'Input'
  require(!joins ||
    SplitType === 'None' ||
    AssembleWith === 'Line', 'JoinSource Input with a SplitType needs AssembleWith Line.')
  const input = recordFormat(ContentType, SplitType === 'Line')
  const output = recordFormat(Accept, SplitType === 'Line')
  const readsInput = joins || !isWhole(InputFilter)
  const readsOutput = joins || !isWhole(OutputFilter) || DataCaptureConfig?.GenerateInferenceId
  const types = 'text/csv, application/json or application/jsonlines'
  require(!readsInput || input, `InputFilter and JoinSource need the ContentType ${types}, not "${ContentType}".`)
  require(!readsOutput ||
    output, `OutputFilter, JoinSource and GenerateInferenceId need the Accept type ${types}, not "${Accept}".`)
  require(!joins ||
    (input!.name === 'csv') ===
      (output!.name ===
        'csv'), `JoinSource Input needs ContentType "${ContentType}" and Accept "${Accept}" to be of one kind.`)
}

const isWhole = (path: string) => path === '' || path === '$'

function checkPath(member: string, path: string): void {
  if (isWhole(path)) return
  try {
    parseJsonPath(path)
  } catch (error) {
    require(false, `${member} is not valid: ${(error as Error).message}.`)
  }
}
