import { LambdaClient } from '@aws-sdk/client-lambda'
import { strToU8, zipSync } from 'fflate'
import { createLambda } from '#local/lambda/index.ts'
import { type Served, serve } from '#test/support/kernel.ts'

export const ROLE = 'arn:aws:iam::000000000000:role/worker'

export const zipOf = (files: Record<string, string>) =>
  Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))))

export interface LambdaRuntime extends Served {
  lambda: LambdaClient
  logs: { group: string; stream: string; message: string }[]
  /** Of Lambda those by function alone; the same are published for the account and by qualifier. */
  metrics: { name: string; value: number; dimensions: Record<string, string> }[]
  /** Makes a function from the source of its handler, an ES module unless said otherwise. */
  make(name: string, source: string, settings?: Record<string, unknown>): Promise<void>
  /** Invokes it over the wire and reads the answer's JSON. */
  run(name: string, event?: unknown): Promise<{ result: any; error: string | undefined }>
}

export async function serveLambda(options: Parameters<typeof serve>[0] = {}): Promise<LambdaRuntime> {
  const served = await serve(options)
  const { kernel } = served
  kernel.register(createLambda(kernel))
  const logs: LambdaRuntime['logs'] = []
  const metrics: LambdaRuntime['metrics'] = []
  kernel.onLog((group, stream, message) => logs.push({ group, stream, message }))
  kernel.onMetric((datum) => {
    if (datum.namespace !== 'AWS/Lambda' || Object.keys(datum.dimensions).join() === 'FunctionName') metrics.push(datum)
  })
  const lambda = new LambdaClient(served.client)
  return {
    ...served,
    lambda,
    logs,
    metrics,
    async make(name, source, settings = {}) {
      await kernel.call(
        'lambda',
        'CreateFunction',
        {
          FunctionName: name,
          Runtime: 'nodejs24.x',
          Role: ROLE,
          Handler: 'index.handler',
          Code: { ZipFile: zipOf({ 'index.mjs': source }) },
          ...settings,
        },
        kernel.root,
      )
    },
    async run(name, event = {}) {
      const output = await kernel.call(
        'lambda',
        'Invoke',
        { FunctionName: name, Payload: Buffer.from(JSON.stringify(event)) },
        kernel.root,
      )
      return { result: JSON.parse(output.Payload.toString()), error: output.FunctionError }
    },
  }
}
