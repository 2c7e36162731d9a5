import { parentPort, workerData } from 'node:worker_threads'
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime'

/** A client of the endpoint in a thread of its own, so that it takes no turn of the runtime's event loop. */
const { client, endpointName, body, connections, requests } = workerData
const runtime = new SageMakerRuntimeClient({ ...client, requestHandler: { httpAgent: { maxSockets: connections } } })
const ask = () =>
  runtime.send(new InvokeEndpointCommand({ EndpointName: endpointName, ContentType: 'text/csv', Body: body }))

await Promise.all(Array.from({ length: connections }, ask))
const took: number[] = []
let left = requests
const began = performance.now()
await Promise.all(
  Array.from({ length: connections }, async () => {
    while (left-- > 0) {
      const sent = performance.now()
      await ask()
      took.push(performance.now() - sent)
    }
  }),
)
parentPort!.postMessage({ took, seconds: (performance.now() - began) / 1000 })
