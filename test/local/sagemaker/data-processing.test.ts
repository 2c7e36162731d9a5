import { afterAll, beforeAll, expect, test } from 'vitest'
import { createModel } from './serving.ts'
import { BUCKET, createWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
  await createModel(world, 'model')
})
afterAll(() => world.close())

interface Options {
  input?: object
  output?: object
  [member: string]: unknown
}

let jobs = 0
/** Runs a job over objects below a prefix of its own; answers the job and its outputs by their names. */
async function transform(objects: Record<string, string>, { input = {}, output = {}, ...more }: Options) {
  const name = `job-${jobs++}`
  for (const [key, body] of Object.entries(objects)) await world.put(`${name}/in/${key}`, body)
  await world.sagemaker('CreateTransformJob', {
    TransformJobName: name,
    ModelName: 'model',
    TransformInput: {
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${BUCKET}/${name}/in/` } },
      ContentType: 'text/csv',
      SplitType: 'Line',
      ...input,
    },
    TransformOutput: { S3OutputPath: `s3://${BUCKET}/${name}/out`, AssembleWith: 'Line', ...output },
    TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
    ...more,
  })
  const job = await world.settled('TransformJob', name)
  const keys = await world.keys(`${name}/out/`)
  const outputs = await Promise.all(keys.map(async (key) => [key.slice(`${name}/out/`.length), await world.text(key)]))
  return { name, job, outputs: Object.fromEntries(outputs) as Record<string, string> }
}
const jsonLines = { input: { ContentType: 'application/jsonlines' }, output: { Accept: 'application/jsonlines' } }

test('CSV columns are filtered for the model, joined with its answer, and filtered again', async () => {
  const { outputs } = await transform(
    { 'rows.csv': 'id1,3,x\nid2,2,"y,y"\nid3,1,z\n' },
    {
      DataProcessing: { InputFilter: '$[1:2]', JoinSource: 'Input', OutputFilter: '$[0,2,-1]' },
      MaxConcurrentTransforms: 3,
      BatchStrategy: 'SingleRecord',
    },
  )
  expect(outputs).toEqual({ 'rows.csv.out': 'id1,x,<3>\nid2,"y,y",<2>\nid3,z,<1>\n' })
})

test('a JSON record gets its answer as SageMakerOutput; one that is no object is put beside it', async () => {
  const processing = { InputFilter: '$.features', JoinSource: 'Input' }
  const { outputs } = await transform(
    { 'a.jsonl': '{"id":1.0,"features":[1,2]}\n{"id":2,"features":[3,4]}\n' },
    { ...jsonLines, DataProcessing: processing },
  )
  expect(outputs['a.jsonl.out']).toBe(
    '{"id":1.0,"features":[1,2],"SageMakerOutput":{"got":[1,2]}}\n{"id":2,"features":[3,4],"SageMakerOutput":{"got":[3,4]}}\n',
  )
  const bare = await transform({ 'b.jsonl': '7\n' }, { ...jsonLines, DataProcessing: { JoinSource: 'Input' } })
  expect(bare.outputs['b.jsonl.out']).toBe('{"SageMakerInput":7,"SageMakerOutput":{"got":7}}\n')
})

test('parts of the joined record are chosen by name', async () => {
  const { outputs } = await transform(
    { 'a.jsonl': '{"id":1,"x":5}\n' },
    { ...jsonLines, DataProcessing: { JoinSource: 'Input', OutputFilter: "$['id','SageMakerOutput']" } },
  )
  expect(outputs['a.jsonl.out']).toBe('{"id":1,"SageMakerOutput":{"got":{"id":1,"x":5}}}\n')
})

test('a JSON document is one record, over several lines too', async () => {
  const { outputs } = await transform(
    { 'a.json': '{\n "id": 1,\n "rows": [[1,2],[3,4]]\n}' },
    {
      input: { ContentType: 'application/json', SplitType: 'None' },
      output: { Accept: 'application/json', AssembleWith: 'None' },
      DataProcessing: { InputFilter: '$.rows', JoinSource: 'Input', OutputFilter: "$['id','SageMakerOutput']" },
    },
  )
  expect(outputs['a.json.out']).toBe('{"id":1,"SageMakerOutput":{"rows":2}}')
})

test('an input whose records lack what is asked for gets no output, and fails the job; the others have theirs', async () => {
  const { job, outputs } = await transform(
    { '1.jsonl': '{"a":1}\n', '2.jsonl': '{"b":1}\n' },
    { ...jsonLines, DataProcessing: { InputFilter: '$.a' } },
  )
  expect(job).toMatchObject({
    TransformJobStatus: 'Failed',
    FailureReason: expect.stringContaining('the path $.a leads nowhere in a record of the input'),
  })
  expect(Object.keys(outputs)).toEqual(['1.jsonl.out'])
})

test('capture leaves manifests of what was read and written, and ids on the records that are to meet their truth', async () => {
  const { name, job, outputs } = await transform(
    { '1.csv': '1\n2\n', 'deep/2.csv': '3\n' },
    { DataCaptureConfig: { DestinationS3Uri: `s3://${BUCKET}/captured`, GenerateInferenceId: true } },
  )
  const time = new Date(job.TransformStartTime).toISOString()
  const hour = time.slice(0, 13).replace(/[-T]/g, '/')
  const row = (answer: string) => `${answer},[0-9a-f-]{36},${time.slice(0, 19)}Z\n`
  expect(outputs['1.csv.out']).toMatch(new RegExp(`^${row('<1>')}${row('<2>')}$`))
  const manifest = async (side: string) =>
    JSON.parse(await world.text((await world.keys(`captured/${side}/${hour}/`))[0]!))
  expect(await manifest('input')).toEqual([{ prefix: `s3://${BUCKET}/${name}/in/` }, '1.csv', 'deep/2.csv'])
  expect(await manifest('output')).toEqual([{ prefix: `s3://${BUCKET}/${name}/out/` }, '1.csv.out', 'deep/2.csv.out'])
})

test.each([
  ['a path that is none', { DataProcessing: { InputFilter: '$..a' } }, 'InputFilter is not valid'],
  ['a filter of images', { DataProcessing: { OutputFilter: '$[0]' }, output: { Accept: 'image/png' } }, 'Accept type'],
  [
    'CSV joined with JSON',
    { DataProcessing: { JoinSource: 'Input' }, output: { Accept: 'application/json', AssembleWith: 'Line' } },
    'to be of one kind',
  ],
])('%s is refused', async (_, options, message) => {
  await expect(transform({}, options)).rejects.toMatchObject({
    code: 'ValidationException',
    message: expect.stringContaining(message),
  })
})
