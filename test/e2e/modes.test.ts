import { GetObjectCommand } from '@aws-sdk/client-s3'
import { DescribeEndpointCommand, DescribeEndpointConfigCommand } from '@aws-sdk/client-sagemaker'
import { InvokeEndpointAsyncCommand } from '@aws-sdk/client-sagemaker-runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually, GENTOO, type Loop, penguinsCsv, startLoop } from './support/loop.ts'

let loop: Loop
beforeAll(async () => {
  loop = await startLoop()
}, 300_000)
afterAll(() => loop?.stop())

const config = async (EndpointName: string) => {
  const { EndpointConfigName } = await loop.sagemaker.send(new DescribeEndpointCommand({ EndpointName }))
  return loop.sagemaker.send(new DescribeEndpointConfigCommand({ EndpointConfigName }))
}

describe('mode serverless', () => {
  const serverless = (manifest: string) =>
    manifest.replace('mode: realtime', 'mode: serverless\n  serverless: { memory: 1GB, maxConcurrency: 2 }')

  it('serves two versions after each other, without instances', async () => {
    await loop.apply('less', serverless)
    await loop.put('data/less/first.csv', penguinsCsv())
    const first = await loop.ended('less', 1)
    expect(first, first.reason).toMatchObject({ status: 'deployed', version: 1 })
    await loop.put('data/less/second.csv', penguinsCsv(50, 300))
    const second = await loop.ended('less', 2)
    expect(second, second.reason).toMatchObject({ status: 'deployed', version: 2 })
    const [variant] = (await config('trimtab-dev-less')).ProductionVariants!
    expect(variant!.ServerlessConfig).toEqual({ MemorySizeInMB: 1024, MaxConcurrency: 2 })
    const answer = await loop.ask('less', GENTOO)
    expect(answer.indexOf(Math.max(...answer))).toBe(2)
  })

  it('is not taken to another mode on its endpoint, and the plan says what to do', async () => {
    await loop.apply('less')
    await loop.put('data/less/third.csv', penguinsCsv(50, 250))
    expect(await loop.ended('less', 3)).toMatchObject({
      status: 'refused',
      reason: expect.stringMatching(/serves in mode serverless, and no update takes it to realtime/),
    })
  })
})

describe('mode async', () => {
  const EndpointName = 'trimtab-dev-later'
  const asynchronous = (manifest: string) => manifest.replace('mode: realtime', 'mode: async')

  it('is smoke-tested by a request whose result lies in S3, and serves two versions after each other', async () => {
    await loop.apply('later', asynchronous)
    await loop.put('data/later/first.csv', penguinsCsv())
    const first = await loop.ended('later', 1)
    expect(first, first.reason).toMatchObject({ status: 'deployed', version: 1 })
    await loop.put('data/later/second.csv', penguinsCsv(50, 300))
    const second = await loop.ended('later', 2)
    expect(second, second.reason).toMatchObject({ status: 'deployed', version: 2 })
    expect((await config(EndpointName)).AsyncInferenceConfig).toBeDefined()
  })

  it('answers who asks by a pointer to S3', async () => {
    const { bucket } = loop.service
    await loop.put('async/later/requests/one.csv', `${GENTOO}\n`)
    const InputLocation = `s3://${bucket}/async/later/requests/one.csv`
    const asked = new InvokeEndpointAsyncCommand({ EndpointName, InputLocation, ContentType: 'text/csv' })
    const { OutputLocation } = await loop.runtime.send(asked)
    expect(OutputLocation).toMatch(`s3://${bucket}/async/later/results/`)
    const Key = OutputLocation!.slice(`s3://${bucket}/`.length)
    const answer = await eventually(async () => {
      const { Body } = await loop.s3.send(new GetObjectCommand({ Bucket: bucket, Key }))
      return Body!.transformToString()
    })
    const numbers = answer.trim().split(',').map(Number)
    expect(numbers.indexOf(Math.max(...numbers))).toBe(2)
  })
})
