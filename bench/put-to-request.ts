import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { LINE, type Loop, penguins } from './loop.ts'

export interface PutToRequest {
  /** Milliseconds from sending the PUT until SageMaker gets the run's CreateProcessingJob, of each warm run. */
  warm: number[]
  /** The same of the very first run, when every function starts cold. */
  cold: number
}

/** Uploads one file `warmRuns` times more than once, each time waiting until the run that it starts is over. */
export async function putToRequest(loop: Loop, warmRuns: number): Promise<PutToRequest> {
  const { service, client } = loop
  const s3 = new S3Client(client)
  const body = penguins()
  const { call } = service.kernel
  let onRequest = (_at: number) => {}
  service.kernel.call = (name, operation, ...rest) => {
    if (operation === 'CreateProcessingJob') onRequest(performance.now())
    return call(name, operation, ...rest)
  }
  const took: number[] = []
  for (let run = 1; run <= warmRuns + 1; run++) {
    // Nobody asks how the run is doing before that request is there: what asks would take part in what it measures.
    const arrival = new Promise<number>((resolve) => {
      onRequest = resolve
    })
    const sent = performance.now()
    await s3.send(new PutObjectCommand({ Bucket: service.bucket, Key: `data/${LINE}/all.csv`, Body: body }))
    took.push((await arrival) - sent)
    await loop.idle(run)
  }
  service.kernel.call = call
  const [cold, ...warm] = took
  return { warm, cold: cold! }
}
